"""Promises to pay: kept, or lapsed without blame."""

from __future__ import annotations

from datetime import date, datetime

from bot.core.promise import Promise, PromiseState
from bot.services.ports import UnitOfWork
from bot.services.repositories import AuditEvent

EVENTS = {PromiseState.KEPT: "promise_kept", PromiseState.LAPSED: "promise_lapsed"}


def outcome_of(uow: UnitOfWork, promise: Promise, today: date) -> PromiseState | None:
    """How an open promise has ended; None where it has not."""
    account = uow.accounts.get(promise.account_id)
    return promise.outcome(
        uow.promises.paid(promise.id),
        uow.accounts.balance(account.id).total,
        uow.holds.rests(account.id),
        uow.creditors.get(account.creditor_id).plan.grace_days,
        today,
    )


def settle(uow: UnitOfWork, promise: Promise, today: date, now: datetime, actor: str) -> PromiseState | None:
    """Say once how a promise has ended; returns how, None where it is open or somebody has said so before."""
    uow.accounts.get(promise.account_id, locked=True)
    state = outcome_of(uow, promise, today)
    if state is None or not uow.promises.settle(promise.id, state):
        return None
    data = {"promise": promise.id, "minor": promise.amount.minor, "due_on": promise.due_on.isoformat()}
    uow.audit.record(AuditEvent(EVENTS[state], actor, data, promise.account_id), now)
    return state
