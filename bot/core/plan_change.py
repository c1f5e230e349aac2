"""Changing a plan that runs: what the debtor does not mention stays as it was agreed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.core.ask import Ask
from bot.core.due_dates import DAYS_APART, MONTHS_APART, month_of
from bot.core.money import Money
from bot.core.schedule import Instalment, Schedule


def changed(said: Ask, agreed: Schedule, next_due: Instalment) -> Ask:
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
        return replace(ask, day_of_month=usual_day(agreed))
    return replace(ask, first_due_on=next_due.due_on)


def _as_large(agreed: Schedule) -> Money:
    """The regular payment; the last, where that carries the remainder, so that no cents are left for one more."""
    return max(agreed.regular, agreed.last.amount, key=lambda amount: amount.minor)


def without_next(agreed: Schedule, next_due: Instalment) -> Ask:
    """Leave the next payment out, and go on as before; where more than one falls into a month, that one alone."""
    if agreed.frequency in DAYS_APART:
        following = next_due.due_on + timedelta(days=DAYS_APART[agreed.frequency])
        return changed(Ask(first_due_on=following), agreed, next_due)
    return changed(Ask(skipped_months=frozenset({month_of(next_due.due_on)})), agreed, next_due)


def spread_out(agreed: Schedule, next_due: Instalment) -> Ask:
    """Share what is left, with what was missed, over the payments that remain."""
    return changed(Ask(end_on=agreed.last.due_on), agreed, next_due)


def usual_day(agreed: Schedule) -> int:
    """The day of the month on which a plan is paid, whatever the calendar moved."""
    return Counter(one.due_on.day for one in agreed.instalments).most_common(1)[0][0]
