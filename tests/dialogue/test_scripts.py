"""Whole dialogues over REST, black-box: what was said, and what the database holds then."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from bot.cli.quiet import be_quiet
from tests.dialogue.responses import DOMAIN
from tests.dialogue.scripts import LANGUAGES, Dialogue, ScriptError, read_file, read_scripts

be_quiet()

from tests.dialogue.script_player import played  # noqa: E402  # Rasa comes with it, and must find its settings

if TYPE_CHECKING:
    from bot.assistant.agent import RasaAssistant

DIALOGUES = {language: read_scripts(language) for language in LANGUAGES}
ALL = [one for dialogues in DIALOGUES.values() for one in dialogues]
AT_LEAST = 30
# Made by the pipeline, not by a debtor.
NOT_SAID = {"nlu_fallback"}


def _id(dialogue: Dialogue) -> str:
    return f"{dialogue.place.split(' dialogue ')[0]}:{dialogue.name}"


@pytest.mark.parametrize("dialogue", ALL, ids=_id)
def test_dialogue(
    dialogue: Dialogue, assistant: RasaAssistant, sqlite_portfolio_template: Path, tmp_path: Path
) -> None:
    database = tmp_path / "portfolio.db"
    shutil.copyfile(sqlite_portfolio_template, database)
    player = asyncio.run(played(dialogue, assistant, database))
    assert not player.failures, "\n".join(["", *player.failures, "", *player.log])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_is_said_in_some_dialogue(language: str) -> None:
    """What `intents.md` lists, as the domain has it."""
    covered = {intent for dialogue in DIALOGUES[language] for intent in dialogue.covers}
    assert _intents() - covered == set()
    assert covered - _intents() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_dialogues(language: str) -> None:
    assert len(DIALOGUES[language]) >= AT_LEAST


def _intents() -> set[str]:
    domain = YAML(typ="safe").load((DOMAIN / "domain.yml").read_text("utf-8"))
    return {name for intent in domain["intents"] for name in intent} - NOT_SAID


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("- dialogue: one\n  turn: []", "unknown ['turn']"),
        ("- dialogue: one\n  turns: [{say: hello, hear: [x]}]", "(one) turn 1: unknown ['hear']"),
        ("- dialogue: one\n  turns: [{say: hello, press: Yes}]", "(one) turn 1: found ['press', 'say']"),
        ("- dialogue: one\n  turns: [{say: hello, hears: yes it is}]", "turn 1: hears: found 'yes it is'"),
        ("- dialogue: one\n  turns: [{say: 80}]", "turn 1: say: found 80, expected a text"),
        ("- dialogue: one\n  turns: [{say: a}]\n  then: {accounts: {}}", "then: unknown ['accounts']"),
        ("- dialogue: one\n  now: monday\n  turns: [{say: a}]", "now: found 'monday'"),
        ("- {dialogue: one, turns: [{say: a}]}\n" * 2, "two dialogues are named ['one']"),
        ("- dialogue: [", "parsing"),
    ],
)
def test_a_script_that_cannot_be_read_is_refused_with_its_place(script: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(script, "utf-8")
    with pytest.raises(ScriptError) as refused:
        read_file(file)
    assert "broken.yml" in str(refused.value)
    assert complaint in str(refused.value)
