"""Tasks for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import tasks
from bot.core.account import AccountId
from bot.core.errors import TaskNotFound
from bot.core.task import Task, TaskId, TaskKind


class SqlTasks:
    """See `bot.services.keeping_repositories.TaskRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, task_id: TaskId) -> Task:
        row = self._connection.execute(sa.select(tasks).where(tasks.c.id == task_id)).first()
        if row is None:
            raise TaskNotFound(str(task_id))
        return _task(row)

    def open(self) -> tuple[Task, ...]:
        rows = self._connection.execute(
            sa.select(tasks).where(tasks.c.done_at.is_(None)).order_by(tasks.c.created_at, tasks.c.id)
        )
        return tuple(_task(row) for row in rows)

    def open_of(self, account_id: AccountId, kind: TaskKind, subject: str) -> Task | None:
        row = self._connection.execute(
            sa.select(tasks).where(
                tasks.c.account_id == account_id,
                tasks.c.kind == kind.value,
                tasks.c.subject == subject,
                tasks.c.done_at.is_(None),
            )
        ).first()
        return None if row is None else _task(row)

    def add(self, account_id: AccountId, kind: TaskKind, subject: str, data: dict[str, Any], at: datetime) -> Task:
        key = self._connection.execute(
            tasks.insert().values(account_id=account_id, kind=kind.value, subject=subject, data=data, created_at=at)
        ).inserted_primary_key[0]
        return self.get(TaskId(key))

    def change(self, task_id: TaskId, data: dict[str, Any]) -> None:
        self._connection.execute(tasks.update().where(tasks.c.id == task_id).values(data=data))

    def close(self, task_id: TaskId, done_by: str, at: datetime) -> bool:
        changed = self._connection.execute(
            tasks.update().where(tasks.c.id == task_id, tasks.c.done_at.is_(None)).values(done_at=at, done_by=done_by)
        )
        return bool(changed.rowcount == 1)


def _task(row: Any) -> Task:
    return Task(
        id=TaskId(row.id),
        account_id=AccountId(row.account_id),
        kind=TaskKind(row.kind),
        subject=row.subject,
        data=dict(row.data),
        created_at=row.created_at,
        done_at=row.done_at,
        done_by=row.done_by,
    )
