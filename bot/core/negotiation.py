"""Negotiation: an ask goes in, and a plan inside the creditor's limits comes out, or a person decides.

Fixed rules, no score, no model, no randomness (compliance EU-02): the same ask gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from bot.core.ask import Ask
from bot.core.candidates import Candidate, first_dates, first_due_wanted, is_within_ceiling, nearest
from bot.core.due_dates import month_of
from bot.core.repayment import Repayment, repay
from bot.core.schedule import Schedule
from bot.core.sizing import Limit, dates_asked, differing, other_starts, sized
from bot.core.table import Table
from bot.core.terms import Frequency

MAX_ALTERNATIVES = 3
# POLICY: who needs a third change needs somebody to look at the whole with them.
MAX_CHANGES = 2
ROOM_LIMITS = (Limit.MAX_MONTHS, Limit.MAX_INSTALMENTS, Limit.OWN_TERMS)


class Referral(str, Enum):
    """Why a person decides instead of the rules."""

    ABOVE_LIMIT = "above_limit"
    TOO_MANY_BROKEN_PLANS = "too_many_broken_plans"
    TOO_MANY_CHANGES = "too_many_changes"
    NO_PLAN_POSSIBLE = "no_plan_possible"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The ask lies inside the limits: this is the plan it describes."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Countered:
    """The ask breaks a limit: the nearest plans that do not, best first, at most three."""

    limit: Limit
    alternatives: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Referred:
    """A person decides.

    Attributes:
        limit: what the ask would break, where that was looked at.
        gentlest: the plan with the smallest payments that the limits allow, where there is one; it lies above
            what the debtor can pay.
    """

    reason: Referral
    limit: Limit | None = None
    gentlest: Schedule | None = None


Outcome = Agreed | Countered | Referred


def referral(table: Table) -> Referral | None:
    """Whether the creditor wants a person to decide before any plan is worked out."""
    if table.balance.total > table.terms.human_above:
        return Referral.ABOVE_LIMIT
    if table.broken_plans > table.terms.plan.max_broken_plans:
        return Referral.TOO_MANY_BROKEN_PLANS
    if table.running is not None and table.running.change_count >= MAX_CHANGES:
        return Referral.TOO_MANY_CHANGES
    if table.max_instalments < 1 or table.today > table.last_day(table.today):
        return Referral.NO_PLAN_POSSIBLE
    return None


def decide(ask: Ask, table: Table) -> Outcome:
    """Answer an ask with the plan it describes, or with the nearest ones the creditor allows.

    Rule: `plan.*` and `human_above` of the creditor's file; a stated ceiling is never exceeded.
    """
    if (reason := referral(table)) is not None:
        return Referred(reason)
    as_asked = _as_asked(ask, table)
    if isinstance(as_asked, Schedule):
        if is_within_ceiling(as_asked, ask, table):
            return Agreed(as_asked)
        as_asked = Limit.OWN_TERMS
    alternatives = nearest(ask, table)
    if alternatives:
        return Countered(as_asked, alternatives[:MAX_ALTERNATIVES])
    gentlest = nearest(replace(ask, amount_is_ceiling=False, amount=None), table)
    smallest = min(gentlest, key=lambda one: one.burden).schedule if gentlest else None
    return Referred(Referral.NO_PLAN_POSSIBLE, as_asked, smallest)


def _as_asked(ask: Ask, table: Table) -> Schedule | Limit:
    """The plan exactly as asked, or the first limit it breaks."""
    frequency = ask.frequency or table.default_frequency
    if frequency not in table.terms.plan.frequencies:
        return Limit.FREQUENCY
    if len(ask.skipped_months) > table.max_skipped_months:
        return Limit.SKIPPED_MONTHS
    if first_due_wanted(ask, table) > max(table.latest_first_due, table.first_dates()[-1]):
        return Limit.FIRST_DUE
    firsts = first_dates(ask, table)
    if (ask.first_due_on is not None or ask.day_of_month is not None) and firsts[0] < first_due_wanted(ask, table):
        return Limit.FIRST_DUE  # the day that was named is the last allowed, and no business day
    if ask.first_due_on is None and month_of(firsts[0]) in ask.skipped_months:
        return Limit.FIRST_DUE  # no day that is left open lies in another month
    found = sized(ask, table, frequency, firsts[0])
    if isinstance(found, Repayment):
        return found.schedule(table.debt, frequency, dates_asked(ask, table, frequency, firsts[0]))
    if found in ROOM_LIMITS:
        return _from_another_day(ask, table, frequency, firsts) or found
    return found


def _from_another_day(ask: Ask, table: Table, frequency: Frequency, firsts: tuple[date, ...]) -> Schedule | None:
    """The plan as asked from another of the days left open, where the calendar has room for it then."""
    if ask.amount is not None and not ask.says_how_long:
        dates = dates_asked(ask, table, frequency, firsts[0])[: ask.count]
        regular = ask.amount.minor
        uneven = differing(ask, table)
        paid = repay(table.debt, dates, regular, uneven)
        starts = other_starts(ask, table, frequency, firsts, paid, regular, uneven)
    else:
        starts = (first for first in firsts[1:] if table.room(frequency, first) >= (ask.count or 1))
    for first in starts:
        found = sized(ask, table, frequency, first)
        if isinstance(found, Repayment):
            return found.schedule(table.debt, frequency, dates_asked(ask, table, frequency, first))
    return None


__all__ = [
    "Agreed",
    "Candidate",
    "Countered",
    "Limit",
    "Outcome",
    "Referral",
    "Referred",
    "Table",
    "decide",
    "referral",
]
