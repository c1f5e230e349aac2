"""Ordinal words, which dates need: "fifth" becomes "5th" and "premier" becomes "1er"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.words import ENGLISH, Folded, rewrite

_ENGLISH_ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30}
_ORDINALS: Final = {
    "en": re.compile(rf"\b(?:(?P<tens>[23]0)[ -])?(?P<word>{'|'.join(_ENGLISH_ORDINALS)})\b"),
    "fr": re.compile(r"\bpremier\b"),
}


def with_ordinals(folded: Folded, language: str) -> Folded:
    """Write "fifth" as "5th" and "premier" as "1er"; "twenty-first" comes with its tens in digits already."""

    def digits(match: re.Match[str]) -> str:
        if language != ENGLISH:
            return "1er"
        return f"{int(match['tens'] or 0) + _ENGLISH_ORDINALS[match['word']]}th"

    words = _ORDINALS[language].finditer(folded.text)
    return rewrite(folded, ((match.start(), match.end(), digits(match)) for match in words))
