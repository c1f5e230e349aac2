"""Rules for dates by their place in the calendar: "05/12", "12 mars", "March 5th", "le 5", "lundi 7"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.calendar_words import DAY, DAYS, MONTH, MONTHS, a_date, month_after
from bot.reading.date_grammar import (
    MONEY,
    NOT_COUNTED,
    SUFFIX,
    YEAR,
    Meaning,
    Rule,
    Today,
    nearest,
    nearest_day_number,
    rule,
)
from bot.reading.words import ENGLISH

_APART: Final = r"(?<![\w/.,-])"
_ARTICLE: Final = r"\b(?:le|du|au|on|by|before|until|till|from|avant|the) "


@rule(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?![\d-])")
def iso(match: re.Match[str], today: Today) -> Meaning:
    return nearest(int(match["day"]), int(match["month"]), int(match["year"]), today)


@rule(
    rf"{_APART}(?P<day>\d\d?) ?(?P<dash>[/.-]) ?(?P<month>\d\d?) ?(?P=dash) ?(?P<year>\d{{4}}|\d\d)(?![\d/]"
    rf"|[.,-]\d)"
)
def figures_with_year(match: re.Match[str], today: Today) -> Meaning:
    year = int(match["year"])
    return _day_first(int(match["day"]), int(match["month"]), _full_year(year, today), today)


@rule(rf"{_APART}(?P<day>\d\d?)/(?P<month>\d\d?)(?![\d/]|[.,-]\d| ?{MONEY}| ?(?:fois|times|de|du|of)\b)")
def figures(match: re.Match[str], today: Today) -> Meaning:
    day, month = int(match["day"]), int(match["month"])
    # "1/3" and "24/7" are dates only where an article says so.
    said_as_date = re.search(rf"{_ARTICLE}\Z", match.string[max(0, match.start() - 8) : match.start()])
    if (day, month) in _RATHER_SOMETHING_ELSE and not said_as_date:
        return None
    return _day_first(day, month, None, today)


_RATHER_SOMETHING_ELSE: Final = {(1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (24, 7), (7, 7), (5, 5), (10, 10)}


@rule(rf"{_ARTICLE}(?P<day>\d\d?)[.-](?P<month>\d\d)(?![\d/]|[.,-]\d| ?{MONEY})")
def figures_after_article(match: re.Match[str], today: Today) -> Meaning:
    return _day_first(int(match["day"]), int(match["month"]), None, today)


def _full_year(year: int, today: Today) -> int:
    """1985 for 85: a year in two figures is the latest that is not far ahead."""
    if year > 99:
        return year
    return year + (2000 if 2000 + year <= today.on.year + _FAR_AHEAD else 1900)


_FAR_AHEAD: Final = 10


def _day_first(day: int, month: int, year: int | None, today: Today) -> Meaning:
    # Some who write English put the month first; where the calendar leaves no doubt, they are understood.
    if month > 12 and today.language == ENGLISH:
        day, month = month, day
    return nearest(day, month, year, today)


@rule(
    rf"(?:\b{DAY},? )?(?:\b(?:le|the) )?(?<![\d.,/-])(?P<day>\d\d?){SUFFIX} ?(?:of |de |d'|[-/.])? ?"
    rf"(?P<month>{MONTH})(?![a-z])\.?{YEAR}"
)
def day_and_month(match: re.Match[str], today: Today) -> Meaning:
    year = match["year"]
    return nearest(int(match["day"]), MONTHS[match["month"]], int(year) if year else None, today)


@rule(
    rf"(?:\b{DAY},? )?\b(?P<month>{MONTH})\.? (?:the )?(?P<day>\d\d?)(?:(?P<nth>st|nd|rd|th)\b"
    rf"|{NOT_COUNTED}){YEAR}"
)
def month_and_day(match: re.Match[str], today: Today) -> Meaning:
    # In French the number after a month is something else: "dès mars 50 par mois".
    if today.language != ENGLISH and not match["nth"]:
        return None
    year = match["year"]
    return nearest(int(match["day"]), MONTHS[match["month"]], int(year) if year else None, today)


@rule(rf"\b(?P<weekday>{DAY}),? (?:le |the )?(?P<day>\d\d?){SUFFIX}{NOT_COUNTED}")
def weekday_and_number(match: re.Match[str], today: Today) -> Meaning:
    """ "lundi 7": the nearest 7th that is a Monday within four months, else the nearest 7th."""
    day = int(match["day"])
    for months in range(4):
        candidate = a_date(*month_after(today.on.year, today.on.month, -months if today.past else months), day)
        if candidate and today.accepts(candidate) and candidate.weekday() == DAYS[match["weekday"]]:
            return candidate, "day"
    number = nearest_day_number(day, today)
    return (number, "day") if number else None


# After "le 1er" a noun makes it the first of something: "le premier incident".
_FIRST_OF_THE_MONTH: Final = (
    r"(?= ?(?:\Z|[^\w\s]|\n)| (?:d[eu]|et|ou|si|svp|stp|merci|pour|a|au|je|j|on|c|ce|dans|avec|par|mais|puis"
    r"|car|que|sans|max|and|or)\b)"
)
_FRENCH_NUMBER: Final = (
    rf"\b(?:le|du|au) (?:(?P<first>1)er{_FIRST_OF_THE_MONTH}|(?P<fr>\d\d?)(?![a-z]))"
    rf"|(?<![\w'] )\b(?P<bare>1)er{_FIRST_OF_THE_MONTH}"
)
_ENGLISH_NUMBER: Final = (
    r"\b(?:(?:on|by|before|until|till|from|after|around|about) (?:the )?|the )(?P<nth>\d\d?)(?:st|nd|rd|th)\b"
    r"|(?:\A|(?<=[,;:!?] )|\b(?:and|or|say|maybe|make it) )(?P<alone>\d\d?)(?:st|nd|rd|th)"
    r"(?= ?(?:\Z|[^\w\s]| (?:please|pls|of)\b))"
    r"|\b(?:on|by|before|until|till|after|around) the (?P<en>\d\d?)(?![a-z])"
)
_EACH: Final = r"(?! ?(?:de |of |du |d')?(?:chaque|each|every|tous|the month|monthly)\b| mensuel)"
_WHICH_MONTH: Final = (
    r"(?:(?P<next> du mois (?:prochain|suivant|d'apres)| of next month| next month)"
    r"|(?P<this> (?:du|de ce) mois(?:[- ]ci)?| of this month))?"
)


@rule(rf"(?:{_FRENCH_NUMBER}|{_ENGLISH_NUMBER}){_EACH}{NOT_COUNTED}{_WHICH_MONTH}")
def day_number(match: re.Match[str], today: Today) -> Meaning:
    before = match.string[max(0, match.start() - 18) : match.start()]
    if re.search(r"(?:tous|toutes|chaque|every|each|mois|month)(?: on)? \Z", before):
        return None
    day = int(next(match[name] for name in ("first", "fr", "bare", "nth", "alone", "en") if match[name]))
    if match["next"]:
        candidate = a_date(*month_after(today.on.year, today.on.month, 1), day)
    else:
        candidate = nearest_day_number(day, today)
    return (candidate, "day") if candidate else None


CALENDAR_RULES: Final[tuple[Rule, ...]] = (
    iso,
    figures_with_year,
    figures,
    figures_after_article,
    day_and_month,
    month_and_day,
    weekday_and_number,
    day_number,
)
