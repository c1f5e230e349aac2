"""Reasons: every offer ever made is worked out again to the same plan, whatever has changed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.adapters.import_files import import_creditors
from bot.adapters.sql.tables import audit_events, offers
from bot.core.account import AccountId
from bot.core.arrangement import OfferId
from bot.core.ask import Ask
from bot.core.candidates import Nearness
from bot.core.conversation import ConversationId
from bot.core.errors import OfferNotFound
from bot.core.negotiation import Limit
from bot.services import agreeing
from bot.services.negotiation import Counter, ForAPerson, Proposed, propose, propose_change
from bot.services.reasoning import SettlementAsk, deliberations, reasoning
from bot.services.settlements import propose_settlement
from tests.builders import CREDITORS, TODAY, eur
from tests.bureau import Bureau

ASKS = [
    Ask(count=4),
    Ask(amount=eur(10)),
    Ask(amount=eur(30), amount_is_ceiling=True, end_on=TODAY + timedelta(days=200)),
    Ask(amount=eur(60), first_due_on=TODAY + timedelta(days=50)),
    Ask(first_amount=eur(80), amount=eur(25), day_of_month=31),
    Ask(skipped_months=frozenset({TODAY.replace(month=12, day=1)}), count=3),
    Ask(special_amounts=((TODAY.replace(month=12, day=1), eur(90)),), amount=eur(30)),
]


def everything_offered(bureau: Bureau) -> list[OfferId]:
    with bureau.store.engine.connect() as connection:
        return [OfferId(one) for one in connection.execute(select(offers.c.id)).scalars()]


def other_limits(bureau: Bureau, folder: Path) -> None:
    """The creditor's next file: everything that decides is different, the order of its frequencies too."""
    limits = (CREDITORS / "voltea.yml").read_text("utf-8")
    for before, after in (
        ("[weekly, fortnightly, monthly]", "[monthly]"),
        ("{weekly: 10.00, fortnightly: 15.00, monthly: 25.00}", "{monthly: 90.00}"),
        ("max_months: 18", "max_months: 3"),
        ("max_instalments: 36", "max_instalments: 3"),
        ("first_due_within_days: 30", "first_due_within_days: 5"),
        ("max_discount_percent: 10", "max_discount_percent: 3"),
        ("pay_within_days: 15", "pay_within_days: 2"),
        ("min_age_days: 180", "min_age_days: 700"),
        ("human_above: 2000.00", "human_above: 100.00"),
        ("annexe B", "annexe C"),
    ):
        assert before in limits
        limits = limits.replace(before, after)
    file = folder / "voltea.yml"
    file.write_text(limits, "utf-8")
    report = import_creditors(bureau.store, [file], today=TODAY, now=bureau.clock.now())
    assert not isinstance(report, list), report


@pytest.fixture
def account(bureau: Bureau) -> AccountId:
    return bureau.open_account()


@pytest.fixture
def talk(bureau: Bureau, account: AccountId) -> ConversationId:
    return bureau.verified()


def test_every_offer_holds_when_limits_balance_and_day_have_changed(
    bureau: Bureau, account: AccountId, talk: ConversationId, tmp_path: Path
) -> None:
    for ask in ASKS:
        assert isinstance(propose(bureau.services, talk, account, ask), Proposed | Counter)
    assert isinstance(propose_settlement(bureau.services, talk, account), Proposed)
    plan = bureau.agreed(talk, account).plan
    for ask in ASKS:
        assert isinstance(propose_change(bureau.services, talk, account, ask), Proposed | Counter)
    before = {one: reasoning(bureau.services, one) for one in everything_offered(bureau)}
    assert len(before) > 2 * len(ASKS)
    assert all(one.holds for one in before.values())

    bureau.pay("50.00")
    bureau.clock.advance(timedelta(days=400))
    other_limits(bureau, tmp_path)

    for offer_id, reasons in before.items():
        again = reasoning(bureau.services, offer_id)
        assert again.holds
        assert (reasons.again, reasons.ask, reasons.limit, reasons.nearness) == (
            again.again,
            again.ask,
            again.limit,
            again.nearness,
        )
        assert "Mandat de recouvrement 2026, annexe B" == again.table.terms.source
    assert plan.offer_id in before


def test_a_change_with_interest_holds_after_it_is_agreed(bureau: Bureau) -> None:
    account = bureau.open_account(creditor_id="credileo", account_reference="CRE-26-000001", principal="1500.00")
    talk = bureau.verified(reference="CRE-26-000001")
    first = bureau.agreed(talk, account).plan
    bureau.clock.advance(timedelta(days=33))
    change = propose_change(bureau.services, talk, account, Ask(count=7))
    assert isinstance(change, Proposed)
    agreeing.agree(bureau.services, talk, change.offer.id)

    for offer_id in (first.offer_id, change.offer.id):
        assert reasoning(bureau.services, offer_id).holds


