"""What debtors think of a conversation: one to five, and a comment."""

from __future__ import annotations

from bot.core.conversation import ConversationId
from bot.reading.privacy import redact
from bot.reading.typed import clean
from bot.services.ports import Services
from bot.services.repositories import AuditEvent


def rate(services: Services, conversation_id: ConversationId, rating: int) -> None:
    """Keep a rating from 1 (bad) to 5 (good).

    Raises:
        ValueError: any other number.
    """
    if not 1 <= rating <= 5:
        raise ValueError(f"a rating goes from 1 to 5, not {rating}")
    now = services.clock.now()
    with services.store.writing() as uow:
        uow.conversations.add_feedback(conversation_id, rating, None, now)
        uow.audit.record(AuditEvent("feedback_given", "debtor", {"rating": rating}, None, conversation_id), now)
        uow.commit()


def note_opinion(services: Services, conversation_id: ConversationId) -> None:
    """Mark that an opinion stands in the transcript, so that whoever reviews finds it."""
    with services.store.writing() as uow:
        uow.audit.record(AuditEvent("opinion_given", "debtor", {}, None, conversation_id), services.clock.now())
        uow.commit()


def comment(services: Services, conversation_id: ConversationId, text: str) -> None:
    """Add words to the latest rating of this conversation; identity facts among them are not kept (design)."""
    kept = redact(clean(text), identity=True, today=services.today()).text
    with services.store.writing() as uow:
        uow.conversations.comment_feedback(conversation_id, kept)
        uow.commit()
