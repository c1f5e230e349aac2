"""Negotiation: an ask goes in, and a plan inside the creditor's limits comes out, or a person decides.

Fixed rules, no score, no model, no randomness (compliance EU-02): the same ask gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from bot.core.ask import Ask
from bot.core.ledger import Balance
from bot.core.money import Money, percent_of
from bot.core.schedule import (
    IsBusinessDay,
    Schedule,
    dates_within,
    due_dates,
    level_schedule,
    months_after,
    next_business_day,
    schedule_of,
)
from bot.core.terms import CreditorTerms, Frequency

USUAL_DAYS_TO_FIRST = 14
MAX_ALTERNATIVES = 3
ABOUT_THE_SAME = Fraction(11, 10)
DAYS_PER_INSTALMENT = {
    Frequency.WEEKLY: Fraction(7),
    Frequency.FORTNIGHTLY: Fraction(14),
    Frequency.MONTHLY: Fraction(365, 12),
    Frequency.QUARTERLY: Fraction(365, 4),
}


class Limit(str, Enum):
    """What an ask would break, named to the debtor; all but the last are the creditor's."""

    MIN_INSTALMENT = "min_instalment"
    MAX_MONTHS = "max_months"
    MAX_INSTALMENTS = "max_instalments"
    FIRST_DUE = "first_due_within_days"
    FIRST_INSTALMENT = "first_instalment_percent"
    FREQUENCY = "frequencies"
    OWN_TERMS = "own_terms"  # no limit of the creditor's: what was asked does not add up to the whole


class Referral(str, Enum):
    """Why a person decides instead of the rules."""

    ABOVE_LIMIT = "above_limit"
    TOO_MANY_BROKEN_PLANS = "too_many_broken_plans"
    NO_PLAN_POSSIBLE = "no_plan_possible"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The ask lies inside the limits: this is the plan it describes."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Countered:
    """The ask breaks a limit: the nearest plans that do not, best first."""

    limit: Limit
    alternatives: tuple[Schedule, ...]


@dataclass(frozen=True, slots=True)
class Referred:
    reason: Referral


