"""What the safety net hears: reviewed patterns in `bot/nlu/safety/*.yml`, and which intent outweighs which.

The lexicon is for people who do not program to review; compliance D says what each signal leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from spacy.vocab import Vocab

from bot.nlu.safety_patterns import Match, Pattern, PatternError, PatternIndex, Speller, compiled

LEXICON: Final = Path(__file__).parent / "safety"
LANGUAGES: Final = ("fr", "en")
INNOCENT: Final = "innocent"
ANY: Final = "all"

# From the most serious to the least; intents of one line weigh the same: the classifier chooses among them.
SERIOUSNESS: Final[tuple[tuple[str, ...], ...]] = (
    ("crisis_self_harm",),
    ("hardship_abuse",),
    ("debtor_deceased",),
    ("hardship_bereavement", "hardship_health", "hardship_overindebted", "hardship_income"),
    (
        "dispute_fraud",
        "dispute_time_barred",
        "dispute_already_paid",
        "dispute_not_mine",
        "dispute_service",
        "dispute_amount",
    ),
    ("wrong_person", "third_party"),
    ("stop_contact",),
    ("file_complaint",),
    ("request_human",),
)
SERIOUS: Final[frozenset[str]] = frozenset(intent for line in SERIOUSNESS for intent in line)
_RANK: Final = {intent: rank for rank, line in enumerate(SERIOUSNESS) for intent in line}
_ORDER: Final = {intent: place for place, intent in enumerate(i for line in SERIOUSNESS for i in line)}


def is_more_serious(intent: str, than: str | None) -> bool:
    """Whether the first intent outweighs the second; every serious intent outweighs the others and None."""
    return _RANK.get(intent, len(SERIOUSNESS)) < _RANK.get(than or "", len(SERIOUSNESS))


class Lexicon:
    """Both languages' patterns, compiled; `alarm` reads one message."""

    def __init__(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """`sources`: file name → its content.

        Raises:
            PatternError: names the file and the line that is wrong.
        """
        spellings: dict[str, tuple[str, ...]] = {}
        for name, content in sources.items():
            for meaning, variants in content["spellings"].items():
                for variant in variants.split():
                    if spellings.setdefault(variant, tuple(meaning.split())) != tuple(meaning.split()):
                        raise PatternError(f"{name}: {variant!r} stands for two things")
        patterns: dict[str, list[Pattern]] = {}
        for name, content in sources.items():
            for section in ("families", INNOCENT):
                for family, lines in content[section].items():
                    if family not in SERIOUS and (section, family) != (INNOCENT, ANY):
                        raise PatternError(f"{name}, {section}: {family!r} is no intent of the safety net")
                    key = family if section == "families" else f"{INNOCENT} {family}"
                    for line in lines:
                        try:
                            found = compiled(line, content["words"], spellings)
                        except PatternError as error:
                            raise PatternError(f"{name}, {section}, {family}: {error}") from error
                        patterns.setdefault(key, []).extend(found)
        self._index = PatternIndex(Vocab(), patterns)
        self._speller = Speller(spellings, self._index.words)

    @classmethod
    def load(cls, directory: Path = LEXICON) -> Lexicon:
        """The lexicon of a folder: fr.yml and en.yml, always both, since people mix languages."""
        reader = YAML(typ="safe")
        return cls({f"{code}.yml": reader.load(directory / f"{code}.yml") for code in LANGUAGES})

    def alarm(self, text: str) -> str | None:
        """The most serious intent that a pattern hears in a message, None where there is none.

        An innocent phrase ("mort de rire", "not suicidal") undoes the matches it overlaps, except one that says
        more than it: "en finir avec cette dette" is innocent, "en finir avec la vie" is not.
        """
        matches = self._index.matches(self._speller.words(text))
        innocent = [match for match in matches if match[0].startswith(INNOCENT)]
        heard = [
            match[0]
            for match in matches
            if match[0] in SERIOUS and not any(_undoes(phrase, match) for phrase in innocent)
        ]
        return min(heard, key=_ORDER.__getitem__, default=None)


def _undoes(innocent: Match, alarm: Match) -> bool:
    concerns = innocent[0] in (f"{INNOCENT} {ANY}", f"{INNOCENT} {alarm[0]}")
    overlaps = innocent[1] < alarm[2] and alarm[1] < innocent[2]
    says_more = alarm[1] <= innocent[1] and innocent[2] <= alarm[2] and alarm[1:] != innocent[1:]
    return concerns and overlaps and not says_more


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The reviewed lexicon, compiled once a process."""
    return Lexicon.load()


def asks_no_contact(text: str) -> bool:
    """Whether a message, or a button of ours, asks us to stop writing; what is more serious is heard instead."""
    words = text.strip()
    return words.partition("{")[0] == "/stop_contact" or alarm(words) == "stop_contact"


def alarm(text: str) -> str | None:
    """The intent the safety net raises for a message in French, English or both; None where there is none."""
    return lexicon().alarm(text)
