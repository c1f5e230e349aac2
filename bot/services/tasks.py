"""Tasks for people: opened once, listed in the console, done by somebody with a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.account import Account, AccountId, CreditorId
from bot.core.errors import TaskChanged
from bot.core.ledger import overpaid_so_far, refund
from bot.core.money import Money
from bot.core.task import Task, TaskId, TaskKind
from bot.core.terms import CreditorTerms
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A task as a list shows it."""

    task: Task
    account: Account
    creditor_name: str
    country: str

    @property
    def amount(self) -> Money:
        return Money(self.task.data["minor"], self.account.currency)


def open_tasks(services: Services) -> tuple[TaskItem, ...]:
    """What waits for a person, the longest waiting first."""
    with services.store.reading() as uow:
        tasks = uow.tasks.open()
        accounts = uow.accounts.several({task.account_id for task in tasks})
        creditors = {terms.id: terms for terms in uow.creditors.all()}
    return tuple(_item(task, accounts[task.account_id], creditors) for task in tasks)


def _item(task: Task, account: Account, creditors: Mapping[CreditorId, CreditorTerms]) -> TaskItem:
    terms = creditors[account.creditor_id]
    return TaskItem(task, account, terms.name, terms.country)


def finish(services: Services, task_id: TaskId, login: str, seen_minor: int) -> None:
    """A person has done a task; done twice it is done once. A refund is booked.

    Args:
        seen_minor: the amount that the person has seen, in minor units.
    Raises:
        TaskNotFound: there is no such task.
        TaskChanged: the amount has changed since.
    """
    now = services.clock.now()
    with services.store.writing() as uow:
        account = uow.accounts.get(uow.tasks.get(task_id).account_id, locked=True)
        task = uow.tasks.get(task_id)
        if task.done_at is not None:
            return
        if task.data["minor"] != seen_minor:
            raise TaskChanged(f"task {task_id}")
        if task.kind is TaskKind.REFUND:
            given_back = Money(seen_minor, account.currency)
            entry = refund(given_back, reference=f"task {task_id}", on=services.day_of(now))
            uow.accounts.add_entry(account.id, entry)
        uow.tasks.close(task_id, login, now)
        _record(uow, "task_done", f"agent:{login}", task, now)
        uow.commit()
    services.live.queue_changed()


def open_for(
    uow: UnitOfWork,
    account_id: AccountId,
    kind: TaskKind,
    subject: str,
    data: dict[str, Any],
    now: datetime,
    actor: str,
) -> None:
    """Open a task, unless one is open; then it learns what has changed."""
    task = uow.tasks.open_of(account_id, kind, subject)
    if task is None:
        _record(uow, "task_opened", actor, uow.tasks.add(account_id, kind, subject, data, now), now)
    elif task.data != data:
        uow.tasks.change(task.id, data)
        _record(uow, "task_changed", actor, uow.tasks.get(task.id), now)


def close_for(uow: UnitOfWork, account_id: AccountId, kind: TaskKind, subject: str, now: datetime, actor: str) -> None:
    """Close a task that has taken care of itself."""
    task = uow.tasks.open_of(account_id, kind, subject)
    if task is not None and uow.tasks.close(task.id, actor, now):
        _record(uow, "task_closed", actor, task, now)


def watch_refund(uow: UnitOfWork, account_id: AccountId, now: datetime, actor: str) -> None:
    """One open task for what lies there to be given back (compliance F.5); none where nothing does."""
    account = uow.accounts.get(account_id, locked=True)
    overpaid = overpaid_so_far(uow.accounts.entries(account_id), account.currency)
    if overpaid:
        data = {"minor": overpaid.minor, "currency": overpaid.currency}
        open_for(uow, account_id, TaskKind.REFUND, "", data, now, actor)
    else:
        close_for(uow, account_id, TaskKind.REFUND, "", now, actor)


def _record(uow: UnitOfWork, kind: str, actor: str, task: Task, now: datetime) -> None:
    data = {"task": task.id, "kind": task.kind.value, **task.data}
    uow.audit.record(AuditEvent(kind, actor, data, task.account_id), now)
