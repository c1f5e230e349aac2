"""What a creditor's file allows, worked out a second time: the judge of a bench must not be one of its players.

Nothing here is shared with `bot.core.negotiation` or `bot.core.schedule`: dates, interest, limits and the search for a
plan are written again from docs/creditor-file.md. Amounts are whole minor units.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain, count, repeat

from bot.core.ledger import Balance
from bot.core.terms import CreditorTerms, Frequency

PER_MONTH = {
    Frequency.WEEKLY: Fraction(365, 12 * 7),
    Frequency.FORTNIGHTLY: Fraction(365, 12 * 14),
    Frequency.MONTHLY: Fraction(1),
    Frequency.QUARTERLY: Fraction(1, 3),
}
WEEKS = {Frequency.WEEKLY: 1, Frequency.FORTNIGHTLY: 2}
SOON = timedelta(days=15)
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}


@dataclass(frozen=True)
class Plan:
    """Payments by date."""

    frequency: Frequency
    dates: tuple[date, ...]
    amounts: tuple[int, ...]

    @property
    def largest(self) -> int:
        return max(self.amounts)

    @property
    def a_month(self) -> Fraction:
        """What a mean month takes: the largest payment as often as it falls due, but never more than the whole plan."""
        return min(self.largest * PER_MONTH[self.frequency], Fraction(sum(self.amounts)))


@dataclass(frozen=True)
class Ceiling:
    """What a debtor can bear: in one payment, and in a mean month."""

    single: int
    a_month: Fraction

    def bears(self, plan: Plan) -> bool:
        return plan.largest <= self.single and plan.a_month <= self.a_month


@dataclass(frozen=True)
class Debt:
    """One balance under one creditor's file on one day."""

    balance: Balance
    terms: CreditorTerms
    today: date
    is_business_day: Callable[[date], bool]

    @cached_property
    def total(self) -> int:
        return self.balance.total.minor

    @cached_property
    def first_at_least(self) -> Fraction:
        return Fraction(self.terms.plan.first_instalment_percent) * self.total / 100

    @cached_property
    def max_months(self) -> int:
        plan = self.terms.plan
        bands = (band.max_months for band in plan.by_balance if self.total <= band.up_to.minor)
        return next(bands, plan.max_months)

    def minimum(self, frequency: Frequency) -> int:
        return self.terms.plan.min_instalment[frequency].minor

    def first_dates(self) -> Iterator[date]:
        """Every business day on which a plan may start, the soonest first."""
        days = (self.today + timedelta(days=ahead) for ahead in range(self.terms.plan.first_due_within_days + 1))
        return filter(self.is_business_day, days)

    def dates(self, frequency: Frequency, first: date, day_of_month: int | None = None) -> tuple[date, ...]:
        """Every due date of a plan that starts then, as many as the limits have room for.

        From the second on they fall on the day of the month, where one is named, else on the first's own day.
        """
        plan = self.terms.plan
        return _dates(
            frequency, first, day_of_month or first.day, self.max_months, plan.max_instalments, self.is_business_day
        )


@lru_cache(maxsize=200_000)
def _dates(
    frequency: Frequency,
    first: date,
    day_of_month: int,
    max_months: int,
    max_instalments: int,
    is_business_day: Callable[[date], bool],
) -> tuple[date, ...]:
    end = month_later(first, max_months)
    dates = [first]
    for number in count(1):
        if frequency in WEEKS:
            day = first + timedelta(weeks=WEEKS[frequency] * number)
        else:
            day = month_later(first, MONTHS[frequency] * number, day_of_month)
            if day - first < SOON:  # nobody pays twice at once because their day comes right after the first date
                continue
        while not is_business_day(day):
            day += timedelta(days=1)
        if day > end or len(dates) == max_instalments:
            break
        dates.append(day)
    return tuple(dates)


def month_later(day: date, months: int, day_of_month: int | None = None) -> date:
    """The same (or a named) day so many months later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day_of_month or day.day, calendar.monthrange(year, month + 1)[1]))


def paid_off(debt: Debt, dates: tuple[date, ...], regular: int, first: int | None = None) -> tuple[int, ...] | None:
    """The payments that clear a debt with `regular` at each date, the last one what is left; None if dates run out."""
    return _cleared(debt, dates, chain([regular if first is None else first], repeat(regular)))


def clears(debt: Debt, plan: Plan) -> bool:
    """Whether a plan's payments clear the debt and its interest with the last of them, to the cent."""
    return _cleared(debt, plan.dates, iter(plan.amounts)) == plan.amounts


def _cleared(debt: Debt, dates: tuple[date, ...], wanted: Iterator[int]) -> tuple[int, ...] | None:
    """What is paid at each date until nothing is left.

    Interest is simple, on the principal, actual/365, rounded half up at each payment, and met before the principal.
    """
    rate = Fraction(debt.terms.plan.interest_rate_percent) / 36_500
    principal = debt.balance.principal.minor
    other = debt.total - principal
    amounts = []
    before = debt.today
    for day, offered in zip(dates, wanted, strict=False):
        if rate:
            accrued = principal * rate.numerator * (day - before).days
            other += (2 * accrued + rate.denominator) // (2 * rate.denominator)
            before = day
        amount = min(offered, principal + other)
        amounts.append(amount)
        principal -= max(0, amount - other)
        other = max(0, other - amount)
        if not principal + other:
            return tuple(amounts)
    return None


