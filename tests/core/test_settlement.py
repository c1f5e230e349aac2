"""Settlement: no larger a discount than the creditor gives, no day outside theirs, and none that is not due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.settlement import NoSettlement, Settled, settle
from bot.core.table import Running, Table
from bot.core.terms import SettlementTerms
from tests.builders import TODAY, a_balance, eur, terms
from tests.strategies import days, french_business_day, money, tables

OLD_ENOUGH = TODAY - timedelta(days=180)
SATURDAY = date(2026, 11, 28)
DAY = timedelta(days=1)

settlement_terms = st.builds(
    SettlementTerms,
    st.integers(1, 9999).map(lambda hundredths: Decimal(hundredths) / 100),
    st.integers(0, 90),
    st.integers(0, 700),
)


def a_table(total: str = "200.00", today: date = TODAY, running: Running | None = None) -> Table:
    """A tenth may be given up, to be paid within 15 days, 180 days after the debt fell due."""
    return Table(a_balance(total), terms(), 0, french_business_day, today, running)


@given(st.data(), tables(changing=False), settlement_terms)
def test_what_is_settled_keeps_every_limit(data: st.DataObject, table: Table, limits: SettlementTerms) -> None:
    table = replace(table, terms=replace(table.terms, settlement=limits))
    wanted = data.draw(st.none() | days)
    offered = data.draw(st.none() | money(1, table.balance.total.minor))
    due_on = data.draw(st.dates(table.today - timedelta(days=900), table.today))

    settled = settle(table, due_on, offered, wanted)

    latest = table.today + timedelta(days=limits.pay_within_days)
    if not isinstance(settled, Settled):
        too_recent = (table.today - due_on).days < limits.min_age_days
        assert (NoSettlement.TOO_RECENT if too_recent else NoSettlement.OUTSIDE_LIMITS) is settled
        return
    total, discount, (payment,) = table.balance.total, settled.discount, settled.schedule.instalments
    assert total == payment.amount + discount
    assert 0 < payment.amount.minor < total.minor
    assert discount.minor * 100 <= total.minor * limits.max_discount_percent < (discount.minor + 1) * 100
    assert table.today <= payment.due_on <= latest
    assert table.is_business_day(payment.due_on)
    assert (table.today - due_on).days >= limits.min_age_days
    assert offered is None or offered >= payment.amount
    if wanted is not None and table.today <= wanted:
        earlier = [wanted - number * DAY for number in range((wanted - table.today).days + 1)]
        first_free = next((day for day in earlier if table.is_business_day(day)), None)
        assert first_free in (payment.due_on, None)
    assert settled == settle(table, due_on, offered, wanted)


def test_the_whole_discount_is_given_at_once() -> None:
    settled = settle(a_table("199.99"), OLD_ENOUGH)

    assert isinstance(settled, Settled)
    assert (eur("180.00"), eur("19.99")) == (settled.schedule.total, settled.discount)
    assert eur(0) == settled.schedule.interest


def test_who_offers_more_than_is_asked_pays_no_more() -> None:
    settled = settle(a_table(), OLD_ENOUGH, offered=eur(195))
    assert isinstance(settled, Settled)
    assert eur(180) == settled.schedule.total


@pytest.mark.parametrize(("offered", "enough"), [("180.00", True), ("179.99", False)])
def test_who_offers_less_than_the_limit_is_for_a_person(offered: str, enough: bool) -> None:
    settled = settle(a_table(), OLD_ENOUGH, offered=eur(offered))
    assert isinstance(settled, Settled) if enough else settled is NoSettlement.OUTSIDE_LIMITS


@pytest.mark.parametrize(("due_on", "old_enough"), [(OLD_ENOUGH, True), (OLD_ENOUGH + DAY, False)])
def test_a_debt_is_settled_from_its_day_on(due_on: date, old_enough: bool) -> None:
    settled = settle(a_table(), due_on)
    assert isinstance(settled, Settled) if old_enough else settled is NoSettlement.TOO_RECENT


@pytest.mark.parametrize(("total", "settles"), [("2000.00", True), ("2000.01", False)])
def test_a_balance_above_the_limit_is_for_a_person(total: str, settles: bool) -> None:
    settled = settle(a_table(total), OLD_ENOUGH)
    assert isinstance(settled, Settled) if settles else settled is NoSettlement.ABOVE_LIMIT


@pytest.mark.parametrize("never", [None, SettlementTerms(Decimal(0), 15, 180)])
def test_a_creditor_who_never_settles_does_not(never: SettlementTerms | None) -> None:
    table = replace(a_table(), terms=terms(settlement=never))
    assert NoSettlement.NEVER is settle(table, OLD_ENOUGH)


def test_while_a_plan_runs_nothing_is_settled_by_rule() -> None:
    running = Running(TODAY, TODAY, eur(200), 0, first_paid=False)
    assert NoSettlement.PLAN_RUNS is settle(a_table(running=running), OLD_ENOUGH)


def test_a_discount_of_no_cent_is_none() -> None:
    assert NoSettlement.OUTSIDE_LIMITS is settle(a_table("0.09"), OLD_ENOUGH)


@pytest.mark.parametrize(
    ("today", "wanted", "day"),
    [
        (TODAY, None, date(2026, 12, 8)),
        (TODAY, TODAY, TODAY),
        (TODAY, TODAY - DAY, TODAY),
        (TODAY, SATURDAY, date(2026, 11, 27)),
        (TODAY, date(2026, 12, 8), date(2026, 12, 8)),
        (TODAY, date(2026, 12, 9), None),
        # Who asks on a Saturday and would pay at once pays on Monday.
        (SATURDAY, SATURDAY, date(2026, 11, 30)),
        (SATURDAY, SATURDAY + DAY, date(2026, 11, 30)),
        (date(2026, 12, 11), None, date(2026, 12, 24)),
    ],
)
def test_the_day_is_the_one_wanted_or_the_creditors_last(today: date, wanted: date | None, day: date | None) -> None:
    settled = settle(a_table(today=today), OLD_ENOUGH, wanted_on=wanted)
    assert day == (settled.schedule.first.due_on if isinstance(settled, Settled) else None)
    assert isinstance(settled, Settled) or settled is NoSettlement.OUTSIDE_LIMITS
