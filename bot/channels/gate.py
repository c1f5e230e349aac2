"""The gate every debtor's message passes: once, in order, and to whoever holds the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.channels.turn_loop import TurnLoop
from bot.core.account import Language
from bot.core.conversation import Conversation, ConversationId, Holder, Line
from bot.core.errors import StoreUnavailable
from bot.services import conversations
from bot.services.conversations import Inbound, Spoken, Turn
from bot.services.ports import Services

log = structlog.get_logger()


class Assistant(Protocol):
    """The dialogue: Rasa's Agent in this process."""

    async def answer(self, turn: Turn) -> Spoken: ...

    async def open(self, conversation: Conversation) -> Spoken:
        """The opening, said before the debtor has written anything."""
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
    """One message at a time for each sender; different senders do not wait for each other."""

    def __init__(self, services: Services, assistant: Assistant) -> None:
        self._services = services
        self._assistant = assistant
        self._turns = TurnLoop()
        self._queues: dict[tuple[str, str], _Queue] = {}

    async def receive(self, inbound: Inbound) -> Delivery:
        """Record a message and answer it, or leave it to the agent who holds the conversation.

        Never raises for what a debtor or a database can do: a failure is answered with an apology, so that
        nobody is left in silence, and the message can be sent again.
        """
        return await self._turns.run(self._receive_in_order(inbound))

    async def _receive_in_order(self, inbound: Inbound) -> Delivery:
        async with self._in_order(inbound.channel, inbound.sender):
            try:
                return await self._receive(inbound)
            except StoreUnavailable:
                log.warning("store_unavailable", channel=inbound.channel)
            except Exception:
                # A defect of ours. The debtor gets an answer, the log the trace; nothing was half-written,
                # because every use case is one transaction.
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
            return Delivery(conversation.id, ())
        spoken = await self._assistant.answer(turn)
        lines = self._record(conversation.id, turn.seq, spoken)
        return Delivery(conversation.id, lines)

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
