"""An arrangement: a schedule both sides have agreed to, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import NewType

from bot.core.account import AccountId
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.schedule import Instalment, Schedule

OfferId = NewType("OfferId", str)
PlanId = NewType("PlanId", int)

# Compliance C, "Plan" (POLICY): for so long after agreeing it a debtor takes a plan back by themselves.
WITHDRAWAL_PERIOD = timedelta(hours=24)


class OfferState(str, Enum):
    OPEN = "open"
    AGREED = "agreed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan laid before the debtor; only an explicit yes to this very offer agrees it.

    Attributes:
        balance: what was owed when it was made; another balance since then makes the offer stale.
        made_on: debtor-local; interest counts from this day.
        expires_at: instant after which a fresh offer is made instead.
        discount: what the creditor gives up once a settlement is paid; zero for a plan.
        skipped_months: how many months it leaves without a payment, as asked.
        replaces: the running plan that it would change.
    """

    id: OfferId
    account_id: AccountId
    conversation_id: int
    schedule: Schedule
    balance: Balance
    made_at: datetime
    made_on: date
    expires_at: datetime
    state: OfferState
    discount: Money
    skipped_months: int = 0
    replaces: PlanId | None = None

    def stale(self, now: datetime, today: date, balance: Balance) -> bool:
        """Whether a yes would come too late: it ran out, the balance moved, or its first payment lies behind."""
        return now >= self.expires_at or balance != self.balance or self.schedule.first.due_on < today


class PlanState(str, Enum):
    ACTIVE = "active"
    COMPLETED = "completed"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A plan that was agreed.

    Attributes:
        interest_rate_percent: yearly, at which its interest was worked out; 0 where interest is frozen.
        discount: what the creditor gives up once this settlement is paid; zero for a plan.
        replaces: the plan that it changed.
    """

    id: PlanId
    account_id: AccountId
    offer_id: OfferId
    schedule: Schedule
    agreed_at: datetime
    state: PlanState
    interest_rate_percent: Decimal
    discount: Money
    skipped_months: int = 0
    replaces: PlanId | None = None

    @property
    def settles(self) -> bool:
        """Whether paying it closes the debt for less than the balance."""
        return bool(self.discount)


class InstalmentState(str, Enum):
    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class InstalmentStanding:
    instalment: Instalment
    paid: Money
    state: InstalmentState


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands: what was paid since it was agreed meets the oldest instalments first."""

    instalments: tuple[InstalmentStanding, ...]

    @property
    def next_due(self) -> InstalmentStanding | None:
        return next((one for one in self.instalments if one.state is not InstalmentState.PAID), None)

    @property
    def paid_count(self) -> int:
        return sum(one.state is InstalmentState.PAID for one in self.instalments)

    @property
    def left(self) -> Money:
        left = Money(0, self.instalments[0].paid.currency)
        for one in self.instalments:
            left = left + one.instalment.amount - one.paid
        return left


def standing(schedule: Schedule, paid_since_agreed: Money, today: date) -> Standing:
    """Allot what was paid to the instalments, oldest first."""
    left = paid_since_agreed.minor
    rows: list[InstalmentStanding] = []
    for instalment in schedule.instalments:
        part = max(0, min(left, instalment.amount.minor))
        left -= part
        if part == instalment.amount.minor:
            state = InstalmentState.PAID
        elif today > instalment.due_on:
            state = InstalmentState.LATE
        else:
            state = InstalmentState.PARTLY_PAID if part else InstalmentState.DUE
        rows.append(InstalmentStanding(instalment, Money(part, paid_since_agreed.currency), state))
    return Standing(tuple(rows))