Outcome = Agreed | Countered | Referred


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table of one negotiation: the debt, the limits, the calendar and the day."""

    balance: Balance
    terms: CreditorTerms
    broken_plans: int
    is_business_day: IsBusinessDay
    today: date

    @property
    def latest_first_due(self) -> date:
        return self.today + timedelta(days=self.terms.plan.first_due_within_days)

    @property
    def usual_first_due(self) -> date:
        """About two weeks ahead, so that nobody is rushed, and never later than the creditor allows."""
        days = min(USUAL_DAYS_TO_FIRST, self.terms.plan.first_due_within_days)
        return self.allowed_first_due(self.today + timedelta(days=days))

    def allowed_first_due(self, wanted: date) -> date:
        """The wanted first date where it is allowed, else the nearest that is; always a business day."""
        day = next_business_day(max(wanted, self.today), self.is_business_day)
        while day > self.today and (day > self.latest_first_due or not self.is_business_day(day)):
            day -= timedelta(days=1)
        # Where no business day lies within the creditor's days, the first after them does: never one in the past.
        return next_business_day(day, self.is_business_day)

    def allowed_dates(
        self, frequency: Frequency, first: date, day_of_month: int | None, end_on: date | None = None
    ) -> tuple[date, ...]:
        """Every due date the limits leave room for."""
        plan = self.terms.plan
        return dates_within(
            due_dates(first, frequency, self.is_business_day, anchor_day=day_of_month),
            max_months=plan.max_months_for(self.balance.total),
            max_instalments=plan.max_instalments,
            end_on=end_on,
        )

    @property
    def first_at_least(self) -> int | None:
        percent = self.terms.plan.first_instalment_percent
        return percent_of(self.balance.total, percent).minor if percent else None


def referral(table: Table) -> Referral | None:
    """Whether the creditor wants a person to decide before any plan is worked out."""
    if table.balance.total > table.terms.human_above:
        return Referral.ABOVE_LIMIT
    if table.broken_plans > table.terms.plan.max_broken_plans:
        return Referral.TOO_MANY_BROKEN_PLANS
    return None


def decide(ask: Ask, table: Table) -> Outcome:
    """Answer an ask with the plan it describes, or with the nearest ones the creditor allows.

    Returns:
        Agreed, Countered (at most three alternatives, the nearest first) or Referred.
    Rule: `plan.*` and `human_above` of the creditor's file; a stated ceiling is never exceeded.
    """
    if (reason := referral(table)) is not None:
        return Referred(reason)
    limit, wanted = _as_asked(ask, table)
    if wanted is not None and limit is None:
        return Agreed(wanted)
    alternatives = tuple(_nearest(ask, table))
    if ask.amount_is_ceiling:
        alternatives = tuple(one for one in alternatives if _is_within_ceiling(one, ask, table))
    if not alternatives:
        return Referred(Referral.NO_PLAN_POSSIBLE)
    return Countered(limit or Limit.MAX_MONTHS, alternatives[:MAX_ALTERNATIVES])


def _default_frequency(table: Table) -> Frequency:
    allowed = table.terms.plan.frequencies
    return Frequency.MONTHLY if Frequency.MONTHLY in allowed else allowed[0]


def first_due_of(ask: Ask, table: Table) -> date:
    """The first date an ask means: the one said, or the next such day of the month, or the usual one."""
    if ask.first_due_on is not None:
        return ask.first_due_on
    if ask.day_of_month is not None:
        for months in (0, 1, 2):
            day = months_after(table.today, months, ask.day_of_month)
            if day > table.today:
                return day
    if ask.end_on is not None and ask.end_on < table.usual_first_due:
        return ask.end_on
    return table.usual_first_due


def _as_asked(ask: Ask, table: Table) -> tuple[Limit | None, Schedule | None]:
    """The plan exactly as asked, and the first limit it breaks."""
    plan = table.terms.plan
    frequency = ask.frequency or _default_frequency(table)
    if frequency not in plan.frequencies:
        return Limit.FREQUENCY, None
    wanted_first = first_due_of(ask, table)
    if wanted_first > table.latest_first_due:
        return Limit.FIRST_DUE, None
    first = table.allowed_first_due(wanted_first)
    return _sized(ask, table, frequency, first)


def _sized(ask: Ask, table: Table, frequency: Frequency, first: date) -> tuple[Limit | None, Schedule | None]:
    """The schedule of an ask at a frequency from a first date, or the limit that it breaks."""
    plan = table.terms.plan
    rate = plan.interest_rate_percent
    dates = table.allowed_dates(frequency, first, ask.day_of_month, ask.end_on)
    room = _room_limit(plan.max_instalments, dates)
    down = _first_amount(ask, table)
    if ask.amount is not None:
        regular = min(ask.amount.minor, table.balance.total.minor)
        if ask.count is not None:
            dates = dates[: ask.count]
        schedule = schedule_of(table.balance, rate, table.today, frequency, dates, regular=regular, first=down)
        if schedule is None:
            if ask.amount < plan.min_instalment[frequency]:
                return Limit.MIN_INSTALMENT, None
            longer = table.allowed_dates(frequency, first, ask.day_of_month)
            whole = schedule_of(table.balance, rate, table.today, frequency, longer, regular=regular, first=down)
            return (room if whole is None else Limit.OWN_TERMS), None
    elif ask.count is not None and ask.count > len(dates):
        longer = table.allowed_dates(frequency, first, ask.day_of_month)
        return (room if ask.count > len(longer) else Limit.OWN_TERMS), None
    else:
        schedule = level_schedule(
            table.balance, rate, table.today, frequency, dates[: ask.count or len(dates)], first=down
        )
    breach = _breach(schedule, table)
    return (breach, None) if breach is not None else (None, schedule)


def _breach(schedule: Schedule, table: Table) -> Limit | None:
    """The limit on amounts that a schedule breaks. The last instalment carries the rest, whatever it is."""
    if schedule.first.amount.minor < (table.first_at_least or 0):
        return Limit.FIRST_INSTALMENT
    minimum = table.terms.plan.min_instalment[schedule.frequency]
    if any(one.amount < minimum for one in schedule.instalments[:-1]):
        return Limit.MIN_INSTALMENT
    return None


def _first_amount(ask: Ask, table: Table) -> int | None:
    if ask.first_amount is None:
        return None
    return min(ask.first_amount.minor, table.balance.total.minor)


def _room_limit(max_instalments: int, dates: tuple[date, ...]) -> Limit:
    return Limit.MAX_INSTALMENTS if len(dates) >= max_instalments else Limit.MAX_MONTHS


def _longest(
    table: Table, frequency: Frequency, first: date, day_of_month: int | None, count: int | None = None
) -> Schedule | None:
    """The plan with the most instalments (at most `count`) that the limits allow from this date on."""
    dates = table.allowed_dates(frequency, first, day_of_month)[:count]

    def fits(room: int) -> Schedule | None:
        schedule = _level(table, frequency, dates[:room])
        return schedule if _breach(schedule, table) is None else None

    # More instalments are smaller ones, so the most that fit are found by halving.
    best, low, high = fits(1), 2, len(dates)
    while low <= high:
        room = (low + high) // 2
        if (schedule := fits(room)) is not None:
            best, low = schedule, room + 1
        else:
            high = room - 1
    return best


def _level(table: Table, frequency: Frequency, dates: tuple[date, ...]) -> Schedule:
    """Equal instalments; with a larger first one only where the creditor asks for it."""
    rate = table.terms.plan.interest_rate_percent
    schedule = level_schedule(table.balance, rate, table.today, frequency, dates)
    least = table.first_at_least
    if least is not None and schedule.first.amount.minor < least:
        return level_schedule(table.balance, rate, table.today, frequency, dates, first=least)
    return schedule


def _burden(schedule: Schedule) -> Fraction:
    """What a plan takes from its debtor, in minor units a day: what makes frequencies comparable."""
    return schedule.largest.minor / DAYS_PER_INSTALMENT[schedule.frequency]


def _asked_burden(ask: Ask, table: Table) -> Fraction | None:
    if ask.amount is None:
        return None
    return ask.amount.minor / DAYS_PER_INSTALMENT[ask.frequency or _default_frequency(table)]


def _is_within_ceiling(schedule: Schedule, ask: Ask, table: Table) -> bool:
    """Neither a payment above what the debtor can pay at a time, nor more in the long run than they can bear."""
    asked = _asked_burden(ask, table)
    return ask.amount is None or asked is None or (schedule.largest <= ask.amount and _burden(schedule) <= asked)


def _nearest(ask: Ask, table: Table) -> Iterator[Schedule]:
    """Plans inside the limits, the nearest to the ask first, no two alike.

    Those at the wanted frequency come first. Another frequency is no help where it takes clearly more from the
    debtor than they offered, and than the gentlest plan at the wanted one.
    """
    wanted = ask.frequency or _default_frequency(table)
    first = table.allowed_first_due(first_due_of(ask, table))
    at_wanted: list[Schedule] = []
    if wanted in table.terms.plan.frequencies:
        at_wanted = list(_at_frequency(ask, table, wanted, first))
    elsewhere = [
        schedule
        for frequency in table.terms.plan.frequencies
        if frequency is not wanted
        for schedule in _at_frequency(ask, table, frequency, first)
    ]
    asked = _asked_burden(ask, table)
    if asked is not None:
        elsewhere.sort(key=lambda one: abs(_burden(one) - asked))
    if at_wanted:
        bearable = ABOUT_THE_SAME * max(asked or Fraction(0), min(map(_burden, at_wanted)))
        elsewhere = [one for one in elsewhere if _burden(one) <= bearable]
    seen: set[tuple[object, ...]] = set()
    for schedule in (*at_wanted, *elsewhere):
        shape = (schedule.frequency, schedule.count, schedule.first, schedule.largest)
        if shape not in seen:
            seen.add(shape)
            yield schedule


def _at_frequency(ask: Ask, table: Table, frequency: Frequency, first: date) -> Iterator[Schedule]:
    """The same amount over another length, the same length at another amount, then the longest plan."""
    eased = replace(ask, frequency=frequency, first_due_on=first, end_on=None)
    amount = _converted(ask, table, frequency)
    if amount is not None:
        # Below the smallest instalment, the smallest is the nearest.
        amount = max(amount, table.terms.plan.min_instalment[frequency], key=lambda one: one.minor)
        same_amount = replace(eased, amount=amount, count=None)
        limit, schedule = _sized(same_amount, table, frequency, first)
        if limit is None and schedule is not None:
            yield schedule
    if ask.count is not None and amount is None:
        shorter = _longest(table, frequency, first, ask.day_of_month, ask.count)
        if shorter is not None:
            yield shorter
    longest = _longest(table, frequency, first, ask.day_of_month)
    if longest is not None:
        yield longest


def _converted(ask: Ask, table: Table, frequency: Frequency) -> Money | None:
    """The ask's amount as the same burden at another frequency, rounded down to a whole unit."""
    asked = _asked_burden(ask, table)
    if ask.amount is None or asked is None or frequency is (ask.frequency or _default_frequency(table)):
        return ask.amount
    return Money(int(asked * DAYS_PER_INSTALMENT[frequency]) // 100 * 100, ask.amount.currency)


__all__ = [
    "Agreed",
    "Countered",
    "Limit",
    "Outcome",
    "Referral",
    "Referred",
    "Table",
    "decide",
    "first_due_of",
    "referral",
]
