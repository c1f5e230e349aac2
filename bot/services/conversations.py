"""A debtor's message comes in and replies go out: recorded once, in order, whichever channel delivers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.core.account import DebtorId, Language, reference_key
from bot.core.conversation import Author, Conversation, ConversationId, HandoffReason, Holder, Line
from bot.reading.identity_facts import read_identity_facts
from bot.reading.language import identify
from bot.reading.privacy import redact
from bot.reading.typed import clean
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import NewLine

MAX_KEPT_CHARACTERS = 10_000
# What the dialogue reads of a long message: its beginning and its end, where people put what matters.
READ_FROM_START = 1_500
READ_FROM_END = 500


@dataclass(frozen=True, slots=True)
class Inbound:
    """A debtor's message as a channel delivers it.

    Attributes:
        sender: the channel's own id of whoever writes.
        external_id: the channel's id of the message; the same id twice is the same message.
        language: what the page or the app is in, if known.
    """

    channel: str
    sender: str
    text: str
    external_id: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A recorded message, ready to be answered.

    Attributes:
        seq: position of the debtor's line.
        readable: what the dialogue reads; it may hold identity facts and is never kept.
        memory: where the dialogue stood after the last turn.
        language_told: the page or this message says which language its writer speaks.
        opened: nothing has been said in this conversation yet.
        again: it had come before, and whatever happened then, its writer has not heard an answer.
        repeated: the answers already given, where this message had been answered before.
    """

    conversation: Conversation
    seq: int
    readable: str
    memory: dict[str, Any] | None
    language_told: bool
    opened: bool = False
    again: bool = False
    repeated: tuple[Line, ...] | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the assistant answers, and where the dialogue stands now."""

    replies: tuple[NewLine, ...]
    memory: dict[str, Any] | None
    language: Language


@dataclass(frozen=True, slots=True)
class Emergency:
    """A cry for help.

    Attributes:
        words: where help is found, to be said at once.
    """

    reason: HandoffReason
    words: str


def receive(services: Services, inbound: Inbound) -> Turn:
    """Record a message before anything acts on it, and say who holds the conversation.

    Card numbers, account numbers and the like never reach the database nor the dialogue; identity facts reach
    the dialogue only (compliance E, FR-10).
    """
    now = services.clock.now()
    today = services.day_of(now)
    typed = clean(inbound.text[: MAX_KEPT_CHARACTERS * 2])
    cleaned = redact(typed, identity=False, today=today).text
    told = inbound.language is not None or identify(typed[:READ_FROM_START]).code in Language.codes()
    with services.store.writing() as uow:
        conversation = uow.conversations.find(inbound.channel, inbound.sender, locked=True)
        if conversation is None:
            language = inbound.language or language_of(typed)
            conversation = uow.conversations.start(inbound.channel, inbound.sender, language, now)
        memory = uow.conversations.memory(conversation.id)
        if inbound.external_id is not None:
            known = uow.conversations.by_external_id(conversation.id, inbound.external_id)
            if known is not None:
                seq, answered = known
                repeated = uow.conversations.answers_to(conversation.id, seq) if answered else None
                opened = memory is None and not uow.conversations.bot_has_spoken(conversation.id)
                return Turn(
                    conversation, seq, _excerpt(cleaned), memory, told, opened, again=not answered, repeated=repeated
                )
        opened = memory is None and not uow.conversations.bot_has_spoken(conversation.id)
        kept = _as_kept(uow, conversation, typed, today)
        line = NewLine(Author.DEBTOR, kept[:MAX_KEPT_CHARACTERS], inbound.external_id)
        (recorded,) = uow.conversations.add_lines(conversation.id, [line], now)
        if conversation.holder is Holder.AGENT:
            uow.conversations.mark_answered(conversation.id, recorded.seq)
        uow.commit()
    if conversation.holder is Holder.AGENT:
        services.live.conversation_changed(conversation.id)
        services.live.queue_changed()
    return Turn(conversation, recorded.seq, _excerpt(cleaned), memory, told, opened)


def open_conversation(services: Services, channel: str, sender: str, language: Language) -> tuple[Conversation, bool]:
    """Find or start a conversation before the debtor has written anything (a widget that opens).

    Returns:
        The conversation, and whether nothing has been said in it yet.
    """
    with services.store.writing() as uow:
        conversation = uow.conversations.find(channel, sender)
        if conversation is None:
            conversation = uow.conversations.start(channel, sender, language, services.clock.now())
            uow.commit()
            return conversation, True
        return conversation, not uow.conversations.has_lines(conversation.id)


def find_or_start(services: Services, channel: str, sender: str, language: Language) -> Conversation:
    """The conversation of a sender, started where there is none."""
    return open_conversation(services, channel, sender, language)[0]


def record_replies(
    services: Services,
    conversation_id: ConversationId,
    answers: int | None,
    replies: Sequence[NewLine],
    memory: dict[str, Any] | None,
    language: Language | None = None,
) -> tuple[Line, ...]:
    """Keep what the bot said, and where the dialogue stands, in one transaction."""
    said = [replace(reply, answers=answers) for reply in replies]
    with services.store.writing() as uow:
        lines = uow.conversations.add_lines(conversation_id, said, services.clock.now())
        if answers is not None:
            uow.conversations.mark_answered(conversation_id, answers)
        uow.conversations.keep_memory(conversation_id, memory)
        if language is not None:
            uow.conversations.set_language(conversation_id, language)
        uow.commit()
    services.live.conversation_changed(conversation_id)
    return lines


def transcript(services: Services, conversation_id: ConversationId, after: int = 0) -> tuple[Line, ...]:
    with services.store.reading() as uow:
        return uow.conversations.lines(conversation_id, after)


def _as_kept(uow: UnitOfWork, conversation: Conversation, typed: str, today: date) -> str:
    """A message as the transcript keeps it: without secrets, and a pressed button by the words that stood on it."""
    if typed.startswith("/") and (title := uow.conversations.title_of(conversation.id, typed)) is not None:
        return title
    tells_who = conversation.debtor_id is None or _gives_own_facts(uow, conversation.debtor_id, typed, today)
    return redact(typed, identity=tells_who, today=today).text


def _gives_own_facts(uow: UnitOfWork, debtor_id: DebtorId, typed: str, today: date) -> bool:
    """Whether a verified debtor writes what proves who they are, which is never kept, once more."""
    if not any(character.isdigit() for character in typed):
        return False
    facts = read_identity_facts(typed, "fr", today)
    debtor = uow.accounts.debtor(debtor_id)
    codes = {reference_key(one.access_code) for one in uow.accounts.of_debtor(debtor_id)}
    return (
        debtor.birth_date in [one.on for one in facts.birth_dates]
        or reference_key(debtor.postcode) in [reference_key(one.value) for one in facts.postcodes]
        or not codes.isdisjoint(reference_key(one.value) for one in facts.access_codes)
    )


def _excerpt(text: str) -> str:
    if len(text) <= READ_FROM_START + READ_FROM_END:
        return text
    return f"{text[:READ_FROM_START]} {text[-READ_FROM_END:]}"


def language_of(text: str) -> Language:
    """The language of a first message, French where it does not tell."""
    guess = identify(text[:READ_FROM_START])
    return Language.ENGLISH if guess.code == "en" else Language.FRENCH
