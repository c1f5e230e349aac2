"""Parts of the balance: "la moitié", "half", "un tiers", "50 %"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.reading.number_words import with_digits
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class FractionRead:
    """A fraction in a message, above 0 and at most 1; start and end are offsets in the text as typed."""

    fraction: Fraction
    start: int
    end: int


_DENOMINATORS: Final = {
    "tiers": 3, "quarts": 4, "quart": 4, "cinquiemes": 5, "cinquieme": 5, "sixiemes": 6, "sixieme": 6,
    "dixiemes": 10, "dixieme": 10,
    "thirds": 3, "third": 3, "quarters": 4, "quarter": 4, "fifths": 5, "fifth": 5, "sixths": 6, "sixth": 6,
    "tenths": 10, "tenth": 10,
}  # fmt: skip
_SIGNS: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
}

_FRACTION: Final = re.compile(
    # "un mois et demi" and "half past" are no part of a balance; "premier quart" and "a third letter" are
    # ordinals.
    r"\b(?P<half>(?<!de )(?:la |1 )?moitie"
    r"|(?:a |one )?half(?! ?(?:past|an? (?:hour|day|year)|hour|day|year|term))"
    r"|50[ /-]50)\b"
    r"|(?P<percent>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?\b|per ?cent\b|pct\b)"
    rf"|\b(?:(?P<top>\d)|une?|an?|one|le|the)[ -](?P<bottom>{'|'.join(_DENOMINATORS)})\b"
    r"(?! (?:letter|time|payment|party|person|instal|week|month|day|of (?:the|each|every|this|next) month"
    r"|d'heure))"
    r"|(?<![\d/.,])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![\d/.,])(?! ?(?:jours|days))"
    rf"|(?P<sign>[{''.join(_SIGNS)}])"
)


def read_fractions(text: str, language: str) -> tuple[FractionRead, ...]:
    """Every fraction in a message, in the order written; percentages above 100 are left out.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
    """
    folded = with_digits(fold(text), language)
    found: list[FractionRead] = []
    for match in _FRACTION.finditer(folded.text):
        fraction = _fraction(match)
        if fraction is not None and 0 < fraction <= 1:
            found.append(FractionRead(fraction, *folded.span(*match.span())))
    return tuple(found)


def _fraction(match: re.Match[str]) -> Fraction | None:
    if match["half"]:
        return Fraction(1, 2)
    if match["percent"]:
        return Fraction(match["percent"].replace(",", ".")) / 100
    if match["bottom"]:
        # "£50 a quarter" says how often.
        before = match.string[max(0, match.start() - 8) : match.start()]
        if match["bottom"] == "quarter" and re.search(r"(?:\d|euros?|pounds?|quid|[€£]) ?\Z", before):
            return None
        return Fraction(int(match["top"] or 1), _DENOMINATORS[match["bottom"]])
    if match["over"]:
        # "le 1/3" is the first of March.
        if re.search(
            r"\b(?:le|du|au|on|by|before|avant)(?: the)? \Z",
            match.string[max(0, match.start() - 12) : match.start()],
        ):
            return None
        fraction = Fraction(int(match["over"]), int(match["under"]))
        return fraction if fraction < 1 else None
    return _SIGNS[match["sign"]]
