"""Due dates: which days a plan's payments fall on, by the calendar's rules."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

from bot.core.terms import Frequency

IsBusinessDay = Callable[[date], bool]

LAST_DAY = 31
LEAST_DAYS_APART = 15
MONTHS_APART = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}
DAYS_APART = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}
NO_MONTHS: frozenset[date] = frozenset()


def on_day(year: int, month: int, day: int) -> date:
    """A day of a month, the last one where the month is shorter (31 means the last day)."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def months_after(anchor: date, months: int, day: int) -> date:
    """The given day of the month that lies so many months after the anchor's month."""
    index = anchor.year * 12 + anchor.month - 1 + months
    return on_day(index // 12, index % 12 + 1, day)


def month_of(day: date) -> date:
    """A day's month, by its first day."""
    return day.replace(day=1)


def next_business_day(day: date, is_business_day: IsBusinessDay) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def due_dates(
    first: date,
    frequency: Frequency,
    is_business_day: IsBusinessDay,
    *,
    anchor_day: int | None = None,
    skipped_months: frozenset[date] = NO_MONTHS,
) -> Iterator[date]:
    """Due dates from the first on, without end.

    Each is worked out from the first (its day of the month, or `anchor_day`), then moved to the next business
    day, so that a month's end or a holiday shifts no later date. Rule: compliance F.6. A date that belongs to a
    skipped month, or would be moved into one, is left out; the first date never is.
    """
    yield next_business_day(first, is_business_day)
    for nominal in _nominal_dates(first, frequency, anchor_day or first.day):
        day = next_business_day(nominal, is_business_day)
        if not skipped_months or not {month_of(nominal), month_of(day)} & skipped_months:
            yield day


def _nominal_dates(first: date, frequency: Frequency, day_of_month: int) -> Iterator[date]:
    """The dates after the first, before the calendar moves them."""
    if frequency in DAYS_APART:
        step = timedelta(days=DAYS_APART[frequency])
        nominal = first
        while True:
            nominal += step
            yield nominal
    # A first date that was moved into its month, or said by itself, may have the month's own day still to come.
    start = 0 if frequency is Frequency.MONTHLY else MONTHS_APART[frequency]
    for months in count(start, MONTHS_APART[frequency]):
        nominal = months_after(first, months, day_of_month)
        # A first date that had to leave the anchor day must not be followed by another payment at once.
        if (nominal - first).days >= LEAST_DAYS_APART:
            yield nominal


def count_until(last: date, first: date, frequency: Frequency, is_business_day: IsBusinessDay) -> int:
    """How many due dates there are from a first one, which is a business day, up to a last day; at least 1.

    The same as counting them, where the first date is the anchor and no month is skipped; only much faster.
    """
    if frequency in DAYS_APART:
        steps = (last - first).days // DAYS_APART[frequency]
        nominal = first + timedelta(days=steps * DAYS_APART[frequency])
    else:
        apart = MONTHS_APART[frequency]
        steps = ((last.year - first.year) * 12 + last.month - first.month) // apart
        nominal = months_after(first, steps * apart, first.day)
    # The last date must not be moved past the last day; those before it lie too far from it to be.
    return 1 + max(0, steps if next_business_day(nominal, is_business_day) <= last else steps - 1)


@lru_cache(maxsize=8192)
def due_dates_until(
    last: date,
    most: int,
    first: date,
    frequency: Frequency,
    is_business_day: IsBusinessDay,
    anchor_day: int | None = None,
    skipped_months: frozenset[date] = NO_MONTHS,
) -> tuple[date, ...]:
    """The due dates up to a last day, and no more than so many; the first is always among them."""
    dates: list[date] = []
    for day in due_dates(first, frequency, is_business_day, anchor_day=anchor_day, skipped_months=skipped_months):
        if dates and (day > last or len(dates) >= most):
            break
        dates.append(day)
    return tuple(dates)
