"""The oracle: the rules of a plan written a second time, in the plainest way, to judge the negotiator by.

It shares the records of an ask, a table and a schedule with the code it judges, and none of its reckoning: dates are
counted out day by day and month by month, payments are made one after another, and whatever can be tried is tried.
The rules in words: docs/negotiation.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice, takewhile
from typing import NamedTuple

from bot.core.ask import Ask
from bot.core.schedule import Schedule
from bot.core.table import Table
from bot.core.terms import Frequency

ONE_DAY = timedelta(days=1)
MONTHLY = Frequency.MONTHLY
WEEKS = {Frequency.WEEKLY: 1, Frequency.FORTNIGHTLY: 2}
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}
NO_MONTHS: frozenset[date] = frozenset()


def in_months(start: date, months: int, day: int) -> date:
    """That day of the month so many months later, or the month's last."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def business_day(day: date, table: Table) -> date:
    """The day, or the next on which business is done."""
    while not table.is_business_day(day):
        day += ONE_DAY
    return day


def latest_first_day(table: Table) -> date:
    """As many days ahead as the creditor says; a running plan may also leave out its next payment for a month."""
    latest = table.today + timedelta(days=table.terms.plan.first_due_within_days)
    if table.running is None:
        return latest
    latest = max(latest, table.running.next_due_on + timedelta(days=31))
    return max(table.today, min(latest, last_day(table, table.today)))


def first_days(table: Table) -> list[date]:
    """Every day on which a first payment may fall."""
    latest = latest_first_day(table)
    days = [table.today]
    while days[-1] < latest:
        days.append(days[-1] + ONE_DAY)
    return [day for day in days if table.is_business_day(day)] or [business_day(latest, table)]


def last_day(table: Table, first: date) -> date:
    """The last day for a payment of a plan with this first one, or of the plan that it goes on from."""
    began = table.running.first_due_on if table.running else first
    owed = table.running.planned.minor if table.running else table.balance.total.minor
    plan = table.terms.plan
    months = next((band.max_months for band in plan.by_balance if owed <= band.up_to.minor), plan.max_months)
    return in_months(began, months, began.day)


def most_payments(table: Table) -> int:
    return table.terms.plan.max_instalments - (table.running.paid_count if table.running else 0)


def most_skipped(table: Table) -> int:
    return table.terms.plan.max_skipped_months - (table.running.skipped_count if table.running else 0)


