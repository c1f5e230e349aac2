"""Typed text as it may be kept and shown: what no keyboard sends, and some databases refuse, is left out."""

from __future__ import annotations

import unicodedata

# Controls, halves of characters, private use and what Unicode has not assigned.
UNWANTED = frozenset({"Cc", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """The text in NFC, without control characters (lines and tabs stay) and outer blanks."""
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    return "".join(
        character
        for character in unicodedata.normalize("NFC", whole)
        if character in "\n\t" or unicodedata.category(character) not in UNWANTED
    ).strip()
