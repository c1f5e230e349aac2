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


class TurnLoop:
    """Started with the first turn; ends with the process. The server waits for requests under way before it stops."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = Lock()

    async def run(self, turn: Coroutine[Any, Any, Result]) -> Result:
        """Run a turn to its end, whatever becomes of whoever waits for it."""
        future = asyncio.run_coroutine_threadsafe(turn, self._started())
        return await asyncio.shield(asyncio.wrap_future(future))

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, name="turns", daemon=True).start()
            return self._loop
