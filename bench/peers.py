"""NegMAS's negotiators in the creditor's seat, in an environment of their own under build/.

NegMAS wants a newer numpy and scipy than Rasa allows, so it is installed from `bench/negmas/requirements.txt` (locked,
with hashes) when the bench first runs, and spoken to over a pipe.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from bench.debtors import PATIENCE, Debtor
from bench.plans import PER_MONTH, Plan, level_plans
from bench.sessions import Session
from bot.core.ask import Ask

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "bench/negmas/requirements.txt"
WORKER = ROOT / "bench/negmas/worker.py"
ENVIRONMENT = ROOT / "build/negmas"
# What each sits down with: NegMAS's negotiator, and whether it is told when this debtor leaves.
SEATS = {
    "boulware": ("boulware", False),
    "linear": ("linear", False),
    "conceder": ("conceder", False),
    "tit_for_tat": ("tit_for_tat", False),
    "boulware_told": ("boulware", True),
    "linear_told": ("linear", True),
    "conceder_told": ("conceder", True),
}
USUAL_PATIENCE = sum(PATIENCE) // 2


def installed() -> Path:
    """The interpreter that has NegMAS; the environment is made if it is missing or its lock file changed.

    Raises:
        CalledProcessError: the packages could not be installed.
    """
    interpreter = ENVIRONMENT / "bin/python"
    mark = ENVIRONMENT / "requirements.sha256"
    wanted = sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        print("installing NegMAS into build/negmas (once)", file=sys.stderr)
        local = ROOT / ".uv/bin/uv"
        uv = str(local) if local.exists() else shutil.which("uv") or "uv"
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT))
        packages = ("--require-hashes", "--requirement", str(REQUIREMENTS))
        _run(uv, "pip", "install", "--quiet", "--python", str(interpreter), *packages)
        mark.write_text(wanted)
    return interpreter


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603  # our own commands, no shell


def sessions(debtors: Iterable[Debtor], interpreter: Path) -> Iterator[tuple[str, Session]]:
    """Each debtor before each peer, by the peer's name."""
    with subprocess.Popen(  # noqa: S603  # our own command, no shell
        [str(interpreter), str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        if worker.stdin is None or worker.stdout is None:
            raise RuntimeError("the worker has no pipes")
        for debtor in debtors:
            plans = tuple(level_plans(debtor.debt, debtor.opening.day_of_month))
            task = _task(debtor, plans)
            for name, (peer, told) in SEATS.items():
                # An offer answers each message but the last, which is a yes or none.
                deadline = (debtor.patience if told else USUAL_PATIENCE) - 1
                worker.stdin.write(json.dumps({**task, "peer": peer, "deadline": deadline}) + "\n")
                worker.stdin.flush()
                yield name, _session(debtor, plans, worker.stdout.readline())
        worker.stdin.close()


def _session(debtor: Debtor, plans: tuple[Plan, ...], line: str) -> Session:
    if not line:
        raise RuntimeError("NegMAS's process ended early: its own words stand above")
    course = json.loads(line)
    return Session(
        debtor,
        offers=[(turn, plans[index]) for turn, index in course["offers"]],
        agreed=None if course["agreed"] is None else plans[course["agreed"]],
        turns=course["turns"],
        seconds=course["seconds"],
    )


def _task(debtor: Debtor, plans: tuple[Plan, ...]) -> dict[str, object]:
    utilities = _utilities(plans, debtor.debt.today)
    bearable = [debtor.ceiling.bears(plan) for plan in plans]
    return {
        "utilities": utilities,
        "bearable": bearable,
        "proposals": [_proposal(ask, plans, bearable, utilities) for ask in debtor.asks()],
        "patience": debtor.patience,
    }


def _utilities(plans: tuple[Plan, ...], today: date) -> list[float]:
    """Sooner is better: 1 for the plan that pays soonest, a little above the reserved 0 for the slowest allowed."""
    waits = [
        sum((day - today).days * amount for day, amount in zip(plan.dates, plan.amounts, strict=True))
        / sum(plan.amounts)
        for plan in plans
    ]
    slowest, soonest = max(waits), min(waits)
    return [0.01 + 0.99 * (slowest - wait) / ((slowest - soonest) or 1) for wait in waits]


def _proposal(ask: Ask, plans: tuple[Plan, ...], bearable: list[bool], utilities: list[float]) -> int | None:
    """A message as a plan of the space: the nearest to it that the debtor can bear; None where it is words alone.

    Who says the most they can pay puts the plan forward that is best for the creditor among those they can bear.
    """
    able = [index for index, fine in enumerate(bearable) if fine]
    if not able or (ask.amount is not None and ask.amount.minor == 1):
        return None
    if ask.amount_is_ceiling:
        return max(able, key=lambda index: utilities[index])
    if ask.amount is not None:
        wanted = ask.amount.minor * (PER_MONTH[ask.frequency] if ask.frequency else Fraction(1))
        return min(able, key=lambda index: abs(plans[index].a_month - wanted))
    if ask.count is not None:
        count, frequency = ask.count, ask.frequency
        return min(able, key=lambda index: (plans[index].frequency != frequency, abs(len(plans[index].dates) - count)))
    end_on = ask.end_on
    if end_on is None:
        return None
    return min(able, key=lambda index: abs((plans[index].dates[-1] - end_on).days))
