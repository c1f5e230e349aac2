"""The figures a person needs who decides about means: what the debtor can pay, and what was possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.budget import Budget, Household
from bot.core.money import Money
from bot.core.terms import Frequency


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a debtor's means when a person is called; None is what is not known.

    Attributes:
        ceiling: what they say they can pay at most, each time.
        frequency: of the ceiling.
        gentlest: the largest payment of the plan that asks least each time within the creditor's limits.
        gentlest_frequency: how often that one would be paid.
        budget: what they said of their month, whole or in part.
    """

    ceiling: Money | None = None
    frequency: Frequency | None = None
    gentlest: Money | None = None
    gentlest_frequency: Frequency | None = None
    budget: Budget | None = None

    def lines(self) -> tuple[str, ...]:
        """As the agent reads them, a fact a line; numbers only, so that nothing about health can be among them."""
        return (*self._of_plans(), *(_of_budget(self.budget) if self.budget and not self.budget.is_empty else ()))

    def _of_plans(self) -> Iterator[str]:
        if self.ceiling is not None:
            yield f"can pay at most: {_amount(self.ceiling)}{_every(self.frequency)}"
        if self.gentlest is not None:
            yield f"nearest possible plan: {_amount(self.gentlest)}{_every(self.gentlest_frequency)}"


def _every(frequency: Frequency | None) -> str:
    return f" {frequency.value}" if frequency else ""


def _of_budget(budget: Budget) -> Iterator[str]:
    said = {
        "income": budget.income,
        "essential expenses": budget.expenses,
        "payments on other debts": budget.other_debts,
    }
    yield "budget a month, as the debtor said:"
    yield from (f"- {name}: {_amount(amount)}" for name, amount in said.items() if amount is not None)
    if budget.household is not None:
        allowance = _amount(budget.allowance.for_household(budget.household))
        yield f"- household: {_people(budget.household)}"
        yield f"- living allowance: {allowance} ({budget.allowance.source})"
    means = budget.means
    if means is not None:
        yield f"- kept to live on: {_amount(means.to_live_on)}"
        yield f"- left: {_amount(means.left)}, so can pay {_amount(means.payable)} monthly"


def _people(household: Household) -> str:
    adults = "1 adult" if household.adults == 1 else f"{household.adults} adults"
    children = "1 child" if household.children == 1 else f"{household.children} children"
    return f"{adults}, {children}"


def _amount(amount: Money) -> str:
    return f"{amount.major:.2f} {amount.currency}"