def test_a_counter_names_the_limit_and_what_each_offer_keeps(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    ask = Ask(amount=eur(100), first_due_on=TODAY + timedelta(days=60))
    counter = propose(bureau.services, talk, account, ask)
    assert isinstance(counter, Counter)

    reasons = [reasoning(bureau.services, one.id) for one in counter.offers]

    assert {Limit.FIRST_DUE} == {one.limit for one in reasons}
    assert [one for one in reasons if one.nearness not in set(Nearness)] == []
    assert [counter.offers] * len(reasons) == [one.offers for one in reasons]
    assert [ask] * len(reasons) == [one.ask for one in reasons]
    as_asked = reasoning(bureau.services, bureau.offered(talk, account).id)
    assert (None, None) == (as_asked.limit, as_asked.nearness)


def test_an_agent_reads_what_was_answered_the_newest_first(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    bureau.offered(talk, account)
    referred = propose(bureau.services, talk, account, Ask(amount=eur(3), amount_is_ceiling=True))
    assert isinstance(referred, ForAPerson)
    settlement = propose_settlement(bureau.services, talk, account)
    assert isinstance(settlement, Proposed)

    newest, middle, oldest = deliberations(bureau.services, account, 9)

    assert (SettlementAsk(None, None), ((settlement.offer, None),)) == (newest.settlement, newest.offers)
    assert ("no_plan_possible", Limit.MIN_INSTALMENT, ()) == (middle.referred, middle.limit, middle.offers)
    assert (Ask(count=4), None) == (oldest.ask, oldest.referred)
    assert (newest,) == deliberations(bureau.services, account, 1)


# --- records that do not hold ---


def edit(bureau: Bureau, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the trail says about the newest decision."""
    with bureau.store.engine.begin() as connection:
        row = connection.execute(
            select(audit_events).where(audit_events.c.kind.like("%_offered")).order_by(audit_events.c.id.desc())
        ).first()
        assert row is not None
        data = dict(row.data)
        change(data)
        connection.execute(update(audit_events).where(audit_events.c.id == row.id).values(data=data))


CHANGED_RULES: dict[str, Callable[[dict[str, Any]], None]] = {
    "ask": lambda data: data["ask"].update(count=3),
    "day": lambda data: data["table"].update(today="2026-11-24"),
    "balance": lambda data: data["table"].update(balance=[19999, 0, 0]),
    "limits": lambda data: data["table"]["limits"].update(max_instalments=3),
    "referred": lambda data: data["table"].update(human_above=100),
}


@pytest.mark.parametrize("what", CHANGED_RULES)
def test_what_no_longer_follows_from_its_record_does_not_hold(
    bureau: Bureau, account: AccountId, talk: ConversationId, what: str
) -> None:
    offer = bureau.offered(talk, account)
    edit(bureau, CHANGED_RULES[what])
    assert not reasoning(bureau.services, offer.id).holds


@pytest.mark.parametrize("limits", [None, {"max_discount_percent": "9.99", "pay_within_days": 15, "min_age_days": 180}])
def test_a_settlement_that_no_longer_follows_does_not_hold(
    bureau: Bureau, account: AccountId, talk: ConversationId, limits: dict[str, Any] | None
) -> None:
    proposal = propose_settlement(bureau.services, talk, account)
    assert isinstance(proposal, Proposed)
    assert reasoning(bureau.services, proposal.offer.id).holds
    edit(bureau, lambda data: data["table"].update(settlement=limits))
    assert not reasoning(bureau.services, proposal.offer.id).holds


def test_an_offer_without_its_record_is_not_explained(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    offer = bureau.offered(talk, account)
    other = bureau.open_account(account_reference="VOL-26-000002", access_code="AAFZA22Q")
    with pytest.raises(OfferNotFound):
        reasoning(bureau.services, OfferId("0" * 16))

    with bureau.store.engine.begin() as connection:
        connection.execute(update(audit_events).values(account_id=other))
    with pytest.raises(OfferNotFound):
        reasoning(bureau.services, offer.id)

    with bureau.store.engine.begin() as connection:
        connection.execute(delete(audit_events))
    with pytest.raises(OfferNotFound):
        reasoning(bureau.services, offer.id)


@pytest.mark.parametrize("forged", [["0" * 16], []])
def test_a_record_of_other_offers_explains_nothing(
    bureau: Bureau, account: AccountId, talk: ConversationId, forged: list[str]
) -> None:
    offer = bureau.offered(talk, account)
    edit(bureau, lambda data: data.update(offers=forged))
    with pytest.raises(OfferNotFound):
        reasoning(bureau.services, offer.id)


def test_a_record_from_before_decisions_were_kept_explains_nothing(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = bureau.offered(talk, account)
    edit(bureau, lambda data: data.pop("table"))
    with pytest.raises(OfferNotFound):
        reasoning(bureau.services, offer.id)
    assert () == deliberations(bureau.services, account, 9)
