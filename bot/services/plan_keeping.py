"""Looks after plans and promises: after each import, every hour while the service runs, and by hand.

Run twice, or by two processes at once, it does each thing once; after a month without a run it goes on step by step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.account import AccountId
from bot.core.arrangement import WITHDRAWAL_PERIOD, PlanId
from bot.core.errors import StoreUnavailable
from bot.core.plan_life import Stage, next_step
from bot.core.task import Task, TaskKind
from bot.services.outreach import ACTOR, is_due
from bot.services.plan_stages import EVENTS as PLAN_EVENTS
from bot.services.plan_stages import advance, running_on
from bot.services.ports import Services, UnitOfWork
from bot.services.promise_keeping import EVENTS as PROMISE_EVENTS
from bot.services.promise_keeping import outcome_of, settle
from bot.services.reminding import LAPSED_IS_NEWS_FOR, newest_promise, remind, wishes
from bot.services.tasks import close_for, watch_refund

REMINDERS = "reminder_sent"


@dataclass(frozen=True, slots=True)
class Touched:
    """Accounts on which an import has booked something.

    Attributes:
        planned: those with a running plan.
        overpaid: those on which what was paid too much has changed.
    """

    booked: frozenset[AccountId]
    planned: frozenset[AccountId]
    overpaid: frozenset[AccountId]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run did.

    Attributes:
        looked_at: accounts with a promise, or with a plan that lacks something; all others need no look.
        done: how often, by the kind of audit event; nothing that did not happen.
    """

    looked_at: int
    done: Mapping[str, int]


def keep_touched(uow: UnitOfWork, touched: Touched, today: date, now: datetime, actor: str) -> None:
    """What an import means for plans, promises and refunds, in its own transaction; nothing is said to anybody."""
    for account_id in sorted(touched.planned):
        advance(uow, account_id, today, now, actor)
    if touched.booked:
        for promise in uow.promises.open():
            if promise.account_id in touched.booked:
                settle(uow, promise, today, now, actor)
    for account_id in sorted(touched.overpaid):
        watch_refund(uow, account_id, now, actor)


def keep_plans(services: Services, actor: str = ACTOR, should_stop: Callable[[], bool] = lambda: False) -> Kept:
    """Take the steps that are due on every plan and promise, and send the reminders that are allowed now.

    Args:
        should_stop: asked before each account; what is left then is the next run's.

    Raises:
        StoreUnavailable: the database did not answer; what was done until then stays done.
        Exception: a defect met on the way, once every other account has been looked at.
    """
    today = services.today()
    with services.store.reading() as uow:
        known = _looked_after(uow, today)
        stale = any(_is_stale(uow, task, today) for task in uow.tasks.open())
    done: Counter[str] = Counter()
    defects: list[Exception] = []
    looked_at = 0
    for account_id in known:
        if should_stop():
            break
        looked_at += 1
        try:
            done += _look_at(services, account_id, today, actor)
        except StoreUnavailable:
            raise
        except Exception as defect:
            # One account's defect must not keep the reminders from all others; it is raised below.
            defects.append(defect)
    if stale:
        _close_stale_tasks(services, actor)
    if defects:
        raise defects[0]
    return Kept(looked_at, dict(done))


def _is_stale(uow: UnitOfWork, task: Task, today: date) -> bool:
    """Whether a missed plan has ended some other way since: it was withdrawn, or another has taken its place for good.

    While a change can be taken back, the plan may be missed again in a moment.
    """
    if task.kind is not TaskKind.MISSED_PLAN:
        return False
    life = uow.plans.life(PlanId(task.data["plan"]))
    if life.stage is Stage.REPLACED and today <= life.since + WITHDRAWAL_PERIOD:
        return False
    return life.stage not in (Stage.MISSED, Stage.BROKEN)


def _close_stale_tasks(services: Services, actor: str) -> None:
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        for task in uow.tasks.open():
            if _is_stale(uow, task, today):
                close_for(uow, task.account_id, task.kind, task.subject, now, actor)
        uow.commit()


def _looked_after(uow: UnitOfWork, today: date) -> tuple[AccountId, ...]:
    promised = [one.account_id for one in (*uow.promises.open(), *uow.promises.lapsed(today - LAPSED_IS_NEWS_FOR))]
    return tuple(sorted({*uow.plans.accounts_behind(today), *promised}))


def _is_something_due(services: Services, uow: UnitOfWork, account_id: AccountId, today: date) -> bool:
    running, newest = running_on(uow, account_id), newest_promise(uow, account_id)
    return (
        (running is not None and next_step(running.life, running.facts, today) is not None)
        or (newest is not None and outcome_of(uow, newest, today) is not None)
        or any(is_due(services, uow, wish) for wish in wishes(services, uow, running, newest))
    )


def _look_at(services: Services, account_id: AccountId, today: date, actor: str) -> Counter[str]:
    """Only where something is due does anybody wait for a writer."""
    with services.store.reading() as uow:
        due = _is_something_due(services, uow, account_id, today)
    return _keep(services, account_id, today, actor) if due else Counter()


def _keep(services: Services, account_id: AccountId, today: date, actor: str) -> Counter[str]:
    now = services.clock.now()
    done: Counter[str] = Counter()
    with services.store.writing() as uow:
        # The conversation before the account, as everybody does who needs both: no two wait for each other.
        uow.conversations.lock_of(uow.accounts.get(account_id).debtor_id)
        done.update(PLAN_EVENTS[life.stage] for life in advance(uow, account_id, today, now, actor))
        newest = newest_promise(uow, account_id)
        if newest is not None and (ended := settle(uow, newest, today, now, actor)) is not None:
            done[PROMISE_EVENTS[ended]] += 1
        sent = remind(services, uow, account_id)
        uow.commit()
    for one in sent:
        done[REMINDERS] += 1
        services.live.conversation_changed(one.conversation.id)
    if done:
        services.live.queue_changed()
    return done
