"""Spelling evened out before reading, without losing where each character came from.

Debtors write on phones: capitals, missing accents, curly apostrophes, non-breaking spaces, "cinquante" for 50 and
"fourty" for 40. `fold` removes the differences that carry no meaning; `with_digits` then writes numbers in digits.
Both return a `Folded`, whose `span` leads from an offset in the evened text back to the text as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# text2num 3 is a compiled module and ships no type information.
from text_to_num import text2num  # type: ignore[import-untyped]

FRENCH: Final = "fr"
ENGLISH: Final = "en"


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


@lru_cache(maxsize=4096)
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


def fold(text: str) -> Folded:
    """Even out case, accents, apostrophes, hyphens, spaces and digits of other scripts."""
    if text.isascii():
        return Folded(text.lower().replace("`", "'").replace("\t", " "), text, range(len(text) + 1))
    pieces = [_fold_character(character) for character in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and all(len(piece) == 1 for piece in pieces):
        return Folded(folded, text, range(len(text) + 1))
    offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    offsets.append(len(text))
    return Folded(folded, text, tuple(offsets))


# Number words as text2num knows them, then spellings seen in messages and what they stand for.
_FRENCH_NUMBERS: Final = (
    "zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente "
    "quarante cinquante soixante septante huitante octante nonante cent cents mille mil million millions"
).split()
_FRENCH_SPELLINGS: Final = {
    "deu": "deux", "troi": "trois", "quatres": "quatre", "catre": "quatre", "cinqs": "cinq", "onz": "onze",
    "douz": "douze", "vint": "vingt", "vingte": "vingt", "trent": "trente", "carante": "quarante",
    "quarente": "quarante", "cinquente": "cinquante", "cinkante": "cinquante", "sinquante": "cinquante",
    "soissante": "soixante", "soixant": "soixante", "quatrevingt": "quatre-vingt", "quatrevingts": "quatre-vingts",
    "quatrevingtdix": "quatre-vingt-dix", "milles": "mille", "millle": "mille",
}  # fmt: skip
_ENGLISH_NUMBERS: Final = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million"
).split()
_ENGLISH_SPELLINGS: Final = {
    "fourty": "forty", "fifthy": "fifty", "fivty": "fifty", "fity": "fifty", "ninty": "ninety", "twelf": "twelve",
    "hundered": "hundred", "hunderd": "hundred", "hundreds": "hundred", "thousands": "thousand", "tweny": "twenty",
    "fourten": "fourteen", "eigth": "eight", "thirthy": "thirty",
}  # fmt: skip

# "un", "une" and "one" are numbers only before something that is counted, "a" only in "a hundred": "50 a month" says
# how often.
_COUNTED: Final = {
    FRENCH: r"(?:seule? )?(?:euros?|balles?|livres?|jours?|semaines?|quinzaine|mois|trimestres?|an|annee|fois|"
    r"mensualite|echeance|versement|paiement)",
    ENGLISH: r"(?:single )?(?:euro|pound|quid|day|week|fortnight|month|quarter|year|payment|instal?lment|go|time)",
}


@dataclass(frozen=True, slots=True)
class _NumberWords:
    spellings: dict[str, str]
    run: re.Pattern[str]


def _number_words(numbers: list[str], spellings: dict[str, str], one: str, join: str, counted: str) -> _NumberWords:
    word = "(?:" + "|".join(sorted([*numbers, *spellings], key=len, reverse=True)) + ")"
    plain = rf"{word}(?:(?:[ -]{{1,2}}|{join}){word}\b|(?:[ -]|{join}){one}\b)*"
    lone = rf"(?:une?|one)(?= {counted}\b)"
    compound = rf"{one}[ -]{word}\b(?:(?:[ -]{{1,2}}|{join}){word}\b)*"
    return _NumberWords(spellings, re.compile(rf"(?<![\w'])(?:{compound}|{plain}|{lone})(?!\w)"))


_NUMBER_WORDS: Final = {
    FRENCH: _number_words(_FRENCH_NUMBERS, _FRENCH_SPELLINGS, "une?", "[ -]et[ -]", _COUNTED[FRENCH]),
    ENGLISH: _number_words(_ENGLISH_NUMBERS, _ENGLISH_SPELLINGS, "(?:one|an?)", "[ -]and[ -]", _COUNTED[ENGLISH]),
}
# The longest number worth reading ("neuf cent quatre-vingt-dix-neuf mille ...") has fewer words than this; the bound
# keeps the work on a hostile message proportional to its length.
_LONGEST_NUMBER: Final = 12


def with_digits(folded: Folded, language: str) -> Folded:
    """Write the number words of `language` in digits: "trois cents euros" becomes "300 euros".

    "un", "une" and "one" are left alone unless they count something ("une semaine", "one payment").

    Args:
        language: "fr" or "en".
    Raises:
        KeyError: another language.
    """
    words = _NUMBER_WORDS[language]
    numbers = (
        number
        for run in words.run.finditer(folded.text)
        if not _is_no_number(folded.text, run, language)
        for number in _numbers_in_run(run, words, language)
    )
    return rewrite(folded, ((start, end, str(value)) for value, start, end in numbers))


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


def _is_no_number(text: str, run: re.Match[str], language: str) -> bool:
    """Number words that mean something else: "12 sept", "dix pour cent", "les deux", "mille mercis"."""
    before, after = text[max(0, run.start() - 5) : run.start()], text[run.end() : run.end() + 8]
    if language == ENGLISH:
        return False
    return (
        (run.group() == "sept" and before.rstrip()[-1:].isdigit())
        or (run.group() == "cent" and before.endswith(("pour ", "pour-")))
        or (run.group() == "deux" and before.endswith("les ") and not after.startswith((" tiers", " semaine", " mois")))
        or (run.group() == "mille" and after.startswith((" merci", " excuse", " pardon")))
    )


def _numbers_in_run(run: re.Match[str], words: _NumberWords, language: str) -> list[tuple[int, int, int]]:
    """(value, start, end) of each number in a run of number words, as `cinquante soixante` holds two."""
    tokens = [(m.group(), m.start() + run.start(), m.end() + run.start()) for m in re.finditer(r"[a-z]+", run.group())]
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(tokens):
        for stop in range(min(len(tokens), at + _LONGEST_NUMBER), at, -1):
            value = _value(tuple(words.spellings.get(token, token) for token, _, _ in tokens[at:stop]), language)
            if value is not None:
                found.append((value, tokens[at][1], tokens[stop - 1][2]))
                at = stop
                break
        else:
            at += 1
    return found


@lru_cache(maxsize=2048)
def _value(tokens: tuple[str, ...], language: str) -> int | None:
    if language == ENGLISH:
        if tokens[0] in ("a", "an"):
            tokens = ("one", *tokens[1:])
        hundreds = _spoken_hundreds(tokens)
        if hundreds is not None:
            return hundreds
    if tokens[-1] in ("et", "and"):
        return None
    try:
        return int(text2num(" ".join(tokens), language))
    except ValueError:
        return None


def _spoken_hundreds(tokens: tuple[str, ...]) -> int | None:
    """ "one fifty" is 150 and "nineteen eighty five" 1985: hundreds go unsaid in spoken English."""
    if not 2 <= len(tokens) <= 3 or "and" in tokens:
        return None
    try:
        first, rest = int(text2num(tokens[0], ENGLISH)), int(text2num(" ".join(tokens[1:]), ENGLISH))
    except ValueError:
        return None
    return first * 100 + rest if 1 <= first <= 20 and 10 <= rest <= 99 and first != 10 else None
