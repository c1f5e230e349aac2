"""Numbers in words, in French and English: "trois cents euros" becomes "300 euros".

text2num knows the numbers; this module finds them, forgives the spellings seen in messages, and leaves alone
the words that are numbers only now and then ("un", "sept.", "pour cent").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from text_to_num import text2num

from bot.reading.words import ENGLISH, FRENCH, Folded, rewrite, word_list

# Number words as text2num knows them, then spellings seen in messages and what they stand for.
_FRENCH_NUMBERS: Final = word_list("""
    zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts
    trente quarante cinquante soixante septante huitante octante nonante cent cents mille mil million millions
""")
_FRENCH_SPELLINGS: Final = {
    "deu": "deux", "troi": "trois", "quatres": "quatre", "catre": "quatre", "cinqs": "cinq", "onz": "onze",
    "douz": "douze", "vint": "vingt", "vingte": "vingt", "trent": "trente", "carante": "quarante",
    "quarente": "quarante", "cinquente": "cinquante", "cinkante": "cinquante", "sinquante": "cinquante",
    "soissante": "soixante", "soixant": "soixante", "quatrevingt": "quatre-vingt", "milles": "mille",
    "quatrevingts": "quatre-vingts", "quatrevingtdix": "quatre-vingt-dix", "millle": "mille",
}  # fmt: skip
_ENGLISH_NUMBERS: Final = word_list("""
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
""")
_ENGLISH_SPELLINGS: Final = {
    "fourty": "forty", "fifthy": "fifty", "fivty": "fifty", "fity": "fifty", "ninty": "ninety",
    "twelf": "twelve", "hundered": "hundred", "hunderd": "hundred", "hundreds": "hundred", "tweny": "twenty",
    "thousands": "thousand", "fourten": "fourteen", "eigth": "eight", "thirthy": "thirty",
}  # fmt: skip

# "un", "une" and "one" are numbers only before something that is counted, "a" only in "a hundred": "50 a
# month" says how often.
_COUNTED: Final = {
    FRENCH: r"(?:seule? )?(?:euros?|balles?|livres?|jours?|semaines?|quinzaine|mois|trimestres?|an|annee|fois"
    r"|mensualite|echeance|versement|paiement)",
    ENGLISH: r"(?:single )?(?:euro|pound|quid|day|week|fortnight|month|quarter|year|payment|instal?lment|go"
    r"|time)",
}


@dataclass(frozen=True, slots=True)
class _NumberWords:
    spellings: dict[str, str]
    run: re.Pattern[str]


def _number_words(
    numbers: list[str], spellings: dict[str, str], one: str, leading_one: str, join: str, counted: str
) -> _NumberWords:
    word = "(?:" + "|".join(sorted([*numbers, *spellings], key=len, reverse=True)) + ")"
    plain = rf"{word}(?:(?:[ -]{{1,2}}|{join}){word}\b|(?:[ -]|{join}){one}\b)*"
    lone = rf"{one}(?= {counted}\b)"
    compound = rf"{leading_one}[ -]{word}\b(?:(?:[ -]{{1,2}}|{join}){word}\b)*"
    return _NumberWords(spellings, re.compile(rf"(?<![\w'])(?:{compound}|{plain}|{lone})(?!\w)"))


_NUMBER_WORDS: Final = {
    FRENCH: _number_words(_FRENCH_NUMBERS, _FRENCH_SPELLINGS, "une?", "une?", "[ -]et[ -]", _COUNTED[FRENCH]),
    ENGLISH: _number_words(
        _ENGLISH_NUMBERS, _ENGLISH_SPELLINGS, "one", "(?:one|an?)", "[ -]and[ -]", _COUNTED[ENGLISH]
    ),
}
_COUNTED_IN_TWOS: Final = (" tiers", " semaine", " mois")
# The longest number worth reading ("neuf cent quatre-vingt-dix-neuf mille ...") has fewer words than this;
# the bound keeps the work on a hostile message proportional to its length.
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
