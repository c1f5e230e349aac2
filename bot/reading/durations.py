"""Over how long a debtor wants to pay: "sur 6 mois", "over a year", "pendant 2 semaines"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.calendar_words import UNIT, unit_of
from bot.reading.number_words import with_digits
from bot.reading.words import fold

Unit = Literal["days", "weeks", "months", "years"]


@dataclass(frozen=True, slots=True)
class DurationRead:
    """A length of time, in the unit it was said in; start and end are offsets in the text as typed.

    A fortnight is two weeks and a quarter three months.
    """

    number: int
    unit: Unit
    start: int
    end: int


_DURATION: Final = re.compile(
    rf"(?<![\w.,/€£$-])(?:(?P<n>\d{{1,3}})|(?P<one>\b(?:une?|an?|one))|(?P<couple>\b(?:a )?couple of))[ -]?"
    rf"(?:petite?s |short )?{UNIT}(?P<half> et demie?| and a half)?"
    r"(?! ago\b| from (?:now|today)|'s? time| time\b| old\b| sur 2\b)"
    r"|(?P<and_half>\b(?:(?:1 |a )?demi-annee|half a year|six-month))"
)
# Where the words before say that it is no duration: a date to come, a time gone by, a rate, an age.
_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:dans|d'ici|il y a|y a|sous|depuis|for the (?:last|past)|since|every|each|per|par|chaque|tous les"
    r"|toutes les|within|once|twice|fois par|aged|age de|after|apres)"
    r"(?: (?:environ|about|around|les|the next|plus de|over))? \Z"
    r"|[a-z]\d{1,2} \Z"
)
# "I have had your letter for a week" looks back, "I could pay 50 for a year" ahead.
_GONE_BY: Final = re.compile(
    r"\b(?:have|has|'ve|had|been|was|were|waited|off|ill|sick)\b"
    r"(?:(?!\b(?:can|could|will|would|pay|paying|'ll|'d|do)\b)[^.,;!?])* for (?:about |over |nearly |almost )?\Z"
)
_SPREADING: Final = re.compile(
    r"\b(?:spread|split|clear|pay|paid|repay|sort|done|finish|etaler|rembourser|solder|regler|payer)\b"
)


def read_durations(text: str, language: str) -> tuple[DurationRead, ...]:
    """Every length of time in a message, in the order written; a wait ("dans 3 jours") or an age is none.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
    """
    folded = with_digits(fold(text), language)
    found: list[DurationRead] = []
    for match in _DURATION.finditer(folded.text):
        before = folded.text[max(0, match.start() - 30) : match.start()]
        if match["and_half"]:
            found.append(DurationRead(6, "months", *folded.span(*match.span())))
            continue
        if _is_no_duration(match, before):
            continue
        number = int(match["n"]) if match["n"] else 2 if match["couple"] else 1
        amount, unit = _in_plain_units(number, unit_of(match))
        if match["half"]:
            if unit != "years":
                continue
            amount, unit = amount * 12 + 6, "months"
        if amount > 0:
            found.append(DurationRead(amount, unit, *folded.span(*match.span())))
    return tuple(found)


_LONGEST_IN_YEARS: Final = 15


def _is_no_duration(match: re.Match[str], before: str) -> bool:
    if "quarter" in match.group() and not re.search(r"\b(?:over|for|next) \Z", before):
        return True
    # More years than any plan lasts are somebody's age.
    if match["years"] and match["n"] and int(match["n"]) > _LONGEST_IN_YEARS:
        return True
    # "50 a month" says how often, not how long.
    if match["one"] and not _HOW_LONG.search(before):
        return True
    if re.search(r"\bin (?:about |around )?\Z", before):
        # "Pay it off in 6 months" spreads; "in two weeks" waits.
        return not _SPREADING.search(match.string[max(0, match.start() - 60) : match.start()])
    if _GONE_BY.search(match.string[max(0, match.start() - 80) : match.start()]):
        return True
    return _SOMETHING_ELSE.search(before) is not None


_HOW_LONG: Final = re.compile(
    r"\b(?:sur|over|pendant|pdt|for|during|en|durant|in|d'|about|encore|another|moins d') ?\Z"
)


def _in_plain_units(number: int, unit: str) -> tuple[int, Unit]:
    if unit == "fortnights":
        return 2 * number, "weeks"
    if unit == "quarters":
        return 3 * number, "months"
    plain: dict[str, Unit] = {"days": "days", "weeks": "weeks", "months": "months", "years": "years"}
    return number, plain[unit]
