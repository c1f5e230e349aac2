"""What debtors should hear about their plans and promises, as it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement
from bot.core.conversation import HandoffReason
from bot.core.money import Money
from bot.core.plan_life import Life, Stage
from bot.core.promise import Promise, PromiseState
from bot.core.task import TaskKind
from bot.services import handoff
from bot.services.keeping_repositories import Purpose
from bot.services.outreach import ACTOR, Sent, Wish, write
from bot.services.plan_stages import facts_of, missed_subject
from bot.services.ports import Services, UnitOfWork
from bot.services.tasks import close_for

# Later than that, a line about a promise that lapsed helps nobody.
LAPSED_IS_NEWS_FOR = timedelta(days=30)


def remind(services: Services, uow: UnitOfWork, account_id: AccountId) -> list[Sent]:
    """Write what is due on an account; the caller commits, and tells who watches."""
    return [sent for wish in wishes(services, uow, account_id) if (sent := _say(services, uow, wish)) is not None]


def wishes(services: Services, uow: UnitOfWork, account_id: AccountId) -> tuple[Wish, ...]:
    """What should be said on an account, the weightiest first; some of it may have been said."""
    today = services.today()
    plan = uow.plans.active(account_id)
    about_plan = () if plan is None else tuple(_about_plan(uow, plan))
    return (*about_plan, *_about_promises(services, uow, account_id, plan, today))


def _say(services: Services, uow: UnitOfWork, wish: Wish) -> Sent | None:
    sent = write(services, uow, wish)
    if sent is None:
        return None
    if wish.purpose is Purpose.PLAN_LATE:
        _begin_cure(services, uow, wish.account_id)
    elif wish.purpose is Purpose.PLAN_MISSED:
        _call_person(services, uow, wish, sent)
    return sent


def _begin_cure(services: Services, uow: UnitOfWork, account_id: AccountId) -> None:
    """The seven days of the written agreement begin with the reminder."""
    plan = uow.plans.active(account_id)
    if plan is not None:
        life = uow.plans.life(plan.id)
        uow.plans.move(plan.id, life, replace(life, since=services.today()))


def _call_person(services: Services, uow: UnitOfWork, wish: Wish, sent: Sent) -> None:
    """The conversation passes to a person, who replaces the task."""
    handoff.request_within(
        services, uow, sent.conversation.id, HandoffReason.PLAN_MISSED, wish.account_id, asked_by=ACTOR
    )
    plan = uow.plans.active(wish.account_id)
    if plan is not None:
        now = services.clock.now()
        close_for(uow, wish.account_id, TaskKind.MISSED_PLAN, missed_subject(plan), now, ACTOR)


def _about_plan(uow: UnitOfWork, plan: Arrangement) -> Iterator[Wish]:
    """The line names one instalment, with its own day and what is unpaid of it."""
    life = uow.plans.life(plan.id)
    purpose = _purpose(uow, plan, life)
    if purpose is None or life.instalment is None:
        return
    due = plan.schedule.instalments[life.instalment - 1].due_on
    subject = f"plan {plan.id}, instalment {life.instalment}"
    yield Wish(plan.account_id, purpose, subject, facts_of(uow, plan).unpaid_of(life.instalment), due)


def _purpose(uow: UnitOfWork, plan: Arrangement, life: Life) -> Purpose | None:
    if life.stage is Stage.LATE:
        return Purpose.PLAN_LATE
    if life.stage is Stage.MISSED and uow.tasks.open_of(plan.account_id, TaskKind.MISSED_PLAN, missed_subject(plan)):
        return Purpose.PLAN_MISSED
    return None


def _about_promises(
    services: Services, uow: UnitOfWork, account_id: AccountId, plan: Arrangement | None, today: date
) -> Iterator[Wish]:
    """Only the newest promise counts; where a plan runs, a promise that lapsed is the plan's matter."""
    newest = next(iter(uow.promises.of_account(account_id)), None)
    if newest is None:
        return
    account = uow.accounts.get(account_id)
    country = uow.creditors.get(account.creditor_id).country
    is_business_day = partial(services.calendars.is_business_day, country)
    wish = Wish(account_id, Purpose.PROMISE_TOMORROW, f"promise {newest.id}", _left(uow, newest), newest.due_on)
    if newest.state is PromiseState.OPEN and newest.reminder_due(today, is_business_day):
        yield wish
    elif newest.state is PromiseState.LAPSED and plan is None and today <= newest.due_on + LAPSED_IS_NEWS_FOR:
        yield replace(wish, purpose=Purpose.PROMISE_LAPSED)


def _left(uow: UnitOfWork, promise: Promise) -> Money:
    """What is still to be paid of a promise; never more than is owed."""
    owed = uow.accounts.balance(promise.account_id).total.minor
    left = promise.amount.minor - uow.promises.paid(promise.id).minor
    return Money(max(0, min(left, owed)), promise.amount.currency)
