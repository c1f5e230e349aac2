"""The words of the agreement: both languages say the same, plainly and in good typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import mean
from typing import Any

import pytest
import tomli

from bot.adapters.agreement_pdf import TEMPLATES
from bot.core.account import Language

LONGEST_SENTENCE = 25
MEAN_SENTENCE = 15


def words(language: Language) -> dict[str, Any]:
    return tomli.loads((TEMPLATES / f"agreement.{language.value}.toml").read_text("utf-8"))


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for index, one in enumerate(node):
            yield from leaves(one, f"{path}[{index}]")
    else:
        for key, one in node.items():
            yield from leaves(one, f"{path}.{key}")


def sentences(language: Language) -> list[str]:
    whole = [text for _, text in leaves(words(language)) if text.endswith(".")]
    return [one for text in whole for one in re.split(r"(?<=[.?!])\s+", text)]


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    french, english = (
        {path: sorted(re.findall(r"{\w+}", text)) for path, text in leaves(words(language))}
        for language in (Language.FRENCH, Language.ENGLISH)
    )

    assert french == english


@pytest.mark.parametrize("language", list(Language))
def test_sentences_are_short(language: Language) -> None:
    lengths = [len(re.findall(r"[\w{}’-]+", one)) for one in sentences(language)]

    assert max(lengths) <= LONGEST_SENTENCE
    assert mean(lengths) <= MEAN_SENTENCE


def test_french_has_no_ordinary_space_before_its_double_marks_nor_straight_apostrophes() -> None:
    found = [
        text for _, text in leaves(words(Language.FRENCH)) if re.search(r" [:;!?»%€]|« |'|\d+ (jours|heures)", text)
    ]

    assert found == []


@pytest.mark.parametrize("language", list(Language))
def test_nothing_threatens_or_names_it_an_acknowledgement_of_debt(language: Language) -> None:
    text = " ".join(text for _, text in leaves(words(language))).lower()

    for banned in (
        "reconnaissance de dette",
        "acknowledgement",
        "huissier",
        "saisie",
        "bailiff",
        "tribunal",
        "urgent",
    ):
        assert banned not in text
