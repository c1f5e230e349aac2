"""`accord chat`: talk with the assistant in the terminal, by the same gate as everybody."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import bootstrap
from bot.adapters.sql.migrate import upgrade
from bot.bootstrap import build_services
from bot.cli import model
from bot.core.account import Language
from bot.core.conversation import Author, Button, Line
from bot.services.conversations import Inbound, transcript
from bot.settings import Settings

CHANNEL = "chat"


def chat(
    language: Annotated[Language, typer.Option(help="What you write.")] = Language.FRENCH,
    sender: Annotated[str, typer.Option(help="Go on with an earlier conversation.")] = "",
) -> None:
    """Talk with the assistant here; an empty line ends it. Choices are numbered: type #1 to press one."""
    settings = Settings.load(os.environ)
    console = Console()
    path = model.model_file(Path.cwd(), settings.models_dir)
    if not path.exists():
        console.print("accord: no model for the present inputs: run `accord train` first")
        raise typer.Exit(1)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sql_url)
    asyncio.run(_chat(settings, path, console, language, sender or secrets.token_hex(4)))


async def _chat(settings: Settings, path: Path, console: Console, language: Language, sender: str) -> None:
    from bot.assistant.agent import RasaAssistant
    from bot.channels.gate import Gate

    services = build_services(settings)
    bootstrap.install(services)
    with console.status("…"):
        gate = Gate(services, RasaAssistant(path))
    conversation = await gate.open(CHANNEL, sender, language)
    shown = 0
    buttons: tuple[Button, ...] = ()
    while True:
        lines = transcript(services, conversation.id, shown)
        for line in lines:
            if line.author is not Author.DEBTOR:
                _print(console, line)
        shown = lines[-1].seq if lines else shown
        buttons = next((line.buttons for line in reversed(lines) if line.buttons), ())
        try:
            typed = (await asyncio.to_thread(input, "> ")).strip()
        except EOFError:
            return
        if not typed:
            return
        if typed.startswith("#") and typed[1:].isdigit() and 0 < int(typed[1:]) <= len(buttons):
            typed = buttons[int(typed[1:]) - 1].payload
        delivery = await gate.receive(Inbound(CHANNEL, sender, typed, language=language))
        if delivery.apology is not None:
            console.print(delivery.apology)
        elif not delivery.lines:
            console.print("[dim]…[/dim]")


def _print(console: Console, line: Line) -> None:
    console.print(line.text, markup=False, highlight=False)
    for number, button in enumerate(line.buttons, start=1):
        console.print(f"  #{number} {button.title}", markup=False, highlight=False)
    if line.attachment is not None:
        console.print(f"  {line.attachment.name}: {line.attachment.url}", markup=False, highlight=False)
    console.print()
