"""Negotiating: offers are laid before the debtor under an id, and only a yes to that id agrees a plan."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial

from bot.core.account import AccountId, Language
from bot.core.arrangement import WITHDRAWAL_PERIOD, Arrangement, Offer, OfferId, OfferState, PlanState
from bot.core.ask import Ask
from bot.core.conversation import ConversationId
from bot.core.money import Money
from bot.core.negotiation import Agreed, Countered, Limit, Referral, Referred, Table, decide
from bot.core.schedule import Schedule
from bot.services.accounts import AccountView, check_owner, view_of
from bot.services.ports import AgreementFacts, Services, UnitOfWork
from bot.services.repositories import AuditEvent, StoredDocument

OFFER_VALID_FOR = timedelta(hours=24)


class Obstacle(str, Enum):
    """Why an account cannot be negotiated now."""

    ON_HOLD = "on_hold"
    TIME_BARRED = "time_barred"
    NOTHING_DUE = "nothing_due"
    NO_MANDATE = "no_mandate"
    HAS_PLAN = "has_plan"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The ask fits: one offer, to be answered with yes or no."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class Counter:
    """The ask breaks a limit: up to three offers, the nearest first."""

    limit: Limit
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class ForAPerson:
    reason: Referral


@dataclass(frozen=True, slots=True)
class Impossible:
    obstacle: Obstacle


Proposal = Proposed | Counter | ForAPerson | Impossible


@dataclass(frozen=True, slots=True)
class Made:
    """A plan has been agreed (or had been, by an earlier yes to the same offer)."""

    plan: Arrangement
    document: StoredDocument
    again: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """The offer expired, was replaced, or the balance moved: a fresh offer is needed."""


Agreement = Made | Stale | Impossible


def obstacle(view: AccountView, today: date) -> Obstacle | None:
    """What stands in the way of any plan, the most serious first."""
    if view.on_hold:
        return Obstacle.ON_HOLD
    if view.settled:
        return Obstacle.NOTHING_DUE
    if view.time_barred:
        return Obstacle.TIME_BARRED
    if not view.terms.in_force_on(today):
        return Obstacle.NO_MANDATE
    if view.plan is not None:
        return Obstacle.HAS_PLAN
    return None


def propose(services: Services, conversation_id: ConversationId, account_id: AccountId, ask: Ask) -> Proposal:
    """Answer an ask: decide by the creditor's limits, and keep what is offered under fresh ids."""
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        uow.accounts.get(account_id, locked=True)
        view = view_of(uow, account_id, today)
        check_owner(uow, conversation_id, view.account)
        if (found := obstacle(view, today)) is not None:
            return Impossible(found)
        outcome = decide(ask, _table(services, uow, view, today))
        if isinstance(outcome, Referred):
            uow.audit.record(
                _event("plan_referred", conversation_id, account_id, ask, reason=outcome.reason.value), now
            )
            uow.commit()
            return ForAPerson(outcome.reason)
        uow.plans.supersede_open_offers(account_id)
        schedules = _schedules_of(outcome)
        offers = tuple(_offer(conversation_id, view, schedule, now) for schedule in schedules)
        for offer in offers:
            uow.plans.add_offer(offer)
        ids = [offer.id for offer in offers]
        uow.audit.record(_event("plan_offered", conversation_id, account_id, ask, offers=ids), now)
        uow.commit()
    if isinstance(outcome, Countered):
        return Counter(outcome.limit, offers)
    return Proposed(offers[0])


def agree(services: Services, conversation_id: ConversationId, offer_id: OfferId) -> Agreement:
    """Turn a yes to one offer into a plan with its written agreement; the same yes twice agrees it once."""
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.reading() as uow:
        offer = uow.plans.offer(offer_id)
        view = view_of(uow, offer.account_id, today)
        check_owner(uow, conversation_id, view.account)
        language = uow.conversations.get(conversation_id).language
        if (made := _made_before(uow, offer)) is not None:
            return made
        refusal = _refusal(view, offer, now, today)
    if refusal is not None:
        return refusal
    # The document is made outside the write transaction, so that nobody waits for it; what it rests on is
    # checked again inside.
    document, content = _document(services, view, offer.schedule, now, language)
    with services.store.writing() as uow:
        uow.accounts.get(offer.account_id, locked=True)
        offer = uow.plans.offer(offer_id)
        if (made := _made_before(uow, offer)) is not None:
            return made
        view = view_of(uow, offer.account_id, today)
        if (refusal := _refusal(view, offer, now, today)) is not None:
            return refusal
        uow.plans.set_offer_state(offer_id, OfferState.OPEN, OfferState.AGREED)
        plan = uow.plans.add(offer.account_id, offer_id, offer.schedule, now, view.terms.plan.interest_rate_percent)
        uow.plans.supersede_open_offers(offer.account_id)
        uow.plans.add_document(plan.id, document, content, now)
        data = {"offer": offer_id, "plan": plan.id, "document_sha256": document.sha256}
        uow.audit.record(AuditEvent("plan_agreed", "debtor", data, offer.account_id, conversation_id), now)
        uow.commit()
    return Made(plan, document, again=False)


