"""Dialogues as data: what a debtor writes, what they must hear, and what the database must hold then.

A file in `scripts/<language>/` is a list of dialogues:

    - dialogue: learns the balance            # unique within its file
      covers: [ask_balance]                   # the intents it is about; optional
      language: fr                            # metadata.language of each message; optional
      now: 2026-11-23T14:10:00+01:00          # with an offset; optional
      turns:
        - say: "bonjour"                      # or `press:` a button's title (or a part of it that is unique),
                                              # or `again: true`: the same message, with the same id
          id: m1                              # metadata.message_id; optional, needed before `again`
          times: 2500                         # the text that many times over; optional
          at: 2026-11-24T15:00:00+01:00       # the clock moves on to this instant first; optional
          hears: ["assistant automatique"]    # each occurs in the replies
          hears_not: ["€"]                    # none occurs in them
          buttons: ["Parler à une personne"]  # titles that must be there
          silent: true                        # no reply at all (a person holds the conversation)
      then:
        account VOL-26-888177: {plans.0.state: active, plans.len: 1, document: true}
        handoffs: [{reason: hardship_income}] # all of them, each with at least these keys; [] for none
        conversation: {holder: agent, feedback.0.rating: 4}

Paths lead through `bot.services.states`; a number is a position (-1 the last), `len` counts. Plans come with the
newest first, everything else with the oldest first. `document: true`
downloads the newest agreement. Words are compared without regard to case, kinds of spaces and of apostrophes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

SCRIPTS = Path(__file__).parent / "scripts"
LANGUAGES = ("fr", "en")

# A Monday afternoon with the office open, as of which the portfolio was made up.
USUAL_NOW = datetime(2026, 11, 23, 13, 10, tzinfo=timezone.utc)
ACCOUNT = "account "

DIALOGUE_KEYS = {"dialogue", "covers", "language", "now", "turns", "then"}
TURN_KEYS = {"say", "press", "again", "id", "times", "at", "hears", "hears_not", "buttons", "silent"}
DEBTOR_ACTS = ("say", "press", "again")


class ScriptError(Exception):
    """A script cannot be read; the message names file and place."""


@dataclass(frozen=True)
class DebtorTurn:
    """One message of the debtor and what follows from it.

    Attributes:
        say: the text; None where a button is pressed or the last message sent again.
        place: for messages: file, dialogue, position.
    """

    place: str
    say: str | None = None
    press: str | None = None
    again: bool = False
    message_id: str | None = None
    at: datetime | None = None
    hears: tuple[str, ...] = ()
    hears_not: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True)
class Dialogue:
    """One black-box test.

    Attributes:
        accounts: reference → dotted path → value.
        handoffs: None where the script says nothing about them.
    """

    place: str
    name: str
    turns: tuple[DebtorTurn, ...]
    covers: tuple[str, ...] = ()
    language: str | None = None
    now: datetime = USUAL_NOW
    accounts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    handoffs: tuple[Mapping[str, Any], ...] | None = None
    conversation: Mapping[str, Any] = field(default_factory=dict)


def read_scripts(language: str, folder: Path = SCRIPTS) -> list[Dialogue]:
    """Every dialogue of a language, file by file."""
    return [one for file in sorted((folder / language).glob("*.yml")) for one in read_file(file)]


def read_file(file: Path) -> list[Dialogue]:
    """The dialogues of one file.

    Raises:
        ScriptError: naming file and place.
    """
    shown = f"{file.parent.name}/{file.name}"
    try:
        content = YAML(typ="safe").load(file.read_text("utf-8"))
    except YAMLError as error:
        raise ScriptError(f"{shown}: {error}") from error
    dialogues = [
        _dialogue(one, f"{shown} dialogue {number}") for number, one in enumerate(_list(content, shown), start=1)
    ]
    names = [one.name for one in dialogues]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ScriptError(f"{shown}: two dialogues are named {sorted(twice)}")
    return dialogues


def _dialogue(raw: Any, place: str) -> Dialogue:
    raw = _mapping(raw, place, DIALOGUE_KEYS)
    name = _text(raw.get("dialogue"), f"{place}: dialogue")
    place = f"{place} ({name})"
    turns = tuple(
        _turn(one, f"{place} turn {number}")
        for number, one in enumerate(_list(raw.get("turns"), f"{place}: turns"), start=1)
    )
    if not turns:
        raise ScriptError(f"{place}: a dialogue needs turns")
    language = raw.get("language")
    if language not in (None, *LANGUAGES):
        raise ScriptError(f"{place}: language: found {language!r}, expected one of {LANGUAGES}")
    return Dialogue(
        place,
        name,
        turns,
        covers=_texts(raw.get("covers", []), f"{place}: covers"),
        language=language,
        now=_instant(raw["now"], f"{place}: now") if "now" in raw else USUAL_NOW,
        **_outcome(raw.get("then") or {}, f"{place}: then"),
    )


def _turn(raw: Any, place: str) -> DebtorTurn:
    raw = _mapping(raw, place, TURN_KEYS)
    if sum(act in raw for act in DEBTOR_ACTS) != 1:
        raise ScriptError(f"{place}: found {sorted(raw)}, expected exactly one of {DEBTOR_ACTS}")
    say = raw.get("say")
    if say is not None:
        say = _text(say, f"{place}: say") * int(raw.get("times", 1))
    return DebtorTurn(
        place,
        say=say,
        press=None if "press" not in raw else _text(raw["press"], f"{place}: press"),
        again=bool(raw.get("again")),
        message_id=None if "id" not in raw else _text(raw["id"], f"{place}: id"),
        at=_instant(raw["at"], f"{place}: at") if "at" in raw else None,
        hears=_texts(raw.get("hears", []), f"{place}: hears"),
        hears_not=_texts(raw.get("hears_not", []), f"{place}: hears_not"),
        buttons=_texts(raw.get("buttons", []), f"{place}: buttons"),
        silent=bool(raw.get("silent")),
    )


def _outcome(raw: Any, place: str) -> dict[str, Any]:
    raw = _mapping(raw, place)
    accounts = {
        key.removeprefix(ACCOUNT): _plain(_mapping(value, f"{place}: {key}"))
        for key, value in raw.items()
        if key.startswith(ACCOUNT)
    }
    unknown = [key for key in raw if not key.startswith(ACCOUNT) and key not in ("handoffs", "conversation")]
    if unknown:
        raise ScriptError(f"{place}: unknown {unknown}, expected `account REF`, handoffs or conversation")
    handoffs = None
    if "handoffs" in raw:
        listed = _list(raw["handoffs"], f"{place}: handoffs")
        handoffs = tuple(_plain(_mapping(one, f"{place}: handoffs")) for one in listed)
    conversation = _plain(_mapping(raw.get("conversation") or {}, f"{place}: conversation"))
    return {"accounts": accounts, "handoffs": handoffs, "conversation": conversation}


def _mapping(raw: Any, place: str, known: set[str] | None = None) -> dict[str, Any]:
    if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
        raise ScriptError(f"{place}: found {raw!r}, expected keys and values")
    if known is not None and (unknown := sorted(raw.keys() - known)):
        raise ScriptError(f"{place}: unknown {unknown}, expected some of {sorted(known)}")
    return raw


def _list(raw: Any, place: str) -> Sequence[Any]:
    if not isinstance(raw, list):
        raise ScriptError(f"{place}: found {raw!r}, expected a list")
    return raw


def _text(raw: Any, place: str) -> str:
    if not isinstance(raw, str):
        raise ScriptError(f"{place}: found {raw!r}, expected a text (quote it)")
    return raw


def _texts(raw: Any, place: str) -> tuple[str, ...]:
    return tuple(_text(one, place) for one in _list(raw, place))


def _instant(raw: Any, place: str) -> datetime:
    if not isinstance(raw, datetime):
        raise ScriptError(f"{place}: found {raw!r}, expected an instant such as 2026-11-23T14:10:00+01:00")
    # The YAML reader gives instants with an offset in UTC, without saying so.
    return raw if raw.tzinfo else raw.replace(tzinfo=timezone.utc)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """States hold dates as ISO texts."""
    return {key: one.isoformat() if isinstance(one, date) else one for key, one in values.items()}
