"""Takes the steps of a plan's life that payments and the clock ask for, each once, each with its audit event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, PlanId
from bot.core.errors import IllegalTransition, PlanNotFound
from bot.core.ledger import SETTLEMENT_PREFIX, given_up, overpaid_so_far
from bot.core.money import Money
from bot.core.plan_life import Facts, Life, Stage, steps
from bot.core.task import TaskKind
from bot.services.keeping_repositories import Purpose
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent
from bot.services.tasks import close_for, open_for, watch_refund

EVENTS = {
    Stage.KEPT: "plan_caught_up",
    Stage.LATE: "plan_late",
    Stage.MISSED: "plan_missed",
    Stage.BROKEN: "plan_broken",
    Stage.COMPLETED: "plan_completed",
}


@dataclass(frozen=True, slots=True)
class Running:
    """A running plan as it stands, read once."""

    plan: Arrangement
    life: Life
    facts: Facts


def running_on(uow: UnitOfWork, account_id: AccountId) -> Running | None:
    plan = uow.plans.active(account_id)
    if plan is None:
        return None
    life = uow.plans.life(plan.id)
    return Running(plan, life, facts_of(uow, plan, life))


def facts_of(uow: UnitOfWork, plan: Arrangement, life: Life) -> Facts:
    """What the life of a plan hangs on, as the database has it."""
    account = uow.accounts.get(plan.account_id)
    receipts = uow.plans.receipts(plan.id)
    return Facts(
        schedule=plan.schedule,
        paid=Money(sum(one.amount.minor for one in receipts), account.currency),
        owed=uow.accounts.balance(plan.account_id).total,
        rests=uow.holds.rests(plan.account_id),
        grace_days=uow.creditors.get(account.creditor_id).plan.grace_days,
        settlement=receipts if plan.settles else None,
        cure_runs=_cure_runs(uow, plan, life),
    )


def _cure_runs(uow: UnitOfWork, plan: Arrangement, life: Life) -> bool:
    if life.stage is not Stage.LATE or life.instalment is None:
        return True
    known = uow.outreach.last_outcome(plan.account_id, Purpose.PLAN_LATE, late_subject(plan, life.instalment))
    return known is not None and known.lasting


def advance(uow: UnitOfWork, account_id: AccountId, today: date, now: datetime, actor: str) -> tuple[Life, ...]:
    """Bring an account's plan to where it stands today; returns the steps taken, none where there is no plan.

    The account stays locked until the unit of work ends, so that of two who look at once one finds nothing to do.
    """
    uow.accounts.get(account_id, locked=True)
    running = running_on(uow, account_id)
    if running is None:
        return ()
    plan, life, facts = running.plan, running.life, running.facts
    taken = steps(life, facts, today)
    for following in taken:
        _take(uow, plan, life, following, facts, today, now, actor)
        life = following
    if not taken and life.stage is Stage.MISSED:
        _refresh_task(uow, running, today, now, actor)
    return taken


def end(uow: UnitOfWork, plan_id: PlanId, stage: Stage, today: date) -> None:
    """End a running plan by the debtor's wish: withdrawn, or replaced by another.

    Raises:
        IllegalTransition: it has ended.
    """
    life = uow.plans.life(plan_id)
    _move(uow, plan_id, life, life.to(stage, today))


def bring_back(uow: UnitOfWork, plan_id: PlanId) -> None:
    """Let a replaced plan go on where it stood.

    Raises:
        IllegalTransition: it was not replaced.
    """
    life = uow.plans.life(plan_id)
    _move(uow, plan_id, life, life.back())


def call_broken(services: Services, account_id: AccountId, login: str) -> None:
    """A person says that a missed plan is broken, before its days are over.

    Raises:
        PlanNotFound: the account has no running plan.
        IllegalTransition: the plan is not missed.
    """
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        advance(uow, account_id, today, now, "command")
        running = running_on(uow, account_id)
        if running is None:
            raise PlanNotFound(f"account {account_id} has no running plan")
        life = running.life
        broken = life.to(Stage.BROKEN, today, life.instalment)
        _take(uow, running.plan, life, broken, running.facts, today, now, f"agent:{login}")
        uow.commit()


def _move(uow: UnitOfWork, plan_id: PlanId, before: Life, after: Life) -> None:
    if not uow.plans.move(plan_id, before, after):
        raise IllegalTransition(before.stage.value, after.stage.value)


def _take(
    uow: UnitOfWork,
    plan: Arrangement,
    before: Life,
    after: Life,
    facts: Facts,
    today: date,
    now: datetime,
    actor: str,
) -> None:
    _move(uow, plan.id, before, after)
    data = {"plan": plan.id, "instalment": after.instalment or before.instalment}
    counted = facts.counted(before, today)
    arrears = counted.arrears(today)
    uow.audit.record(AuditEvent(EVENTS[after.stage], actor, {**data, "arrears": arrears.minor}, plan.account_id), now)
    if after.stage is Stage.COMPLETED and plan.settles and counted.paid >= plan.schedule.total:
        _close_settlement(uow, plan, facts.paid, today)
        watch_refund(uow, plan.account_id, now, actor)
    subject = missed_subject(plan)
    if after.stage is Stage.MISSED:
        about = _missed_data(plan, after, arrears)
        open_for(uow, plan.account_id, TaskKind.MISSED_PLAN, subject, about, now, actor)
    elif before.stage is Stage.MISSED and after.stage is not Stage.BROKEN:
        close_for(uow, plan.account_id, TaskKind.MISSED_PLAN, subject, now, actor)


def _close_settlement(uow: UnitOfWork, plan: Arrangement, paid: Money, today: date) -> None:
    """A settlement that is paid closes the debt: the creditor gives up the discount, and what was paid beyond it."""
    balance = uow.accounts.balance(plan.account_id)
    overpaid = overpaid_so_far(uow.accounts.entries(plan.account_id), paid.currency)
    too_much = Money(max(0, paid.minor - plan.schedule.total.minor - overpaid.minor), paid.currency)
    reference = f"{SETTLEMENT_PREFIX}{plan.id}"
    entry = given_up(plan.discount, balance, too_much, reference=reference, on=today)
    if entry is not None:
        uow.accounts.add_entry(plan.account_id, entry)


def _refresh_task(uow: UnitOfWork, running: Running, today: date, now: datetime, actor: str) -> None:
    """A part that was paid lowers what the open task is about; one that a person has finished stays so."""
    plan, life = running.plan, running.life
    subject = missed_subject(plan)
    if uow.tasks.open_of(plan.account_id, TaskKind.MISSED_PLAN, subject) is not None:
        about = _missed_data(plan, life, running.facts.counted(life, today).arrears(today))
        open_for(uow, plan.account_id, TaskKind.MISSED_PLAN, subject, about, now, actor)


def _missed_data(plan: Arrangement, life: Life, arrears: Money) -> dict[str, Any]:
    return {"plan": plan.id, "instalment": life.instalment, "minor": arrears.minor, "currency": arrears.currency}


def late_subject(plan: Arrangement, instalment: int) -> str:
    return f"plan {plan.id}, instalment {instalment}"


def missed_subject(plan: Arrangement) -> str:
    return f"plan {plan.id}"
