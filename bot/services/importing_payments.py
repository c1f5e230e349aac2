"""Takes in payments that creditors have received, and books each against what was owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.core.account import AccountId, CreditorId
from bot.core.ledger import Balance, Book, Entry, EntryKind, balance_of, charge, payment
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest
from bot.services.importing import Counts, FileReport, Kind, Mistake, Remark, shown
from bot.services.importing_checks import repeated
from bot.services.importing_lines import AccountKey, KnownAccount

METHODS = ("transfer", "card", "direct_debit", "cheque")

PaymentKey = tuple[CreditorId, str]
"""A creditor, and its reference of a payment."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money a creditor has received.

    Attributes:
        paid_on: the day on which it was received.
        method: one of METHODS.
    """

    paid_on: date
    amount: Money
    method: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A line of a payments file; `payment` is None where the line has a mistake of its own."""

    line: int
    creditor_id: CreditorId
    account_reference: str
    key: str
    payment_reference: str
    currency: str
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class PaymentsFile:
    """A payments file as read.

    Attributes:
        mistakes: what reading alone has found.
    """

    name: str
    sha256: str
    lines: tuple[PaymentLine, ...]
    mistakes: tuple[Mistake, ...] = ()

    @property
    def line_count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class BookedPayment:
    account_reference: str
    account_id: AccountId
    payment: Payment


class PaymentDesk(Protocol):
    """Many rows at once, within one transaction."""

    def accounts(self, keys: Iterable[AccountKey]) -> Mapping[AccountKey, KnownAccount]: ...

    def payments(self, keys: Iterable[PaymentKey]) -> Mapping[PaymentKey, BookedPayment]: ...

    def add_entries(self, entries: Sequence[tuple[AccountId, Entry]]) -> None: ...


def take_payments(file: PaymentsFile, desk: PaymentDesk) -> FileReport | list[Mistake]:
    """Check a file against what is known and, without mistakes, book what is new.

    A booked payment never changes: its line again is left alone, another under its reference is a mistake.
    """
    accounts = desk.accounts({(line.creditor_id, line.key) for line in file.lines})
    booked = desk.payments({(line.creditor_id, line.payment_reference) for line in file.lines})
    references = (
        (line.line, line.payment_reference, line.payment_reference) for line in file.lines if line.payment_reference
    )
    mistakes = [
        *file.mistakes,
        *_account_mistakes(file, accounts),
        *repeated(file.name, "payment_reference", references),
        *_changed_payments(file, accounts, booked),
    ]
    if mistakes:
        return mistakes
    fresh = [line for line in file.lines if (line.creditor_id, line.payment_reference) not in booked]
    entries, remarks = _bookings(file.name, fresh, accounts)
    desk.add_entries(entries)
    counts = Counts(created=len(fresh), unchanged=len(file.lines) - len(fresh))
    return FileReport(file.name, file.sha256, ((Kind.PAYMENTS, counts),), remarks=tuple(remarks))


def _account_mistakes(file: PaymentsFile, accounts: Mapping[AccountKey, KnownAccount]) -> Iterable[Mistake]:
    for line in file.lines:
        if not (line.creditor_id and line.key):
            continue  # reading has said so
        known = accounts.get((line.creditor_id, line.key))
        if known is None:
            yield Mistake(
                file.name,
                line.line,
                "account_reference",
                shown(line.account_reference),
                f"an imported account of the creditor {line.creditor_id}",
            )
        elif line.currency and line.currency != known.account.currency:
            yield Mistake(
                file.name,
                line.line,
                "currency",
                shown(line.currency),
                f"{known.account.currency}, the account's currency",
            )


def _changed_payments(
    file: PaymentsFile,
    accounts: Mapping[AccountKey, KnownAccount],
    booked: Mapping[PaymentKey, BookedPayment],
) -> Iterable[Mistake]:
    for line in file.lines:
        known = accounts.get((line.creditor_id, line.key))
        before = booked.get((line.creditor_id, line.payment_reference))
        if before is None or known is None or line.payment is None:
            continue
        told, was = line.payment, before.payment
        comparisons = (
            (
                "account_reference",
                line.account_reference,
                before.account_reference,
                known.account.id == before.account_id,
            ),
            ("paid_on", told.paid_on, was.paid_on, told.paid_on == was.paid_on),
            ("amount", told.amount.major, was.amount.major, told.amount.minor == was.amount.minor),
            ("method", told.method, was.method, told.method == was.method),
        )
        for column, found, recorded, same in comparisons:
            if not same:
                expected = f"{recorded}, as booked: payment {line.payment_reference} does not change"
                yield Mistake(file.name, line.line, column, shown(found), expected)


def _bookings(
    file: str, lines: Iterable[PaymentLine], accounts: Mapping[AccountKey, KnownAccount]
) -> tuple[list[tuple[AccountId, Entry]], list[Remark]]:
    """Entries in the order in which the money came, so that any order of lines books the same."""
    entries: list[tuple[AccountId, Entry]] = []
    remarks: list[Remark] = []
    balances: dict[AccountId, Balance] = {}
    plans: dict[AccountId, PlanInterest] = {}
    for line, paid in sorted(
        ((line, line.payment) for line in lines if line.payment is not None),
        key=lambda pair: (pair[1].paid_on, pair[0].payment_reference),
    ):
        known = accounts[(line.creditor_id, line.key)]
        before = balances.get(known.account.id, known.balance)
        plan = plans.get(known.account.id, known.plan)
        if plan is not None and (interest := plan.until(paid.paid_on, before.principal)):
            reference = f"plan {plan.plan_id}, {line.payment_reference}"
            entries.append(
                (known.account.id, charge(EntryKind.INTEREST, interest, reference=reference, on=paid.paid_on))
            )
            before = replace(before, interest=before.interest + interest)
            plan = replace(plan, left=plan.left - interest)
        if plan is not None:
            plans[known.account.id] = replace(plan, booked_until=max(plan.booked_until, paid.paid_on))
        entry = payment(paid.amount, before, reference=line.payment_reference, on=paid.paid_on, method=paid.method)
        change = balance_of([entry], before.currency)
        balances[known.account.id] = Balance(
            before.principal + change.principal, before.interest + change.interest, before.fees + change.fees
        )
        entries.append((known.account.id, entry))
        overpaid = -sum(posting.amount.minor for posting in entry.postings if posting.book is Book.OVERPAID)
        if overpaid:
            too_much = Money(overpaid, before.currency)
            text = (
                f"{too_much.major} {too_much.currency} more than was owed on {line.account_reference}: "
                "booked as overpaid, for a person to refund"
            )
            remarks.append(Remark(file, line.line, "amount", text))
    return entries, remarks
