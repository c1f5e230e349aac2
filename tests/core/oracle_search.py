"""The oracle's searches: what an ask means, and every plan that there is for one, all tried out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from bot.core.ask import Ask
from bot.core.schedule import Schedule
from bot.core.table import Table
from bot.core.terms import Frequency
from tests.core.oracle import (
    MONTHLY,
    Paid,
    business_day,
    days_of,
    first_days,
    in_months,
    last_day,
    latest_first_day,
    least_first,
    most_payments,
    most_skipped,
    own_amounts,
    pay,
    smallest_regular,
)

USUAL_WAIT = timedelta(days=14)
DAYS = {
    Frequency.WEEKLY: Fraction(7),
    Frequency.FORTNIGHTLY: Fraction(14),
    Frequency.MONTHLY: Fraction(365, 12),
    Frequency.QUARTERLY: Fraction(365, 4),
}


class Plan(NamedTuple):
    """Payments in cents, each on its day."""

    frequency: Frequency
    days: tuple[date, ...]
    amounts: tuple[int, ...]

    @classmethod
    def of(cls, schedule: Schedule) -> Plan:
        days, amounts = zip(*((one.due_on, one.amount.minor) for one in schedule.instalments), strict=True)
        return cls(schedule.frequency, days, amounts)


def meant_frequency(ask: Ask, table: Table) -> Frequency:
    allowed = list(table.terms.plan.min_instalment)
    return ask.frequency or (MONTHLY if MONTHLY in allowed else allowed[0])


def starts(ask: Ask, table: Table) -> list[date]:
    """The first days that an ask leaves open, the nearest to the one it means first; none where it is not allowed."""
    allowed = first_days(table)
    latest = latest_first_day(table)
    if ask.first_due_on is not None or ask.day_of_month is not None:
        named = ask.first_due_on or _next_such_day(ask, table)
        if named > max(latest, allowed[-1]):
            return []
        moved = business_day(max(named, table.today), table)
        chosen = [moved if moved in allowed else allowed[-1]]
        if chosen[0] < named:
            return []
    else:
        usual = business_day(_usual(table), table)
        wanted = usual if usual in allowed else allowed[-1]
        if ask.end_on is not None and ask.end_on < wanted:
            wanted = business_day(max(ask.end_on, table.today), table)
        chosen = [day for day in allowed if day.replace(day=1) not in ask.skipped_months]
        chosen.sort(key=lambda day: (abs(day - wanted), -day.toordinal()))
        early = [day for day in chosen if ask.end_on is None or day <= ask.end_on]
        chosen = early or chosen  # none is early enough: the day on which all shall be paid may move like any other
    if ask.end_on is not None:
        end = business_day(max(ask.end_on, table.today), table)
        chosen = [day for day in chosen if day <= end]
    return chosen


def _usual(table: Table) -> date:
    """Two weeks ahead, or when the running plan goes on."""
    if table.running and table.running.next_due_on >= table.today:
        return table.running.next_due_on
    return min(table.today + USUAL_WAIT, table.today + timedelta(days=table.terms.plan.first_due_within_days))


def _next_such_day(ask: Ask, table: Table) -> date:
    since = max(table.today, table.running.next_due_on) if table.running else table.today
    if table.running:  # its next payment may have been moved out of the month before
        before = in_months(since, -1, ask.day_of_month or 1)
        due = business_day(before, table)
        touched = {before.replace(day=1), due.replace(day=1)} & ask.skipped_months
        if due >= table.running.next_due_on and due > table.today and not touched:
            return before
    months = 0
    while True:
        day = in_months(since, months, ask.day_of_month or 1)
        skipped = {day.replace(day=1), business_day(day, table).replace(day=1)} & ask.skipped_months
        if day > table.today and not skipped:
            return day
        months += 1


def as_asked(ask: Ask, table: Table) -> Plan | None:
    """The plan that an ask describes, from the nearest first day that leaves it room.

    Where the nearest day has room, but payments would be too small, another day is no help.
    """
    frequency = meant_frequency(ask, table)
    if frequency not in table.terms.plan.min_instalment or len(ask.skipped_months) > most_skipped(table):
        return None
    length_said = ask.count is not None or ask.end_on is not None
    amount = None if ask.amount is None or (ask.amount_is_ceiling and length_said) else ask.amount.minor
    too_little = amount is not None and amount < table.terms.plan.min_instalment[frequency].minor
    for number, first in enumerate(starts(ask, table)):
        days = list(days_of(table, frequency, first, ask.day_of_month, ask.skipped_months, ask.end_on))
        own = own_amounts(ask, days)
        if amount is not None:
            paid = pay(table, days[: ask.count], amount, own)
        elif ask.count is not None and ask.count > len(days):
            continue
        else:
            paid = level(table, days[: ask.count], own, even=not own and not ask.special_amounts)
            if ask.count is None:
                paid = _longest(ask, table, frequency, days, own) or paid
            if ask.amount is not None and _largest_unnamed(paid, days, own) > ask.amount.minor:
                paid = pay(table, days[: ask.count], ask.amount.minor, own)
        if not paid.left and is_legal(table, frequency, days, paid):
            return Plan(frequency, tuple(days[: len(paid.amounts)]), tuple(paid.amounts))
        if number == 0 and first <= last_day(table, first) and (not paid.left or too_little):
            return None
    return None


def _longest(ask: Ask, table: Table, frequency: Frequency, days: Sequence[date], own: dict[date, int]) -> Paid | None:
    """The level payments over as many of the days as the limits allow."""
    for count in range(len(days), 0, -1):
        these = {day: amount for day, amount in own.items() if day in days[:count]}
        paid = level(table, days[:count], these, even=not own and not ask.special_amounts)
        if not paid.left and is_legal(table, frequency, days, paid):
            return paid
    return None


def _largest_unnamed(paid: Paid, days: Sequence[date], own: dict[date, int]) -> int:
    return max((amount for day, amount in zip(days, paid.amounts, strict=False) if day not in own), default=0)


def level(table: Table, days: Sequence[date], own: dict[date, int], *, even: bool) -> Paid:
    """Payments of one size over these days, as small as can be.

    Args:
        even: nothing was asked to differ, so that without interest the last carries the remainder (compliance F.2).
    """
    if even and not table.terms.plan.interest_rate_percent:
        each, rest = divmod(table.balance.total.minor, len(days))
        return Paid([each] * (len(days) - 1) + [each + rest], 0, 0)
    regular = smallest_regular(table, days, own)
    return pay(table, days, regular or 0, own)


def is_legal(table: Table, frequency: Frequency, days: Sequence[date], paid: Paid) -> bool:
    minimum = table.terms.plan.min_instalment[frequency].minor
    return (
        days[0] <= last_day(table, days[0])
        and len(paid.amounts) <= most_payments(table)
        and paid.amounts[0] >= least_first(table)
        and all(amount >= minimum for amount in paid.amounts[:-1])
        and paid.amounts[-1] > 0
    )


def bearable(ask: Ask, table: Table, frequency: Frequency) -> int:
    """The most that a ceiling leaves for one payment at a frequency: neither more at a time nor more a day."""
    assert ask.amount is not None
    ceiling = ask.amount.minor
    return min(ceiling, int(ceiling * DAYS[frequency] / DAYS[meant_frequency(ask, table)]))


def a_plan_exists(ask: Ask, table: Table) -> bool:
    """Whether paying all that a ceiling allows, on some days that are allowed, pays everything off in time."""
    return any(
        _pays_off(table, frequency, first, bearable(ask, table, frequency))
        for frequency in table.terms.plan.min_instalment
        for first in first_days(table)
    )


def _pays_off(table: Table, frequency: Frequency, first: date, regular: int) -> bool:
    if regular * most_payments(table) < table.balance.total.minor:
        return False
    days: list[date] = []
    paid = pay(table, _noting(days_of(table, frequency, first), days), regular)
    return not paid.left and is_legal(table, frequency, days, paid)


def _noting(days: Iterator[date], into: list[date]) -> Iterator[date]:
    for day in days:
        into.append(day)
        yield day


class Found(NamedTuple):
    """A plan and the regular payment that it was tried with."""

    regular: int
    plan: Plan


def every_plan(table: Table, frequency: Frequency, most: int) -> Iterator[Found]:
    """Every plan of payments up to so much each that keeps the limits: all first days, all amounts."""
    least = least_first(table)
    for first in first_days(table):
        days = list(days_of(table, frequency, first))
        for regular in range(1, most + 1):
            paid = pay(table, days, regular, {first: least} if least > regular else {})
            if not paid.left and is_legal(table, frequency, days, paid) and max(paid.amounts) <= most:
                yield Found(regular, Plan(frequency, tuple(days[: len(paid.amounts)]), tuple(paid.amounts)))


def most_level_payments(table: Table, frequency: Frequency, first: date) -> int:
    """The length of the longest plan of level payments from a first day: every length is tried."""
    days = list(days_of(table, frequency, first))
    lengths = [0]
    for count in range(1, len(days) + 1):
        paid = level(table, days[:count], {}, even=True)
        if paid.amounts[0] < least_first(table):
            paid = level(table, days[:count], {first: least_first(table)}, even=False)
        if not paid.left and is_legal(table, frequency, days, paid):
            lengths.append(len(paid.amounts))
    return max(lengths)
