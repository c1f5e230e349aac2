"""Takes in debts as creditors hand them over: each line against what is known, then the ledger entries.

A file speaks for the creditor: what it claims, piece by piece, is what the creditor asks for now. The first
time it becomes opening entries; later differences become adjustments, so a balance stays a sum of entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from bot.core.account import Account, AccountId, Debtor, DebtorId
from bot.core.ledger import Balance, Entry
from bot.services.importing import Change, Counts, FileReport, Kind, Mistake, Remark
from bot.services.importing_checks import account_mistakes
from bot.services.importing_ledger import corrected, opening
from bot.services.importing_lines import (
    AccountDesk,
    AccountKey,
    AccountLine,
    AccountsFile,
    Debt,
    KnownAccount,
)

MAY_CHANGE = ("title", "postcode", "email", "language", "country")

ACCOUNT_FIELDS = {
    "account_reference": "reference",
    "debt_origin": "debt_origin",
    "contract_reference": "contract_reference",
    "opened_on": "opened_on",
    "due_on": "due_on",
    "letter_reference": "letter_reference",
    "letter_sent_on": "letter_sent_on",
    "access_code": "access_code",
}


def take_accounts(file: AccountsFile, desk: AccountDesk, today: date) -> FileReport | list[Mistake]:
    """Check a file against what is known and, without mistakes, write it to the desk.

    An account is the same one where creditor and reference are; whose it is and its currency never change.

    Args:
        today: the day on which adjustments are booked.
    """
    known_debtors = desk.debtors({line.debtor.id for line in file.lines if line.debtor})
    known = desk.accounts({(line.creditor_id, line.key) for line in file.lines if line.key})
    mistakes = [*file.mistakes, *account_mistakes(file, desk.currencies(), known_debtors, known)]
    if mistakes:
        return mistakes
    return _Taking(file, desk, today, known, known_debtors).report()


class _Taking:
    """Turns a file without mistakes into rows and entries, and counts what changes."""

    def __init__(
        self,
        file: AccountsFile,
        desk: AccountDesk,
        today: date,
        known: Mapping[AccountKey, KnownAccount],
        known_debtors: Mapping[DebtorId, Debtor],
    ) -> None:
        self._file = file
        self._desk = desk
        self._today = today
        self._known = known
        self._known_debtors = known_debtors
        self._changes: list[Change] = []
        self._remarks = list(file.remarks)

    def report(self) -> FileReport:
        debtors = self._take_debtors()
        accounts = self._take_debts()
        return FileReport(
            self._file.name,
            self._file.sha256,
            ((Kind.DEBTORS, debtors), (Kind.ACCOUNTS, accounts)),
            tuple(self._changes),
            tuple(self._remarks),
        )

    def _take_debtors(self) -> Counts:
        told: dict[DebtorId, tuple[tuple[date, str], int, Debtor]] = {}
        for line, debtor, debt in _whole(self._file.lines):
            rank = (debt.letter_sent_on, line.key or "")
            if debtor.id not in told or told[debtor.id][0] < rank:
                told[debtor.id] = (rank, line.line, debtor)
        new, changed = [], []
        for key, (_, line_number, debtor) in told.items():
            recorded = self._known_debtors.get(key)
            if recorded is None:
                new.append(debtor)
            elif recorded != debtor:
                changed.append(debtor)
                self._changes += [
                    Change(self._file.name, line_number, f"debtor {key}", field)
                    for field in MAY_CHANGE
                    if getattr(debtor, field) != getattr(recorded, field)
                ]
        self._desk.add_debtors(new)
        self._desk.update_debtors(changed)
        return Counts(len(new), len(changed), len(told) - len(new) - len(changed))

    def _take_debts(self) -> Counts:
        new: dict[AccountKey, Account] = {}
        claims: dict[AccountKey, Balance] = {}
        changed: dict[AccountKey, Account] = {}
        corrections: list[tuple[AccountId, Entry]] = []
        updated = unchanged = 0
        for line, debtor, debt in _whole(self._file.lines):
            key = (line.creditor_id, line.key or "")
            account = _account(line, debtor, debt)
            recorded = self._known.get(key)
            if recorded is None:
                new[key], claims[key] = account, debt.claimed
                continue
            account = replace(account, id=recorded.account.id)
            entries = self._corrections(line, recorded, debt.claimed)
            corrections += [(account.id, entry) for entry in entries]
            if account != recorded.account:
                changed[key] = account
                self._note_changes(line, recorded.account, account)
            touched = bool(entries) or account != recorded.account
            updated, unchanged = updated + touched, unchanged + (not touched)
        ids = self._desk.add_accounts(new)
        self._desk.update_accounts(changed)
        openings = [(ids[key], entry) for key, claimed in claims.items() for entry in opening(claimed, new[key].due_on)]
        self._desk.add_entries([*openings, *corrections])
        return Counts(len(new), updated, unchanged)

    def _note_changes(self, line: AccountLine, old: Account, new: Account) -> None:
        for column, field in ACCOUNT_FIELDS.items():
            before, after = getattr(old, field), getattr(new, field)
            if before != after:
                secret = column == "access_code"  # proves who somebody is, so it is not repeated
                self._changes.append(
                    Change(
                        self._file.name,
                        line.line,
                        f"account {line.reference}",
                        column,
                        "" if secret else str(before),
                        "" if secret else str(after),
                    )
                )

    def _corrections(self, line: AccountLine, recorded: KnownAccount, claimed: Balance) -> tuple[Entry, ...]:
        correction = corrected(
            recorded.claimed,
            claimed,
            recorded.balance,
            recorded.overpaid,
            recorded.waived,
            count=recorded.adjustments,
            on=self._today,
        )
        subject = f"account {line.reference}"
        self._changes += [
            Change(self._file.name, line.line, subject, kind.value, str(before.major), str(after.major))
            for kind, before, after in correction.differences
        ]
        if correction.entries and recorded.plan is not None:
            self._remark(line, f"{subject} has a running plan for the former amount: a person should look at it")
        if correction.overpaid:
            amount = f"{correction.overpaid.major} {correction.overpaid.currency}"
            self._remark(line, f"{subject}: {amount} more has been paid than is owed now, for a person to refund")
        return correction.entries

    def _remark(self, line: AccountLine, text: str) -> None:
        self._remarks.append(Remark(self._file.name, line.line, None, text))


def _whole(lines: Iterable[AccountLine]) -> Iterable[tuple[AccountLine, Debtor, Debt]]:
    for line in lines:
        if line.debtor is not None and line.debt is not None:
            yield line, line.debtor, line.debt


def _account(line: AccountLine, debtor: Debtor, debt: Debt) -> Account:
    return Account(
        id=AccountId(0),  # given by the desk
        creditor_id=line.creditor_id,
        reference=line.reference,
        debtor_id=debtor.id,
        debt_origin=debt.debt_origin,
        contract_reference=debt.contract_reference,
        opened_on=debt.opened_on,
        due_on=debt.due_on,
        currency=line.currency,
        letter_reference=debt.letter_reference,
        letter_sent_on=debt.letter_sent_on,
        access_code=debt.access_code,
    )
