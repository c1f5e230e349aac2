"""`accord`: every command with its help and exit codes (0 done, 1 failed, 2 wrong input)."""

from __future__ import annotations

from bot.cli.quiet import be_quiet

be_quiet()

import os  # noqa: E402  # quietness comes first
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import typer  # noqa: E402
from rich.console import Console  # noqa: E402

from bot.cli import agents, chatting, explaining, importing, model, plans, running, showing  # noqa: E402
from bot.core.errors import AccordError  # noqa: E402
from bot.settings import Settings, SettingsError  # noqa: E402

app = typer.Typer(
    help="Accord: an assistant through which people in debt talk with those they owe.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(importing.app, name="import")
app.add_typer(agents.app, name="agents")
app.add_typer(showing.app, name="show")
app.add_typer(plans.app, name="plans")
app.command("chat")(chatting.chat)
app.command("explain")(explaining.explain)
app.command("serve")(running.serve)
app.command("demo")(running.demo)
app.command("migrate")(running.migrate)


@app.command()
def train() -> None:
    """Train the model if its inputs changed."""
    settings = Settings.load(os.environ)
    running.ensure_model(Console(stderr=True), settings)


@app.command("model-path", hidden=True)
def model_path() -> None:
    """Print where the model of the present inputs is, or will be."""
    settings = Settings.load(os.environ)
    typer.echo(model.model_file(Path.cwd(), settings.models_dir))


def main() -> None:
    """Entry point: errors we know are told in a line, never as a stack trace."""
    try:
        app()
    except (AccordError, SettingsError) as error:
        Console(stderr=True).print(f"[red]accord:[/red] {error}", highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
