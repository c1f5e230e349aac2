"""Hypothesis strategies shared by property tests: debts, limits and asks of every shape a file can hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from hypothesis import strategies as st

from bot.adapters.clock import HolidayCalendars
from bot.core.ask import Ask
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.negotiation import Table
from bot.core.terms import BalanceBand, Frequency, PlanTerms
from tests.builders import TODAY, terms

CALENDARS = HolidayCalendars()
FREQUENCIES = tuple(Frequency)

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@lru_cache
def french_business_day(day: date) -> bool:
    return CALENDARS.is_business_day("FR", day)


def money(least: int = 1, most: int = 1_000_000) -> st.SearchStrategy[Money]:
    return st.integers(least, most).map(lambda minor: Money(minor, "EUR"))


@st.composite
def balances(draw: st.DrawFn) -> Balance:
    principal = draw(st.integers(1, 600_000))
    return Balance(Money(principal, "EUR"), draw(money(0, 40_000)), draw(money(0, 2_000)))


@st.composite
def plan_limits(draw: st.DrawFn) -> PlanTerms:
    allowed = draw(st.lists(st.sampled_from(FREQUENCIES), min_size=1, unique=True))
    bands = draw(st.lists(st.tuples(st.integers(1, 300_000), st.integers(1, 24)), max_size=2))
    return PlanTerms(
        max_months=draw(st.integers(1, 36)),
        max_instalments=draw(st.integers(1, 60)),
        min_instalment={frequency: draw(money(100, 10_000)) for frequency in allowed},
        first_due_within_days=draw(st.integers(5, 60)),
        max_broken_plans=2,
        first_instalment_percent=Decimal(draw(st.sampled_from([0, 0, 0, 10, 20, 30]))),
        interest_rate_percent=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("3.49"), Decimal(12)])),
        by_balance=tuple(BalanceBand(Money(up_to, "EUR"), months) for up_to, months in sorted(bands)),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    today = draw(days)
    return Table(
        balance=draw(balances()),
        terms=terms(plan=draw(plan_limits()), human_above=Money(10_000_000, "EUR")),
        broken_plans=0,
        is_business_day=french_business_day,
        today=today,
    )


@st.composite
def asks(draw: st.DrawFn, today: date = TODAY) -> Ask:
    ahead = st.integers(0, 200).map(lambda number: today + timedelta(days=number))
    return Ask(
        amount=draw(st.none() | money(1, 300_000)),
        amount_is_ceiling=draw(st.booleans()),
        count=draw(st.none() | st.integers(1, 60)),
        frequency=draw(st.none() | st.sampled_from(FREQUENCIES)),
        first_due_on=draw(st.none() | ahead),
        end_on=draw(st.none() | ahead),
        day_of_month=draw(st.none() | st.integers(1, 31)),
        first_amount=draw(st.none() | money(1, 300_000)),
    )
