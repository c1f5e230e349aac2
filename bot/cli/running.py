"""Running the service: `accord migrate`, `accord serve`, and `accord demo` behind `make run`."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from socket import socket

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from bot.adapters import import_files
from bot.adapters.sql.migrate import upgrade
from bot.adapters.sql.unit_of_work import SqlStore
from bot.bootstrap import build_services
from bot.cli import model
from bot.cli.importing import Importer, import_with_progress, print_mistakes
from bot.services import agents
from bot.services.accounts import view_of
from bot.services.negotiation import obstacle
from bot.services.ports import Services
from bot.settings import Settings

DEMO_AGENTS = (
    ("claire", "Claire", "agent"),
    ("omar", "Omar", "agent"),
    ("helene", "Hélène", "supervisor"),
)
MAX_FRAME_BYTES = 128 * 1024
DEMO_PORTFOLIO = Path("portfolio")
DEMO_ACCOUNTS_LOOKED_AT = 40
PASSWORDS_FILE = "demo-agents.txt"  # noqa: S105  # the name of a file


def migrate() -> None:
    """Create the database, or bring it up to date."""
    settings = Settings.load(os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sql_url)


def serve() -> None:
    """Serve widget, console and API; the database must be migrated and the model trained."""
    settings = Settings.load(os.environ)
    console = Console(stderr=True)
    path = model.model_file(Path.cwd(), settings.models_dir)
    if not path.exists():
        console.print("[red]accord:[/red] no model for the present inputs: run `accord train` first")
        raise typer.Exit(1)
    _serve(settings, build_services(settings), path, console)


def demo() -> None:
    """Everything for a first look: train, migrate, load the demo portfolio into an empty database, serve."""
    settings = Settings.load(os.environ)
    console = Console(stderr=True)
    started = time.monotonic()
    path = ensure_model(console, settings)
    with console.status("database: migrating"):
        migrate()
    console.print("[green]✓[/green] database ready")
    services = build_services(settings)
    _load_portfolio(services, settings, console)
    passwords = _demo_agents(services, settings)
    _serve(settings, services, path, console, passwords=passwords, started=started)


def ensure_model(console: Console, settings: Settings) -> Path:
    """Train if the inputs changed; say which it was."""
    root = Path.cwd()
    path = model.model_file(root, settings.models_dir)
    if path.exists():
        console.print("[green]✓[/green] model is up to date")
        return path
    try:
        with console.status("model: training (a minute or two, only when its inputs changed)"):
            path = model.train(root, settings.models_dir, settings.data_dir)
    except model.TrainingFailed as error:
        console.print("[red]accord:[/red] training failed:")
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
    console.print("[green]✓[/green] model trained")
    return path


def _load_portfolio(services: Services, settings: Settings, console: Console) -> None:
    """Creditor files at every start (the same file changes nothing); accounts and payments only once."""
    store = services.store
    if not isinstance(store, SqlStore):
        raise TypeError("imports write to an SQL store")

    def must_import(importer: Importer, files: list[Path]) -> None:
        outcome = import_with_progress(importer, store, settings, files, console)
        if isinstance(outcome, list):
            print_mistakes(console, outcome)
            raise typer.Exit(2)

    must_import(import_files.import_creditors, sorted(settings.creditors_dir.glob("*.yml")))
    with store.reading() as uow:
        if not uow.accounts.is_empty():
            return
    must_import(import_files.import_accounts, [DEMO_PORTFOLIO / "accounts.csv"])
    must_import(import_files.import_payments, [DEMO_PORTFOLIO / "payments.csv"])
    console.print("[green]✓[/green] demo portfolio loaded")


def _demo_agents(services: Services, settings: Settings) -> dict[str, str]:
    """Create the demo agents once; their passwords stay readable in the data directory."""
    file = settings.data_dir / PASSWORDS_FILE
    with services.store.reading() as uow:
        known = {agent.login for agent in uow.agents.all()}
    if not known:
        made = {login: agents.new_password() for login, _, _ in DEMO_AGENTS}
        for login, name, role in DEMO_AGENTS:
            agents.add_agent(services, login, name, made[login], role)
        file.touch(mode=0o600)
        file.write_text("".join(f"{login} {password}\n" for login, password in made.items()), "utf-8")
    if not file.exists():
        return {}
    lines = (line.split(" ", 1) for line in file.read_text("utf-8").splitlines() if " " in line)
    return {login: password for login, password in lines if not known or login in known}


def _serve(
    settings: Settings,
    services: Services,
    model_path: Path,
    console: Console,
    *,
    passwords: dict[str, str] | None = None,
    started: float | None = None,
) -> None:
    from bot.app import build_app  # Rasa takes seconds to import; other commands do without it
    from bot.assistant.agent import RasaAssistant

    with console.status("assistant: loading"):
        identities = _demo_identities(services) if passwords is not None else []
        application = build_app(settings, services, RasaAssistant(model_path), identities)
    server = _Server(
        uvicorn.Config(
            application,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            ws="websockets",
            ws_max_size=MAX_FRAME_BYTES,
            timeout_graceful_shutdown=3,
        )
    )

    def announce(port: int) -> None:
        base = settings.public_url or f"http://{settings.host}:{port}"
        _print_addresses(console, base, passwords or {}, started)

    server.announce = announce
    server.run()


class _Server(uvicorn.Server):
    """Says where it is once its socket is open."""

    announce: Callable[[int], None] = staticmethod(lambda port: None)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            self.announce(port)


def _print_addresses(console: Console, base: str, passwords: dict[str, str], started: float | None) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("widget", f"{base}/demo")
    table.add_row("console", f"{base}/console")
    table.add_row("API", f"{base}/webhooks/rest/webhook")
    for login, password in passwords.items():
        table.add_row("log in as", f"{login}  {password}")
    took = f" in {time.monotonic() - started:.0f} s" if started is not None else ""
    console.print(f"[green]✓[/green] ready{took}; Ctrl-C stops everything")
    console.print(table)


def _demo_identities(services: Services) -> list[tuple[str, date]]:
    """One debtor a creditor to try the assistant with: reference and birth date.

    Only people of the demo portfolio, who do not exist: another's facts would open their account to everybody.
    """
    with (DEMO_PORTFOLIO / "accounts.csv").open(encoding="utf-8-sig", newline="") as file:
        made_up = {(row["account_reference"], row["birth_date"]) for row in csv.DictReader(file)}
    today = services.today()
    found: list[tuple[str, date]] = []
    with services.store.reading() as uow:
        for terms in uow.creditors.all():
            for account in uow.accounts.of_creditor(terms.id, DEMO_ACCOUNTS_LOOKED_AT):
                view = view_of(uow, account.id, today)
                facts = (account.reference, view.debtor.birth_date.isoformat())
                if facts in made_up and obstacle(view, today) is None and view.balance.total <= terms.human_above:
                    found.append((account.reference, view.debtor.birth_date))
                    break
    return found
