"""Schedules: which dates, which amounts, and the interest a plan costs."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, takewhile

from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.terms import Frequency

IsBusinessDay = Callable[[date], bool]

LAST_DAY = 31
LEAST_DAYS_APART = 15
DAYS_IN_YEAR = 365
MONTHS_APART = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}
DAYS_APART = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan.

    Attributes:
        number: from 1.
        due_on: a business day (debtor-local).
    """

    number: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Schedule:
    """The instalments of a plan; they sum to the balance plus the plan's interest, to the minor unit."""

    frequency: Frequency
    instalments: tuple[Instalment, ...]
    interest: Money

    @property
    def total(self) -> Money:
        total = Money(0, self.interest.currency)
        for instalment in self.instalments:
            total = total + instalment.amount
        return total

    @property
    def count(self) -> int:
        return len(self.instalments)

    @property
    def first(self) -> Instalment:
        return self.instalments[0]

    @property
    def last(self) -> Instalment:
        return self.instalments[-1]

    @property
    def regular(self) -> Money:
        """The amount of the instalments between the first and the last (of the first where there are two)."""
        return self.instalments[1 if self.count > 2 else 0].amount

    @property
    def largest(self) -> Money:
        return max((instalment.amount for instalment in self.instalments), key=lambda amount: amount.minor)


