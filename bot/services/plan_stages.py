"""Takes the steps of a plan's life that payments and the clock ask for, each once, each with its audit event."""

from __future__ import annotations

from datetime import date, datetime

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement
from bot.core.errors import IllegalTransition, PlanNotFound
from bot.core.ledger import SETTLEMENT_PREFIX, given_up, overpaid_so_far
from bot.core.money import Money
from bot.core.plan_life import Facts, Life, Stage, steps
from bot.core.task import TaskKind
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


def facts_of(uow: UnitOfWork, plan: Arrangement) -> Facts:
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
    )


def steps_due(uow: UnitOfWork, plan: Arrangement, today: date) -> tuple[Life, ...]:
    return steps(uow.plans.life(plan.id), facts_of(uow, plan), today)


def advance(uow: UnitOfWork, account_id: AccountId, today: date, now: datetime, actor: str) -> tuple[Life, ...]:
    """Bring an account's plan to where it stands today; returns the steps taken, none where there is no plan.

    The account stays locked until the unit of work ends, so that of two who look at once one finds nothing to do.
    """
    uow.accounts.get(account_id, locked=True)
    plan = uow.plans.active(account_id)
    if plan is None:
        return ()
    facts = facts_of(uow, plan)
    life = uow.plans.life(plan.id)
    taken = steps(life, facts, today)
    for following in taken:
        _take(uow, plan, life, following, facts, today, now, actor)
        life = following
    return taken


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
        plan = uow.plans.active(account_id)
        if plan is None:
            raise PlanNotFound(f"account {account_id} has no running plan")
        life = uow.plans.life(plan.id)
        broken = life.to(Stage.BROKEN, today, life.instalment)
        _take(uow, plan, life, broken, facts_of(uow, plan), today, now, f"agent:{login}")
        uow.commit()


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
    if not uow.plans.move(plan.id, before, after):
        raise IllegalTransition(before.stage.value, after.stage.value)
    data = {"plan": plan.id, "instalment": after.instalment or before.instalment}
    counted = facts.counted(before, today)
    arrears = counted.arrears(today)
    uow.audit.record(AuditEvent(EVENTS[after.stage], actor, {**data, "arrears": arrears.minor}, plan.account_id), now)
    if after.stage is Stage.COMPLETED and plan.settles and counted.paid >= plan.schedule.total:
        _close_settlement(uow, plan, facts.paid, today)
        watch_refund(uow, plan.account_id, now, actor)
    subject = missed_subject(plan)
    if after.stage is Stage.MISSED:
        amount = {"minor": arrears.minor, "currency": arrears.currency}
        open_for(uow, plan.account_id, TaskKind.MISSED_PLAN, subject, {**data, **amount}, now, actor)
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


def missed_subject(plan: Arrangement) -> str:
    return f"plan {plan.id}"
