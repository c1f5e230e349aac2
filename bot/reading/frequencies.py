"""How often a debtor can pay: weekly, fortnightly, monthly or quarterly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.claims import Claims
from bot.reading.number_words import with_digits
from bot.reading.patterns import any_of
from bot.reading.words import fold

Frequency = Literal["weekly", "fortnightly", "monthly", "quarterly"]


@dataclass(frozen=True, slots=True)
class FrequencyRead:
    """A frequency in a message; start and end are offsets in the text as typed."""

    frequency: Frequency
    start: int
    end: int


_WEEKDAYS: Final = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?"
)
_EVERY: Final = r"(?:chaque|tous? les|tts les|toute?s? les|ttes les|each|every)"

# What says how often by itself, and what does so after a slash ("50/mois").
_WORDS: Final[dict[Frequency, tuple[str, str]]] = {
    # Longest first: "toutes les deux semaines" must not be read as "semaines".
    "fortnightly": (
        rf"""
        {_EVERY} (?:2nd|other|second|deux|2) (?:semaines?|weeks?|{_WEEKDAYS})
        {_EVERY} (?:15|14|quinze) (?:jours?|days?)
        1 semaine sur 2|(?:par|la|chaque) quinzaine|2 fois par mois|bi-?mensuel(?:s|le|les|lement)?
        (?:a|per|every|each) fortnight|fortnightly|bi-?weekly|(?:twice|2 times) (?:a|per|each) month
        """,
        "quinzaine|fortnight|15 ?j(?:ours)?",
    ),
    "quarterly": (
        rf"""
        {_EVERY} (?:trimestres?|quarters?|3 (?:mois|months))
        trimestriel(?:s|le|les|lement)?|(?:par|le) trimestre|quarterly|(?:a|per) quarter
        """,
        "trimestre|trim|quarter",
    ),
    "monthly": (
        rf"""
        (?:{_EVERY}|the|a|per) (?:calendar )?(?:mois|month|mth|mnth)
        mensuel(?:s|le|les|lement)?|(?:par|le|p) moi?s?|fin de chaque mois|(?:1|une) fois (?:par|/) ?mois
        monthly|pcm|p/m|pm|(?<=\d)pm|once a month
        """,
        "moi?s?|month|mth|m",
    ),
    "weekly": (
        rf"""
        {_EVERY} (?:semaines?|week|wk|{_WEEKDAYS}|[78] (?:jours|days))
        hebdo(?:madaires?|madairement)?|(?:par|la) (?:semaine|sem)|(?:1|une) fois par semaine
        weekly|p/?w|(?:the|a|per) (?:week|wk)|once a week
        """,
        "semaine|sem|week|wk|w",
    ),
}
_PATTERNS: Final = {
    frequency: re.compile(rf"(?:(?<![a-z]){any_of(words)}|/ ?(?:{after_slash}))(?![a-z])")
    for frequency, (words, after_slash) in _WORDS.items()
}

# "A week", "le mois" and "pm" say how often only after what is paid: "give me a week", "le mois prochain",
# "at 6 pm".
_NEEDS_AN_AMOUNT: Final = re.compile(r"(?:a|the|le|la) |pm\Z")
_PAID: Final = re.compile(
    r"(?:(?<![:h])\d|[€£$]|\b(?:e|eu|eur|euros?|balles|pounds?|quid|livres|pence|max|maximum|each|only"
    r"|once|twice|payments?|instal?ments?|bit|same|amount))(?: (?:max|each|only|net))? ?\Z"
)
_AN_HOUR: Final = re.compile(r"(?:\bat|before|after|around|until|by|[:.]\d\d) ?\d{0,2} ?\Z")


def read_frequencies(text: str, language: str) -> tuple[FrequencyRead, ...]:
    """Every frequency in a message, in the order written.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
    """
    folded = with_digits(fold(text), language)
    claims = Claims(len(folded.text))
    found: list[FrequencyRead] = []
    for frequency, pattern in _PATTERNS.items():
        for match in pattern.finditer(folded.text):
            if _NEEDS_AN_AMOUNT.match(match.group()) and not _follows_an_amount(folded.text, match.start()):
                continue
            if claims.take(*match.span()):
                found.append(FrequencyRead(frequency, *folded.span(*match.span())))
    return tuple(sorted(found, key=lambda read: read.start))


def _follows_an_amount(text: str, at: int) -> bool:
    before = text[max(0, at - 24) : at]
    return _PAID.search(before) is not None and _AN_HOUR.search(before) is None