def on_day(year: int, month: int, day: int) -> date:
    """A day of a month, the last one where the month is shorter (31 means the last day)."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def months_after(anchor: date, months: int, day: int) -> date:
    """The given day of the month that lies so many months after the anchor's month."""
    index = anchor.year * 12 + anchor.month - 1 + months
    return on_day(index // 12, index % 12 + 1, day)


def due_dates(
    first: date, frequency: Frequency, is_business_day: IsBusinessDay, *, anchor_day: int | None = None
) -> Iterator[date]:
    """Due dates from the first on, without end.

    Each is worked out from the first (its day of the month, or `anchor_day`), then moved to the next business
    day, so that a month's end or a holiday shifts no later date. Rule: compliance F.6.
    """
    yield next_business_day(first, is_business_day)
    day = anchor_day or first.day
    for step in count(1):
        if frequency in MONTHS_APART:
            nominal = months_after(first, step * MONTHS_APART[frequency], day)
            # A first date that had to leave the anchor day must not be followed by another payment at once.
            if (nominal - first).days < LEAST_DAYS_APART:
                continue
        else:
            nominal = first + timedelta(days=step * DAYS_APART[frequency])
        yield next_business_day(nominal, is_business_day)


def next_business_day(day: date, is_business_day: IsBusinessDay) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def dates_within(
    dates: Iterator[date], *, max_months: int, max_instalments: int, end_on: date | None = None
) -> tuple[date, ...]:
    """As many of the dates as the limits hold: counted, and within so many months of the first."""
    first = next(dates)
    last_allowed = months_after(first, max_months, first.day)
    if end_on is not None:
        last_allowed = min(last_allowed, end_on)
    later = takewhile(lambda day: day <= last_allowed, dates)
    kept = [first]
    for day in later:
        if len(kept) >= max_instalments:
            break
        kept.append(day)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Repayment:
    """What happens when a balance is paid off in given amounts on given dates."""

    amounts: tuple[int, ...]
    interest: int
    left: int


def repay(
    balance: Balance, rate_percent: Decimal, today: date, dates: Sequence[date], amounts: Iterator[int]
) -> _Repayment:
    """Pay a balance off: interest accrues daily on the principal, and a payment meets interest first.

    Simple interest, actual/365, none on interest. Rule: C. civ. 1343-1 and 1343-2; compliance F.3 and F.4.
    """
    rate, scale = _yearly_to_daily(rate_percent)
    principal = balance.principal.minor
    other = balance.interest.minor + balance.fees.minor
    charged = 0
    paid: list[int] = []
    since = today
    for day in dates:
        accrued = _accrued(principal, rate, scale, (day - since).days)
        other += accrued
        charged += accrued
        since = day
        amount = min(next(amounts), principal + other)
        paid.append(amount)
        to_other = min(amount, other)
        other -= to_other
        principal -= amount - to_other
        if principal + other == 0:
            break
    return _Repayment(tuple(paid), charged, principal + other)


def accrued_interest(principal: Money, rate_percent: Decimal, days: int) -> Money:
    """Simple interest on a principal over so many days, actual/365; nothing for days that lie behind."""
    rate, scale = _yearly_to_daily(rate_percent)
    return Money(_accrued(principal.minor, rate, scale, max(0, days)), principal.currency)


def _accrued(principal: int, rate: int, scale: int, days: int) -> int:
    return _rounded(max(0, principal) * rate * days, scale)


def _yearly_to_daily(rate_percent: Decimal) -> tuple[int, int]:
    """A yearly rate in percent as a fraction a day: whole numbers, because a plan is tried out many times."""
    numerator, denominator = rate_percent.as_integer_ratio()
    return numerator, denominator * 100 * DAYS_IN_YEAR


def _rounded(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative numbers, halves rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _then(first: int | None, regular: int) -> Iterator[int]:
    yield regular if first is None else first
    while True:
        yield regular


def schedule_of(
    balance: Balance,
    rate_percent: Decimal,
    today: date,
    frequency: Frequency,
    dates: Sequence[date],
    *,
    regular: int,
    first: int | None = None,
) -> Schedule | None:
    """A plan that pays `regular` (minor units) at each date until nothing is left; the last pays the rest.

    Returns:
        None where the dates do not suffice.
    """
    result = repay(balance, rate_percent, today, dates, _then(first, regular))
    if result.left:
        return None
    return _as_schedule(balance.currency, frequency, dates, result.amounts, result.interest)


def level_schedule(
    balance: Balance,
    rate_percent: Decimal,
    today: date,
    frequency: Frequency,
    dates: Sequence[date],
    *,
    first: int | None = None,
) -> Schedule:
    """The plan that uses every date with instalments as small and as equal as they can be.

    Without interest each is total // n and the last carries the remainder (compliance F.2). With interest
    each is the smallest amount that pays everything off by the last date.
    """
    if rate_percent == 0 and first is None:
        parts = balance.total.split(len(dates))
        return _as_schedule(balance.currency, frequency, dates, [part.minor for part in parts], 0)
    if len(dates) == 1:
        whole = repay(balance, rate_percent, today, dates, _then(None, 2 * balance.total.minor))
        return _as_schedule(balance.currency, frequency, dates, whole.amounts, whole.interest)
    # Without any interest each would be a fair share; with all of it accruing to the end, a little more.
    rate, scale = _yearly_to_daily(rate_percent)
    most_interest = _rounded(balance.principal.minor * rate * (dates[-1] - today).days, scale) + len(dates)
    shares = len(dates) - (first is not None)
    low = max(1, (balance.total.minor - (first or 0)) // shares)
    high = max(low, (balance.total.minor + most_interest - (first or 0)) // shares + 1)
    while low < high:
        middle = (low + high) // 2
        if repay(balance, rate_percent, today, dates, _then(first, middle)).left:
            low = middle + 1
        else:
            high = middle
    result = repay(balance, rate_percent, today, dates, _then(first, low))
    return _as_schedule(balance.currency, frequency, dates, result.amounts, result.interest)


def _as_schedule(
    currency: str, frequency: Frequency, dates: Sequence[date], amounts: Sequence[int], interest: int
) -> Schedule:
    return Schedule(
        frequency,
        tuple(
            Instalment(number, due_on, Money(amount, currency))
            for number, (due_on, amount) in enumerate(zip(dates, amounts, strict=False), start=1)
        ),
        Money(interest, currency),
    )
