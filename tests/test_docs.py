"""The documentation is complete: what can be set, said, done or called has its place in `docs/`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import tomli
from ruamel.yaml import YAML
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli.main import app
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FIRST_CELL = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
REQUIREMENT_NAME = re.compile(r"[A-Za-z0-9._-]+")


def test_every_setting_is_documented_and_nothing_else():
    """An operator finds each setting, and none that does not exist."""
    expected = {PREFIX + field.name.upper() for field in fields(Settings)}

    assert expected == set(_first_cells("settings.md"))


def test_settings_are_documented_with_their_defaults():
    """The defaults that a number or a text has are those of the code."""
    rows = [line for line in _text("settings.md").splitlines() if line.startswith(f"| `{PREFIX}")]
    defaults = {field.name: field.default for field in fields(Settings)}

    for row in rows:
        name, default = (cell.strip().strip("`") for cell in row.split("|")[2:4])
        if isinstance(defaults[name], (int, Path)) or (isinstance(defaults[name], str) and defaults[name]):
            assert str(defaults[name]) == default, name


def test_every_intent_is_documented_and_nothing_else():
    """Each intent of the domain has a line that says what answers it."""
    expected = {next(iter(one)) if isinstance(one, dict) else one for one in _domain()["intents"]}

    assert expected == set(_first_cells("dialogue.md", "## From intent to action"))


def test_every_intent_is_documented_with_the_actions_of_its_rule():
    """The table says what the rules say."""
    ruled = {}
    for file in sorted((ROOT / "policies" / "dialogue" / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(file.read_text("utf-8"))["rules"]:
            first, *then = rule["steps"]
            ruled[first["intent"]] = [step["action"] for step in then]

    told = {}
    for row in _section("dialogue.md", "## From intent to action").splitlines():
        if row.startswith("| `"):
            intent, actions = row.split("|")[1:3]
            told[intent.strip().strip("`")] = re.findall(r"`([^`]+)`", actions)
    assert ruled == told


def test_every_action_is_documented():
    """Each action of the domain is named where the dialogue is explained."""
    named = set(re.findall(r"`(action_\w+)`", _text("dialogue.md")))

    assert set(_domain()["actions"]) == named


def test_every_slot_is_documented():
    """What the dialogue remembers is listed."""
    named = set(re.findall(r"`(\w+)`", _section("dialogue.md", "## Slots")))

    assert set(_domain()["slots"]) <= named


def test_every_command_is_documented_and_nothing_else():
    """What `accord` can do stands in the operator's page."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)

    assert set(_commands(root, "accord")) == set(_first_cells("operations.md", "## Commands"))


def test_every_direct_dependency_says_why_it_is_there():
    """A line for each dependency, a dependency for each line."""
    project = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    service = _first_cells("dependencies.md", "## The service")
    assert _names(project["project"]["dependencies"]) == sorted(service)
    development = _first_cells("dependencies.md", "## Tests and checks")
    assert _names(project["dependency-groups"]["dev"]) == sorted(development)


def test_every_direct_npm_dependency_says_why_it_is_there():
    """The browser tests' package has its sentence too."""
    package = json.loads((ROOT / "tests" / "browser" / "package.json").read_text("utf-8"))
    named = {**package.get("dependencies", {}), **package.get("devDependencies", {})}

    for name in named:
        assert f"`{name}`" in _text("dependencies.md")


def test_every_vendored_file_says_why_it_is_there():
    """What is copied into the repository is named with its licence."""
    vendor = ROOT / "bot" / "console" / "static" / "vendor"
    copied = {file.name for file in vendor.iterdir() if file.name != "VENDORED.json"}
    section = _section("dependencies.md", "## Browser code of the console")

    assert copied == set(re.findall(r"`([\w-]+(?:\.[\w-]+)*\.(?:js|css|woff2|LICENSE\.txt))`", section))


@pytest.mark.parametrize("file", sorted(DOCS.rglob("*.md")), ids=lambda file: str(file.relative_to(DOCS)))
def test_every_page_can_be_reached(file: Path):
    """No page is an orphan: the index, or the list of decisions, leads to it."""
    if file == DOCS / "index.md":
        return
    a_decision = file.parent.name == "adr" and file.name != "README.md"
    source = DOCS / "adr" / "README.md" if a_decision else DOCS / "index.md"
    linked = {(source.parent / target).resolve() for target in LINK.findall(source.read_text("utf-8"))}

    assert file.resolve() in linked


def test_no_link_inside_the_repository_is_dead():
    """Every relative link of a page leads to a file."""
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("changelog.d/*.md"), ROOT / "portfolio/README.md"]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]

    assert [] == dead


def _text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _section(name: str, heading: str) -> str:
    """From a heading to the next of its rank."""
    _, found, after = _text(name).partition(f"{heading}\n")
    assert found, f"{name} has no section {heading!r}"
    return re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0]


def _first_cells(name: str, heading: str | None = None) -> list[str]:
    """What the lines of a page's tables begin with, in code type."""
    return FIRST_CELL.findall(_text(name) if heading is None else _section(name, heading))


def _domain() -> dict[str, list]:
    loaded: dict[str, list] = YAML(typ="safe").load((ROOT / "bot/domain/domain.yml").read_text("utf-8"))
    return loaded


def _commands(group: TyperGroup, name: str) -> Iterator[str]:
    for command_name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, f"{name} {command_name}")
        else:
            yield f"{name} {command_name}"


def _names(requirements: list[str]) -> list[str]:
    matches = (REQUIREMENT_NAME.match(one) for one in requirements)
    return sorted(match.group() for match in matches if match)
