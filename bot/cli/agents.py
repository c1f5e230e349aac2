"""`accord agents add|disable|reset`: who may work in the console."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.console import Console

from bot.bootstrap import build_services
from bot.services import agents
from bot.settings import Settings

app = typer.Typer(help="Agents of the console.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="What the agent logs in with.")]


@app.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="Shown to debtors, e.g. Claire.")],
    role: Annotated[str, typer.Option(help="agent, supervisor, admin or auditor.")] = "agent",
) -> None:
    """Create an agent and print a fresh password, once."""
    password = agents.new_password()
    try:
        agents.add_agent(build_services(Settings.load(os.environ)), login, name, password, role)
    except ValueError as error:
        raise _wrong(error) from error
    typer.echo(password)


@app.command("reset")
def reset(login: Login) -> None:
    """Give an agent a fresh password, print it, and end their sessions."""
    password = agents.new_password()
    try:
        agents.set_password(build_services(Settings.load(os.environ)), login, password)
    except ValueError as error:
        raise _wrong(error) from error
    typer.echo(password)


@app.command("disable")
def disable(login: Login) -> None:
    """Shut an agent out and end their sessions."""
    try:
        agents.disable(build_services(Settings.load(os.environ)), login)
    except ValueError as error:
        raise _wrong(error) from error


def _wrong(error: ValueError) -> typer.Exit:
    Console(stderr=True).print(f"accord: {error}", markup=False, highlight=False)
    return typer.Exit(2)
