"""A promise to pay: one amount on one day, kept or lapsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import NewType

from bot.core.account import AccountId
from bot.core.money import Money
from bot.core.plan_life import Rest, days_counted, resting_on

PromiseId = NewType("PromiseId", int)

# A promise for so few days ahead is remembered without us.
NO_REMINDER_WITHIN_DAYS = 2


class PromiseState(str, Enum):
    OPEN = "open"
    KEPT = "kept"
    LAPSED = "lapsed"
    REPLACED = "replaced"  # by a newer one


@dataclass(frozen=True, slots=True)
class Promise:
    """What a debtor said they would pay.

    Attributes:
        made_on, due_on: debtor-local.
    """

    id: PromiseId
    account_id: AccountId
    amount: Money
    made_on: date
    due_on: date
    state: PromiseState

    def outcome(
        self, paid: Money, owed: Money, rests: tuple[Rest, ...], grace_days: int, today: date
    ) -> PromiseState | None:
        """Kept or lapsed; None while it is open.

        Args:
            paid: received since it was made.
            grace_days: a payment takes its time to be reported, as with an instalment; days at rest do not count.
        """
        if owed.minor <= 0 or paid >= self.amount:
            return PromiseState.KEPT
        if days_counted(self.due_on, today, rests) > grace_days and not resting_on(today, rests):
            return PromiseState.LAPSED
        return None

    def reminder_due(self, today: date, is_business_day: Callable[[date], bool]) -> bool:
        """Whether the one reminder is due: from the business day before until the eve of its day."""
        if (self.due_on - self.made_on).days <= NO_REMINDER_WITHIN_DAYS:
            return False
        eve = self.due_on - timedelta(days=1)
        while not is_business_day(eve):
            eve -= timedelta(days=1)
        return max(eve, self.made_on + timedelta(days=1)) <= today < self.due_on
