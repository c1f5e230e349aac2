"""Candidates: the plans inside the limits that lie nearest to an ask which does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction

from bot.core.ask import Ask
from bot.core.due_dates import month_of, months_after, next_business_day
from bot.core.money import Money
from bot.core.repayment import Differing, Repayment, repay
from bot.core.schedule import Schedule
from bot.core.sizing import breach, dates_asked, differing, level_within, longest_within, other_starts
from bot.core.table import Table
from bot.core.terms import Frequency

ABOUT_THE_SAME = Fraction(11, 10)
WHOLE_UNIT = 100
DAYS_PER_INSTALMENT = {
    Frequency.WEEKLY: Fraction(7),
    Frequency.FORTNIGHTLY: Fraction(14),
    Frequency.MONTHLY: Fraction(365, 12),
    Frequency.QUARTERLY: Fraction(365, 4),
}


class Nearness(str, Enum):
    """In what a candidate keeps to the ask."""

    SAME_AMOUNT = "same_amount"  # as much each time, for longer or shorter
    SAME_LENGTH = "same_length"  # as long, with other amounts
    LONGEST = "longest"  # the smallest payments that the limits allow


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan inside the limits, and what brings it near to the ask."""

    nearness: Nearness
    schedule: Schedule

    @property
    def burden(self) -> Fraction:
        """What it takes from the debtor, in minor units a day: what makes frequencies comparable."""
        return self.schedule.largest.minor / DAYS_PER_INSTALMENT[self.schedule.frequency]


def first_due_wanted(ask: Ask, table: Table) -> date:
    """The first date an ask means: the one said, or the next such day of a month, or the usual one."""
    if ask.first_due_on is not None:
        return ask.first_due_on
    if ask.day_of_month is not None and (day := _next_such_day(ask.day_of_month, ask, table)) is not None:
        return day
    if ask.end_on is not None and ask.end_on < table.usual_first_due:
        return ask.end_on
    return table.usual_first_due


def _next_such_day(day_of_month: int, ask: Ask, table: Table) -> date | None:
    """The next such day; of a running plan, its next payment where that was moved out of the month before."""
    running = table.running
    since = table.today if running is None else max(table.today, running.next_due_on)
    for months in range(-1, 3 + len(ask.skipped_months)):
        day = months_after(since, months, day_of_month)
        due = next_business_day(day, table.is_business_day)
        if months < 0 and (running is None or due < running.next_due_on or due <= table.today):
            continue
        if (months < 0 or day > table.today) and not {month_of(day), month_of(due)} & ask.skipped_months:
            return day
    return None


def first_dates(ask: Ask, table: Table, *, all_of_them: bool = False) -> tuple[date, ...]:
    """The first dates an ask leaves open, the nearest to what was wanted first, the later of two as near.

    A debtor who names a day has chosen it; where it lies outside the creditor's days, the nearest inside does.

    Args:
        all_of_them: whatever day was named.
    """
    wanted = table.allowed_first_due(first_due_wanted(ask, table))
    if not all_of_them and (ask.first_due_on is not None or ask.day_of_month is not None):
        return (wanted,)
    open_days = [
        day
        for day in table.first_dates()
        if month_of(day) not in ask.skipped_months and (ask.end_on is None or day <= ask.end_on)
    ]
    open_days.sort(key=lambda day: (abs((day - wanted).days), -day.toordinal()))
    return tuple(open_days) or (wanted,)


def nearest(ask: Ask, table: Table) -> tuple[Candidate, ...]:
    """Plans inside the limits, the nearest to the ask first, no two alike; none where none fits a stated ceiling.

    Nothing that was asked for is given up before it must be: first the start, then the day of the month, then the
    months that differ, then a first payment of another size.
    """
    eased = replace(ask, end_on=None)
    stages = [(eased, False), (eased, True)]
    if ask.day_of_month is not None:
        eased = replace(eased, first_due_on=table.allowed_first_due(first_due_wanted(ask, table)), day_of_month=None)
        stages.append((eased, True))
    if ask.skipped_months or ask.special_amounts:
        eased = replace(eased, skipped_months=frozenset(), special_amounts=())
        stages.append((eased, True))
    if ask.first_amount is not None:
        stages.append((replace(eased, first_amount=None), True))
    looked_at: set[tuple[Ask, tuple[date, ...]]] = set()
    for stage, all_days in stages:
        firsts = first_dates(stage, table, all_of_them=all_days)
        if len(stage.skipped_months) > table.max_skipped_months or (stage, firsts) in looked_at:
            continue
        looked_at.add((stage, firsts))
        found = _Search(stage, ask, table, firsts).run()
        if found:
            return found
    return ()


