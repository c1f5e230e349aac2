"""Agreeing: only an explicit yes to one offer makes a plan, once, with its written agreement."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.account import AccountId, Language
from bot.core.arrangement import WITHDRAWAL_PERIOD, Arrangement, Offer, OfferId, OfferState, PlanState
from bot.core.conversation import ConversationId
from bot.core.ledger import EntryKind, charge
from bot.core.plan_life import Stage
from bot.services.accounts import AccountView, check_owner, view_of
from bot.services.negotiation import Impossible, balance_counted, obstacle_to
from bot.services.outreach import ACTOR
from bot.services.plan_stages import advance, bring_back, end
from bot.services.ports import AgreementFacts, Services, UnitOfWork
from bot.services.repositories import AuditEvent, StoredDocument


@dataclass(frozen=True, slots=True)
class Made:
    """A plan has been agreed (or had been, by an earlier yes to the same offer)."""

    plan: Arrangement
    document: StoredDocument
    again: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """The offer expired, was replaced, or the balance moved: a fresh offer is needed.

    Attributes:
        settlement: it was one.
    """

    settlement: bool = False


Agreement = Made | Stale | Impossible


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
        refusal = _refusal(services, uow, view, offer, now)
    if refusal is not None:
        return refusal
    # The document is made outside the write transaction, so that nobody waits for it; what it rests on is
    # checked again inside.
    document, content = _document(services, view, offer, now, language)
    with services.store.writing() as uow:
        uow.accounts.get(offer.account_id, locked=True)
        offer = uow.plans.offer(offer_id)
        if (made := _made_before(uow, offer)) is not None:
            return made
        view = view_of(uow, offer.account_id, today)
        if (refusal := _refusal(services, uow, view, offer, now)) is not None:
            return refusal
        uow.plans.set_offer_state(offer_id, OfferState.OPEN, OfferState.AGREED)
        if offer.replaces is not None:
            _book_interest(uow, view, offer, offer.made_on)
            end(uow, offer.replaces, Stage.REPLACED, today)
        plan = uow.plans.add(offer, now, today, view.terms.plan.interest_rate_percent)
        uow.plans.supersede_open_offers(offer.account_id)
        uow.plans.add_document(plan.id, document, content, now)
        data = {"offer": offer_id, "plan": plan.id, "replaces": offer.replaces, "document_sha256": document.sha256}
        uow.audit.record(AuditEvent("plan_agreed", "debtor", data, offer.account_id, conversation_id), now)
        uow.commit()
    return Made(plan, document, again=False)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A plan was taken back.

    Attributes:
        goes_on: the plan that it had changed, and that holds again.
    """

    plan: Arrangement
    goes_on: Arrangement | None = None


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
        end(uow, plan.id, Stage.WITHDRAWN, services.day_of(now))
        if plan.replaces is not None:
            bring_back(uow, plan.replaces)
            # A payment made meanwhile may have been its last.
            advance(uow, account_id, services.day_of(now), now, ACTOR)
        data = {"plan": plan.id, "goes_on": plan.replaces}
        uow.audit.record(AuditEvent("plan_withdrawn", "debtor", data, account_id, conversation_id), now)
        goes_on = uow.plans.active(account_id)
        uow.commit()
    return Withdrawn(plan, goes_on)


def _made_before(uow: UnitOfWork, offer: Offer) -> Made | None:
    """The plan that an earlier yes to this offer made; a plan that has ended is not agreed by a late yes."""
    plan = uow.plans.by_offer(offer.id)
    if plan is None or plan.state is not PlanState.ACTIVE:
        return None
    return Made(plan, uow.plans.documents(plan.id)[-1], again=True)


def _refusal(
    services: Services, uow: UnitOfWork, view: AccountView, offer: Offer, now: datetime
) -> Stale | Impossible | None:
    today = services.day_of(now)
    if (found := obstacle_to(offer.replaces, view, today)) is not None:
        return Impossible(found)
    if offer.state is not OfferState.OPEN or offer.stale(
        now, today, balance_counted(services, uow, offer, view.balance)
    ):
        return Stale(settlement=bool(offer.discount))
    return None


def _book_interest(uow: UnitOfWork, view: AccountView, offer: Offer, day: date) -> None:
    """What accrued under the plan that ends here: the new one spreads it, and counts its own from this day on."""
    accrued = offer.balance.interest - view.balance.interest
    if accrued:
        reference = f"plan {offer.replaces}, change {offer.id}"
        uow.accounts.add_entry(offer.account_id, charge(EntryKind.INTEREST, accrued, reference=reference, on=day))


def _document(
    services: Services, view: AccountView, offer: Offer, now: datetime, language: Language
) -> tuple[StoredDocument, bytes]:
    content = services.agreements.write(
        AgreementFacts(
            account=view.account,
            debtor=view.debtor,
            terms=view.terms,
            balance=offer.balance,
            schedule=offer.schedule,
            discount=offer.discount,
            replaced=view.plan if offer.replaces is not None else None,
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
