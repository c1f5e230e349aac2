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
from bot.core.table import Running, Table
from bot.core.terms import BalanceBand, Frequency, PlanTerms
from tests.builders import TODAY, terms

CALENDARS = HolidayCalendars()
FREQUENCIES = tuple(Frequency)

# The largest principal of a debt, in minor units.
USUAL = 600_000
SMALL = 400
TINY = 80
ASK_PARTS = ("amount", "ceiling", "count", "frequency", "first", "end", "day", "first amount", "skipped", "special")

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@lru_cache
def french_business_day(day: date) -> bool:
    return CALENDARS.is_business_day("FR", day)


@lru_cache
def british_business_day(day: date) -> bool:
    return CALENDARS.is_business_day("GB", day)


calendars = st.sampled_from([french_business_day, british_business_day])


def money(least: int = 1, most: int = 1_000_000) -> st.SearchStrategy[Money]:
    return st.integers(least, most).map(lambda minor: Money(minor, "EUR"))


@st.composite
def balances(draw: st.DrawFn, most: int = USUAL) -> Balance:
    principal = draw(st.integers(1, most))
    return Balance(Money(principal, "EUR"), draw(money(0, most // 15)), draw(money(0, most // 300)))


@st.composite
def plan_limits(draw: st.DrawFn) -> PlanTerms:
    """Limits of the size that creditors set."""
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
        max_skipped_months=draw(st.integers(0, 3)),
    )


@st.composite
def small_plan_limits(draw: st.DrawFn, most: int) -> PlanTerms:
    """Limits for debts of a few euros (`most` in cents): so few plans keep them that all can be tried."""
    allowed = draw(st.lists(st.sampled_from(FREQUENCIES), min_size=1, max_size=3, unique=True))
    bands = draw(st.lists(st.tuples(st.integers(1, most), st.integers(1, 6)), max_size=1))
    return PlanTerms(
        max_months=draw(st.integers(1, 6)),
        max_instalments=draw(st.integers(1, 9)),
        min_instalment={frequency: draw(money(1, most // 4)) for frequency in allowed},
        first_due_within_days=draw(st.integers(1, 20 if most > TINY else 5)),
        max_broken_plans=2,
        first_instalment_percent=Decimal(draw(st.sampled_from(["0", "0", "0", "12.5", "20", "50"]))),
        interest_rate_percent=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("3.49"), Decimal(36)])),
        by_balance=tuple(BalanceBand(Money(up_to, "EUR"), months) for up_to, months in bands),
        max_skipped_months=draw(st.integers(0, 2)),
    )


@st.composite
def runnings(draw: st.DrawFn, today: date, limits: PlanTerms, total: int) -> Running:
    """A plan that began at most some months ago, or has not begun, with no more behind it than it could have."""
    paid_count = draw(st.integers(0, limits.max_instalments))
    first = today + timedelta(days=draw(st.integers(-31 * limits.max_months, limits.first_due_within_days)))
    since_first = draw(st.integers(0, 31 * limits.max_months)) if paid_count else 0
    return Running(
        first_due_on=first,
        next_due_on=first + timedelta(days=since_first),
        planned=Money(total + draw(st.integers(0, total)), "EUR"),
        paid_count=paid_count,
        first_paid=paid_count > 0 and draw(st.booleans()),
        skipped_count=draw(st.integers(0, limits.max_skipped_months)),
        change_count=draw(st.integers(0, 1)),
    )


@st.composite
def tables(draw: st.DrawFn, most: int = USUAL, changing: bool | None = None) -> Table:
    """What lies on the table.

    Args:
        most: the largest principal in minor units; `SMALL` and `TINY` ones have narrow limits.
        changing: whether a running plan is changed; either, where nothing is said.
    """
    today = draw(days)
    balance = draw(balances(most))
    limits = draw(plan_limits() if most == USUAL else small_plan_limits(most))
    runs = draw(st.sampled_from([False, False, True])) if changing is None else changing
    return Table(
        balance=balance,
        terms=terms(plan=limits, human_above=Money(10_000_000, "EUR")),
        broken_plans=0,
        is_business_day=draw(calendars),
        today=today,
        running=draw(runnings(today, limits, balance.total.minor)) if runs else None,
    )


@st.composite
def asks(draw: st.DrawFn, today: date = TODAY, most: int = 300_000, most_days: int = 200) -> Ask:
    """Any mix of what a debtor may say.

    Args:
        most: the largest amount, in minor units.
        most_days: how far ahead a day that they name may lie.
    """
    ahead = st.integers(0, most_days).map(lambda number: today + timedelta(days=number))
    months = ahead.map(lambda day: day.replace(day=1))
    said = draw(st.sets(st.sampled_from(ASK_PARTS)))
    return Ask(
        amount=draw(money(1, most)) if "amount" in said else None,
        amount_is_ceiling="ceiling" in said,
        count=draw(st.integers(1, 60 if most_days > 100 else 12)) if "count" in said else None,
        frequency=draw(st.sampled_from(FREQUENCIES)) if "frequency" in said else None,
        first_due_on=draw(ahead) if "first" in said else None,
        end_on=draw(ahead) if "end" in said else None,
        day_of_month=draw(st.integers(1, 31)) if "day" in said else None,
        first_amount=draw(money(1, most)) if "first amount" in said else None,
        skipped_months=draw(st.frozensets(months, max_size=3)) if "skipped" in said else frozenset(),
        special_amounts=_one_a_month(draw(st.lists(st.tuples(months, money(1, most)), max_size=2)))
        if "special" in said
        else (),
    )


def _one_a_month(amounts: list[tuple[date, Money]]) -> tuple[tuple[date, Money], ...]:
    return tuple(sorted(dict(amounts).items()))