class _Search:
    """One look at every frequency, with the first dates and the months that differ held fast."""

    def __init__(self, ask: Ask, whole_ask: Ask, table: Table, firsts: tuple[date, ...]) -> None:
        self._ask = ask
        self._whole_ask = whole_ask
        self._table = table
        self._firsts = firsts
        self._wanted = ask.frequency or table.default_frequency

    def run(self) -> tuple[Candidate, ...]:
        allowed = self._table.terms.plan.frequencies
        at_wanted = list(self._at(self._wanted)) if self._wanted in allowed else []
        elsewhere = [one for frequency in allowed if frequency is not self._wanted for one in self._at(frequency)]
        return tuple(_unlike(self._in_order(at_wanted, self._bearable(elsewhere, at_wanted))))

    def _in_order(self, at_wanted: list[Candidate], elsewhere: list[Candidate]) -> Iterator[Candidate]:
        """The same amount or length, then the best at another frequency, then the rest."""
        kept = [one for one in at_wanted if one.nearness is not Nearness.LONGEST]
        yield from kept
        yield from elsewhere[:1] if kept else []
        yield from (one for one in at_wanted if one.nearness is Nearness.LONGEST)
        yield from elsewhere

    def _bearable(self, elsewhere: list[Candidate], at_wanted: list[Candidate]) -> list[Candidate]:
        """Another frequency is no help where it takes clearly more than what was offered, or than staying does."""
        asked = _asked_burden(self._ask, self._table)
        if asked is not None:
            elsewhere.sort(key=lambda one: abs(one.burden - asked))
        else:
            elsewhere.sort(key=lambda one: one.nearness is Nearness.LONGEST)
        if not at_wanted:
            return elsewhere
        most = ABOUT_THE_SAME * max(asked or Fraction(0), min(one.burden for one in at_wanted))
        return [one for one in elsewhere if one.burden <= most]

    def _at(self, frequency: Frequency) -> Iterator[Candidate]:
        for nearness, paid, dates in self._payments(frequency):
            candidate = Candidate(nearness, paid.schedule(self._table.debt, frequency, dates))
            if is_within_ceiling(candidate.schedule, self._ask, self._table):
                yield candidate

    def _payments(self, frequency: Frequency) -> Iterator[tuple[Nearness, Repayment, tuple[date, ...]]]:
        for regular in self._amounts(frequency):
            if (found := self._first_that_pays(frequency, regular)) is not None:
                yield Nearness.SAME_AMOUNT, *found
                break
        else:
            if self._ask.amount_is_ceiling and self._ask.amount is not None:
                return  # Where paying the whole ceiling each time does not suffice, no other plan does.
        if (found := self._same_length(frequency)) is not None:
            yield Nearness.SAME_LENGTH, *found
        if (found := self._longest(frequency)) is not None:
            yield Nearness.LONGEST, *found

    def _amounts(self, frequency: Frequency) -> list[int]:
        """What the ask's amount comes to at a frequency, to be tried in turn.

        Below the smallest instalment the smallest is the nearest. A ceiling is never lifted: it is tried in whole
        units first, which read better, then to the cent.
        """
        asked = _asked_burden(self._ask, self._table)
        if self._ask.amount is None or asked is None:
            return []
        amount = self._ask.amount.minor
        exact = amount if frequency is self._wanted else int(asked * DAYS_PER_INSTALMENT[frequency])
        whole = exact if frequency is self._wanted else exact // WHOLE_UNIT * WHOLE_UNIT
        if self._ask.amount_is_ceiling:
            return [one for one in (min(whole, amount), min(exact, amount)) if one > 0]
        return [max(whole, self._table.terms.plan.min_instalment[frequency].minor)]

    def _first_that_pays(self, frequency: Frequency, regular: int) -> tuple[Repayment, tuple[date, ...]] | None:
        """Pay so much from the first of the open days that leaves time enough."""
        uneven = self._uneven(frequency)
        dates = self._dates(frequency, self._firsts[0])
        paid = repay(self._table.debt, dates, regular, uneven)
        if paid.left:
            for other in other_starts(self._ask, self._table, frequency, self._firsts, paid, regular, uneven):
                dates = self._dates(frequency, other)
                paid = repay(self._table.debt, dates, regular, uneven)
                if not paid.left:
                    break
        return None if paid.left or breach(paid, self._table, frequency, dates) else (paid, dates)

    def _same_length(self, frequency: Frequency) -> tuple[Repayment, tuple[date, ...]] | None:
        """As many payments as asked for, or, at another frequency, payments over the same time."""
        dates = self._dates(frequency, self._firsts[0])
        asked = self._whole_ask
        if asked.count is not None and frequency is self._wanted:
            dates = dates[: asked.count]
        elif asked.count is not None or asked.end_on is not None:
            end = asked.end_on or self._end_of_count(asked.count or 1)
            dates = tuple(day for day in dates if day <= end) or dates[:1]
        else:
            return None
        paid = level_within(self._table, frequency, dates, self._uneven(frequency))
        return None if paid is None else (paid, dates)

    def _end_of_count(self, count: int) -> date:
        """When so many payments at the wanted frequency would end."""
        days = DAYS_PER_INSTALMENT[self._wanted] * (count - 1)
        return date.fromordinal(self._firsts[0].toordinal() + int(days))

    def _longest(self, frequency: Frequency) -> tuple[Repayment, tuple[date, ...]] | None:
        """The longest plan from the nearest start; from a roomier one where the nearest has too little room."""
        dates = self._dates(frequency, self._firsts[0])
        paid = longest_within(self._table, frequency, dates, self._uneven(frequency))
        if paid is not None and len(paid.amounts) < len(dates):
            return paid, dates
        roomiest = self._dates(frequency, self._roomiest_start(frequency))
        if len(roomiest) > len(dates):
            longer = longest_within(self._table, frequency, roomiest, self._uneven(frequency))
            if longer is not None and (paid is None or len(longer.amounts) > len(paid.amounts)):
                return longer, roomiest
        return None if paid is None else (paid, dates)

    def _roomiest_start(self, frequency: Frequency) -> date:
        if self._ask.skipped_months or self._ask.day_of_month is not None:
            return max(self._firsts, key=lambda first: len(self._dates(frequency, first)))
        return max(self._firsts, key=lambda first: self._table.room(frequency, first))

    def _uneven(self, frequency: Frequency) -> Differing:
        """The payments that differ, an asked first one lifted to the smallest that the creditor accepts."""
        uneven = differing(self._ask, self._table)
        if uneven.first is None:
            return uneven
        minimum = self._table.terms.plan.min_instalment[frequency].minor
        return replace(uneven, first=max(uneven.first, self._table.least_first, minimum))

    def _dates(self, frequency: Frequency, first: date) -> tuple[date, ...]:
        return dates_asked(self._ask, self._table, frequency, first)


