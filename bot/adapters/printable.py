"""Text from outside, made safe to print with the one font that we ship."""

from __future__ import annotations

import re
import unicodedata

MISSING = "\u25a1"
LONGEST_WORD = 30
BREAK_HERE = "\u200b"
KEPT_SPACES = "\u00a0\u202f"

# What the shipped font draws: Latin (with Vietnamese), Greek, Cyrillic, punctuation. PDF/UA forbids a missing
# glyph, so a document with any other character would not be written at all.
DRAWN = re.compile(
    "["
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u1ea0-\u1ef9"
    "\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u20ac\u2116\u2122\u25a1"
    "]+"
)


def printable(text: str) -> str:
    """One line without control or direction characters, in which every character has a glyph.

    A character that the font lacks becomes its plain form where it has one, else a box: a name in another
    script never keeps a debtor from their document, and the account reference still says whose it is.
    """
    drawn = "".join(map(_drawn, unicodedata.normalize("NFC", text)))
    return re.sub(" +", " ", drawn).strip(" ")


def _drawn(character: str) -> str:
    if character.isspace() and character not in KEPT_SPACES:
        return " "
    if DRAWN.fullmatch(character):
        return character
    if unicodedata.category(character)[0] in "CM":  # controls, and marks that no letter took up
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if DRAWN.fullmatch(plain) else MISSING


def breakable(text: str, longest: int = LONGEST_WORD) -> str:
    """The same text with a place to break after each so many characters without a space.

    What a person may copy from the document, such as a link, needs a length that ordinary ones stay below.
    """
    return re.sub(rf"(\S{{{longest}}})(?=\S)", rf"\1{BREAK_HERE}", text)
