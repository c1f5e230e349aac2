"""Schedules: the payments of a plan, each on its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.money import Money
from bot.core.terms import Frequency


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

    @classmethod
    def of(
        cls, frequency: Frequency, dates: Sequence[date], amounts: Sequence[int], interest: int, currency: str
    ) -> Schedule:
        """Amounts and interest in minor units; there may be more dates than amounts."""
        instalments = tuple(
            Instalment(number, due_on, Money(amount, currency))
            for number, (due_on, amount) in enumerate(zip(dates, amounts, strict=False), start=1)
        )
        return cls(frequency, instalments, Money(interest, currency))

    @property
    def total(self) -> Money:
        return Money(sum(one.amount.minor for one in self.instalments), self.interest.currency)

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
        """The amount most instalments between the first and the last have (of the first where there are two)."""
        between = self.instalments[1:-1] or self.instalments[:1]
        return Counter(one.amount for one in between).most_common(1)[0][0]

    @property
    def largest(self) -> Money:
        return max((instalment.amount for instalment in self.instalments), key=lambda amount: amount.minor)
