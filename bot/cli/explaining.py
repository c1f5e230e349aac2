"""`accord explain`: why an offer is what it is, and whether the same rules give it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as Grid

from bot.cli.showing import migrated_services
from bot.core.arrangement import OfferId
from bot.core.schedule import Schedule
from bot.services.decisions import ask_record, table_record
from bot.services.reasoning import Reasoning, reasoning


def explain(
    offer_id: Annotated[str, typer.Argument(help="Of the offer, as `accord show account` gives it.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Why an offer is what it is: ask, limits and choice from the audit trail, worked out again.

    Exits with 1 where the rules no longer give the same offers for the same facts.
    """
    reasons = reasoning(migrated_services(), OfferId(offer_id))
    if as_json:
        typer.echo(json.dumps(_as_json(reasons), ensure_ascii=False, indent=2))
    else:
        _print(reasons)
    if not reasons.holds:
        raise typer.Exit(1)


def _as_json(reasons: Reasoning) -> dict[str, Any]:
    return {
        "offer": reasons.offer.id,
        "at": reasons.at.isoformat(),
        "ask": _asked(reasons),
        "table": table_record(reasons.table),
        "limit": reasons.limit.value if reasons.limit else None,
        "nearness": reasons.nearness.value if reasons.nearness else None,
        "offers": {one.id: _plan(one.schedule) for one in reasons.offers},
        "worked_out_again": [_plan(one) for one in reasons.again],
        "same": reasons.holds,
    }


def _print(reasons: Reasoning) -> None:
    console = Console(highlight=False)
    console.print(f"Offer {reasons.offer.id}, made at {reasons.at:%Y-%m-%d %H:%M} UTC\n")
    _section(console, "Asked", _asked(reasons))
    limits = table_record(reasons.table)
    source = limits.pop("source")
    facts = {**limits.pop("limits"), **{name: value for name, value in limits.items() if value is not None}}
    _section(console, f"Facts and limits ({source}; amounts in minor units)", facts)
    console.print(f"Limit that the ask would break: {reasons.limit.value if reasons.limit else 'none'}")
    kept = "the largest discount allowed" if reasons.settlement else "all of it"
    console.print(f"What this offer keeps of the ask: {reasons.nearness.value if reasons.nearness else kept}\n")
    offers = {str(one.id): _in_short(one.schedule) for one in reasons.offers}
    _section(console, "Offers, the nearest first", offers)
    console.print("Worked out again: " + ("the same" if reasons.holds else "NOT the same"))
    for schedule in () if reasons.holds else reasons.again:
        console.print(f"  {_in_short(schedule)}")


def _asked(reasons: Reasoning) -> dict[str, Any]:
    if reasons.settlement is None:
        return {name: value for name, value in ask_record(reasons.ask).items() if value}
    offered, wanted_on = reasons.settlement.offered, reasons.settlement.wanted_on
    return {"settlement": "yes", "offered": offered.minor if offered else None, "wanted_on": wanted_on}


def _section(console: Console, title: str, values: Mapping[str, Any]) -> None:
    grid = Grid(title=title, title_justify="left", show_header=False)
    for name, value in values.items():
        grid.add_row(name, str(value))
    console.print(grid)


def _plan(schedule: Schedule) -> dict[str, Any]:
    return {
        "frequency": schedule.frequency.value,
        "interest": schedule.interest.minor,
        "instalments": [[one.due_on.isoformat(), one.amount.minor] for one in schedule.instalments],
    }


def _in_short(schedule: Schedule) -> str:
    first, last = schedule.first, schedule.last
    return (
        f"{schedule.count} × {schedule.regular.major} {schedule.regular.currency} {schedule.frequency.value}, "
        f"{first.due_on} ({first.amount.major}) to {last.due_on} ({last.amount.major}), total {schedule.total.major}"
    )
