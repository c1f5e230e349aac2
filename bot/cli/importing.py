"""`accord import creditors|accounts|payments FILE…`: exit 0 applied, 2 mistakes and nothing applied."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import Timer
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.adapters import import_files
from bot.adapters.clock import SystemClock
from bot.adapters.sql.migrate import upgrade
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.services.importing import ImportReport, Mistake
from bot.settings import Settings

app = typer.Typer(help="Import what a collections office sends.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="One or more files; all are applied, or none.")]
PROGRESS_AFTER_SECONDS = 1.0
MOST_CHANGES_SHOWN = 20


class Importer(Protocol):
    def __call__(
        self,
        store: SqlStore,
        paths: Sequence[Path],
        *,
        today: date,
        now: datetime,
        progress: Callable[[str, int, int], None],
    ) -> ImportReport | list[Mistake]: ...


@app.command("creditors")
def creditors(files: Files) -> None:
    """Import creditors' limits (YAML)."""
    _run(import_files.import_creditors, files)


@app.command("accounts")
def accounts(files: Files) -> None:
    """Import accounts and their debtors (CSV)."""
    _run(import_files.import_accounts, files)


@app.command("payments")
def payments(files: Files) -> None:
    """Import payments already received (CSV)."""
    _run(import_files.import_payments, files)


def _run(importer: Importer, files: list[Path]) -> None:
    settings = Settings.load(os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sql_url)
    store = SqlStore(make_engine(settings.sql_url))
    outcome = import_with_progress(importer, store, settings, files, Console(stderr=True))
    if isinstance(outcome, list):
        print_mistakes(Console(stderr=True), outcome)
        raise typer.Exit(2)
    print_report(Console(), outcome)


def import_with_progress(
    importer: Importer, store: SqlStore, settings: Settings, files: list[Path], console: Console
) -> ImportReport | list[Mistake]:
    """Run an import; a bar appears once it has taken more than a second."""
    now = SystemClock(settings.now).now()
    today = now.astimezone(ZoneInfo(settings.office_hours.zone)).date()
    bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True)
    task = bar.add_task("importing", total=None)

    # By a timer, since checking and writing report nothing: they are a step each.
    patience = Timer(PROGRESS_AFTER_SECONDS, bar.start)
    patience.start()

    def progress(file: str, done: int, total: int) -> None:
        bar.update(task, description=Path(file).name, completed=done, total=total)

    try:
        return importer(store, files, today=today, now=now, progress=progress)
    finally:
        patience.cancel()
        patience.join()
        bar.stop()


def print_mistakes(console: Console, mistakes: list[Mistake]) -> None:
    for mistake in mistakes:
        console.print(str(mistake), markup=False, highlight=False, soft_wrap=True)
    plural = "mistake" if len(mistakes) == 1 else "mistakes"
    console.print(f"{len(mistakes)} {plural}; nothing was applied.", highlight=False)


def print_report(console: Console, report: ImportReport) -> None:
    if report.changed_nothing:
        console.print("Nothing new: everything was there already.")
    for kind, counts in report.counts:
        console.print(
            f"{kind.value}: {counts.created} created, {counts.updated} updated, {counts.unchanged} unchanged",
            highlight=False,
        )
    for change in report.changes[:MOST_CHANGES_SHOWN]:
        values = f" from {change.old} to {change.new}" if change.old or change.new else ""
        console.print(f"changed: {change.subject}: {change.field}{values}", markup=False, highlight=False)
    if len(report.changes) > MOST_CHANGES_SHOWN:
        console.print(f"… and {len(report.changes) - MOST_CHANGES_SHOWN} more changes", highlight=False)
    for remark in report.remarks:
        console.print(str(remark), markup=False, highlight=False, soft_wrap=True)
