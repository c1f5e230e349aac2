"""Changing a plan that runs: what the debtor does not mention stays as it was agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.ask import Ask
from bot.core.due_dates import (
    DAYS_APART,
    LAST_DAY,
    MONTHS_APART,
    IsBusinessDay,
    month_of,
    months_after,
    next_business_day,
)
from bot.core.money import Money
from bot.core.schedule import Instalment, Schedule


def changed(said: Ask, agreed: Schedule, next_due: Instalment, is_business_day: IsBusinessDay) -> Ask:
    """The ask that a wish for a change means.

    Without a word on how much, the payments stay as large as they are; at another frequency, the plan ends when it
    did. The day of the month stays, and the plan goes on with its next payment.

    Args:
        said: what shall be different.
        next_due: the next payment that is not made.
    """
    frequency = said.frequency or agreed.frequency
    ask = replace(said, frequency=frequency)
    if not said.says_how_much:
        stays = frequency is agreed.frequency
        ask = replace(ask, amount=_as_large(agreed) if stays else None, end_on=None if stays else agreed.last.due_on)
    if said.first_due_on is not None or said.day_of_month is not None:
        return ask
    if frequency in MONTHS_APART and agreed.frequency in MONTHS_APART:
        return replace(ask, day_of_month=usual_day(agreed, is_business_day))
    return replace(ask, first_due_on=next_due.due_on)


def _as_large(agreed: Schedule) -> Money:
    """The regular payment; the last, where that carries the remainder, so that no cents are left for one more."""
    return max(agreed.regular, agreed.last.amount, key=lambda amount: amount.minor)


def without_next(agreed: Schedule, next_due: Instalment, is_business_day: IsBusinessDay) -> Ask:
    """Leave the next payment out, and go on as before; where more than one falls into a month, that one alone."""
    if agreed.frequency in DAYS_APART:
        following = next_due.due_on + timedelta(days=DAYS_APART[agreed.frequency])
        return changed(Ask(first_due_on=following), agreed, next_due, is_business_day)
    return changed(Ask(skipped_months=frozenset({month_of(next_due.due_on)})), agreed, next_due, is_business_day)


def spread_out(agreed: Schedule, next_due: Instalment, is_business_day: IsBusinessDay) -> Ask:
    """Share what is left, with what was missed, over the payments that remain."""
    return changed(Ask(end_on=agreed.last.due_on), agreed, next_due, is_business_day)


def usual_day(agreed: Schedule, is_business_day: IsBusinessDay) -> int:
    """The day of the month on which a plan is paid, found back behind the days to which the calendar moved it.

    Where several days explain the dates as well, the first date's, else the latest of them.
    """
    due = {one.due_on for one in agreed.instalments}
    months = {month_of(day) for day in due}

    def explained(day_of_month: int) -> int:
        nominal = [months_after(month, back, day_of_month) for month in months for back in (-1, 0)]
        return len(due & {next_business_day(day, is_business_day) for day in nominal})

    most = max(explained(day) for day in range(1, LAST_DAY + 1))
    best = [day for day in range(1, LAST_DAY + 1) if explained(day) == most]
    return agreed.first.due_on.day if agreed.first.due_on.day in best else best[-1]
