"""Money: whole minor units with a currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.core.errors import CurrencyMismatch

MINOR_UNITS_PER_MAJOR = {"EUR": 100, "GBP": 100, "USD": 100}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents, pence) of one currency (ISO 4217).

    Unlike currencies refuse to mix: `CurrencyMismatch`.
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, major: Decimal | int | str, currency: str) -> Money:
        """Make money from a major-unit amount, e.g. `Money.of("12.50", "EUR")`.

        Raises:
            ValueError: the amount has a fraction of a minor unit, or the currency is unknown.
        """
        if currency not in MINOR_UNITS_PER_MAJOR:
            raise ValueError(f"unknown currency {currency!r}")
        minor = Decimal(major) * MINOR_UNITS_PER_MAJOR[currency]
        if minor != minor.to_integral_value():
            raise ValueError(f"{major} {currency} has a fraction of a minor unit")
        return cls(int(minor), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor) / MINOR_UNITS_PER_MAJOR[self.currency]

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def split(self, parts: int) -> tuple[Money, ...]:
        """Divide into equal parts; the last carries the remainder, and the sum is exact.

        Rule: compliance F.2. `Money(10000, "GBP").split(3)` → 3333, 3333, 3334.
        """
        if parts < 1:
            raise ValueError(f"cannot split into {parts} parts")
        each = self.minor // parts
        last = self.minor - each * (parts - 1)
        return (*(Money(each, self.currency),) * (parts - 1), Money(last, self.currency))


def percent_of(amount: Money, percent: Decimal) -> Money:
    """The share of an amount, rounded up to a whole minor unit."""
    exact = Decimal(amount.minor) * percent / 100
    return Money(-int((-exact).to_integral_value(rounding="ROUND_FLOOR")), amount.currency)
