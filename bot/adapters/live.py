"""Live updates inside one process: whoever watches a topic is woken, and reads what changed for itself.

A wake-up carries no content, so a missed or doubled one loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from bot.core.conversation import ConversationId

QUEUE = "queue"


class Watch:
    """One watcher's bell: rings that come while it is busy melt into one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, timeout: float) -> bool:
        """Wait for a ring; False after `timeout` seconds without one (time to send a keep-alive)."""
        try:
            await asyncio.wait_for(self._rung.wait(), timeout)
        except asyncio.TimeoutError:
            return False
        self._rung.clear()
        return True

    async def rings(self) -> AsyncIterator[None]:
        while True:
            await self._rung.wait()
            self._rung.clear()
            yield


class Hub:
    """See `bot.services.ports.LiveFeed`. Use cases run in threads, so rings cross over to the event loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watches: dict[str, set[Watch]] = defaultdict(set)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Say which event loop the watchers live in; before that nobody watches and rings are dropped."""
        self._loop = loop

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        self._ring(_topic(conversation_id))

    def queue_changed(self) -> None:
        self._ring(QUEUE)

    @contextmanager
    def watch_conversation(self, conversation_id: ConversationId) -> Iterator[Watch]:
        with self._watch(_topic(conversation_id)) as watch:
            yield watch

    @contextmanager
    def watch_queue(self) -> Iterator[Watch]:
        with self._watch(QUEUE) as watch:
            yield watch

    @contextmanager
    def _watch(self, topic: str) -> Iterator[Watch]:
        watch = Watch()
        self._watches[topic].add(watch)
        try:
            yield watch
        finally:
            self._watches[topic].discard(watch)
            if not self._watches[topic]:
                del self._watches[topic]

    def _ring(self, topic: str) -> None:
        if self._loop is not None and topic in self._watches:
            self._loop.call_soon_threadsafe(self._ring_all, topic)

    def _ring_all(self, topic: str) -> None:
        for watch in tuple(self._watches.get(topic, ())):
            watch.ring()


def _topic(conversation_id: ConversationId) -> str:
    return f"conversation:{conversation_id}"
