"""The costliest step of a turn, the sentence vector, off the event loop and for all who wait at once.

A batch of sentences costs little more than one, and numpy lets go of the interpreter meanwhile, so the second core
works. A debtor who is alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.nlu.ngrams import Array
from bot.nlu.sentence_vectors import encode


class BatchingEncoder:
    """Encodes in one thread; texts that come in meanwhile make the next batch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._waiting: list[tuple[str, asyncio.Future[Array]]] = []
        self._busy = False

    async def vector(self, text: str) -> Array:
        """The unit vector of a text, shape (512,)."""
        result: asyncio.Future[Array] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, result))
        if not self._busy:
            self._start()
        return await result

    def _start(self) -> None:
        batch, self._waiting = self._waiting, []
        self._busy = True
        work = asyncio.get_running_loop().run_in_executor(self._thread, encode, [text for text, _ in batch])
        work.add_done_callback(lambda done: self._hand_out(batch, done))

    def _hand_out(self, batch: list[tuple[str, asyncio.Future[Array]]], done: asyncio.Future[Array]) -> None:
        self._busy = False
        error = done.exception()
        for row, (_, result) in enumerate(batch):
            if result.done():  # whoever waited has gone
                continue
            if error is not None:
                result.set_exception(error)
            else:
                result.set_result(done.result()[row])
        if self._waiting:
            self._start()
