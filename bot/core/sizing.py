"""Sizing: the plan that an ask means at one frequency from one first date, or the limit that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum

from bot.core.ask import Ask
from bot.core.due_dates import next_business_day
from bot.core.repayment import Differing, Repayment, accrued_interest, level, payments_needed, repay
from bot.core.table import Table
from bot.core.terms import Frequency

# How many more payments another start makes room for: months differ in length, and holidays move a last date.
MOST_ROOM_GAINED = 2
DAYS_MOVED = 10


class Limit(str, Enum):
    """What an ask would break, named to the debtor; all but the last are the creditor's."""

    MIN_INSTALMENT = "min_instalment"
    MAX_MONTHS = "max_months"
    MAX_INSTALMENTS = "max_instalments"
    FIRST_DUE = "first_due_within_days"
    FIRST_INSTALMENT = "first_instalment_percent"
    FREQUENCY = "frequencies"
    SKIPPED_MONTHS = "max_skipped_months"
    OWN_TERMS = "own_terms"  # no limit of the creditor's: what was asked does not add up to the whole


def differing(ask: Ask, table: Table) -> Differing:
    """The payments of an ask that differ from the regular one."""
    first = None if ask.first_amount is None else ask.first_amount.minor
    special = {month: amount.minor for month, amount in ask.special_amounts}
    return Differing(first, table.least_first if first is None else 0, special)


def dates_asked(ask: Ask, table: Table, frequency: Frequency, first: date) -> tuple[date, ...]:
    """The due dates that an ask leaves room for inside the limits."""
    return table.dates(frequency, first, ask.day_of_month, ask.skipped_months, ask.end_on)


def sized(ask: Ask, table: Table, frequency: Frequency, first: date) -> Limit | Repayment:
    """What an ask means at a frequency from a first date on, with nothing of it changed."""
    if ask.end_on is not None and first > next_business_day(max(ask.end_on, table.today), table.is_business_day):
        return Limit.OWN_TERMS
    dates = dates_asked(ask, table, frequency, first)
    uneven = replace(differing(ask, table), least_first=0)
    room = dates if ask.end_on is None else table.dates(frequency, first, ask.day_of_month, ask.skipped_months)
    if ask.amount is not None and not ask.says_how_long:
        regular = ask.amount.minor
        paid = repay(table.debt, dates[: ask.count], regular, uneven)
        if paid.left:
            return _why_too_slow(table, frequency, room, regular, uneven)
    elif ask.count is not None and ask.count > len(dates):
        return _room_limit(table, room) if ask.count > len(room) else Limit.OWN_TERMS
    else:
        paid = level(table.debt, dates[: ask.count], uneven)
        if ask.count is None:
            # "By March" leaves open how many: as many as the smallest instalment allows.
            paid = longest_within(table, frequency, dates, uneven) or paid
        if ask.amount is not None and _largest_regular(paid, dates, uneven) > ask.amount.minor:
            # Rounded the other way, the last payment is no larger than the others.
            paid = repay(table.debt, dates[: ask.count], ask.amount.minor, uneven)
        if paid.left:
            return Limit.OWN_TERMS
    return breach(paid, table, frequency, dates) or paid


def _largest_regular(paid: Repayment, dates: Sequence[date], uneven: Differing) -> int:
    """The largest of the payments whose size was not asked for by itself."""
    named = uneven.at(dates, max(paid.amounts))
    return max((amount for position, amount in enumerate(paid.amounts) if position not in named), default=0)


def _why_too_slow(table: Table, frequency: Frequency, room: Sequence[date], regular: int, uneven: Differing) -> Limit:
    """Which limit an amount meets first that does not pay everything off in time."""
    if regular < table.terms.plan.min_instalment[frequency].minor:
        return Limit.MIN_INSTALMENT
    if payments_needed(table.debt, room, regular, uneven) is None:
        return _room_limit(table, room)
    return Limit.OWN_TERMS


def _room_limit(table: Table, dates: Sequence[date]) -> Limit:
    return Limit.MAX_INSTALMENTS if len(dates) >= table.max_instalments else Limit.MAX_MONTHS


