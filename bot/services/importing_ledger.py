"""What creditors claim, as ledger entries: opening ones first, adjustments afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.core.ledger import (
    OWED,
    SETTLEMENT_PREFIX,
    Balance,
    Book,
    Entry,
    EntryKind,
    Posting,
    adjustment,
    balance_of,
    charge,
    meeting,
)
from bot.core.money import Money

OPENING = "opening"
ADJUSTMENT_PREFIX = "import "
COMPONENTS = (EntryKind.PRINCIPAL, EntryKind.INTEREST, EntryKind.FEES)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a changed claim does to an account.

    Attributes:
        differences: component, claimed before, claimed now.
        overpaid: what had been paid beyond the new claim; zero in most cases.
    """

    entries: tuple[Entry, ...]
    differences: tuple[tuple[EntryKind, Money, Money], ...]
    overpaid: Money


def component(balance: Balance, kind: EntryKind) -> Money:
    """The part of a balance that an entry kind charges."""
    return {
        EntryKind.PRINCIPAL: balance.principal,
        EntryKind.INTEREST: balance.interest,
        EntryKind.FEES: balance.fees,
    }[kind]


def opening(claimed: Balance, due_on: date) -> tuple[Entry, ...]:
    """The first entries of an account: a charge for each component that is not zero."""
    return tuple(
        charge(kind, component(claimed, kind), reference=OPENING, on=due_on)
        for kind in COMPONENTS
        if component(claimed, kind)
    )


def claimed_by(entries: Iterable[Entry], currency: str) -> tuple[Balance, int]:
    """What imports have claimed in all, before any payment, and how many adjustments they have booked.

    Interest that a plan has added since is not part of it: the creditor's file knows nothing of that.
    """
    sums = dict.fromkeys(OWED, 0)
    adjustments = 0
    for entry in entries:
        adjusts = entry.kind is EntryKind.ADJUSTMENT and entry.reference.startswith(ADJUSTMENT_PREFIX)
        opens = entry.kind in COMPONENTS and entry.reference == OPENING
        adjustments += adjusts
        if (adjusts or opens) and any(posting.book is Book.CLAIMED for posting in entry.postings):
            for posting in entry.postings:
                if posting.book in sums:
                    sums[posting.book] += posting.amount.minor
    return Balance(*(Money(sums[book], currency) for book in OWED)), adjustments


def waived_by(entries: Iterable[Entry], currency: str) -> Money:
    """What settlements have given up, and no lowered claim has told of since."""
    waived = sum(
        posting.amount.minor
        for entry in entries
        if entry.kind is EntryKind.ADJUSTMENT and entry.reference.startswith(SETTLEMENT_PREFIX)
        for posting in entry.postings
        if posting.book is Book.CLAIMED
    )
    return Money(waived, currency)


def corrected(
    before: Balance,
    after: Balance,
    balance: Balance,
    already_overpaid: Money,
    waived: Money,
    *,
    count: int,
    on: date,
) -> Correction:
    """Adjust an account from one claim to another.

    Args:
        before, after: claimed in all, before any payment.
        balance: what is owed now.
        already_overpaid: meets a claim that rises before the debtor is asked for it again.
        waived: given up by a settlement; a claim that is lowered tells of that before it makes anything overpaid.
        count: adjustments booked so far; the new ones are numbered on.
        on: the day on which they take effect (debtor-local).
    """
    differences = tuple(
        (kind, component(before, kind), component(after, kind))
        for kind in COMPONENTS
        if component(before, kind) != component(after, kind)
    )
    entries = [
        adjustment(kind, new - old, reference=f"{ADJUSTMENT_PREFIX}{number} {kind.value}", on=on)
        for number, (kind, old, new) in enumerate(differences, start=count + 1)
    ]
    for kind, old, new in differences:
        balance = replace(balance, **{kind.value: component(balance, kind) + new - old})
    drawn = _drawn_on_overpaid(balance, already_overpaid, f"{ADJUSTMENT_PREFIX}{count + len(entries) + 1} paid", on)
    if entries and drawn is not None:
        entries.append(drawn)
        balance = _with(balance, drawn)
    told = _waiver_told(balance, waived, f"{SETTLEMENT_PREFIX}{ADJUSTMENT_PREFIX}{count + len(entries)}", on)
    if entries and told is not None:
        entries.append(told)
        balance = _with(balance, told)
    surplus = _surplus_moved(balance, f"{ADJUSTMENT_PREFIX}{count + len(entries) + 1} surplus", on)
    overpaid = 0
    if entries and surplus is not None:
        entries.append(surplus)
        overpaid = -sum(posting.amount.minor for posting in surplus.postings if posting.book is Book.OVERPAID)
    return Correction(tuple(entries), differences, Money(overpaid, balance.currency))


def _drawn_on_overpaid(balance: Balance, overpaid: Money, reference: str, on: date) -> Entry | None:
    """Where a claim rises again: what had been paid too much pays it first."""
    met, left = meeting(overpaid, balance)
    if not met:
        return None
    return Entry(EntryKind.ADJUSTMENT, reference, on, (Posting(Book.OVERPAID, overpaid - left), *met))


def _waiver_told(balance: Balance, waived: Money, reference: str, on: date) -> Entry | None:
    """Where a claim shrank by what was given up before: that is the claim's now, and not given up twice."""
    told = min(waived.minor, -balance.total.minor)
    if told <= 0:
        return None
    postings = [Posting(Book.CLAIMED, Money(-told, balance.currency))]
    owed = {Book.INTEREST: balance.interest, Book.FEES: balance.fees, Book.PRINCIPAL: balance.principal}
    for book, amount in owed.items():
        part = min(told, max(0, -amount.minor))
        if part:
            postings.append(Posting(book, Money(part, balance.currency)))
            told -= part
    return Entry(EntryKind.ADJUSTMENT, reference, on, tuple(postings))


def _with(balance: Balance, entry: Entry) -> Balance:
    change = balance_of([entry], balance.currency)
    return Balance(balance.principal + change.principal, balance.interest + change.interest, balance.fees + change.fees)


def _surplus_moved(balance: Balance, reference: str, on: date) -> Entry | None:
    """Where a claim shrank below what was paid: the surplus meets what is owed, the rest is overpaid."""
    owed = {Book.INTEREST: balance.interest, Book.FEES: balance.fees, Book.PRINCIPAL: balance.principal}
    surplus = -sum(min(amount.minor, 0) for amount in owed.values())
    if not surplus:
        return None
    postings = [Posting(book, -amount) for book, amount in owed.items() if amount.minor < 0]
    for book, amount in owed.items():
        part = min(surplus, max(amount.minor, 0))
        if part:
            postings.append(Posting(book, Money(-part, balance.currency)))
            surplus -= part
    if surplus:
        postings.append(Posting(Book.OVERPAID, Money(-surplus, balance.currency)))
    return Entry(EntryKind.ADJUSTMENT, reference, on, tuple(postings))
