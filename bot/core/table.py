"""The negotiating table: the debt, the creditor's limits, the calendar and the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.core.due_dates import NO_MONTHS, IsBusinessDay, count_until, due_dates_until, months_after, next_business_day
from bot.core.ledger import Balance
from bot.core.money import Money, percent_of
from bot.core.repayment import Debt
from bot.core.terms import CreditorTerms, Frequency

USUAL_DAYS_TO_FIRST = 14
DAYS_SKIPPED = 31


@dataclass(frozen=True, slots=True)
class Running:
    """The plan that a new one would replace. Months, payments and skipped months go on counting from its start.

    Attributes:
        first_due_on: of the first plan, where it has been changed before.
        next_due_on: of the next payment that is not made.
        planned: what it was to pay off: the creditor's band for that balance still holds.
        paid_count: instalments that payments have touched.
        first_paid: its first instalment is wholly paid.
        change_count: how often it has been changed.
    """

    first_due_on: date
    next_due_on: date
    planned: Money
    paid_count: int
    first_paid: bool
    skipped_count: int = 0
    change_count: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table of one negotiation.

    Attributes:
        balance: what is owed today.
        broken_plans: how many the debtor has had with this account.
        running: the plan that is to be changed, where there is one.
    """

    balance: Balance
    terms: CreditorTerms
    broken_plans: int
    is_business_day: IsBusinessDay
    today: date
    running: Running | None = None

    @property
    def debt(self) -> Debt:
        return Debt(self.balance, self.terms.plan.interest_rate_percent, self.today)

    @property
    def default_frequency(self) -> Frequency:
        """What is meant where no frequency was said."""
        allowed = self.terms.plan.frequencies
        return Frequency.MONTHLY if Frequency.MONTHLY in allowed else allowed[0]

    @property
    def max_months(self) -> int:
        planned = self.balance.total if self.running is None else self.running.planned
        return self.terms.plan.max_months_for(planned)

    @property
    def max_instalments(self) -> int:
        """How many payments may still come."""
        return self.terms.plan.max_instalments - (self.running.paid_count if self.running else 0)

    @property
    def max_skipped_months(self) -> int:
        """How many months may still be left without a payment."""
        return self.terms.plan.max_skipped_months - (self.running.skipped_count if self.running else 0)

    @property
    def least_first(self) -> int:
        """The smallest first payment, in minor units; a plan whose first is paid has had it."""
        percent = self.terms.plan.first_instalment_percent
        had_its_first = self.running is not None and self.running.first_paid
        return percent_of(self.balance.total, percent).minor if percent and not had_its_first else 0

    @property
    def latest_first_due(self) -> date:
        """The last day for a first payment; a running plan may also leave out the next one, as far as it goes."""
        latest = self.today + timedelta(days=self.terms.plan.first_due_within_days)
        if self.running is None:
            return latest
        may_skip = max(latest, self.running.next_due_on + timedelta(days=DAYS_SKIPPED))
        return max(self.today, min(may_skip, self.last_day(self.today)))

    @property
    def usual_first_due(self) -> date:
        """About two weeks ahead, so that nobody is rushed, and never later than the creditor allows.

        A running plan goes on where it was.
        """
        if self.running is not None and self.running.next_due_on >= self.today:
            return self.allowed_first_due(self.running.next_due_on)
        days = min(USUAL_DAYS_TO_FIRST, self.terms.plan.first_due_within_days)
        return self.allowed_first_due(self.today + timedelta(days=days))

    def allowed_first_due(self, wanted: date) -> date:
        """The wanted first date where it is allowed, else the nearest that is; always a business day."""
        day = next_business_day(max(min(wanted, self.latest_first_due), self.today), self.is_business_day)
        while day > self.today and (day > self.latest_first_due or not self.is_business_day(day)):
            day -= timedelta(days=1)
        # Where no business day lies within the creditor's days, the first after them does: never one in the past.
        return next_business_day(day, self.is_business_day)

    def first_dates(self) -> tuple[date, ...]:
        """Every day on which the first payment may fall."""
        return _business_days(self.today, self.latest_first_due, self.is_business_day) or (self.usual_first_due,)

    def last_day(self, first: date) -> date:
        """The last day on which a plan with this first date may still have a payment."""
        began = first if self.running is None else self.running.first_due_on
        return months_after(began, self.max_months, began.day)

    def room(self, frequency: Frequency, first: date) -> int:
        """How many payments the limits leave room for from a first date on."""
        counted = count_until(self.last_day(first), first, frequency, self.is_business_day)
        return min(max(1, self.max_instalments), counted)

    def dates(
        self,
        frequency: Frequency,
        first: date,
        day_of_month: int | None = None,
        skipped_months: frozenset[date] = NO_MONTHS,
        end_on: date | None = None,
    ) -> tuple[date, ...]:
        """Every due date from the first on that the limits leave room for; the first itself always."""
        last = self.last_day(first)
        return due_dates_until(
            last if end_on is None else min(last, end_on),
            max(1, self.max_instalments),
            first,
            frequency,
            self.is_business_day,
            day_of_month,
            skipped_months,
        )


@lru_cache(maxsize=256)
def _business_days(since: date, until: date, is_business_day: IsBusinessDay) -> tuple[date, ...]:
    return tuple(day for day in _days(since, until) if is_business_day(day))


def _days(since: date, until: date) -> Iterator[date]:
    for offset in range((until - since).days + 1):
        yield since + timedelta(days=offset)
