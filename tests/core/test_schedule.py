"""Schedules: sums to the cent, and dates by the calendar's rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.due_dates import due_dates, due_dates_until, months_after, on_day
from bot.core.ledger import Balance
from bot.core.repayment import Debt, level, repay
from bot.core.schedule import Schedule
from bot.core.terms import Frequency
from tests.builders import TODAY, a_balance, eur
from tests.strategies import balances, days, french_business_day


def a_level_schedule(balance: Balance, rate: Decimal, dates: list[date]) -> Schedule:
    debt = Debt(balance, rate, TODAY)
    return level(debt, dates).schedule(debt, Frequency.MONTHLY, dates)


def every_day(day: date) -> bool:
    return True


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2027, 2, 31, date(2027, 2, 28)),
        (2028, 2, 30, date(2028, 2, 29)),
        (2027, 4, 31, date(2027, 4, 30)),
        (2027, 5, 31, date(2027, 5, 31)),
    ],
)
def test_a_day_past_the_months_end_is_its_last(year: int, month: int, day: int, expected: date):
    assert expected == on_day(year, month, day)


def test_a_short_month_shifts_no_later_date():
    """31 January, then the last of February, then 31 March again: from the anchor, not from the last date."""
    dates = list(islice(due_dates(date(2027, 1, 31), Frequency.MONTHLY, every_day), 4))

    assert [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)] == dates


def test_a_month_s_own_day_counts_after_a_first_payment_that_was_moved_or_said_by_itself():
    """31 October 2026 is a Saturday; 25 August lies 22 days after the 3rd."""
    end_of_month = due_dates(date(2026, 11, 2), Frequency.MONTHLY, french_business_day, anchor_day=31)
    after_a_first = due_dates(date(2026, 8, 3), Frequency.MONTHLY, french_business_day, anchor_day=25)

    assert [date(2026, 11, 2), date(2026, 11, 30)] == list(islice(end_of_month, 2))
    assert [date(2026, 8, 3), date(2026, 8, 25)] == list(islice(after_a_first, 2))


def test_a_holiday_moves_one_date_to_the_next_business_day():
    """1 May 2027 is a Saturday and a holiday; 1 June is an ordinary Tuesday."""
    dates = list(islice(due_dates(date(2027, 4, 1), Frequency.MONTHLY, french_business_day), 3))

    assert [date(2027, 4, 1), date(2027, 5, 3), date(2027, 6, 1)] == dates


@given(days, st.sampled_from(list(Frequency)), st.integers(1, 31))
def test_due_dates_grow_and_are_business_days(first: date, frequency: Frequency, day: int):
    dates = list(islice(due_dates(first, frequency, french_business_day, anchor_day=day), 30))

    assert sorted(set(dates)) == dates
    assert all(map(french_business_day, dates))


@given(days, st.sampled_from(list(Frequency)), st.integers(1, 36), st.integers(1, 60))
def test_dates_stay_within_count_and_months(first: date, frequency: Frequency, months: int, count: int):
    dates = due_dates_until(months_after(first, months, first.day), count, first, frequency, every_day)

    assert 1 <= len(dates) <= count
    assert dates[-1] <= months_after(first, months, first.day)


@given(balances(), st.integers(1, 60), st.sampled_from(["0", "3.49", "12"]))
def test_a_level_schedule_pays_everything_off_by_its_last_date(balance: Balance, count: int, rate: str):
    dates = list(islice(due_dates(TODAY, Frequency.MONTHLY, every_day), count))

    schedule = a_level_schedule(balance, Decimal(rate), dates)

    assert balance.total + schedule.interest == schedule.total
    assert schedule.count <= count
    assert all(one.amount.minor >= 0 for one in schedule.instalments)


@given(balances(), st.integers(1, 60), st.integers(1, 200_000), st.sampled_from(["0", "3.49"]))
def test_a_schedule_of_an_amount_never_exceeds_it(balance: Balance, count: int, regular: int, rate: str):
    dates = list(islice(due_dates(TODAY, Frequency.MONTHLY, every_day), count))

    debt = Debt(balance, Decimal(rate), TODAY)
    paid = repay(debt, dates, regular)

    if paid.left:
        assert regular * count < balance.total.minor * 2
    else:
        schedule = paid.schedule(debt, Frequency.MONTHLY, dates)
        assert balance.total + schedule.interest == schedule.total
        assert all(one.amount.minor <= regular for one in schedule.instalments)
        assert all(one.amount.minor == regular for one in schedule.instalments[:-1])


def test_interest_is_simple_daily_and_on_principal_only():
    """100 days at 3.65 % on 1,000 of principal are 10.00, whatever interest was owed before."""
    day = TODAY + timedelta(days=100)

    schedule = a_level_schedule(a_balance(1000, interest=500), Decimal("3.65"), [day])

    assert eur(10) == schedule.interest
    assert eur(1510) == schedule.total
