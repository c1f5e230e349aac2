"""Simulated debtors: what they owe, what they can really bear, when they are paid, how they ask, when they leave.

Balances are those of the portfolio. Ceilings are drawn around the least at which any plan exists (found by
`bench.plans`): far below it, a few cents below, exactly on it, just above, comfortable, ample. The same debtor, with
the same sentences in the same order, meets every negotiator.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TypeVar

from bench.plans import PER_MONTH, Ceiling, Debt, Plan, fitting_plan, month_later
from bot.core.ask import Ask
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.terms import CreditorTerms, Frequency

BusinessDay = Callable[[date], bool]
Drawn = TypeVar("Drawn")

FIRST_DAY = date(2026, 11, 23)
DAYS = 60
# Opening, objection, ceiling, yes: nobody leaves before they could have said these four.
PATIENCE = (4, 12)
PAID = {Frequency.MONTHLY: 60, Frequency.WEEKLY: 25, Frequency.FORTNIGHTLY: 15}
SAVERS = 0.5


class Reach(str, Enum):
    """Where a ceiling lies, seen from the least at which a plan exists."""

    FAR_BELOW = "far below"
    JUST_BELOW = "just below"
    EXACT = "exactly"
    JUST_ABOVE = "just above"
    FAIR = "fair"
    AMPLE = "ample"


REACHES = {
    Reach.FAR_BELOW: 15,
    Reach.JUST_BELOW: 10,
    Reach.EXACT: 15,
    Reach.JUST_ABOVE: 15,
    Reach.FAIR: 30,
    Reach.AMPLE: 15,
}


class Style(str, Enum):
    """How a debtor opens."""

    AMOUNT = "says an amount"
    COUNT = "says how many payments"
    LESS = "offers less than they can"
    CEILING = "says the most they can"
    DATE = "names their pay day"
    END = "names the last day"


@dataclass(frozen=True)
class Debtor:
    """Somebody who accepts a plan if and only if their ceiling bears it.

    Attributes:
        speaks: how often they are paid, and so the period in which they speak of money.
        pay_day: of the month (1–31), or of the week (0 is Monday).
        patience: messages they write before they leave, the yes included.
        ceiling_said: the ceiling as they would say it, per period (minor units).
    """

    number: int
    debt: Debt
    ceiling: Ceiling
    ceiling_said: int
    reach: Reach
    style: Style
    speaks: Frequency
    pay_day: int
    patience: int
    opening: Ask

    def asks(self) -> Iterator[Ask]:
        """What they write while no offer suits them; the last of their patience is kept for a yes."""
        ceiling = self._money(self.ceiling_said)
        said = Ask(amount=ceiling, amount_is_ceiling=True, frequency=self.opening.frequency)
        asks = [self.opening]
        if self.style in (Style.AMOUNT, Style.COUNT, Style.LESS):
            asks.append(Ask(amount=self._money(1), frequency=self.opening.frequency))  # "that is too much"
        if self.style is Style.DATE:
            asks.append(replace(said, day_of_month=self.opening.day_of_month, first_due_on=self.opening.first_due_on))
        asks += [said] * self.patience
        return iter(asks[: self.patience - 1])

    def fitting_plan(self) -> Plan | None:
        """A plan that creditor and debtor could both live with, if there is any."""
        return fitting_plan(self.debt, self.ceiling, self.opening.day_of_month)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.debt.terms.currency)


def debtors(
    count: int, seed: int, files: Mapping[str, CreditorTerms], accounts: Path, business_day: Mapping[str, BusinessDay]
) -> Iterator[Debtor]:
    """So many debtors, the creditors in turn; the same seed gives the same people.

    Args:
        business_day: by country.
    """
    balances = {name: list(_balances(accounts, terms)) for name, terms in files.items()}
    names = sorted(files)
    for number in range(count):
        terms = files[names[number % len(names)]]
        yield _debtor(number, random.Random(f"{seed}:{number}"), terms, balances, business_day[terms.country])  # noqa: S311


def _balances(accounts: Path, terms: CreditorTerms) -> Iterator[Balance]:
    with accounts.open(newline="") as file:
        for line in csv.DictReader(file):
            if line["creditor_id"] != terms.id:
                continue
            parts = (Money.of(Decimal(line[key]), terms.currency) for key in ("principal", "interest", "fees"))
            balance = Balance(*parts)
            if balance.total <= terms.human_above:
                yield balance


def _debtor(
    number: int,
    chance: random.Random,
    terms: CreditorTerms,
    balances: Mapping[str, list[Balance]],
    open_on: BusinessDay,
) -> Debtor:
    today = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    debt = Debt(chance.choice(balances[terms.id]), terms, today, open_on)
    paid = _drawn(chance, PAID)
    # Who saves up between pay days speaks of the month, and can pay a month's worth at once.
    speaks = Frequency.MONTHLY if paid is not Frequency.MONTHLY and chance.random() < SAVERS else paid
    reach = _drawn(chance, REACHES)
    said = _ceiling_said(chance, reach, least_ceiling(debt, speaks), debt.total)
    style = chance.choice(list(Style))
    pay_day = chance.choice((1, 3, 5, 10, 15, 25, 28, 31)) if speaks is Frequency.MONTHLY else chance.randrange(5)
    return Debtor(
        number=number,
        debt=debt,
        ceiling=ceiling_of(said, speaks),
        ceiling_said=said,
        reach=reach,
        style=style,
        speaks=speaks,
        pay_day=pay_day,
        patience=chance.randint(*PATIENCE),
        opening=_opening(chance, style, debt, said, speaks, pay_day),
    )


def _drawn(chance: random.Random, weights: Mapping[Drawn, int]) -> Drawn:
    return chance.choices(list(weights), list(weights.values()))[0]


def ceiling_of(said: int, speaks: Frequency) -> Ceiling:
    """What "so much every period at most" means."""
    return Ceiling(said, said * PER_MONTH[speaks])


def least_ceiling(debt: Debt, speaks: Frequency) -> int:
    """The smallest amount per period at which some plan exists."""
    low, high = 1, debt.total * 2
    while low < high:
        middle = (low + high) // 2
        if fitting_plan(debt, ceiling_of(middle, speaks)) is None:
            low = middle + 1
        else:
            high = middle
    return low


def _ceiling_said(chance: random.Random, reach: Reach, least: int, total: int) -> int:
    if reach is Reach.EXACT:
        return least
    if reach is Reach.JUST_BELOW:
        return max(1, least - chance.randint(1, 50))
    low, high = {
        Reach.FAR_BELOW: (0.1, 0.8),
        Reach.JUST_ABOVE: (1.0, 1.03),
        Reach.FAIR: (1.1, 2.5),
        Reach.AMPLE: (3.0, 8.0),
    }[reach]
    amount = round(least * chance.uniform(low, high))
    if reach in (Reach.FAIR, Reach.AMPLE):  # people think in round sums
        amount = amount // 500 * 500 if amount > 5_000 else amount // 100 * 100
    return max(1, min(amount, 2 * total))


def _opening(chance: random.Random, style: Style, debt: Debt, ceiling: int, speaks: Frequency, pay_day: int) -> Ask:
    # A month is what everybody means who names no period.
    frequency = None if speaks is Frequency.MONTHLY and chance.random() < 0.5 else speaks

    def money(share: float) -> Money:
        minor = int(ceiling * share)
        return Money(max(1, minor // 100 * 100 if minor >= 1_000 else minor), debt.terms.currency)

    if style is Style.AMOUNT:
        return Ask(amount=money(chance.uniform(0.8, 1.0)), frequency=frequency)
    if style is Style.LESS:
        return Ask(amount=money(chance.uniform(0.3, 0.7)), frequency=frequency)
    if style is Style.CEILING:
        return Ask(amount=Money(ceiling, debt.terms.currency), amount_is_ceiling=True, frequency=frequency)
    needed = -(-debt.total // ceiling)
    if style is Style.COUNT:
        return Ask(count=max(1, needed + chance.randint(-2, 2)), frequency=frequency)
    if style is Style.END:
        months = max(1, min(60, int(needed / PER_MONTH[speaks]) + chance.randint(-1, 2)))
        return Ask(end_on=month_later(debt.today, months), frequency=frequency)
    if speaks is Frequency.MONTHLY:
        return Ask(amount=money(chance.uniform(0.8, 1.0)), frequency=frequency, day_of_month=pay_day)
    ahead = (pay_day - debt.today.weekday() - 1) % 7 + 1
    return Ask(
        amount=money(chance.uniform(0.8, 1.0)), frequency=frequency, first_due_on=debt.today + timedelta(days=ahead)
    )
