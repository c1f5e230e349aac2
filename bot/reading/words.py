"""Spelling evened out before reading, without losing where each character came from.

Debtors write on phones: capitals, missing accents, curly apostrophes, non-breaking spaces, "cinquante" for 50
and "fourty" for 40. `fold` removes the differences that carry no meaning, `rewrite` replaces what means the
same; both return a `Folded`, whose `span` leads from an offset in the evened text back to the text as typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FRENCH: Final = "fr"
ENGLISH: Final = "en"


def word_list(text: str) -> list[str]:
    """The words of a text, so that long lists can be written as prose."""
    return text.split()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text evened out for reading.

    Attributes:
        text: lower case, no accents, plain apostrophes, hyphens and spaces.
        source: the text as typed.
        offsets: for each character of `text`, its offset in `source`; one more item marks the end.
    """

    text: str
    source: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in `source` of `text[start:end]`."""
        return self.offsets[start], self.offsets[end]


_SAME_MEANING: Final = {
    **dict.fromkeys("‘’ʼ´`′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000\t", " "),
    # Zero-width characters, soft hyphens and the marks that turn a digit into a keycap emoji.
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u20e3", ""),
    "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss",
}  # fmt: skip


class _FoldTable(dict[int, str]):
    """What each character folds to, worked out when first met.

    Attributes:
        uneven: the characters that do not fold to exactly one.
    """

    _MOST: Final = 4096

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _fold_character(character)
        if len(folded) != 1:
            self.uneven.add(character)
        if len(self) < self._MOST:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _SAME_MEANING:
        return _SAME_MEANING[character]
    category = unicodedata.category(character)
    if category == "Mn":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "L" or "\uff01" <= character <= "\uff5e":
        decomposed = unicodedata.normalize("NFKD", character)
        return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").lower()
    return character


_FOLD_TABLE: Final = _FoldTable()


def fold(text: str) -> Folded:
    """Even out case, accents, apostrophes, hyphens, spaces and digits of other scripts."""
    folded = text.translate(_FOLD_TABLE)
    if _FOLD_TABLE.uneven.isdisjoint(text):
        return Folded(folded, text, range(len(text) + 1))
    offsets = [at for at, character in enumerate(text) for _ in _FOLD_TABLE[ord(character)]]
    offsets.append(len(text))
    return Folded(folded, text, tuple(offsets))


def rewrite(folded: Folded, changes: Iterable[tuple[int, int, str]]) -> Folded:
    """Replace stretches of a folded text, offsets kept: every character put in stands for the whole stretch.

    Args:
        changes: (start, end, replacement), in order, apart from each other.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for start, end, replacement in changes:
        pieces += (folded.text[done:start], replacement)
        offsets.extend(folded.offsets[done:start])
        offsets.extend([folded.offsets[start]] * len(replacement))
        done = end
    if not pieces:
        return folded
    offsets.extend(folded.offsets[done:])
    return Folded("".join(pieces) + folded.text[done:], folded.source, tuple(offsets))
