"""Every word of the console exists in both languages, is used, and is set as its language wants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

import bot.console
from bot.console.wording import words_of
from bot.core.account import HoldReason, Language
from bot.core.arrangement import InstalmentState
from bot.core.candidates import Nearness
from bot.core.conversation import Author, HandoffReason, HandoffState, Outcome, Priority
from bot.core.negotiation import Limit, Referral
from bot.core.settlement import NoSettlement
from bot.core.task import TaskKind
from bot.services.importing_payments import METHODS
from tests.builders import ROOT

CONSOLE = Path(bot.console.__file__).parent
TEMPLATES = sorted((CONSOLE / "templates").glob("*.html"))
LANGUAGES = {language.value for language in Language}
# What a key that a template puts together may end in.
ENDINGS = {
    "reason.": {reason.value for reason in HandoffReason},
    "priority.": {priority.value for priority in Priority},
    "author.": {author.value for author in Author},
    "outcome.": {outcome.value for outcome in Outcome},
    "hold.": {reason.value for reason in HoldReason},
    "instalment.": {state.value for state in InstalmentState},
    "case.": {HandoffState.RETURNED.value, HandoffState.CLOSED.value},
    "done.": {"returned", "closed", "released"},
    "case.writes.": LANGUAGES,
    "case.answer_to.": LANGUAGES,
    "language.own.": LANGUAGES,
    "method.": set(METHODS),
    "limit.": {limit.value for limit in Limit},
    "nearness.": {nearness.value for nearness in Nearness},
    "referral.": {reason.value for reason in (*Referral, *NoSettlement)},
    "task.kind.": {kind.value for kind in TaskKind},
    "task.how.": {kind.value for kind in TaskKind},
}
KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
# The block "kind" is a class of the page, not a text.
JINJA = re.compile(r"{% block kind %}.*?{% endblock %}|{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
FRENCH_SPACES = re.compile("[^\u00a0]:(?=\\s|$)|[^\u202f][?!;]|(?<![A-Za-z])'|[A-Za-z]'[A-Za-z]")


def said_in_templates() -> Iterator[tuple[str, str]]:
    """Every key a template says, or the fixed beginning of one, with the template's name."""
    environment = Environment(autoescape=True)
    for template in TEMPLATES:
        for call in environment.parse(template.read_text("utf-8")).find_all(nodes.Call):
            if not (isinstance(call.node, nodes.Name) and call.node.name == "say"):
                continue
            key = call.args[0]
            if isinstance(key, nodes.Const):
                yield key.value, template.name
            elif isinstance(key, nodes.Concat) and isinstance(key.nodes[0], nodes.Const):
                yield from ((key.nodes[0].value + end, template.name) for end in ENDINGS[key.nodes[0].value])


def said_in_code() -> set[str]:
    """Every text in the console's code that looks like a key of ours."""
    sections = {key.partition(".")[0] for key in words_of(Language.ENGLISH)}
    return {
        node.value
        for file in CONSOLE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if KEY.fullmatch(node.value) and node.value.partition(".")[0] in sections
        if not node.value.endswith(".html")
    }


KEY_IN_SCRIPT = re.compile(r'^  "?([a-z?])"?: ', re.MULTILINE)
SAID = sorted(set(said_in_templates()))


@pytest.mark.parametrize(("key", "template"), SAID)
@pytest.mark.parametrize("language", Language)
def test_every_word_of_a_template_exists(key: str, template: str, language: Language) -> None:
    assert key in words_of(language), template


def test_every_word_of_the_code_exists() -> None:
    assert said_in_code() <= set(words_of(Language.ENGLISH))


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    def shape(language: Language) -> dict[str, set[str]]:
        return {
            key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in words_of(language).items()
        }

    assert shape(Language.FRENCH) == shape(Language.ENGLISH)


def test_no_word_is_left_over() -> None:
    used = {key for key, _ in SAID} | said_in_code() | {f"method.{method}" for method in METHODS}

    assert set(words_of(Language.ENGLISH)) - used == set()


def test_french_is_set_with_its_own_spaces_and_apostrophes() -> None:
    wrong = {key: text for key, text in words_of(Language.FRENCH).items() if FRENCH_SPACES.search(text)}

    assert wrong == {}


def test_nothing_in_the_templates_is_said_without_a_word() -> None:
    """What stands between tags comes from the lists; only names of ours and of keys stand by themselves."""
    ours = {"Accord", "PDF"}
    for template in TEMPLATES:
        text = re.sub(r"<[^>]*>", " ", JINJA.sub(" ", template.read_text("utf-8")))
        assert set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)) - ours == set(), template.name


@pytest.mark.parametrize("manual", [CONSOLE / "templates" / "_shortcuts.html", ROOT / "docs" / "console.md"])
def test_every_shortcut_is_explained(manual: Path) -> None:
    script = (CONSOLE / "static" / "js" / "keys.js").read_text("utf-8")
    shortcuts = set(KEY_IN_SCRIPT.findall(script[script.index("const KEYS") :]))
    text = manual.read_text("utf-8")

    assert {"j", "k", "c", "r", "n", "?"} == shortcuts
    assert [key for key in shortcuts if f"<kbd>{key}</kbd>" not in text and f"`{key}`" not in text] == []
