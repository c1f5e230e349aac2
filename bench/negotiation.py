"""Who agrees the plan that exists: our negotiator and NegMAS's, before the same simulated debtors.

    python bench/negotiation.py [--quick] [--failures N]

2,000 debtors (200 with `--quick`) with balances of the portfolio and hidden ceilings, pay days and patience
(`bench/debtors.py`) meet the four creditor files. Whether an agreement exists is found by a search of its own
(`bench/plans.py`), which also judges every offer by the creditor's limits. A debtor accepts a plan if and only if it
lies within their ceiling, in one payment and in a mean month; else they ask again until their patience ends.

How each is seated:

- Ours is `bot.core.negotiation.decide`, which hears the debtor's words as an `Ask` and answers with one plan, with up
  to three, or with a referral to a person, which ends the session. It is told neither ceiling nor patience, but what
  the debtor says.
- NegMAS's Boulware, linear and conceding time-based negotiators and its naive tit-for-tat sit in the creditor's seat
  of its alternating-offers protocol, as they come. Their space holds the creditor's true limits and nothing else: by
  frequency and number of payments (and on the day of the month the debtor names), the most even plan allowed, from
  the soonest date with room for it. Sooner money is worth more to them, and any plan is worth more than none. A
  debtor's patience is hidden from them as from ours: their time runs out with the mean one, and they hold their last
  offer after it. The rows `..._told` know each debtor's patience to the message, which nobody does: what the tactics
  could do at best. The debtor opens, puts forward the plan of that space nearest to what they would say (for "so much
  at most", the best for the creditor that they can bear), and says "too much" in words, without a plan.

Every message of the debtor is a turn, the yes included. NegMAS is installed into build/ when it is missing.

JSON, for ours and under `peers.<name>`: `agreement_rate` (of the debtors for whom an agreement exists),
`recovered_share` (agreed of what those owe), `limit_violations` (plans offered or agreed outside the limits),
`ceiling_violations` (plans agreed above the hidden ceiling; for ours also plans offered above a ceiling it was told),
`median_turns` (to agreement), `decision_ms_median` and `decision_ms_max` (processor time, so that a busy machine does
not count). `offers_over_said_ceiling` counts the plans offered to a debtor after they said what they can bear at
most. `referred_rightly` is ours alone: the share of the debtors without a possible plan who reach a person.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rich.console import Console
from rich.table import Table as Printed

from bench import peers
from bench.debtors import Debtor, debtors
from bench.plans import Plan
from bench.sessions import Figures, Session, figures_of
from bot.adapters.clock import HolidayCalendars
from bot.adapters.creditor_terms import CreditorFile, read_creditor_file
from bot.core.ask import Ask
from bot.core.negotiation import Agreed, Countered, Outcome, Referred, Table, decide
from bot.core.schedule import Schedule
from bot.core.terms import CreditorTerms

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261123
DEBTORS, QUICK_DEBTORS = 2_000, 200
WIDTH = 120


def creditor_files() -> dict[str, CreditorTerms]:
    """The creditors' files of the project, by creditor.

    Raises:
        ValueError: a file has mistakes.
    """
    files = {}
    for path in sorted((ROOT / "policies/creditors").glob("*.yml")):
        read = read_creditor_file(path)
        if not isinstance(read, CreditorFile):
            raise ValueError(f"{path.name}: {read}")
        files[str(read.terms.id)] = read.terms
    return files


def simulated(count: int) -> list[Debtor]:
    files = creditor_files()
    calendars = HolidayCalendars()
    business_day = {terms.country: partial(calendars.is_business_day, terms.country) for terms in files.values()}
    return list(debtors(count, SEED, files, ROOT / "portfolio/accounts.csv", business_day))


def schedules(outcome: Outcome) -> tuple[Schedule, ...]:
    """The plans that an outcome puts to the debtor."""
    if isinstance(outcome, Agreed):
        return (outcome.schedule,)
    if isinstance(outcome, Countered):
        return tuple(one.schedule for one in outcome.alternatives)
    return ()


def plan_of(schedule: Schedule) -> Plan:
    instalments = schedule.instalments
    return Plan(
        schedule.frequency, tuple(one.due_on for one in instalments), tuple(one.amount.minor for one in instalments)
    )


def negotiate(debtor: Debtor) -> Session:
    """One debtor before our negotiator."""
    debt = debtor.debt
    table = Table(debt.balance, debt.terms, 0, debt.is_business_day, debt.today)
    session = Session(debtor)
    for turn, ask in enumerate(debtor.asks(), 1):
        session.turns = turn
        outcome, seconds = _timed(ask, table)
        session.seconds.append(seconds)
        plans = [plan_of(schedule) for schedule in schedules(outcome)]
        session.offers += [(turn, plan) for plan in plans]
        session.referred = isinstance(outcome, Referred)
        session.agreed = next(filter(debtor.ceiling.bears, plans), None)
        if session.agreed is not None:
            session.turns += 1
        if session.agreed is not None or session.referred:
            break
    return session


def _timed(ask: Ask, table: Table) -> tuple[Outcome, float]:
    started = time.thread_time()
    outcome = decide(ask, table)
    return outcome, time.thread_time() - started


def ours(group: Sequence[Debtor]) -> list[Session]:
    for debtor in group[: len(creditor_files())]:  # not counted: the first of each creditor fills the calendars
        negotiate(debtor)
    gc.collect()
    gc.freeze()  # what the bench itself holds is not searched while a decision is timed
    return [negotiate(debtor) for debtor in group]


def measure(group: Sequence[Debtor]) -> tuple[dict[str, Figures], list[Session], frozenset[int]]:
    possible = frozenset(one.number for one in group if one.fitting_plan() is not None)
    mine = ours(group)
    figures = {"accord": figures_of(mine, possible)}
    told = figures["accord"].offers_over_said_ceiling
    figures["accord"] = replace(figures["accord"], ceiling_violations=figures["accord"].ceiling_violations + told)
    theirs: dict[str, list[Session]] = {name: [] for name in peers.SEATS}
    for name, session in peers.sessions(group, peers.installed()):
        theirs[name].append(session)
    figures |= {name: figures_of(sessions, possible) for name, sessions in theirs.items()}
    return figures, mine, possible


def referred_rightly(sessions: Sequence[Session], possible: frozenset[int]) -> float:
    unable = [one for one in sessions if one.debtor.number not in possible]
    return sum(one.referred for one in unable) / len(unable) if unable else 1.0


def _print(figures: Mapping[str, Figures], group: Sequence[Debtor], possible: frozenset[int]) -> None:
    title = f"{len(group)} debtors, an agreement exists for {len(possible)}"
    columns = ("agreed", "recovered", "limits broken", "over ceiling", "offers too high", "turns", "median ms")
    table = Printed(*("negotiator", *columns, "worst ms"), title=title)
    for name, one in figures.items():
        table.add_row(
            name,
            f"{one.agreement_rate:.1%}",
            f"{one.recovered_share:.1%}",
            str(one.limit_violations),
            str(one.ceiling_violations),
            str(one.offers_over_said_ceiling),
            f"{one.median_turns:g}",
            f"{one.decision_ms_median:.3f}",
            f"{one.decision_ms_max:.3f}",
        )
    table.caption = "offers too high: above what the debtor had said they can bear at most"
    Console(width=WIDTH).print(table)


def _print_failures(sessions: Sequence[Session], possible: frozenset[int], count: int) -> None:
    """Who was offered no plan though one exists, or a plan that breaks a limit or a ceiling: the smallest debts."""
    missed = [one for one in sessions if one.agreed is None and one.debtor.number in possible]
    wrong = [one for one in sessions if one.limit_violations or one.offers_over_said_ceiling]
    for session in sorted(missed + wrong, key=lambda one: one.debtor.debt.total)[:count]:
        debtor = session.debtor
        print(f"\n#{debtor.number} {debtor.debt.terms.id} {debtor.debt.balance} today={debtor.debt.today}")
        print(f"  {debtor.reach.value}, {debtor.style.value}, {debtor.ceiling_said} {debtor.speaks.value}")
        print(f"  fits: {debtor.fitting_plan()}")
        for turn, ask in enumerate(list(debtor.asks())[: session.turns], 1):
            print(f"  {turn}. {ask}")
            for answered, plan in session.offers:
                if answered == turn:
                    print(f"     {plan.frequency.value} × {len(plan.dates)} from {plan.dates[0]}, ≤ {plan.largest}")
        print(f"  {'referred' if session.referred else 'left'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a smaller run of the same kind")
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="print the smallest N of ours")
    arguments = parser.parse_args()
    group = simulated(QUICK_DEBTORS if arguments.quick else DEBTORS)
    figures, mine, possible = measure(group)
    _print_failures(mine, possible, arguments.failures)
    _print(figures, group, possible)
    rounded = {name: {key: round(value, 4) for key, value in asdict(one).items()} for name, one in figures.items()}
    rightly = round(referred_rightly(mine, possible), 4)
    print(json.dumps({**rounded.pop("accord"), "referred_rightly": rightly, "peers": rounded}))


if __name__ == "__main__":
    main()
