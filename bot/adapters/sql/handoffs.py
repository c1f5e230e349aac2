"""Handoffs and the agents' private notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import accounts, agents, conversations, creditors, debtors, handoffs, messages, notes
from bot.core.account import AccountId, DebtorId, Language, full_name
from bot.core.conversation import (
    OPEN_STATES,
    AgentId,
    Author,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffReason,
    HandoffState,
    Outcome,
)
from bot.core.errors import HandoffNotFound
from bot.services.repositories import Note, QueueItem

LAST_WORDS = 160
_ORDER = (handoffs.c.priority, handoffs.c.requested_at, handoffs.c.id)


def _handoff(row: Any) -> Handoff:
    return Handoff(
        id=HandoffId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        account_id=None if row.account_id is None else AccountId(row.account_id),
        reason=HandoffReason(row.reason),
        state=HandoffState(row.state),
        summary=row.summary,
        requested_at=row.requested_at,
        agent_id=None if row.agent_id is None else AgentId(row.agent_id),
        claimed_at=row.claimed_at,
        ended_at=row.ended_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        comment=row.comment,
    )


class SqlHandoffs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _where(self, *conditions: Any) -> tuple[Handoff, ...]:
        rows = self._connection.execute(sa.select(handoffs).where(*conditions).order_by(*_ORDER))
        return tuple(_handoff(row) for row in rows)

    def get(self, handoff_id: HandoffId) -> Handoff:
        found = self._where(handoffs.c.id == handoff_id)
        if not found:
            raise HandoffNotFound(str(handoff_id))
        return found[0]

    def open_of(self, conversation_id: ConversationId) -> Handoff | None:
        found = self._where(
            handoffs.c.conversation_id == conversation_id,
            handoffs.c.state.in_([state.value for state in OPEN_STATES]),
        )
        return found[0] if found else None

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Handoff, ...]:
        return self._where(handoffs.c.conversation_id == conversation_id)

    def open_of_debtor(self, debtor_id: DebtorId) -> tuple[Handoff, ...]:
        theirs = sa.select(conversations.c.id).where(conversations.c.debtor_id == debtor_id)
        return self._where(
            handoffs.c.conversation_id.in_(theirs),
            handoffs.c.state.in_([state.value for state in OPEN_STATES]),
        )

    def list(self) -> tuple[Handoff, ...]:
        return self._where()

    def queue(self, states: Sequence[HandoffState]) -> tuple[QueueItem, ...]:
        last_words = (
            sa.select(sa.func.substr(messages.c.text, 1, LAST_WORDS))
            .where(messages.c.conversation_id == handoffs.c.conversation_id)
            .where(messages.c.author == Author.DEBTOR.value)
            .order_by(messages.c.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        rows = self._connection.execute(
            sa.select(
                handoffs,
                conversations.c.language,
                debtors.c.title,
                debtors.c.first_name,
                debtors.c.last_name,
                creditors.c.name.label("creditor_name"),
                agents.c.name.label("agent_name"),
                last_words.label("last_words"),
            )
            .join(conversations, conversations.c.id == handoffs.c.conversation_id)
            .outerjoin(debtors, debtors.c.id == conversations.c.debtor_id)
            .outerjoin(accounts, accounts.c.id == handoffs.c.account_id)
            .outerjoin(creditors, creditors.c.id == accounts.c.creditor_id)
            .outerjoin(agents, agents.c.id == handoffs.c.agent_id)
            .where(handoffs.c.state.in_([state.value for state in states]))
            .order_by(*_ORDER)
        )
        return tuple(
            QueueItem(
                handoff=_handoff(row),
                language=Language(row.language),
                debtor_name=full_name(row.title, row.first_name, row.last_name) if row.last_name is not None else None,
                creditor_name=row.creditor_name,
                agent_name=row.agent_name,
                last_words=row.last_words or "",
            )
            for row in rows
        )

    def add(self, handoff: Handoff) -> Handoff:
        key = self._connection.execute(
            handoffs.insert().values(
                conversation_id=handoff.conversation_id,
                account_id=handoff.account_id,
                reason=handoff.reason.value,
                priority=handoff.priority.rank,
                state=handoff.state.value,
                summary=handoff.summary,
                requested_at=handoff.requested_at,
            )
        ).inserted_primary_key[0]
        return self.get(HandoffId(key))

    def move(self, handoff: Handoff, old: HandoffState) -> bool:
        # The state in the condition makes this atomic: of two agents who claim at once, one changes no row.
        result = self._connection.execute(
            handoffs.update()
            .where(handoffs.c.id == handoff.id, handoffs.c.state == old.value)
            .values(
                state=handoff.state.value,
                agent_id=handoff.agent_id,
                claimed_at=handoff.claimed_at,
                ended_at=handoff.ended_at,
                outcome=None if handoff.outcome is None else handoff.outcome.value,
            )
        )
        return bool(result.rowcount == 1)

    def raise_reason(self, handoff_id: HandoffId, reason: str, priority_rank: int, summary: str) -> None:
        self._connection.execute(
            handoffs.update()
            .where(handoffs.c.id == handoff_id)
            .values(reason=reason, priority=priority_rank, summary=summary)
        )

    def set_comment(self, handoff_id: HandoffId, comment: str) -> None:
        self._connection.execute(handoffs.update().where(handoffs.c.id == handoff_id).values(comment=comment))

    def add_note(self, conversation_id: ConversationId, agent_id: AgentId, text: str, at: datetime) -> None:
        self._connection.execute(
            notes.insert().values(conversation_id=conversation_id, agent_id=agent_id, text=text, at=at)
        )

    def notes(self, conversation_id: ConversationId) -> tuple[Note, ...]:
        rows = self._connection.execute(
            sa.select(agents.c.name, notes.c.text, notes.c.at)
            .join(agents, agents.c.id == notes.c.agent_id)
            .where(notes.c.conversation_id == conversation_id)
            .order_by(notes.c.id)
        )
        return tuple(Note(row.name, row.text, row.at) for row in rows)
