"""The two services a benchmark compares: ours, and a stock `rasa init` project with one custom action."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}

STOCK_ACTION = """
from rasa_sdk import Action


class ActionTellBalance(Action):
    def name(self):
        return "action_tell_balance"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="You owe 100 euros.")
        return []
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(data_dir: Path) -> Iterator[int]:
    """Our service over the demo portfolio, with durable writes; yields its port."""
    port = free_port()
    environment = {
        **os.environ,
        "ACCORD_PORT": str(port),
        "ACCORD_DATA_DIR": str(data_dir),
        "ACCORD_NOW": "2026-11-23T14:10:00+01:00",
    }
    command = [str(ROOT / ".venv/bin/accord"), "demo"]
    with _running(command, ROOT, environment, data_dir / "service.log"):
        _wait_for(f"http://127.0.0.1:{port}/ready")
        yield port


@contextmanager
def stock(directory: Path) -> Iterator[int]:
    """`rasa init`, one custom action, `rasa run` and `rasa run actions`; yields the port of `rasa run`."""
    project = directory / "stock"
    if not (project / "models").exists():
        _make_stock_project(project)
    port, action_port = free_port(), free_port()
    (project / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{action_port}/webhook\n")
    environment = {**os.environ, **QUIET}
    rasa = [sys.executable, "-m", "rasa"]
    with ExitStack() as stack:
        actions = [*rasa, "run", "actions", "--port", str(action_port)]
        stack.enter_context(_running(actions, project, environment, project / "actions.log"))
        server = [*rasa, "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port)]
        stack.enter_context(_running(server, project, environment, project / "server.log"))
        _wait_for(f"http://127.0.0.1:{action_port}/health")
        _wait_for(f"http://127.0.0.1:{port}/status")
        yield port


def _make_stock_project(project: Path) -> None:
    """The project of `rasa init` as it comes, with an action instead of a text for "are you a bot?"."""
    import rasa.cli

    template = Path(rasa.cli.__file__).parent / "initial_project"
    shutil.copytree(template, project)
    (project / "actions").mkdir(exist_ok=True)
    (project / "actions" / "__init__.py").touch()
    (project / "actions" / "actions.py").write_text(STOCK_ACTION)
    rules = project / "data" / "rules.yml"
    rules.write_text(rules.read_text().replace("utter_iamabot", "action_tell_balance"))
    domain = project / "domain.yml"
    domain.write_text(domain.read_text() + "\nactions:\n  - action_tell_balance\n")
    (project / "credentials.yml").write_text("rest:\n")
    subprocess.run(  # noqa: S603  # our own command, no shell
        [sys.executable, "-m", "rasa", "train"],
        cwd=project,
        env={**os.environ, **QUIET},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def _running(command: list[str], cwd: Path, environment: dict[str, str], log: Path) -> Iterator[None]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # our own commands, no shell
            command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # an address of our own
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {START_SECONDS} s")
