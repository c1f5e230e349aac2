"""Dates as debtors write them: "le 5", "vendredi prochain", "fin mars", "in two weeks", "05/12".

An own small grammar, because the general parsers that were measured read "je" as jeudi and 05/03 as the 3rd
of May. Figures are day first in both languages. A date without a year is the next one that comes, or, with
`prefer_future=False` and after "depuis" or "since", the last one that came. Something that comes back every
month ("le 5 de chaque mois") is not a date: `read_day_of_month` reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.reading.calendar_dates import CALENDAR_RULES
from bot.reading.calendar_words import MONTH
from bot.reading.claims import Claims
from bot.reading.date_grammar import NOT_COUNTED, Precision, Today
from bot.reading.number_words import with_digits
from bot.reading.ordinals import with_ordinals
from bot.reading.patterns import any_of
from bot.reading.relative_dates import RELATIVE_RULES
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date in a message.

    Attributes:
        on: the day meant. For a period to come ("la semaine prochaine", "en mars") its first day; for the one
        under
            way ("this month") its last.
        start, end: offsets in the text as typed.
        precision: how exactly the debtor said it.
    """

    on: date
    start: int
    end: int
    precision: Precision = "day"


@dataclass(frozen=True, slots=True)
class DayOfMonthRead:
    """A day that comes back every month: 1 to 31, or "last"."""

    day: int | Literal["last"]
    start: int
    end: int


_DONE: Final = any_of(r"""
    paye|verse|regle|envoye|vire|recu|fait|debite|resilie|signe|decedee?|morte?|partie?|disparue?
    sent|posted|died|cancelled|received|departed this life|passed away|ended|finished|started
    (?<!get )(?<!be )(?<!gets )(?<!getting )(?<!being )(?<!im )paid
""")
_SPEAKS_OF_THE_PAST: Final = re.compile(
    r"\b(?:depuis|since|dated|date[er]? du|en date|deja|already"
    r"|(?:j'ai|jai|j'|ai|a|avons|ont|avez|est|i|i've|we|he|she|it|was|were|have|has|had|been) "
    rf"(?:\w+ )?{_DONE}(?: \w+)?)"
    r"(?: (?:le|du|the|debut|fin|mi|on|ce|in|en))?[ -]*\Z"
)
_WAS: Final = re.compile(r" (?:dernier(?! (?:delai|carat))|passe)\b")
_RULES: Final = CALENDAR_RULES + RELATIVE_RULES


def read_dates(text: str, language: str, today: date, *, prefer_future: bool = True) -> tuple[DateRead, ...]:
    """Every date in a message, in the order written.

    Args:
        language: "fr" or "en".
        today: the day of the message, where the debtor lives.
        prefer_future: a date without a year lies ahead ("le 5" in a promise) rather than behind (in a
        complaint).
    """
    folded = with_ordinals(with_digits(fold(text), language), language)
    claims = Claims(len(folded.text))
    found: list[DateRead] = []
    for rule in _RULES:
        for match in rule.pattern.finditer(folded.text):
            if not claims.is_free(*match.span()):
                continue
            before = folded.text[max(0, match.start() - 40) : match.start()]
            past = not prefer_future or _SPEAKS_OF_THE_PAST.search(before) or _WAS.match(folded.text, match.end())
            meaning = rule.meaning(match, Today(today, language, bool(past)))
            if meaning is None:
                continue
            claims.take(*match.span())
            found.append(DateRead(meaning[0], *folded.span(*match.span()), meaning[1]))
    return tuple(sorted(found, key=lambda read: read.start))


_OF_THE_MONTH: Final = r"(?:(?:de |of |du )?(?:chaque|chk|each|every) (?:mois?|month)|du mois\b|of (?:the|a) month)"
_PER_MONTH: Final = (
    r"(?:(?:chaque|chk|par|to?u?s? les|tt les) moi?s?\b|/ ?mois|mensuel\w*"
    r"|(?:each|every|a|per) month|monthly)"
)
_NOT_NEXT: Final = r"(?! (?:prochain|suivant|pro\b|d'apres))"
_LAST: Final = r"(?:le |the |on the )?(?:dernier jour|last (?:working )?day)"
_DAY_OF_MONTH: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<last>{_LAST})(?: {_OF_THE_MONTH}{_NOT_NEXT})?",
        rf"\b(?P<last>(?:a la |la )?fin (?:du|de|de chaque) mois{_NOT_NEXT}|(?:the )?end of (?:the|each"
        rf"|every) month|month[ -]end)",
        rf"\b(?:le |the )?(?P<nth>\d\d?)(?:er|st|nd|rd|th)? {_OF_THE_MONTH}{_NOT_NEXT}",
        rf"\b(?:le (?P<fr>\d\d?)(?:er)?|(?:the )?(?P<en>\d\d?)(?:st|nd|rd|th)"
        rf"|the (?P<the>\d\d?)) {_PER_MONTH}",
        rf"\b(?:tous les (?P<fr>\d\d?)|(?:chaque|every|each) (?P<en>\d\d?)(?:er|st|nd|rd|th)?){NOT_COUNTED}",
        rf"\b(?:{_PER_MONTH}|prelevements?|direct debit|standing order),? (?:le|on the|the) (?P<nth>\d\d?)"
        rf"(?:er|st|nd|rd|th)?(?![a-z\d/]| (?:{MONTH})\b){NOT_COUNTED}",
    )
)
_BARE_DAY: Final = re.compile(
    r"\W*(?:(?:le|the|on the|plutot le|vers le)\s+)?(?P<day>\d\d?)(?:er|st|nd|rd|th)?\W*(?:svp|please|merci"
    r"|thanks)?\W*"
)


def read_day_of_month(text: str, language: str, *, bare_numbers: bool = False) -> DayOfMonthRead | None:
    """The day that comes back every month, if one is said: "le 5 de chaque mois", "last day of the month".

    Args:
        language: "fr" or "en".
        bare_numbers: the bot has just asked for it, so "le 5" or "5" alone is an answer.
    """
    folded = with_ordinals(with_digits(fold(text), language), language)
    for pattern in _DAY_OF_MONTH:
        for match in pattern.finditer(folded.text):
            said = match.groupdict()
            if said.get("last"):
                return DayOfMonthRead("last", *folded.span(*match.span()))
            day = int(next(value for value in said.values() if value))
            if 1 <= day <= 31:
                return DayOfMonthRead(day, *folded.span(*match.span()))
    bare = _BARE_DAY.fullmatch(folded.text) if bare_numbers else None
    if bare and 1 <= int(bare["day"]) <= 31:
        return DayOfMonthRead(int(bare["day"]), *folded.span(*bare.span("day")))
    return None
