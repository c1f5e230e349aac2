"""What an open case page needs to keep up: new lines, notes, and who holds the case now.

`bot.services.handoff.case` gives the whole case and leaves an audit event; these continue such a reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.conversation import Conversation, Handoff, HandoffId, Line
from bot.services.ports import Note, Services, UnitOfWork


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a case now.

    Attributes:
        holder_name: who has claimed it, or who ended it.
    """

    handoff: Handoff
    conversation: Conversation
    holder_name: str | None

    @property
    def mark(self) -> str:
        """Differs whenever the case has passed to somebody else; a page compares it with its own."""
        return f"{self.handoff.state.value}:{self.handoff.agent_id or 0}"


@dataclass(frozen=True, slots=True)
class News:
    """What a page lacks.

    Attributes:
        lines: those after the last one the page has.
    """

    standing: Standing
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]


def standing(services: Services, handoff_id: HandoffId) -> Standing:
    """Who has a case now.

    Raises:
        HandoffNotFound: there is no such case.
    """
    with services.store.reading() as uow:
        return _standing(uow, handoff_id)


def news(services: Services, handoff_id: HandoffId, after: int) -> News:
    """Everything new in a case since line `after`.

    Raises:
        HandoffNotFound: there is no such case.
    """
    with services.store.reading() as uow:
        now = _standing(uow, handoff_id)
        return News(
            standing=now,
            lines=uow.conversations.lines(now.conversation.id, after),
            notes=uow.handoffs.notes(now.conversation.id),
        )


def _standing(uow: UnitOfWork, handoff_id: HandoffId) -> Standing:
    handoff = uow.handoffs.get(handoff_id)
    return Standing(
        handoff=handoff,
        conversation=uow.conversations.get(handoff.conversation_id),
        holder_name=None if handoff.agent_id is None else uow.agents.get(handoff.agent_id).name,
    )
