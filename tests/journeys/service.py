"""`accord serve` as an operator runs it: a process of its own, on a port and a data directory of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bot.app import session_secret
from bot.bootstrap import build_services
from bot.channels.widget_session import Sessions
from bot.core.account import AccountId
from bot.core.arrangement import Arrangement
from bot.core.conversation import Conversation, Handoff, Line
from bot.services import agents, conversations
from bot.services.ports import Services
from bot.services.repositories import StoredDocument
from bot.settings import Settings
from tests.builders import ROOT

# A Monday, with the office open: the day as of which the portfolio was made up.
NOW = "2026-11-23T14:10:00+01:00"
READY_WITHIN = 180.0  # seconds; a machine busy with training takes its time
GONE_WITHIN = 15.0
AGENTS = {"claire": "Claire", "omar": "Omar"}


@dataclass
class AccordService:
    """The whole service over the portfolio, with two agents; may be stopped and started on the same port.

    Args:
        data_dir: empty; everything the service writes is below it.
        portfolio: a migrated SQLite file with the portfolio, to be copied.
    """

    data_dir: Path
    portfolio: Path
    passwords: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: _free_port())
    _process: subprocess.Popen[str] | None = None
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data_dir.mkdir(parents=True)
        shutil.copyfile(self.portfolio, self.data_dir / "accord.db")
        # What the tests read and prepare, they read and prepare through the use cases, beside the process.
        settings = Settings.load({"ACCORD_DATA_DIR": str(self.data_dir), "ACCORD_NOW": NOW}, self.data_dir)
        self.services: Services = build_services(settings)
        for login, name in AGENTS.items():
            self.passwords[login] = agents.new_password()
            agents.add_agent(self.services, login, name, self.passwords[login], "agent")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything the process has printed so far."""
        return "".join(self._said)

    def start(self) -> None:
        """Start the process and wait until it says that it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", "serve"],
            cwd=ROOT,
            env={
                **without_our_settings(),
                "ACCORD_DATA_DIR": str(self.data_dir),
                "ACCORD_NOW": NOW,
                "ACCORD_PORT": str(self.port),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A process group of its own, as a terminal gives it: what it starts stays in it.
            start_new_session=True,
        )
        ready = threading.Event()
        assert self._process.stdout is not None
        threading.Thread(target=self._listen, args=(self._process.stdout, ready), daemon=True).start()
        if not ready.wait(READY_WITHIN) or self._process.poll() is not None:
            self.kill()
            raise AssertionError(f"`accord serve` did not become ready:\n{self.output}")

    def _listen(self, output: IO[str], ready: threading.Event) -> None:
        for line in output:
            self._said.append(line)
            if "ready" in line:
                ready.set()
        ready.set()  # it ended: nobody needs to wait any longer

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal to the process, or for SIGINT to its whole group, as Ctrl-C does.

        Returns:
            The exit code, once the process has ended.
        """
        assert self._process is not None
        if by is signal.SIGINT:
            os.killpg(self._process.pid, by)
        else:
            self._process.send_signal(by)
        return self._process.wait(GONE_WITHIN)

    def has_processes(self) -> bool:
        """Whether anything of its process group is alive, itself or what it started."""
        if self._process is None:
            return False
        try:
            os.killpg(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """End it whatever state it is in."""
        if self._process is not None and self.has_processes():
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(GONE_WITHIN)

    # What the database holds

    def account_id(self, reference: str) -> AccountId:
        with self.services.store.reading() as uow:
            return uow.accounts.by_reference(reference)[0].id

    def plan(self, reference: str) -> Arrangement | None:
        account_id = self.account_id(reference)
        with self.services.store.reading() as uow:
            return uow.plans.active(account_id)

    def agreement(self, plan: Arrangement) -> tuple[StoredDocument, bytes]:
        """The one written agreement of a plan, whole as its hash says."""
        with self.services.store.reading() as uow:
            (document,) = uow.plans.documents(plan.id)
            kept = uow.plans.document(document.token)
        assert kept is not None
        assert document.sha256 == hashlib.sha256(kept[1]).hexdigest()
        return kept

    def handoff(self, handoff_id: int) -> Handoff:
        with self.services.store.reading() as uow:
            return next(one for one in uow.handoffs.list() if one.id == handoff_id)

    def conversation(self, token: str) -> Conversation:
        """The conversation that a browser's token opens."""
        sender = Sessions(session_secret(self.data_dir), self.services.clock).resume(token).sender
        with self.services.store.reading() as uow:
            found = uow.conversations.find("widget", sender)
        assert found is not None
        return found

    def lines(self, token: str) -> tuple[Line, ...]:
        return conversations.transcript(self.services, self.conversation(token).id)

    def feedback(self, token: str) -> list[tuple[int, str | None]]:
        """Ratings with their comments."""
        with self.services.store.reading() as uow:
            given = uow.conversations.feedback(self.conversation(token).id)
        return [(one["rating"], one["comment"]) for one in given]


def without_our_settings() -> dict[str, str]:
    """The environment of the tests without what its owner has set for a service of theirs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
