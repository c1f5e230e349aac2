"""What becomes of an agreed plan as money comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core.account import AccountId
from bot.core.arrangement import PlanState
from bot.services.ports import UnitOfWork
from bot.services.repositories import AuditEvent


def complete_what_is_paid(uow: UnitOfWork, account_ids: Iterable[AccountId], actor: str, now: datetime) -> int:
    """Complete the plans of accounts on which nothing is left to pay; returns how many."""
    completed = 0
    for account_id in account_ids:
        plan = uow.plans.active(account_id)
        if plan is None:
            continue
        nothing_owed = uow.accounts.balance(account_id).total.minor <= 0
        if nothing_owed or uow.plans.paid(plan.id) >= plan.schedule.total:
            uow.plans.set_state(plan.id, PlanState.COMPLETED)
            uow.audit.record(AuditEvent("plan_completed", actor, {"plan": plan.id}, account_id), now)
            completed += 1
    return completed
