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
from bot.services.plan_stages import Running, late_subject, missed_subject, running_on
from bot.services.ports import Services, UnitOfWork
from bot.services.tasks import close_for

# Later than that, a line about a promise that lapsed helps nobody.
LAPSED_IS_NEWS_FOR = timedelta(days=30)


def remind(services: Services, uow: UnitOfWork, account_id: AccountId) -> list[Sent]:
    """Write what is due on an account; the caller commits, and tells who watches."""
    running, newest = running_on(uow, account_id), newest_promise(uow, account_id)
    said = [_say(services, uow, wish) for wish in wishes(services, uow, running, newest)]
    return [sent for sent in said if sent is not None]


def newest_promise(uow: UnitOfWork, account_id: AccountId) -> Promise | None:
    """Only the newest promise counts."""
    return next(iter(uow.promises.of_account(account_id)), None)


def wishes(services: Services, uow: UnitOfWork, running: Running | None, newest: Promise | None) -> tuple[Wish, ...]:
    """What should be said on an account, the weightiest first; some of it may have been said."""
    about_plan = () if running is None else _about_plan(uow, running)
    about_promise = () if newest is None else _about_promise(services, uow, newest, running is not None)
    return (*about_plan, *about_promise)


def _say(services: Services, uow: UnitOfWork, wish: Wish) -> Sent | None:
    news = write(services, uow, wish)
    if news is None:
        return None
    if wish.purpose is Purpose.PLAN_LATE and news.ends_waiting:
        _begin_cure(services, uow, wish.account_id)
    if news.sent is not None and wish.purpose is Purpose.PLAN_MISSED:
        _call_person(services, uow, wish, news.sent)
    return news.sent


def _begin_cure(services: Services, uow: UnitOfWork, account_id: AccountId) -> None:
    """The seven days of the written agreement begin with the reminder, or when it is known that none can be sent."""
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


def _about_plan(uow: UnitOfWork, running: Running) -> Iterator[Wish]:
    """The line names one instalment, with its own day and what is unpaid of it."""
    plan, life = running.plan, running.life
    purpose = _purpose(uow, plan, life)
    if purpose is None or life.instalment is None:
        return
    due = plan.schedule.instalments[life.instalment - 1].due_on
    unpaid = running.facts.unpaid_of(life.instalment)
    yield Wish(plan.account_id, purpose, late_subject(plan, life.instalment), unpaid, due)


def _purpose(uow: UnitOfWork, plan: Arrangement, life: Life) -> Purpose | None:
    if life.stage is Stage.LATE:
        return Purpose.PLAN_LATE
    if life.stage is Stage.MISSED and uow.tasks.open_of(plan.account_id, TaskKind.MISSED_PLAN, missed_subject(plan)):
        return Purpose.PLAN_MISSED
    return None


def _about_promise(services: Services, uow: UnitOfWork, promise: Promise, plan_runs: bool) -> Iterator[Wish]:
    """Where a plan runs, a promise that lapsed is the plan's matter."""
    today = services.today()
    if promise.state is PromiseState.OPEN and _is_eve(services, uow, promise, today):
        purpose = Purpose.PROMISE_TOMORROW
    elif promise.state is PromiseState.LAPSED and not plan_runs and today <= promise.due_on + LAPSED_IS_NEWS_FOR:
        purpose = Purpose.PROMISE_LAPSED
    else:
        return
    yield Wish(promise.account_id, purpose, f"promise {promise.id}", _left(uow, promise), promise.due_on)


def _is_eve(services: Services, uow: UnitOfWork, promise: Promise, today: date) -> bool:
    country = uow.creditors.get(uow.accounts.get(promise.account_id).creditor_id).country
    return promise.reminder_due(today, partial(services.calendars.is_business_day, country))


def _left(uow: UnitOfWork, promise: Promise) -> Money:
    """What is still to be paid of a promise; never more than is owed."""
    owed = uow.accounts.balance(promise.account_id).total.minor
    left = promise.amount.minor - uow.promises.paid(promise.id).minor
    return Money(max(0, min(left, owed)), promise.amount.currency)
