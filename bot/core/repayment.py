"""Repayment: what given payments on given days do to a balance, and which payments pay it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.schedule import Schedule
from bot.core.terms import Frequency

DAYS_IN_YEAR = 365


@dataclass(frozen=True, slots=True)
class Differing:
    """The payments that differ from the regular one, in minor units.

    Attributes:
        first: the first payment, where it was asked for.
        least_first: the smallest first payment, where none was asked for.
        by_month: what is paid at the first date of a month (given by its first day).
    """

    first: int | None = None
    least_first: int = 0
    by_month: Mapping[date, int] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether every payment is the regular one."""
        return self.first is None and not self.least_first and not self.by_month

    def at(self, dates: Sequence[date], regular: int) -> dict[int, int]:
        """The amounts that are not the regular one, by position."""
        amounts: dict[int, int] = {}
        if self.by_month:
            left = dict(self.by_month)
            for position, day in enumerate(dates):
                special = left.pop(day.replace(day=1), None)
                if special is not None:
                    amounts[position] = special
        if self.first is not None:
            amounts[0] = self.first
        elif self.least_first > amounts.get(0, regular):
            amounts[0] = self.least_first
        return amounts


ALL_REGULAR = Differing()


@dataclass(frozen=True, slots=True)
class Debt:
    """What is to be paid off: a balance on a day, and the yearly rate (percent) that goes on."""

    balance: Balance
    rate_percent: Decimal
    today: date

    @property
    def total(self) -> int:
        """In minor units, as of today."""
        return self.balance.total.minor


@dataclass(frozen=True, slots=True)
class Repayment:
    """What paying does, in minor units: each payment, the interest that accrued, and what is left unpaid."""

    amounts: tuple[int, ...]
    interest: int
    left: int

    def schedule(self, debt: Debt, frequency: Frequency, dates: Sequence[date]) -> Schedule:
        return Schedule.of(frequency, dates, self.amounts, self.interest, debt.balance.currency)


def repay(debt: Debt, dates: Sequence[date], regular: int, differing: Differing = ALL_REGULAR) -> Repayment:
    """Pay at each date until nothing is left; the last payment is what is left then.

    Interest accrues daily on the principal, simple, actual/365, none on interest, and a payment meets interest
    first. Rule: C. civ. 1343-1 and 1343-2; compliance F.3 and F.4.
    """
    amounts = {} if differing.nothing else differing.at(dates, regular)
    rate, scale = _yearly_to_daily(debt.rate_percent)
    twice = 2 * scale
    principal = debt.balance.principal.minor
    other = debt.balance.interest.minor + debt.balance.fees.minor
    charged = 0
    paid: list[int] = []
    since = debt.today
    # The innermost of all loops: what `_accrued` and `min` would do is written out.
    for position, day in enumerate(dates):
        if rate:
            accrued = (2 * principal * rate * (day - since).days + scale) // twice
            other += accrued
            charged += accrued
            since = day
        owed = principal + other
        amount = amounts.get(position, regular) if amounts else regular
        if amount >= owed:
            paid.append(owed)
            return Repayment(tuple(paid), charged, 0)
        paid.append(amount)
        to_other = amount if amount < other else other
        other -= to_other
        principal -= amount - to_other
    return Repayment(tuple(paid), charged, principal + other)


def level(debt: Debt, dates: Sequence[date], differing: Differing = ALL_REGULAR) -> Repayment:
    """Use the dates with regular payments as small as they can be.

    Where nothing differs and no interest runs, each is total // n and the last carries the remainder (compliance
    F.2). Otherwise the regular one is the smallest that pays everything off by the last date. Something is left
    only where no date is free for a regular payment.
    """
    if not debt.rate_percent and differing.nothing:
        parts = debt.balance.total.split(len(dates))
        return Repayment(tuple(part.minor for part in parts), 0, 0)
    return repay(debt, dates, smallest_regular(debt, dates, differing), differing)


def smallest_regular(debt: Debt, dates: Sequence[date], differing: Differing = ALL_REGULAR) -> int:
    """The smallest regular payment (minor units, at least 1) that pays everything off by the last date.

    Where no date is free for one, any amount: it is never paid.
    """
    if not differing.nothing and len(differing.at(dates, debt.total)) == len(dates):
        return 1
    low, high = 0, debt.total + _interest_at_most(debt, dates[-1])
    tried = max(1, debt.total // len(dates))
    while high - low > 1:
        paid = repay(debt, dates, tried, differing)
        # Each payment more by one takes off one a date, and a little interest: near enough to jump by.
        if paid.left:
            low, step = tried, paid.left // len(dates)
            tried = min(max(low + step, low + 1), high - 1)
        else:
            unused = (len(dates) - len(paid.amounts) + 1) * tried - paid.amounts[-1]
            high, step = tried, unused // len(dates)
            tried = max(min(high - step, high - 1), low + 1)
    return high


def payments_needed(debt: Debt, dates: Sequence[date], regular: int, differing: Differing = ALL_REGULAR) -> int | None:
    """How many payments it takes; None where the dates do not suffice."""
    result = repay(debt, dates, regular, differing)
    return None if result.left else len(result.amounts)


def accrued_interest(principal: Money, rate_percent: Decimal, days: int) -> Money:
    """Simple interest on a principal over so many days, actual/365; nothing for days that lie behind."""
    rate, scale = _yearly_to_daily(rate_percent)
    return Money(_accrued(principal.minor, rate, scale, max(0, days)), principal.currency)


def _interest_at_most(debt: Debt, last: date) -> int:
    """What would accrue by a last day if nothing were paid before, in minor units, each rounding counted."""
    rate, scale = _yearly_to_daily(debt.rate_percent)
    days = max(0, (last - debt.today).days)
    return _accrued(debt.balance.principal.minor, rate, scale, days) + days + 1


def _accrued(principal: int, rate: int, scale: int, days: int) -> int:
    return _rounded(max(0, principal) * rate * days, scale)


def _yearly_to_daily(rate_percent: Decimal) -> tuple[int, int]:
    """A yearly rate in percent as a fraction a day: whole numbers, because a plan is tried out many times."""
    numerator, denominator = rate_percent.as_integer_ratio()
    return numerator, denominator * 100 * DAYS_IN_YEAR


def _rounded(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative numbers, halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)