def breach(paid: Repayment, table: Table, frequency: Frequency, dates: Sequence[date]) -> Limit | None:
    """The limit that payments break. The last carries the rest, whatever it is."""
    if paid.amounts[0] < table.least_first:
        return Limit.FIRST_INSTALMENT
    minimum = table.terms.plan.min_instalment[frequency].minor
    if any(amount < minimum for amount in paid.amounts[:-1]):
        return Limit.MIN_INSTALMENT
    if dates[0] > table.last_day(dates[0]):
        return Limit.MAX_MONTHS
    return None


def level_within(table: Table, frequency: Frequency, dates: Sequence[date], uneven: Differing) -> Repayment | None:
    """Regular payments as small as can be over these dates; None where they would break a limit."""
    plain = level(table.debt, dates) if uneven == Differing(least_first=uneven.least_first) else None
    # A larger first payment only where the creditor asks for it.
    paid = plain if plain is not None and plain.amounts[0] >= uneven.least_first else level(table.debt, dates, uneven)
    return None if paid.left or breach(paid, table, frequency, dates) else paid


def longest_within(table: Table, frequency: Frequency, dates: Sequence[date], uneven: Differing) -> Repayment | None:
    """The plan with the most payments over these dates; None where none keeps the limits."""
    minimum = table.terms.plan.min_instalment[frequency].minor
    if uneven.nothing and not table.debt.rate_percent:
        most = min(len(dates), max(1, table.debt.total // minimum))
    else:
        # Payments below the smallest would need this many: more are too many.
        most = payments_needed(table.debt, dates, minimum - 1, uneven) or len(dates)
    while most > 0:
        if (paid := level_within(table, frequency, dates[:most], uneven)) is not None:
            return paid
        most -= 1
    return None


def other_starts(
    ask: Ask,
    table: Table,
    frequency: Frequency,
    firsts: Sequence[date],
    paid: Repayment,
    regular: int,
    uneven: Differing,
) -> Iterator[date]:
    """The open days, after the first of them, that could make an amount suffice which leaves something unpaid.

    Another start helps by room for a few payments more, or by days on which no interest runs; where more than
    that is left, none does, and most often that is plain at once.

    Args:
        paid: what paying so much from the first of the days on comes to.
    """
    if paid.left > _most_room_gained(ask, table, firsts) * regular + _interest_between(table, firsts):
        return
    rooms = {first: _room(ask, table, frequency, first) for first in firsts}
    if not table.debt.rate_percent:
        yield from (first for first in firsts[1:] if rooms[first] > rooms[firsts[0]])
        return
    hopeful = set()
    for room in set(rooms.values()):
        # Of the starts with as much room, the earliest costs the least interest, but for the days dates are moved.
        earliest = min(first for first in firsts if rooms[first] == room)
        at_best = repay(table.debt, dates_asked(ask, table, frequency, earliest), regular, uneven)
        if at_best.left <= _interest_over(table, DAYS_MOVED):
            hopeful.add(room)
    yield from (first for first in firsts[1:] if rooms[first] in hopeful)


def _room(ask: Ask, table: Table, frequency: Frequency, first: date) -> int:
    if ask.day_of_month is None and not ask.skipped_months and ask.end_on is None:
        return table.room(frequency, first)
    return len(dates_asked(ask, table, frequency, first))


def _most_room_gained(ask: Ask, table: Table, firsts: Sequence[date]) -> int:
    """How many payments more another start may have room for, at most."""
    if table.running is None and ask.end_on is None and not ask.skipped_months:
        return MOST_ROOM_GAINED
    # The last day stays, or another month is left out: each week that the start moves may be a payment.
    return MOST_ROOM_GAINED + (max(firsts) - min(firsts)).days // 7


def _interest_between(table: Table, firsts: Sequence[date]) -> int:
    """The interest, in minor units, that the start may add or save at most; each date moves a few days more."""
    return _interest_over(table, (max(firsts) - min(firsts)).days + DAYS_MOVED)


def _interest_over(table: Table, days: int) -> int:
    return accrued_interest(table.balance.principal, table.debt.rate_percent, days).minor + 1
