"""The console's own words, from words/*.yml: one text a key and language, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.core.account import Language

DIRECTORY = Path(__file__).parent / "words"


@lru_cache
def words_of(language: Language) -> Mapping[str, str]:
    """Every text of a language by its dotted key, e.g. `queue.title`."""
    content = YAML(typ="safe").load((DIRECTORY / f"{language.value}.yml").read_text("utf-8"))
    return dict(_flat(content, ""))


def say(language: Language, key: str, **values: object) -> str:
    """One text, with its placeholders filled.

    Raises:
        KeyError: there is no such text, or a placeholder got no value.
    """
    return words_of(language)[key].format(**values)


def _flat(content: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