def open_offer(services: Services, offer_id: OfferId) -> Offer | None:
    """The offer, while a yes to it would still count."""
    now = services.clock.now()
    with services.store.reading() as uow:
        offer = uow.plans.offer(offer_id)
        fresh = not offer.stale(now, services.day_of(now), uow.accounts.balance(offer.account_id))
        return offer if offer.state is OfferState.OPEN and fresh else None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    plan: Arrangement


@dataclass(frozen=True, slots=True)
class TooLateToWithdraw:
    plan: Arrangement


def withdraw(
    services: Services, conversation_id: ConversationId, account_id: AccountId
) -> Withdrawn | TooLateToWithdraw | None:
    """Take a plan back within 24 hours of agreeing it (compliance C, POLICY); None where there is none."""
    now = services.clock.now()
    with services.store.writing() as uow:
        check_owner(uow, conversation_id, uow.accounts.get(account_id, locked=True))
        plan = uow.plans.active(account_id)
        if plan is None:
            return None
        if now - plan.agreed_at > WITHDRAWAL_PERIOD:
            return TooLateToWithdraw(plan)
        uow.plans.set_state(plan.id, PlanState.WITHDRAWN)
        uow.audit.record(AuditEvent("plan_withdrawn", "debtor", {"plan": plan.id}, account_id, conversation_id), now)
        uow.commit()
    return Withdrawn(plan)


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
        view = view_of(uow, account_id, today)
        check_owner(uow, conversation_id, view.account)
        found = obstacle(view, today)
        if found is not None and found is not Obstacle.HAS_PLAN:
            return Impossible(found)
        latest = today + timedelta(days=view.terms.promise_within_days)
        if due_on > latest:
            return PromiseTooLate(latest)
        promised = view.balance.total if amount is None else min(amount, view.balance.total)
        if uow.plans.add_promise(account_id, promised, due_on, now):
            data = {"minor": promised.minor, "due_on": due_on.isoformat()}
            uow.audit.record(AuditEvent("promise_made", "debtor", data, account_id, conversation_id), now)
        uow.commit()
    return Promised(promised, due_on)


def _table(services: Services, uow: UnitOfWork, view: AccountView, today: date) -> Table:
    return Table(
        balance=view.balance,
        terms=view.terms,
        broken_plans=uow.plans.count_broken(view.account.id),
        is_business_day=partial(services.calendars.is_business_day, view.terms.country),
        today=today,
    )


def _schedules_of(outcome: Agreed | Countered) -> tuple[Schedule, ...]:
    if isinstance(outcome, Agreed):
        return (outcome.schedule,)
    return tuple(candidate.schedule for candidate in outcome.alternatives)


def _offer(conversation_id: ConversationId, view: AccountView, schedule: Schedule, now: datetime) -> Offer:
    return Offer(
        id=OfferId(secrets.token_hex(8)),
        account_id=view.account.id,
        conversation_id=conversation_id,
        schedule=schedule,
        balance=view.balance,
        made_at=now,
        expires_at=now + OFFER_VALID_FOR,
        state=OfferState.OPEN,
    )


def _made_before(uow: UnitOfWork, offer: Offer) -> Made | None:
    """The plan that an earlier yes to this offer made; a plan that has ended is not agreed by a late yes."""
    plan = uow.plans.by_offer(offer.id)
    if plan is None or plan.state is not PlanState.ACTIVE:
        return None
    return Made(plan, uow.plans.documents(plan.id)[-1], again=True)


def _refusal(view: AccountView, offer: Offer, now: datetime, today: date) -> Stale | Impossible | None:
    if (found := obstacle(view, today)) is not None:
        return Impossible(found)
    if offer.state is not OfferState.OPEN or offer.stale(now, today, view.balance):
        return Stale()
    return None


def _document(
    services: Services, view: AccountView, schedule: Schedule, now: datetime, language: Language
) -> tuple[StoredDocument, bytes]:
    content = services.agreements.write(
        AgreementFacts(
            account=view.account,
            debtor=view.debtor,
            terms=view.terms,
            balance=view.balance,
            schedule=schedule,
            agreed_at=now,
            today=services.day_of(now),
            language=language,
            office_name=services.office.name,
        )
    )
    kind = "accord" if language is Language.FRENCH else "agreement"
    document = StoredDocument(
        name=f"{kind}-{view.account.reference}.pdf",
        media_type="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        token=secrets.token_urlsafe(32),
    )
    return document, content


def _event(kind: str, conversation_id: ConversationId, account_id: AccountId, ask: Ask, **data: object) -> AuditEvent:
    asked = {
        "amount_minor": ask.amount.minor if ask.amount else None,
        "ceiling": ask.amount_is_ceiling,
        "count": ask.count,
        "frequency": ask.frequency.value if ask.frequency else None,
        "first_due_on": ask.first_due_on.isoformat() if ask.first_due_on else None,
        "end_on": ask.end_on.isoformat() if ask.end_on else None,
        "day_of_month": ask.day_of_month,
        "first_amount_minor": ask.first_amount.minor if ask.first_amount else None,
    }
    return AuditEvent(kind, "bot", {"ask": asked, **data}, account_id, conversation_id)
