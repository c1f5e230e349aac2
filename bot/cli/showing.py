"""`accord show account|handoffs|tasks|conversation`: the database's state as JSON."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer

from bot.adapters.sql.migrate import is_current
from bot.adapters.sql.unit_of_work import SqlStore
from bot.bootstrap import build_services
from bot.core.account import AccountId
from bot.core.conversation import ConversationId
from bot.core.errors import AccountNotFound, StoreUnavailable
from bot.services import states
from bot.services.ports import Services
from bot.settings import Settings


def migrated_services() -> Services:
    """The services over a database that is there and migrated.

    Raises:
        StoreUnavailable: it is not.
    """
    services = build_services(Settings.load(os.environ))
    store = services.store
    if not isinstance(store, SqlStore) or not is_current(store.engine):
        raise StoreUnavailable("the database needs `accord migrate`")
    return services


app = typer.Typer(help="What the database holds, as JSON.", no_args_is_help=True)


@app.command("account")
def account(
    reference: Annotated[str, typer.Argument(help="As printed on the letter.")],
) -> None:
    """One account: balance, entries, plans, holds, audit trail."""
    services = migrated_services()
    with services.store.reading() as uow:
        found = uow.accounts.by_reference(reference)
    if not found:
        raise AccountNotFound(f"no account with reference {reference!r}")
    shown = [states.account_state(services, AccountId(one.id)) for one in found]
    _print(shown[0] if len(shown) == 1 else shown)


@app.command("handoffs")
def handoffs() -> None:
    """Every handoff: reason, priority, state, who holds it."""
    _print(states.handoff_states(migrated_services()))


@app.command("tasks")
def tasks() -> None:
    """What waits for a person outside any conversation: refunds, missed plans."""
    _print(states.task_states(migrated_services()))


@app.command("conversation")
def conversation(
    conversation_id: Annotated[str, typer.Argument(help="Its number, or CHANNEL:SENDER.")],
) -> None:
    """One conversation: who holds it, its lines, its audit trail."""
    services = migrated_services()
    if conversation_id.isdigit():
        number = ConversationId(int(conversation_id))
    else:
        channel, _, sender = conversation_id.partition(":")
        number = states.conversation_number(services, channel, sender)
    _print(states.conversation_state(services, number))


def _print(state: Any) -> None:
    typer.echo(json.dumps(state, ensure_ascii=False, indent=2))