def least_first(table: Table) -> int:
    """The smallest whole number of cents that is the creditor's share or more, until a first payment is made."""
    if table.running and table.running.first_paid:
        return 0
    share = Fraction(table.terms.plan.first_instalment_percent) * table.balance.total.minor / 100
    return -(-share.numerator // share.denominator)


def _endless(
    table: Table, frequency: Frequency, first: date, anchor: int | None, skipped: Collection[date]
) -> Iterator[date]:
    yield first
    # A month's own day counts in the first month too, where it is far enough from the first payment.
    step = -1 if frequency is Frequency.MONTHLY else 0
    while True:
        step += 1
        if frequency in WEEKS:
            nominal = first + timedelta(weeks=WEEKS[frequency] * step)
        else:
            nominal = in_months(first, MONTHS[frequency] * step, anchor or first.day)
            if nominal < first + timedelta(days=15):
                continue
        day = business_day(nominal, table)
        if nominal.replace(day=1) not in skipped and day.replace(day=1) not in skipped:
            yield day


def days_of(
    table: Table,
    frequency: Frequency,
    first: date,
    anchor: int | None = None,
    skipped: Collection[date] = NO_MONTHS,
    until: date | None = None,
) -> Iterator[date]:
    """Every due day from a first one on that the limits leave room for; the first one if nothing else."""
    last = last_day(table, first) if until is None else min(until, last_day(table, first))
    days = takewhile(lambda day: day == first or day <= last, _endless(table, frequency, first, anchor, skipped))
    return islice(days, max(1, most_payments(table)))


class Paid(NamedTuple):
    """Payments, the interest they met, and what is left, in cents."""

    amounts: list[int]
    interest: int
    left: int


def interest(table: Table, principal: int, days: int) -> int:
    """Principal × rate × days / 365, to the nearest cent."""
    rate = Fraction(table.terms.plan.interest_rate_percent) / 100
    return int(principal * rate * days / 365 + Fraction(1, 2)) if rate else 0


def pay(table: Table, days: Collection[date] | Iterator[date], regular: int, own: Mapping[date, int] = {}) -> Paid:  # noqa: B006
    """Pay the regular amount, or the day's own, on each day, until nothing is left.

    A payment meets first the interest since the last one, and what else is owed beside the principal.
    """
    principal = table.balance.principal.minor
    beside = table.balance.interest.minor + table.balance.fees.minor
    amounts: list[int] = []
    charged = 0
    since = table.today
    for day in days:
        new = interest(table, principal, (day - since).days)
        beside, charged, since = beside + new, charged + new, day
        amount = min(own.get(day, regular), principal + beside)
        amounts.append(amount)
        beside -= amount
        if beside < 0:
            principal, beside = principal + beside, 0
        if principal + beside == 0:
            break
    return Paid(amounts, charged, principal + beside)


def own_amounts(ask: Ask, days: Collection[date], table: Table | None = None) -> dict[date, int]:
    """What the debtor gave a size of its own, by day: months named, and the first payment.

    With a table, the first payment is lifted to the creditor's share.
    """
    own = {}
    for month, amount in ask.special_amounts:
        in_month = [day for day in days if day.replace(day=1) == month]
        if in_month:
            own[min(in_month)] = amount.minor
    if ask.first_amount is not None:
        own[min(days)] = ask.first_amount.minor
    if table is not None and min(days) in own:
        own[min(days)] = max(own[min(days)], least_first(table)) if ask.first_amount else own[min(days)]
    return own


def smallest_regular(table: Table, days: Collection[date], own: Mapping[date, int]) -> int | None:
    """The smallest regular payment that pays everything off, by trying one after the other."""
    free = [day for day in days if day not in own]
    if not free:
        return None if pay(table, days, 0, own).left else 1
    regular = max(1, (table.balance.total.minor - sum(own.values())) // len(free))
    while pay(table, days, regular, own).left:
        regular += 1
    return regular


def faults(schedule: Schedule, table: Table, ask: Ask = Ask()) -> list[str]:  # noqa: B008 — it is frozen
    """Every rule of the creditor and of arithmetic that a schedule breaks; the ask tells its day and its months."""
    plan = table.terms.plan
    days = [one.due_on for one in schedule.instalments]
    amounts = [one.amount.minor for one in schedule.instalments]
    found = []
    if schedule.frequency not in plan.min_instalment:
        return ["frequency"]
    if days[0] not in first_days(table):
        found.append("first day")
    if len(days) > max(0, most_payments(table)):
        found.append("too many payments")
    if days[-1] > last_day(table, days[0]):
        found.append("too late")
    if any(amount < plan.min_instalment[schedule.frequency].minor for amount in amounts[:-1]):
        found.append("too small a payment")
    if amounts[0] < least_first(table):
        found.append("too small a first payment")
    if min(amounts) <= 0:
        found.append("nothing to pay")
    paid = pay(table, days, 0, dict(zip(days, amounts, strict=True)))
    if paid.left or paid.amounts != amounts or paid.interest != schedule.interest.minor:
        found.append("does not pay off the debt to the cent")
    if sum(amounts) != table.balance.total.minor + schedule.interest.minor:
        found.append("sum")
    if not all(map(table.is_business_day, days)):
        found.append("no business day")
    if days not in [list(islice(one, len(days))) for one in _calendars(schedule, table, ask)]:
        found.append("days are not those of the calendar")
    return found


def _calendars(schedule: Schedule, table: Table, ask: Ask) -> Iterator[Iterator[date]]:
    """The days a plan may have: the ask's own, or without the months or the day that had to be given up."""
    first, frequency = schedule.first.due_on, schedule.frequency
    if len(ask.skipped_months) <= most_skipped(table):
        yield days_of(table, frequency, first, ask.day_of_month, ask.skipped_months)
    yield days_of(table, frequency, first, ask.day_of_month)
    yield days_of(table, frequency, first)
