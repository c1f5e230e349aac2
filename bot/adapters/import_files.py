"""`accord import creditors|accounts|payments FILE…`: read whole, checked whole, applied in one transaction.

Each function returns a report once everything is written, or every mistake of every file and then nothing is.
What the database cannot take at this moment is `StoreUnavailable`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from bot.adapters.creditor_terms import creditor_file_of
from bot.adapters.csv_accounts import read_accounts
from bot.adapters.csv_payments import read_payments
from bot.adapters.import_creditors import CreditorsFile, take_creditor
from bot.adapters.sql.importing import SqlImportDesk
from bot.adapters.sql.unit_of_work import SqlStore
from bot.adapters.whole_file import WholeFile, read_whole
from bot.services.importing import FileReport, ImportReport, Kind, Mistake, Progress
from bot.services.importing_accounts import take_accounts
from bot.services.importing_lines import AccountsFile
from bot.services.importing_payments import PaymentsFile, take_payments
from bot.services.plan_keeping import keep_touched
from bot.services.repositories import AuditEvent

ACTOR = "command"

Read = TypeVar("Read", CreditorsFile, AccountsFile, PaymentsFile)


def no_progress(file: str, done: int, total: int) -> None:
    """For callers that show none."""


def import_creditors(
    store: SqlStore, paths: Sequence[Path], *, today: date, now: datetime, progress: Progress = no_progress
) -> ImportReport | list[Mistake]:
    """Import creditors' files (YAML); their keys are in docs/creditor-file.md.

    Args:
        today: the office's date; a creditor whom we may not serve on that day is remarked on.
        now: the instant of the import, for the audit trail too.
    """

    def read(file: WholeFile) -> CreditorsFile:
        found = creditor_file_of(file)
        if isinstance(found, list):
            return CreditorsFile(file.name, file.sha256, None, tuple(found))
        return CreditorsFile(file.name, file.sha256, found)

    taken: dict[str, str] = {}

    def take(file: CreditorsFile, desk: SqlImportDesk) -> FileReport | list[Mistake]:
        return take_creditor(file, desk, today, now, taken)

    return _import(store, paths, Kind.CREDITORS, today, now, read, take, progress)


def import_accounts(
    store: SqlStore, paths: Sequence[Path], *, today: date, now: datetime, progress: Progress = no_progress
) -> ImportReport | list[Mistake]:
    """Import debts (CSV); columns and rules are in docs/import.md.

    Args:
        today: the office's date; ages and letters are judged by it.
        now: the instant of the audit events.
        progress: told how far each file is.
    """

    def read(file: WholeFile) -> AccountsFile:
        return read_accounts(file, today, progress)

    def take(file: AccountsFile, desk: SqlImportDesk) -> FileReport | list[Mistake]:
        return take_accounts(file, desk, today)

    return _import(store, paths, Kind.ACCOUNTS, today, now, read, take, progress)


def import_payments(
    store: SqlStore, paths: Sequence[Path], *, today: date, now: datetime, progress: Progress = no_progress
) -> ImportReport | list[Mistake]:
    """Import payments that creditors have received (CSV); columns and rules are in docs/import.md."""

    def read(file: WholeFile) -> PaymentsFile:
        return read_payments(file, today, progress)

    return _import(store, paths, Kind.PAYMENTS, today, now, read, take_payments, progress)


def _import(
    store: SqlStore,
    paths: Sequence[Path],
    kind: Kind,
    today: date,
    now: datetime,
    read: Callable[[WholeFile], Read],
    take: Callable[[Read, SqlImportDesk], FileReport | list[Mistake]],
    progress: Progress,
) -> ImportReport | list[Mistake]:
    """Read all files before the transaction, so that nobody waits for a lock while we parse."""
    mistakes: list[Mistake] = []
    files: list[Read] = []
    for path in paths:
        whole = read_whole(path)
        if isinstance(whole, Mistake):
            mistakes.append(whole)
        else:
            files.append(read(whole))
    reports: list[FileReport] = []
    with store.writing() as uow:
        desk = SqlImportDesk(uow.connection)
        for file in files:
            outcome = take(file, desk)
            if isinstance(outcome, list):
                mistakes += outcome
                continue
            reports.append(outcome)
            uow.audit.record(_audit(kind, outcome), now)
        if mistakes:
            return _in_order(mistakes, paths)
        keep_touched(uow, desk.touched, today, now, ACTOR)
        uow.commit()
    for file in files:
        progress(file.name, file.line_count, file.line_count)
    return ImportReport(tuple(reports))


def _audit(kind: Kind, report: FileReport) -> AuditEvent:
    counts = {
        counted.value: {"created": one.created, "updated": one.updated, "unchanged": one.unchanged}
        for counted, one in report.counts
    }
    data = {"file": Path(report.file).name, "sha256": report.sha256, "counts": counts}
    return AuditEvent(f"{kind.value}_imported", ACTOR, data)


def _in_order(mistakes: Sequence[Mistake], paths: Sequence[Path]) -> list[Mistake]:
    """By file as given, then by line; the same file given twice says the same once."""
    order = {str(path): position for position, path in enumerate(paths)}
    unique = list(dict.fromkeys(mistakes))
    return sorted(unique, key=lambda mistake: (order[mistake.file], mistake.line or 0))