def broken_limits(debt: Debt, plan: Plan) -> tuple[str, ...]:
    """The keys of the creditor's file that a plan breaks, and `sum`, `dates` for what no plan may get wrong."""
    terms = debt.terms.plan
    frequencies = terms.frequencies
    if plan.frequency not in frequencies:
        return ("frequencies",)
    late = plan.dates[0] > debt.today + timedelta(days=terms.first_due_within_days)
    apart = [(later - sooner).days for sooner, later in zip(plan.dates, plan.dates[1:], strict=False)]
    checks = {
        "max_months": plan.dates[-1] > month_later(plan.dates[0], debt.max_months),
        "max_instalments": len(plan.dates) > terms.max_instalments,
        # The last payment carries what is left, whatever it is.
        "min_instalment": any(amount < debt.minimum(plan.frequency) for amount in plan.amounts[:-1]),
        "first_due_within_days": late or plan.dates[0] < debt.today,
        "first_instalment_percent": plan.amounts[0] < debt.first_at_least,
        "human_above": debt.total > debt.terms.human_above.minor,
        "dates": any(days < 1 for days in apart) or not all(map(debt.is_business_day, plan.dates)),
        "sum": len(plan.dates) != len(plan.amounts) or min(plan.amounts) < 1 or not clears(debt, plan),
    }
    return tuple(name for name, broken in checks.items() if broken)


def fitting_plan(debt: Debt, ceiling: Ceiling, day_of_month: int | None = None) -> Plan | None:
    """A plan inside the limits and under a ceiling, found by trying every frequency and every first date; or None.

    Monthly plans stay on the first's day of the month, or fall on the one that the debtor names.

    At each it is enough to try paying the ceiling every time: if any plan fits there, its payments raised to the
    ceiling clear the debt no later, cost no more interest, and meet every minimum that the lower ones met. A test
    compares this with all the ways in which a small debt can be cut up.
    """
    for frequency in debt.terms.plan.frequencies:
        for most in {ceiling.single, min(ceiling.single, int(ceiling.a_month / PER_MONTH[frequency]))}:
            for first in debt.first_dates() if most > 0 else ():
                for day in {None, day_of_month if frequency in MONTHS else None}:
                    plan = _paying(debt, frequency, debt.dates(frequency, first, day), most)
                    if plan is not None and ceiling.bears(plan):
                        return plan
    return None


def _paying(debt: Debt, frequency: Frequency, dates: tuple[date, ...], amount: int) -> Plan | None:
    if amount * len(dates) < debt.total:
        return None
    amounts = paid_off(debt, dates, amount)
    if amounts is None or amounts[0] < debt.first_at_least:
        return None
    if len(amounts) > 1 and amount < debt.minimum(frequency):
        return None
    return Plan(frequency, dates[: len(amounts)], amounts)


def level_plans(debt: Debt, day_of_month: int | None = None) -> Iterator[Plan]:
    """By frequency and number of payments, the most even plan the limits allow, from the soonest date with room.

    Monthly ones twice where the debtor names a day: on the first's own day of the month, and on that.
    """
    for frequency in debt.terms.plan.frequencies:
        for day in {None, day_of_month if frequency in MONTHS else None}:
            yield from _level_by_count(debt, frequency, day)


def _level_by_count(debt: Debt, frequency: Frequency, day_of_month: int | None) -> Iterator[Plan]:
    roomiest: dict[int, tuple[date, ...]] = {}
    for first in debt.first_dates():
        dates = debt.dates(frequency, first, day_of_month)
        for room in range(len(dates), 0, -1):
            if room in roomiest:
                break
            roomiest[room] = dates[:room]
    counts = set()
    for _, dates in sorted(roomiest.items()):
        plan = _level(debt, frequency, dates)
        # Where the smallest instalment clears the debt sooner, more dates make no other plan.
        if plan is not None and len(plan.amounts) not in counts:
            counts.add(len(plan.amounts))
            yield plan


def _level(debt: Debt, frequency: Frequency, dates: tuple[date, ...]) -> Plan | None:
    """The smallest regular amount that clears the debt by the last date, but not below the smallest instalment."""
    least_first = -(-debt.first_at_least.numerator // debt.first_at_least.denominator)
    # No plan here runs so long that its interest doubles the debt.
    fair = 2 * debt.total // len(dates) + 1
    low = max(debt.minimum(frequency), -(-max(0, debt.total - least_first) // len(dates)))
    low, high = (fair, fair) if len(dates) == 1 else (low, max(low, fair))
    while low < high:
        middle = (low + high) // 2
        if paid_off(debt, dates, middle, max(middle, least_first)) is None:
            low = middle + 1
        else:
            high = middle
    amounts = paid_off(debt, dates, low, max(low, least_first))
    return None if amounts is None else Plan(frequency, dates[: len(amounts)], amounts)
