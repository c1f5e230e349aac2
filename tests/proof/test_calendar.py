"""The calendar: months' ends, leap years and holidays of both countries, against dates counted out one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.due_dates import IsBusinessDay, count_until
from bot.core.repayment import repay, smallest_regular
from bot.core.table import Table
from bot.core.terms import Frequency
from tests.builders import a_balance, terms
from tests.core.oracle import days_of, first_days, in_months, last_day, latest_first_day, pay
from tests.proof.share import share
from tests.strategies import FREQUENCIES, british_business_day, calendars, days, french_business_day, tables


def dates_from(first: date, frequency: Frequency, calendar: IsBusinessDay, day: int | None = None) -> list[date]:
    """The due dates of a year at most."""
    least = {one: a_balance(1).total for one in FREQUENCIES}
    limits = terms(max_months=12, max_instalments=60, min_instalment=least)
    return list(Table(a_balance(100), limits, 0, calendar, first).dates(frequency, first, day))


@pytest.mark.parametrize(
    ("first", "day", "expected"),
    [
        # The 31st is the last of each month; 31 January and 28 February 2027 are Sundays.
        (date(2026, 12, 31), 31, [date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 30)]),
        # A leap year has its 29 February, and the day after a short month is the 30th again.
        (date(2027, 12, 30), 30, [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 30), date(2028, 5, 2)]),
        # A first date that left its day by less than 15 days is not followed by another one at once.
        (date(2027, 1, 27), 5, [date(2027, 3, 5), date(2027, 4, 5), date(2027, 5, 5), date(2027, 6, 7)]),
    ],
)
def test_month_ends_come_from_the_day_that_was_named(first: date, day: int, expected: list[date]):
    assert [first, *expected] == dates_from(first, Frequency.MONTHLY, french_business_day, day)[:5]


@pytest.mark.parametrize(
    ("first", "calendar", "expected"),
    [
        # 1 and 8 May and Ascension in France; the two bank holidays of May, and no other, in England.
        (date(2028, 4, 24), french_business_day, [date(2028, 5, 2), date(2028, 5, 9), date(2028, 5, 15)]),
        (date(2028, 4, 24), british_business_day, [date(2028, 5, 2), date(2028, 5, 8), date(2028, 5, 15)]),
        # Christmas 2027 is a Saturday: England moves both its days to Monday and Tuesday, France none.
        (date(2027, 12, 20), british_business_day, [date(2027, 12, 29), date(2028, 1, 4), date(2028, 1, 10)]),
        (date(2027, 12, 20), french_business_day, [date(2027, 12, 27), date(2028, 1, 3), date(2028, 1, 10)]),
        # 14 July and 15 August are France's own.
        (date(2027, 7, 7), french_business_day, [date(2027, 7, 15), date(2027, 7, 21), date(2027, 7, 28)]),
        (date(2027, 7, 7), british_business_day, [date(2027, 7, 14), date(2027, 7, 21), date(2027, 7, 28)]),
    ],
)
def test_a_holiday_moves_its_own_date_alone(first: date, calendar: IsBusinessDay, expected: list[date]):
    real_first = first if calendar(first) else first + timedelta(days=1)

    assert expected == dates_from(real_first, Frequency.WEEKLY, calendar)[1:4]


@share(30)
@given(tables(), st.sampled_from(FREQUENCIES), st.none() | st.integers(1, 31), st.data())
def test_due_dates_are_those_counted_out_by_hand(
    table: Table, frequency: Frequency, day: int | None, data: st.DataObject
):
    first = data.draw(st.sampled_from(first_days(table)))
    months = st.integers(0, 8).map(lambda ahead: in_months(first, ahead, 1))
    skipped = data.draw(st.frozensets(months, max_size=2))
    until = data.draw(st.none() | st.integers(0, 300).map(lambda ahead: first + timedelta(days=ahead)))

    assert list(days_of(table, frequency, first, day, skipped, until)) == list(
        table.dates(frequency, first, day, skipped, until)
    )


@share(20)
@given(days, calendars, st.sampled_from(FREQUENCIES), st.integers(0, 1100))
def test_counting_dates_quickly_counts_the_same(start: date, calendar: IsBusinessDay, frequency: Frequency, ahead: int):
    first = next(day for day in (start + timedelta(days=number) for number in range(9)) if calendar(day))
    last = first + timedelta(days=ahead)
    limits = terms(max_months=60, max_instalments=1000)
    counted = list(days_of(Table(a_balance(1), limits, 0, calendar, first), frequency, first, until=last))

    assert len(counted) == count_until(last, first, frequency, calendar)


@share(20)
@given(tables())
def test_first_dates_and_last_days_are_those_of_the_rules(table: Table):
    first = table.first_dates()[0]

    assert table.last_day(first) == last_day(table, first)
    assert table.latest_first_due == latest_first_day(table)
    if any(table.is_business_day(day) for day in first_days(table) if day <= latest_first_day(table)):
        assert list(table.first_dates()) == first_days(table)


@share(30)
@given(tables(), st.sampled_from(FREQUENCIES), st.integers(1, 60), st.integers(1, 50_000), st.data())
def test_repayment_is_that_made_by_hand(
    table: Table, frequency: Frequency, count: int, regular: int, data: st.DataObject
):
    """Each payment, the interest and what is left; and no smaller regular payment would do."""
    due = list(days_of(table, frequency, data.draw(st.sampled_from(first_days(table)))))[:count]
    paid, expected = repay(table.debt, due, regular), pay(table, due, regular)
    smallest = smallest_regular(table.debt, due)

    assert (list(paid.amounts), paid.interest, paid.left) == (expected.amounts, expected.interest, expected.left)
    assert 0 == pay(table, due, smallest).left
    assert smallest == 1 or pay(table, due, smallest - 1).left