def _unlike(candidates: Sequence[Candidate] | Iterator[Candidate]) -> Iterator[Candidate]:
    seen: set[tuple[object, ...]] = set()
    for one in candidates:
        shape = (one.schedule.frequency, one.schedule.count, one.schedule.first, one.schedule.largest)
        if shape not in seen:
            seen.add(shape)
            yield one


def _asked_burden(ask: Ask, table: Table) -> Fraction | None:
    if ask.amount is None:
        return None
    return ask.amount.minor / DAYS_PER_INSTALMENT[ask.frequency or table.default_frequency]


def is_within_ceiling(schedule: Schedule, ask: Ask, table: Table) -> bool:
    """Neither a payment above what the debtor can pay at a time, nor more in the long run than they can bear.

    A payment whose size they named themselves ("100 now, then 50 at most") may be as large as they said.
    """
    asked = _asked_burden(ask, table)
    if not ask.amount_is_ceiling or ask.amount is None or asked is None:
        return True
    dates = [one.due_on for one in schedule.instalments]
    # What the creditor asks for first is not of the debtor's naming.
    named = replace(differing(ask, table), least_first=0).at(dates, schedule.largest.minor)
    for position, one in enumerate(schedule.instalments):
        if one.amount <= Money(named.get(position, 0), one.amount.currency):
            continue
        if one.amount > ask.amount or one.amount.minor / DAYS_PER_INSTALMENT[schedule.frequency] > asked:
            return False
    return True
