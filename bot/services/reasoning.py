"""Why an offer is what it is: what was asked, which limit decided, and the same answer worked out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.core.account import AccountId
from bot.core.arrangement import Offer, OfferId
from bot.core.ask import Ask
from bot.core.candidates import Nearness
from bot.core.errors import OfferNotFound
from bot.core.money import Money
from bot.core.negotiation import Limit, Referred, decide
from bot.core.schedule import Schedule
from bot.core.settlement import Settled, settle
from bot.core.table import Table
from bot.core.terms import CreditorTerms
from bot.services.decisions import ask_of, table_of
from bot.services.negotiation import OFFERED, schedules_of
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent
from bot.services.settlements import SETTLEMENT_OFFERED


@dataclass(frozen=True, slots=True)
class SettlementAsk:
    """What was said of a settlement that was asked for; everything may be missing.

    Attributes:
        offered: the sum in one go.
        wanted_on: the day of it.
    """

    offered: Money | None
    wanted_on: date | None


@dataclass(frozen=True, slots=True)
class Reasoning:
    """One decision, read from the audit trail.

    Attributes:
        offers: all that were laid before the debtor with this one, in order.
        limit: what the ask would have broken; None where the plan is as asked, and for a settlement.
        nearness: in what this offer is near to the ask; None likewise.
        settlement: what was asked of a settlement; None for a plan.
        again: the schedules that the same rules give for the same facts today, in order.
    """

    offer: Offer
    offers: tuple[Offer, ...]
    at: datetime
    ask: Ask
    table: Table
    limit: Limit | None
    nearness: Nearness | None
    settlement: SettlementAsk | None
    again: tuple[Schedule, ...]

    @property
    def holds(self) -> bool:
        """Whether working it out again gave the same offers."""
        return self.again == tuple(one.schedule for one in self.offers)


def reasoning(services: Services, offer_id: OfferId) -> Reasoning:
    """What led to an offer, and whether it does so again.

    Raises:
        OfferNotFound: there is no such offer, or none with a recorded decision.
    """
    with services.store.reading() as uow:
        offer = uow.plans.offer(offer_id)
        at, event = _decision(uow, offer)
        data = event.data
        account = uow.accounts.get(offer.account_id)
        terms = uow.creditors.get(account.creditor_id)
        table = table_of(data["table"], terms, services.calendars.business_days(data["table"]["country"]))
        ask = ask_of(data.get("ask", {}), account.currency)
        offers = tuple(uow.plans.offer(OfferId(one)) for one in data["offers"])
    settlement = _settlement_ask(data, table)
    again = _decided_again(ask, table) if settlement is None else _settled_again(data, settlement, table)
    limit, nearness = data.get("limit"), data.get("nearness")
    return Reasoning(
        offer=offer,
        offers=offers,
        at=at,
        ask=ask,
        table=table,
        limit=Limit(limit) if limit else None,
        nearness=Nearness(nearness[data["offers"].index(offer.id)]) if nearness else None,
        settlement=settlement,
        again=again,
    )


@dataclass(frozen=True, slots=True)
class Deliberation:
    """One answer to one ask, as an agent reads it.

    Attributes:
        ask: for a plan.
        settlement: what was asked of a settlement; None for a plan.
        limit: what the ask would have broken.
        referred: why a person decides; None where something was offered.
        offers: with what each keeps of the ask (None: all of it), the nearest first.
        limits: of the creditor, as they were then, with their source.
    """

    at: datetime
    ask: Ask
    settlement: SettlementAsk | None
    limit: Limit | None
    referred: str | None
    offers: tuple[tuple[Offer, Nearness | None], ...]
    limits: CreditorTerms


def deliberations(services: Services, account_id: AccountId, most: int) -> tuple[Deliberation, ...]:
    """The latest answers on an account, the newest first."""
    with services.store.reading() as uow:
        account = uow.accounts.get(account_id)
        terms = uow.creditors.get(account.creditor_id)
        events = [(at, one) for at, one in uow.audit.of_account(account_id) if "table" in one.data]
        return tuple(_deliberation(services, uow, terms, at, event) for at, event in events[::-1][:most])


def _deliberation(
    services: Services, uow: UnitOfWork, terms: CreditorTerms, at: datetime, event: AuditEvent
) -> Deliberation:
    data = event.data
    table = table_of(data["table"], terms, services.calendars.business_days(data["table"]["country"]))
    ids = data.get("offers", [])
    nearness: list[Nearness | None] = [Nearness(one) for one in data.get("nearness", [])] or [None] * len(ids)
    limit = data.get("limit")
    return Deliberation(
        at=at,
        ask=ask_of(data.get("ask", {}), table.balance.currency),
        settlement=_settlement_ask(data, table),
        limit=Limit(limit) if limit else None,
        referred=data.get("reason"),
        offers=tuple((uow.plans.offer(OfferId(one)), near) for one, near in zip(ids, nearness, strict=True)),
        limits=table.terms,
    )


def _decision(uow: UnitOfWork, offer: Offer) -> tuple[datetime, AuditEvent]:
    for at, event in uow.audit.of_account(offer.account_id):
        if event.kind in (OFFERED, SETTLEMENT_OFFERED) and offer.id in event.data["offers"] and "table" in event.data:
            return at, event
    raise OfferNotFound(f"{offer.id} has no recorded decision")


def _decided_again(ask: Ask, table: Table) -> tuple[Schedule, ...]:
    outcome = decide(ask, table)
    return () if isinstance(outcome, Referred) else schedules_of(outcome)


def _settlement_ask(data: dict[str, Any], table: Table) -> SettlementAsk | None:
    if "debt_due_on" not in data:
        return None
    offered, wanted_on = data["offered"], data["wanted_on"]
    return SettlementAsk(
        None if offered is None else Money(offered, table.balance.currency),
        None if wanted_on is None else date.fromisoformat(wanted_on),
    )


def _settled_again(data: dict[str, Any], ask: SettlementAsk, table: Table) -> tuple[Schedule, ...]:
    settled = settle(table, date.fromisoformat(data["debt_due_on"]), ask.offered, ask.wanted_on)
    return (settled.schedule,) if isinstance(settled, Settled) else ()
