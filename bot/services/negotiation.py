"""Negotiating: offers are laid before the debtor under an id, with all that led to them in the audit trail."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, Offer, OfferId, OfferState, PlanId
from bot.core.ask import Ask
from bot.core.candidates import Nearness
from bot.core.conversation import ConversationId
from bot.core.due_dates import month_of
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.negotiation import Agreed, Countered, Limit, Referral, Referred, Table, decide
from bot.core.schedule import Schedule
from bot.core.table import Running
from bot.services.accounts import AccountView, check_owner, view_of
from bot.services.decisions import ask_record, outcome_record, table_record
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent

OFFER_VALID_FOR = timedelta(hours=24)
OFFERED = "plan_offered"


class Obstacle(str, Enum):
    """Why an account cannot be negotiated now."""

    ON_HOLD = "on_hold"
    TIME_BARRED = "time_barred"
    NOTHING_DUE = "nothing_due"
    NO_MANDATE = "no_mandate"
    HAS_PLAN = "has_plan"
    NO_PLAN = "no_plan"  # to change


@dataclass(frozen=True, slots=True)
class Proposed:
    """The ask fits: one offer, to be answered with yes or no."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Counter:
    """The ask breaks a limit: up to three offers, the nearest first.

    Attributes:
        nothing_gentler: the one plan on offer has the smallest payments that the limits allow.
    """

    limit: Limit
    offers: tuple[Offer, ...]
    nothing_gentler: bool = False


@dataclass(frozen=True, slots=True)
class ForAPerson:
    """A person decides.

    Attributes:
        gentlest: the plan with the smallest payments possible, where the debtor can pay less than that.
    """

    reason: Referral
    limit: Limit | None = None
    gentlest: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Impossible:
    obstacle: Obstacle


Proposal = Proposed | Counter | ForAPerson | Impossible


def obstacle(view: AccountView, today: date) -> Obstacle | None:
    """What stands in the way of a new plan, the most serious first."""
    return _obstacle_to_anything(view, today) or (Obstacle.HAS_PLAN if view.plan is not None else None)


def _obstacle_to_anything(view: AccountView, today: date) -> Obstacle | None:
    if view.on_hold:
        return Obstacle.ON_HOLD
    if view.settled:
        return Obstacle.NOTHING_DUE
    if view.time_barred:
        return Obstacle.TIME_BARRED
    if not view.terms.in_force_on(today):
        return Obstacle.NO_MANDATE
    return None


def obstacle_to(replaces: int | None, view: AccountView, today: date) -> Obstacle | None:
    """What stands in the way of a new plan, or of changing the one that runs."""
    if replaces is None:
        return obstacle(view, today)
    if (found := _obstacle_to_anything(view, today)) is not None:
        return found
    return None if view.plan is not None and view.plan.id == replaces else Obstacle.NO_PLAN


def propose(services: Services, conversation_id: ConversationId, account_id: AccountId, ask: Ask) -> Proposal:
    """Answer an ask: decide by the creditor's limits, and keep what is offered under fresh ids."""
    return _propose(services, conversation_id, account_id, ask, changing=False)


def propose_change(services: Services, conversation_id: ConversationId, account_id: AccountId, ask: Ask) -> Proposal:
    """Answer an ask for another plan in place of the running one; every limit goes on counting from its start."""
    return _propose(services, conversation_id, account_id, ask, changing=True)


def _propose(
    services: Services, conversation_id: ConversationId, account_id: AccountId, ask: Ask, *, changing: bool
) -> Proposal:
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        uow.accounts.get(account_id, locked=True)
        view = view_of(uow, account_id, today)
        check_owner(uow, conversation_id, view.account)
        plan = view.plan if changing else None
        if changing and plan is None:
            return Impossible(_obstacle_to_anything(view, today) or Obstacle.NO_PLAN)
        if (found := obstacle_to(plan.id if plan else None, view, today)) is not None:
            return Impossible(found)
        table = table_for(services, uow, view, today, changing=plan)
        outcome = decide(ask, table)
        data = {"ask": ask_record(ask), "table": table_record(table), **outcome_record(outcome)}
        if isinstance(outcome, Referred):
            uow.audit.record(AuditEvent("plan_referred", "bot", data, account_id, conversation_id), now)
            uow.commit()
            return ForAPerson(outcome.reason, outcome.limit, outcome.gentlest)
        uow.plans.supersede_open_offers(account_id)
        offers = tuple(
            offer_of(conversation_id, view, table, schedule, now, replaces=plan, skipped=_skipped(ask, schedule, table))
            for schedule in schedules_of(outcome)
        )
        for offer in offers:
            uow.plans.add_offer(offer)
        data["offers"] = [offer.id for offer in offers]
        uow.audit.record(AuditEvent(OFFERED, "bot", data, account_id, conversation_id), now)
        uow.commit()
    if isinstance(outcome, Countered):
        nothing_gentler = len(offers) == 1 and outcome.alternatives[0].nearness is Nearness.LONGEST
        return Counter(outcome.limit, offers, nothing_gentler)
    return Proposed(offers[0])


