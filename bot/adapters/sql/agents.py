"""Agents of the console, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import agents, audit_events
from bot.core.account import AccountId
from bot.core.conversation import AgentId, ConversationId
from bot.core.errors import AgentNotFound
from bot.services.repositories import Agent, AuditEvent


def _agent(row: Any) -> Agent:
    return Agent(AgentId(row.id), row.login, row.name, row.password_hash, row.role, row.session_epoch, row.disabled)


class SqlAgents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, agent_id: AgentId) -> Agent:
        row = self._connection.execute(sa.select(agents).where(agents.c.id == agent_id)).first()
        if row is None:
            raise AgentNotFound(str(agent_id))
        return _agent(row)

    def by_login(self, login: str) -> Agent | None:
        row = self._connection.execute(sa.select(agents).where(agents.c.login == login)).first()
        return None if row is None else _agent(row)

    def all(self) -> tuple[Agent, ...]:
        rows = self._connection.execute(sa.select(agents).order_by(agents.c.login))
        return tuple(_agent(row) for row in rows)

    def add(self, login: str, name: str, password_hash: str, role: str, at: datetime) -> AgentId:
        key = self._connection.execute(
            agents.insert().values(login=login, name=name, password_hash=password_hash, role=role, created_at=at)
        ).inserted_primary_key[0]
        return AgentId(key)

    def set_password(self, agent_id: AgentId, password_hash: str) -> None:
        self._connection.execute(
            agents.update()
            .where(agents.c.id == agent_id)
            .values(password_hash=password_hash, session_epoch=agents.c.session_epoch + 1)
        )

    def disable(self, agent_id: AgentId) -> None:
        self._connection.execute(
            agents.update()
            .where(agents.c.id == agent_id)
            .values(disabled=True, session_epoch=agents.c.session_epoch + 1)
        )


class SqlAudit:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, event: AuditEvent, at: datetime) -> None:
        self._connection.execute(
            audit_events.insert().values(
                at=at,
                actor=event.actor,
                kind=event.kind,
                account_id=event.account_id,
                conversation_id=event.conversation_id,
                data=event.data,
            )
        )

    def _where(self, condition: Any) -> tuple[tuple[datetime, AuditEvent], ...]:
        rows = self._connection.execute(sa.select(audit_events).where(condition).order_by(audit_events.c.id))
        return tuple(
            (
                row.at,
                AuditEvent(
                    row.kind,
                    row.actor,
                    dict(row.data),
                    None if row.account_id is None else AccountId(row.account_id),
                    None if row.conversation_id is None else ConversationId(row.conversation_id),
                ),
            )
            for row in rows
        )

    def of_account(self, account_id: AccountId) -> tuple[tuple[datetime, AuditEvent], ...]:
        return self._where(audit_events.c.account_id == account_id)

    def of_conversation(self, conversation_id: ConversationId) -> tuple[tuple[datetime, AuditEvent], ...]:
        return self._where(audit_events.c.conversation_id == conversation_id)

    def count(self, kind: str, account_id: AccountId, since: datetime) -> int:
        return int(
            self._connection.execute(
                sa.select(sa.func.count())
                .select_from(audit_events)
                .where(
                    audit_events.c.account_id == account_id,
                    audit_events.c.kind == kind,
                    audit_events.c.at >= since,
                )
            ).scalar_one()
        )
