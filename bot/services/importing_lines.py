"""What an accounts file says, line by line, and what the importer needs to know of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.core.account import Account, AccountId, CreditorId, Debtor, DebtorId
from bot.core.ledger import Balance, Entry
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest
from bot.services.importing import Mistake, Remark

AccountKey = tuple[CreditorId, str]
"""A creditor, and a reference reduced to what counts when people type it."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What a line says of the debt itself.

    Attributes:
        claimed: what the creditor asks for in all, before any payment.
    """

    debt_origin: str
    contract_reference: str
    opened_on: date
    due_on: date
    claimed: Balance
    letter_reference: str
    letter_sent_on: date
    access_code: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of an accounts file.

    Attributes:
        key: None where the line has no usable reference.
        debtor, debt: None where that part of the line has a mistake of its own.
    """

    line: int
    creditor_id: CreditorId
    reference: str
    key: str | None
    currency: str
    debtor: Debtor | None
    debt: Debt | None


@dataclass(frozen=True, slots=True)
class AccountsFile:
    """An accounts file as read.

    Attributes:
        mistakes: what reading alone has found.
    """

    name: str
    sha256: str
    lines: tuple[AccountLine, ...]
    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def line_count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as the database has it.

    Attributes:
        claimed: what imports have claimed in all, before any payment.
        overpaid: received beyond what was claimed.
        waived: given up by a settlement, and not told of by a lowered claim yet.
        adjustments: how many entries imports have booked to correct it.
        plan: the interest of the one that is running.
    """

    account: Account
    balance: Balance
    claimed: Balance
    overpaid: Money
    waived: Money
    adjustments: int
    plan: PlanInterest | None


class AccountDesk(Protocol):
    """Many rows at once, within one transaction."""

    def currencies(self) -> Mapping[CreditorId, str]: ...

    def debtors(self, ids: Iterable[DebtorId]) -> Mapping[DebtorId, Debtor]: ...

    def accounts(self, keys: Iterable[AccountKey]) -> Mapping[AccountKey, KnownAccount]: ...

    def add_debtors(self, debtors: Sequence[Debtor]) -> None: ...

    def update_debtors(self, debtors: Sequence[Debtor]) -> None: ...

    def add_accounts(self, accounts: Mapping[AccountKey, Account]) -> Mapping[AccountKey, AccountId]:
        """Keep new ones; their ids are given here."""
        ...

    def update_accounts(self, accounts: Mapping[AccountKey, Account]) -> None: ...

    def add_entries(self, entries: Sequence[tuple[AccountId, Entry]]) -> None: ...