def open_offer(services: Services, offer_id: OfferId) -> Offer | None:
    """The offer, while a yes to it would still count."""
    now = services.clock.now()
    with services.store.reading() as uow:
        offer = uow.plans.offer(offer_id)
        balance = balance_counted(services, uow, offer, uow.accounts.balance(offer.account_id))
        fresh = not offer.stale(now, services.day_of(now), balance)
        return offer if offer.state is OfferState.OPEN and fresh else None


def balance_counted(services: Services, uow: UnitOfWork, offer: Offer, balance: Balance) -> Balance:
    """What is owed as the offer counts it: with the interest that it books where it changes a plan."""
    if offer.replaces is None:
        return balance
    return _with_interest(uow, offer.replaces, balance, offer.made_on)


def _with_interest(uow: UnitOfWork, plan: PlanId, balance: Balance, day: date) -> Balance:
    """A balance with the interest that accrued under a plan until a day, and that no payment has booked yet."""
    return replace(balance, interest=balance.interest + uow.plans.interest(plan).until(day, balance.principal))


def table_for(
    services: Services, uow: UnitOfWork, view: AccountView, today: date, *, changing: Arrangement | None = None
) -> Table:
    """What lies on the table for an account today.

    Args:
        changing: the running plan, where that is to be changed.
    """
    return Table(
        balance=view.balance if changing is None else _with_interest(uow, changing.id, view.balance, today),
        terms=view.terms,
        broken_plans=uow.plans.count_broken(view.account.id),
        is_business_day=services.calendars.business_days(view.terms.country),
        today=today,
        running=None if changing is None else _running(uow, view, changing),
    )


def _running(uow: UnitOfWork, view: AccountView, plan: Arrangement) -> Running:
    """The running plan with the plans it has replaced, as one."""
    chain = [plan]
    while (earlier := chain[-1].replaces) is not None:
        chain.append(uow.plans.get(earlier))
    standing = view.plan_standing
    next_due = standing.next_due if standing else None
    # Each plan has had the payments made before the next one replaced it.
    received = [uow.plans.paid(one.id).minor for one in chain]
    own = [received[0], *(older - newer for newer, older in zip(received, received[1:], strict=False))]
    return Running(
        first_due_on=chain[-1].schedule.first.due_on,
        next_due_on=next_due.instalment.due_on if next_due else plan.schedule.last.due_on,
        planned=uow.plans.offer(chain[-1].offer_id).balance.total,
        paid_count=sum(_payments_in(paid, one.schedule) for paid, one in zip(own, chain, strict=True)),
        first_paid=any(paid >= one.schedule.first.amount.minor for paid, one in zip(own, chain, strict=True)),
        skipped_count=sum(one.skipped_months for one in chain),
        change_count=_changes_since(chain[-1], uow.plans.of_account(plan.account_id)),
    )


def _changes_since(first: Arrangement, plans: Iterable[Arrangement]) -> int:
    """How often a first plan has been changed, what was taken back included."""
    family = {first.id}
    for plan in sorted(plans, key=lambda one: one.id):
        if plan.replaces in family:
            family.add(plan.id)
    return len(family) - 1


def _payments_in(paid: int, schedule: Schedule) -> int:
    """How many instalments, the oldest first, a sum has touched."""
    count = 0
    for instalment in schedule.instalments:
        if paid <= 0:
            break
        paid -= instalment.amount.minor
        count += 1
    return count


def schedules_of(outcome: Agreed | Countered) -> tuple[Schedule, ...]:
    if isinstance(outcome, Agreed):
        return (outcome.schedule,)
    return tuple(candidate.schedule for candidate in outcome.alternatives)


def _skipped(ask: Ask, schedule: Schedule, table: Table) -> int:
    """How many of the months asked for a plan leaves without a payment between its first and its last.

    A plan that changes another goes on from that one's next payment: a month before its own first one is left out too.
    One that gave up leaving months out, and pays more seldom, uses none beyond those it may.
    """
    begins_on = schedule.first.due_on
    if table.running is not None:
        begins_on = min(begins_on, max(table.today, table.running.next_due_on))
    begins, ends = month_of(begins_on), month_of(schedule.last.due_on)
    left_out = {month for month in ask.skipped_months if begins <= month < ends}
    left_out -= {month_of(one.due_on) for one in schedule.instalments}
    return min(len(left_out), max(0, table.max_skipped_months))


def offer_of(
    conversation_id: ConversationId,
    view: AccountView,
    table: Table,
    schedule: Schedule,
    now: datetime,
    *,
    discount: Money | None = None,
    replaces: Arrangement | None = None,
    skipped: int = 0,
) -> Offer:
    """A fresh offer on an account."""
    return Offer(
        id=OfferId(secrets.token_hex(8)),
        account_id=view.account.id,
        conversation_id=conversation_id,
        schedule=schedule,
        balance=table.balance,
        made_at=now,
        made_on=table.today,
        expires_at=now + OFFER_VALID_FOR,
        state=OfferState.OPEN,
        discount=discount or Money(0, view.account.currency),
        skipped_months=skipped,
        replaces=replaces.id if replaces else None,
    )
