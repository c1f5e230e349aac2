"""`accord plans keep|broken`: what the running service does by itself, by hand, and what only a person decides."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.showing import migrated_services
from bot.core.errors import AccountNotFound, IllegalTransition, RuleBroken
from bot.services.agents import check_may_decide
from bot.services.plan_keeping import keep_plans
from bot.services.plan_stages import call_broken

app = typer.Typer(help="Looking after plans and promises.", no_args_is_help=True)


@app.command("keep")
def keep() -> None:
    """Take the steps that are due on every plan and promise, and send the reminders that are allowed now."""
    kept = keep_plans(migrated_services(), "command")
    typer.echo(f"{kept.looked_at} accounts looked at")
    for kind, count in sorted(kept.done.items()):
        typer.echo(f"{kind}: {count}")
    if not kept.done:
        typer.echo("Nothing was due.")


@app.command("broken")
def broken(
    reference: Annotated[str, typer.Argument(help="The account's reference, as printed on the letter.")],
    agent: Annotated[str, typer.Option(help="Login of whoever decides it.")],
) -> None:
    """Say that a missed plan is broken, before its 30 days are over."""
    services = migrated_services()
    check_may_decide(services, agent)
    with services.store.reading() as uow:
        found = uow.accounts.by_reference(reference)
    if len(found) != 1:
        raise AccountNotFound(f"{len(found)} accounts with reference {reference!r}")
    try:
        call_broken(services, found[0].id, agent)
    except IllegalTransition as step:
        raise RuleBroken(f"the plan is {step.state}, not missed") from step
    typer.echo(f"The plan on {reference} is broken.")
