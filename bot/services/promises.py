"""Promises: the balance, or a part of it, on one coming day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.account import AccountId
from bot.core.conversation import ConversationId
from bot.core.money import Money
from bot.core.promise import PromiseState
from bot.services.accounts import check_owner, view_of
from bot.services.negotiation import Impossible, Obstacle, obstacle
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent


@dataclass(frozen=True, slots=True)
class Promised:
    amount: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class PromiseTooLate:
    """The creditor accepts a promise up to this day; later needs a plan or a person."""

    latest: date


def promise(
    services: Services,
    conversation_id: ConversationId,
    account_id: AccountId,
    amount: Money | None,
    due_on: date,
) -> Promised | PromiseTooLate | Impossible:
    """Note a promise to pay the balance, or a part of it, on one coming day.

    Raises:
        ValueError: the day has passed, or the amount is not above zero.
    """
    now = services.clock.now()
    today = services.day_of(now)
    if due_on < today:
        raise ValueError(f"a promise is for a coming day, not {due_on}")
    if amount is not None and amount.minor <= 0:
        raise ValueError(f"a promise is of an amount above zero, not {amount.minor}")
    with services.store.writing() as uow:
        uow.accounts.get(account_id, locked=True)
        view = view_of(uow, account_id, today)
        check_owner(uow, conversation_id, view.account)
        found = obstacle(view, today)
        if found is not None and found is not Obstacle.HAS_PLAN:
            return Impossible(found)
        latest = today + timedelta(days=view.terms.promise_within_days)
        if due_on > latest:
            return PromiseTooLate(latest)
        promised = view.pays_off if amount is None else min(amount, view.owed_today.total)
        if not _says_so_already(uow, account_id, promised, due_on):
            uow.promises.add(account_id, promised, due_on, now, today)
            data = {"minor": promised.minor, "due_on": due_on.isoformat()}
            uow.audit.record(AuditEvent("promise_made", "debtor", data, account_id, conversation_id), now)
        uow.commit()
    return Promised(promised, due_on)


def _says_so_already(uow: UnitOfWork, account_id: AccountId, amount: Money, due_on: date) -> bool:
    """Whether the promise that counts is the same; one that was kept, or lapsed, may be made again."""
    return any(
        (one.amount, one.due_on) == (amount, due_on)
        for one in uow.promises.of_account(account_id)
        if one.state is PromiseState.OPEN
    )
