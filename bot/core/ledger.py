"""The ledger: entries that sum to zero, and balances that are nothing but sums of entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.core.errors import UnbalancedEntry
from bot.core.money import Money


class Book(str, Enum):
    """Where a posting belongs. The first three are what the debtor owes."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEES = "fees"
    CLAIMED = "claimed"  # what the creditor has asked for, the other side of what is owed
    RECEIVED = "received"  # what the debtor has paid
    OVERPAID = "overpaid"  # received beyond the balance: to be refunded by a person
    REFUNDED = "refunded"  # given back


SETTLEMENT_PREFIX = "settlement "
"""How the references of what creditors give up begin."""

OWED = (Book.PRINCIPAL, Book.INTEREST, Book.FEES)


class EntryKind(str, Enum):
    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEES = "fees"
    PAYMENT = "payment"
    ADJUSTMENT = "adjustment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Posting:
    book: Book
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on an account's ledger.

    Attributes:
        reference: unique among the account's entries of one kind, so that the same event booked twice is seen.
        booked_on: the day it takes effect (debtor-local).
        method: how a payment was made (transfer, card, …), None for other kinds.
    Raises:
        UnbalancedEntry: the postings do not sum to zero.
    """

    kind: EntryKind
    reference: str
    booked_on: date
    postings: tuple[Posting, ...]
    method: str | None = None

    def __post_init__(self) -> None:
        if sum(posting.amount.minor for posting in self.postings) != 0:
            raise UnbalancedEntry(f"{self.kind.value} {self.reference}")
        if len({posting.amount.currency for posting in self.postings}) > 1:
            raise UnbalancedEntry(f"{self.kind.value} {self.reference} mixes currencies")


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed, by component. `total` is what a debtor understands by "how much"."""

    principal: Money
    interest: Money
    fees: Money

    @property
    def total(self) -> Money:
        return self.principal + self.interest + self.fees

    @property
    def currency(self) -> str:
        return self.principal.currency


def charge(kind: EntryKind, amount: Money, *, reference: str, on: date) -> Entry:
    """Book a component of the debt: principal, interest or lawful fees."""
    book = Book(kind.value)
    return Entry(kind, reference, on, (Posting(book, amount), Posting(Book.CLAIMED, -amount)))


def adjustment(kind: EntryKind, change: Money, *, reference: str, on: date) -> Entry:
    """Book a correction by the creditor of one component (negative lowers the debt)."""
    book = Book(kind.value)
    return Entry(EntryKind.ADJUSTMENT, reference, on, (Posting(book, change), Posting(Book.CLAIMED, -change)))


def payment(paid: Money, balance: Balance, *, reference: str, on: date, method: str) -> Entry:
    """Book a payment against what is owed: interest first, then fees, then principal.

    What exceeds the balance goes to `Book.OVERPAID`, for a person to refund.
    Rule: C. civ. 1343-1 (interest before principal); compliance F.3 and F.5.
    """
    met, left = meeting(paid, balance)
    rest = (Posting(Book.OVERPAID, -left),) if left else ()
    return Entry(EntryKind.PAYMENT, reference, on, (Posting(Book.RECEIVED, paid), *met, *rest), method)


def refund(amount: Money, *, reference: str, on: date) -> Entry:
    """Book what a person has given back of what was paid beyond the balance (compliance F.5)."""
    return Entry(EntryKind.REFUND, reference, on, (Posting(Book.OVERPAID, amount), Posting(Book.REFUNDED, -amount)))


def given_up(discount: Money, balance: Balance, too_much: Money, *, reference: str, on: date) -> Entry | None:
    """Book what the creditor gives up once a settlement is paid; None where nothing is left to give up.

    Args:
        too_much: what was paid beyond the settlement, and met the balance; as much of it as is given up is overpaid.
    """
    owed = max(0, balance.total.minor)
    waived = Money(min(discount.minor, owed + too_much.minor), discount.currency)
    met, left = meeting(waived, balance)
    if not waived:
        return None
    rest = (Posting(Book.OVERPAID, -left),) if left else ()
    return Entry(EntryKind.ADJUSTMENT, reference, on, (Posting(Book.CLAIMED, waived), *met, *rest))


def overpaid_so_far(entries: Iterable[Entry], currency: str) -> Money:
    """What was received beyond what was claimed, and lies there for a refund."""
    postings = [one for entry in entries for one in entry.postings if one.book is Book.OVERPAID]
    return Money(-sum(posting.amount.minor for posting in postings), currency)


def meeting(money: Money, balance: Balance) -> tuple[tuple[Posting, ...], Money]:
    """What a sum pays of a balance, interest first, then fees, then principal; and what is left of it."""
    left = money
    postings = []
    for book, owed in (
        (Book.INTEREST, balance.interest),
        (Book.FEES, balance.fees),
        (Book.PRINCIPAL, balance.principal),
    ):
        part = Money(min(left.minor, max(owed.minor, 0)), money.currency)
        if part:
            postings.append(Posting(book, -part))
            left = left - part
    return tuple(postings), left


def balance_of(entries: Iterable[Entry], currency: str) -> Balance:
    """Sum the entries into a balance."""
    sums = dict.fromkeys(OWED, 0)
    for entry in entries:
        for posting in entry.postings:
            if posting.book in sums:
                sums[posting.book] += posting.amount.minor
    return Balance(*(Money(sums[book], currency) for book in OWED))
