"""A household's month: what it has, what it needs, and what it can pay without going short.

A fixed sum over what the debtor says, without score or profile (compliance EU-02). It holds numbers only, nothing
about health (EU-05).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.money import MINOR_UNITS_PER_MAJOR, Money


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives on the income.

    Raises:
        ValueError: it has no adult, or fewer than no children.
    """

    adults: int
    children: int

    def __post_init__(self) -> None:
        if self.adults < 1 or self.children < 0:
            raise ValueError(f"no household: {self.adults} adults, {self.children} children")


@dataclass(frozen=True, slots=True)
class LivingAllowance:
    """The least that is left to a household each month before anything is asked of it.

    Attributes:
        first_adult, further_adult, child: a month, in one currency.
        source: where the amounts are from, and as of when.
    """

    first_adult: Money
    further_adult: Money
    child: Money
    source: str

    @property
    def currency(self) -> str:
        return self.first_adult.currency

    def for_household(self, household: Household) -> Money:
        further = Money(self.further_adult.minor * (household.adults - 1), self.further_adult.currency)
        children = Money(self.child.minor * household.children, self.child.currency)
        return self.first_adult + further + children


@dataclass(frozen=True, slots=True)
class Means:
    """What a household can pay a month, with every step that leads there.

    Attributes:
        income: all that comes in, after tax.
        other_debts: what is paid on other debts.
        after_debts: income without them; below zero where they take more than comes in.
        expenses: essential ones, as the debtor said.
        allowance: the least for a household of this size.
        to_live_on: the higher of the two stays with the household.
        left: what remains then; below zero where nothing does.
        payable: never below zero, in whole units of the currency, rounded down.
    """

    income: Money
    other_debts: Money
    after_debts: Money
    expenses: Money
    allowance: Money
    to_live_on: Money
    left: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class Budget:
    """What a debtor has said of their month so far; None is what has not been said.

    Attributes:
        allowance: the one that applies to this debt.
        income, expenses, other_debts: a month, never below zero.
    """

    allowance: LivingAllowance
    income: Money | None = None
    expenses: Money | None = None
    other_debts: Money | None = None
    household: Household | None = None

    @property
    def is_empty(self) -> bool:
        return all(said is None for said in (self.income, self.expenses, self.other_debts, self.household))

    @property
    def means(self) -> Means | None:
        """What they can pay a month; None until all is said."""
        if self.income is None or self.expenses is None or self.other_debts is None or self.household is None:
            return None
        return means(self.income, self.expenses, self.other_debts, self.allowance.for_household(self.household))


def means(income: Money, expenses: Money, other_debts: Money, allowance: Money) -> Means:
    """Work out what is left of a month: income − other debts − the higher of expenses and allowance.

    Raises:
        CurrencyMismatch: the amounts are in unlike currencies.
    """
    after_debts = income - other_debts
    to_live_on = max(expenses, allowance)
    left = after_debts - to_live_on
    unit = MINOR_UNITS_PER_MAJOR[income.currency]
    payable = Money(max(0, left.minor // unit * unit), income.currency)
    return Means(income, other_debts, after_debts, expenses, allowance, to_live_on, left, payable)
