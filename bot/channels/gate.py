"""The gate every debtor's message passes: once, in order, and to whoever holds the conversation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.channels.turn_loop import TurnLoop
from bot.core.account import Language
from bot.core.conversation import Author, Conversation, ConversationId, Holder, Line
from bot.core.errors import StoreUnavailable
from bot.services import conversations, handoff, holds
from bot.services.conversations import Emergency, Inbound, Spoken, Turn
from bot.services.ports import Services
from bot.services.repositories import NewLine

log = structlog.get_logger()

# Seconds between attempts to keep an answer.
KEEP_PAUSES = (0.1, 0.4)


class Assistant(Protocol):
    """The dialogue: Rasa's Agent in this process."""

    async def answer(self, turn: Turn) -> Spoken: ...

    async def open(self, conversation: Conversation) -> Spoken:
        """The opening, said before the debtor has written anything."""
        ...

    def emergency(self, turn: Turn) -> Emergency | None:
        """What must be said at once although a person holds the conversation; None for all else."""
        ...

    def wants_no_contact(self, turn: Turn) -> bool:
        """Whether a message asks us to stop writing, and nothing more pressing."""
        ...

    def reassurance(self, language: Language) -> str:
        """That a person comes; for whoever asked for one and did not hear the answer."""
        ...

    def apology(self, language: Language) -> str:
        """What is said when something of ours is broken and nothing could be done."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a channel sends back for one message.

    Attributes:
        conversation_id: None where the database did not answer.
        lines: replies, in order; empty while a person holds the conversation.
        repeated: this message had been answered before; these are the same replies.
    """

    conversation_id: ConversationId | None
    lines: tuple[Line, ...]
    repeated: bool = False
    failed: bool = False
    apology: str | None = None


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Gate:
    """One message at a time for each sender; a turn that waits for something lets other senders' turns go on."""

    def __init__(self, services: Services, assistant: Assistant) -> None:
        self._services = services
        self._assistant = assistant
        self._turns = TurnLoop()
        self._store_failed_at = 0.0
        self._queues: dict[tuple[str, str], _Queue] = {}

    async def receive(self, inbound: Inbound) -> Delivery:
        """Record a message and answer it, or leave it to the agent who holds the conversation.

        Never raises for what a debtor or a database can do: a failure is answered with an apology, so that
        nobody is left in silence, and the message can be sent again.
        """
        return await self._turns.run(self._receive_in_order(inbound))

    def close(self) -> None:
        """Let the turns under way end; for whoever stops the service."""
        self._turns.close()

    async def _receive_in_order(self, inbound: Inbound) -> Delivery:
        came_at = time.monotonic()
        async with self._in_order(inbound.channel, inbound.sender):
            try:
                # Whoever queued while somebody waited in vain need not wait as long again, each in turn.
                if came_at >= self._store_failed_at:
                    return await self._receive(inbound)
            except StoreUnavailable:
                self._store_failed_at = time.monotonic()
                log.warning("store_unavailable", channel=inbound.channel)
            except Exception:
                # A defect of ours. The debtor gets an answer, the log the trace. What an action has done stays
                # done, each whole; sent again, the message is answered from there.
                log.exception("turn_failed", channel=inbound.channel)
            language = inbound.language or conversations.language_of(inbound.text)
            return Delivery(None, (), failed=True, apology=self._assistant.apology(language))

    async def open(self, channel: str, sender: str, language: Language) -> Conversation:
        """Find or start a conversation; a new one begins with the assistant's opening.

        Raises:
            StoreUnavailable: the database did not answer.
        """
        return await self._turns.run(self._open_in_order(channel, sender, language))

    async def _open_in_order(self, channel: str, sender: str, language: Language) -> Conversation:
        async with self._in_order(channel, sender):
            conversation, is_new = conversations.open_conversation(self._services, channel, sender, language)
            if is_new:
                self._record(conversation.id, None, await self._assistant.open(conversation))
            return conversation

    async def _receive(self, inbound: Inbound) -> Delivery:
        turn = conversations.receive(self._services, inbound)
        conversation = turn.conversation
        if turn.repeated is not None:
            return Delivery(conversation.id, turn.repeated, repeated=True)
        if conversation.holder is Holder.AGENT:
            return Delivery(conversation.id, await self._beside_a_person(turn))
        spoken = await self._assistant.answer(turn)
        return Delivery(conversation.id, await self._keep(conversation.id, turn.seq, spoken))

    async def _beside_a_person(self, turn: Turn) -> tuple[Line, ...]:
        """Silence, but for a cry for help, and for the answer that did not arrive; "stop" counts at once (FR-08)."""
        conversation = turn.conversation
        if self._assistant.wants_no_contact(turn):
            holds.place_no_contact(self._services, conversation.id)
            self._services.live.conversation_changed(conversation.id)
        said: str | None = None
        if (emergency := self._assistant.emergency(turn)) is not None:
            # The agents' queue hears it too: the case moves to the top.
            handoff.request(self._services, conversation.id, emergency.reason, None)
            said = emergency.words
        elif turn.again:
            said = self._assistant.reassurance(conversation.language)
        if said is None:
            return ()
        spoken = Spoken((NewLine(Author.BOT, said),), turn.memory, conversation.language)
        return await self._keep(conversation.id, turn.seq, spoken)

    async def _keep(self, conversation_id: ConversationId, answers: int, spoken: Spoken) -> tuple[Line, ...]:
        """Record the answer; what the turn has done stands already, so a database that is busy is asked again."""
        for pause in KEEP_PAUSES:
            try:
                return self._record(conversation_id, answers, spoken)
            except StoreUnavailable:
                await asyncio.sleep(pause)
        return self._record(conversation_id, answers, spoken)

    def _record(self, conversation_id: ConversationId, answers: int | None, spoken: Spoken) -> tuple[Line, ...]:
        return conversations.record_replies(
            self._services, conversation_id, answers, spoken.replies, spoken.memory, spoken.language
        )

    @asynccontextmanager
    async def _in_order(self, channel: str, sender: str) -> AsyncIterator[None]:
        key = (channel, sender)
        queue = self._queues.setdefault(key, _Queue())
        queue.waiting += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.waiting -= 1
            if queue.waiting == 0:
                del self._queues[key]
