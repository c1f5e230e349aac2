"""How long a turn takes through the whole service, beside a stock `rasa init` project, in one run.

    python bench/turn_latency.py [--quick]

Both are asked over HTTP by the same client, 1, 8 and 32 debtors at once, each waiting for its answer before it
writes again, in rounds that alternate between the two services. Ours writes every message, reply and audit event
durably; the stock project keeps its conversations in memory, as `rasa run` does.

JSON: `throughput_ratio_32` (ours / stock, more is better), `median_ratio_1` (ours / stock, less is better),
`p50_ms_1`, `p99_ms_1` (ours), `turn500_over_turn5` (ours: how a turn slows down as a conversation grows).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table

from bench.http_client import Client
from bench.services import ours, stock

PATH = "/webhooks/rest/webhook"
DEBTORS = (1, 8, 32)
# Eight messages; the custom action is asked for three times in the stock project, all eight are actions in ours.
STOCK_MESSAGES = ("hello", "are you a bot?", "great", "are you human?", "no", "am I talking to a bot?", "yes", "bye")
OUR_OPENING = ("bonjour", "VOL-26-888177 né le 19/06/1978")
OUR_MESSAGES = (
    "bonjour",
    "combien je dois ?",
    "merci",
    "quels paiements avez-vous reçus ?",
    "qui êtes-vous ?",
    "c'est pour quelle facture ?",
    "quels sont mes droits ?",
    "es-tu un robot ?",
)


@dataclass
class Load:
    """What one service was asked to do, and how long each turn took (seconds)."""

    seconds: float = 0.0
    turns: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.turns) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        return 1000 * (median(self.turns) if percent == 50 else quantiles(self.turns, n=100)[percent - 1])


@dataclass
class _Debtor:
    """One conversation on one connection."""

    client: Client
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def write(self, message: str) -> list[object]:
        replies: list[object] = await self.client.post(PATH, {"sender": self.sender, "message": message})
        return replies

    async def open(self, opening: tuple[str, ...]) -> None:
        for message in opening:
            if not await self.write(message):
                raise RuntimeError(f"no reply to {message!r}")

    async def talk(self, messages: tuple[str, ...], until: float, turns: list[float]) -> None:
        number = 0
        while time.perf_counter() < until:
            started = time.perf_counter()
            await self.write(messages[number % len(messages)])
            turns.append(time.perf_counter() - started)
            number += 1
        self.client.close()


async def _load(
    port: int, opening: tuple[str, ...], messages: tuple[str, ...], debtors: int, seconds: float, load: Load
) -> None:
    """Everybody is greeted and identified before the clock starts."""
    group = [_Debtor(Client("127.0.0.1", port)) for _ in range(debtors)]
    await asyncio.gather(*(one.open(opening) for one in group))
    turns: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(*(one.talk(messages, started + seconds, turns) for one in group))
    load.turns += turns
    load.seconds += time.perf_counter() - started


async def _growth(port: int, conversations: int, turns: int) -> float:
    """The median turn around the last over the median turn around the fifth, over some conversations."""
    early: list[float] = []
    late: list[float] = []
    for _ in range(conversations):
        client = Client("127.0.0.1", port)
        sender = uuid.uuid4().hex
        for message in OUR_OPENING:
            await client.post(PATH, {"sender": sender, "message": message})
        for number in range(turns):
            message = OUR_MESSAGES[number % len(OUR_MESSAGES)]
            started = time.perf_counter()
            await client.post(PATH, {"sender": sender, "message": message})
            took = time.perf_counter() - started
            if number < len(OUR_MESSAGES):
                early.append(took)
            elif number >= turns - len(OUR_MESSAGES):
                late.append(took)
        client.close()
    return median(late) / median(early)


async def _measure(our_port: int, stock_port: int, *, quick: bool) -> dict[str, float]:
    rounds, seconds = (1, 3.0) if quick else (3, 8.0)
    sides = {
        "accord": (our_port, OUR_OPENING, OUR_MESSAGES),
        "rasa init": (stock_port, (), STOCK_MESSAGES),
    }
    loads = {(name, debtors): Load() for name in sides for debtors in DEBTORS}
    for port, opening, messages in sides.values():  # not counted: the first turns fill caches
        await _load(port, opening, messages, 2, 2.0, Load())
    for debtors in DEBTORS:
        for _ in range(rounds):
            for name, (port, opening, messages) in sides.items():
                await _load(port, opening, messages, debtors, seconds, loads[name, debtors])
    growth = await _growth(our_port, 2 if quick else 5, 100 if quick else 500)
    _print(loads)
    mine, theirs = loads["accord", 1], loads["rasa init", 1]
    return {
        "throughput_ratio_32": loads["accord", 32].per_second / loads["rasa init", 32].per_second,
        "median_ratio_1": mine.percentile(50) / theirs.percentile(50),
        "p50_ms_1": mine.percentile(50),
        "p99_ms_1": mine.percentile(99),
        "turn500_over_turn5": growth,
    }


def _print(loads: dict[tuple[str, int], Load]) -> None:
    table = Table("service", "debtors", "turns", "turns/s", "median ms", "p95 ms", "p99 ms")
    for (name, debtors), load in sorted(loads.items(), key=lambda item: (item[0][1], item[0][0])):
        figures = [f"{load.percentile(percent):.1f}" for percent in (50, 95, 99)]
        table.add_row(name, str(debtors), str(len(load.turns)), f"{load.per_second:.0f}", *figures)
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a smaller run of the same kind")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        with stock(directory) as stock_port, ours(directory / "data") as our_port:
            figures = asyncio.run(_measure(our_port, stock_port, quick=quick))
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
