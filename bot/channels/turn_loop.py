"""The event loop on which turns run, in a thread of its own.

A turn is a few milliseconds of Python and of short database calls. On the loop of the web server they would hold up
every socket; in a pool of threads they would fight for the interpreter (measured: a third less throughput with six
threads). On one loop beside the server's they follow each other, and what waits (an encoder, a slow action) lets the
next turn go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from threading import Lock, Thread
from typing import Any, TypeVar

Result = TypeVar("Result")

LAST_TURNS_SECONDS = 5.0


class TurnLoop:
    """Started with the first turn."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._starting = Lock()

    async def run(self, turn: Coroutine[Any, Any, Result]) -> Result:
        """Run a turn to its end, whatever becomes of whoever waits for it."""
        future = asyncio.run_coroutine_threadsafe(turn, self._started())
        return await asyncio.shield(asyncio.wrap_future(future))

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._loop.run_forever, name="turns", daemon=True)
                self._thread.start()
            return self._loop

    def close(self) -> None:
        """End the loop once the turns under way have ended; the next turn would start another."""
        with self._starting:
            loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(_others_end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.close()


async def _others_end() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=LAST_TURNS_SECONDS)
