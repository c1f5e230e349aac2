"""What a creditor allows: the limits every offer stays within."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from bot.core.account import CreditorId, DebtKind
from bot.core.hours import OfficeHours
from bot.core.money import Money

# A transfer takes its days, and a creditor reports it later still.
DEFAULT_GRACE_DAYS = 5
DEFAULT_SKIPPED_MONTHS = 1


class Frequency(str, Enum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True)
class BalanceBand:
    """For balances up to a ceiling, another longest term (months)."""

    up_to: Money
    max_months: int


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """Limits of an arrangement.

    Attributes:
        max_months: first to last instalment.
        min_instalment: smallest regular instalment, by allowed frequency.
        first_due_within_days: from the day of the offer.
        first_instalment_percent: of the balance, at least; 0 where the creditor asks for none.
        interest_rate_percent: yearly, simple, on principal, actual/365; 0 where interest is frozen.
        max_skipped_months: how many months of one plan may be left without a payment.
        grace_days: after a due day, before the plan is late; POLICY where the creditor says nothing.
    """

    max_months: int
    max_instalments: int
    min_instalment: Mapping[Frequency, Money]
    first_due_within_days: int
    max_broken_plans: int
    first_instalment_percent: Decimal = Decimal(0)
    interest_rate_percent: Decimal = Decimal(0)
    by_balance: tuple[BalanceBand, ...] = ()
    max_skipped_months: int = DEFAULT_SKIPPED_MONTHS
    grace_days: int = DEFAULT_GRACE_DAYS

    @property
    def frequencies(self) -> tuple[Frequency, ...]:
        return tuple(self.min_instalment)

    def max_months_for(self, balance: Money) -> int:
        """The longest term for this balance: the first band that fits replaces the general one."""
        for band in self.by_balance:
            if balance <= band.up_to:
                return band.max_months
        return self.max_months


@dataclass(frozen=True, slots=True)
class SettlementTerms:
    max_discount_percent: Decimal
    pay_within_days: int
    min_age_days: int


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """How to pay the creditor. French creditors give an IBAN, British ones a sort code and number."""

    payee: str
    link: str
    iban: str | None = None
    sort_code: str | None = None
    account_number: str | None = None

    def link_for(self, account_reference: str) -> str:
        return self.link.replace("{account_reference}", account_reference)


@dataclass(frozen=True, slots=True)
class Contact:
    phone: str
    email: str
    post: str
    hours: OfficeHours


@dataclass(frozen=True, slots=True)
class Mediator:
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Mandate:
    reference: str
    signed_on: date
    valid_until: date

    def valid_on(self, day: date) -> bool:
        return self.signed_on <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class CreditorTerms:
    """One creditor's file, whole.

    Attributes:
        source: the document in which the limits were agreed.
        human_above: a balance above it is never planned or settled without a person.
        promise_within_days: how far ahead a promise to pay may lie.
    """

    id: CreditorId
    name: str
    country: str
    currency: str
    debt_kind: DebtKind
    role: str
    mandate: Mandate
    source: str
    effective_from: date
    plan: PlanTerms
    settlement: SettlementTerms | None
    promise_within_days: int
    human_above: Money
    payment: PaymentDetails
    contact: Contact
    mediator: Mediator

    def in_force_on(self, day: date) -> bool:
        """Whether we may act for this creditor at all (FR-06)."""
        return self.effective_from <= day and self.mandate.valid_on(day)
