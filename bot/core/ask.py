"""What a debtor asks for: every part may be missing, and every mix of them is an ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.money import Money
from bot.core.terms import Frequency


@dataclass(frozen=True, slots=True)
class Ask:
    """What the debtor has said so far; everything may be missing.

    Attributes:
        amount: per instalment.
        amount_is_ceiling: they said they cannot pay more ("50 maximum"); with a count or a last day beside it, the
            payments may be smaller.
        count: payments in all, the first one included.
        first_due_on: the day of the first payment.
        end_on: the day by which everything shall be paid.
        day_of_month: 1–31; 31 means the last day.
        first_amount: paid with the first instalment, where it differs ("100 now, then 50 a month").
        skipped_months: months without any payment, each by its first day.
        special_amounts: what is paid in one month instead of the usual amount ("150 in December"), each month
            by its first day; at most one a month.
    """

    amount: Money | None = None
    amount_is_ceiling: bool = False
    count: int | None = None
    frequency: Frequency | None = None
    first_due_on: date | None = None
    end_on: date | None = None
    day_of_month: int | None = None
    first_amount: Money | None = None
    skipped_months: frozenset[date] = frozenset()
    special_amounts: tuple[tuple[date, Money], ...] = ()

    @property
    def says_how_much(self) -> bool:
        """Whether it holds enough to work out a plan."""
        return self.amount is not None or self.count is not None or self.end_on is not None

    @property
    def says_how_long(self) -> bool:
        """Whether the length decides how large the payments are, and the amount only how large they may be."""
        return self.amount_is_ceiling and (self.count is not None or self.end_on is not None)
