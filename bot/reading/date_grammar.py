"""What the rules that read dates have in common: their shape, and the pieces of pattern they are built from.

A rule is a pattern and a function that says which day a match means, or None when it means none. Rules are
tried in the order they are listed, and the first to take a stretch of text keeps it, so that "12" in "12
mars" is not read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.reading.calendar_words import TIME_UNIT, a_date, days_in, month_after

Precision = Literal["day", "week", "month", "year"]
Meaning = tuple[date, Precision] | None


@dataclass(frozen=True, slots=True)
class Today:
    """Where and when a date is read.

    Attributes:
        on: the day of the message.
        language: "fr" or "en".
        past: the date lies behind ("depuis le 5"), not ahead.
    """

    on: date
    language: str
    past: bool

    def accepts(self, day: date) -> bool:
        """Whether a day lies on the side of today that is meant; today itself is on both."""
        return day <= self.on if self.past else day >= self.on

    def years(self) -> tuple[int, int]:
        """The years to try for a date written without one, best first."""
        return self.on.year, self.on.year + (-1 if self.past else 1)


Resolver = Callable[[re.Match[str], Today], Meaning]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of writing a date."""

    pattern: re.Pattern[str]
    meaning: Resolver


def rule(pattern: str) -> Callable[[Resolver], Rule]:
    """Make the decorated function the meaning of a pattern over folded text."""
    return lambda meaning: Rule(re.compile(pattern), meaning)


# Money and things that are counted: a number before one of these is no day of the month.
MONEY: Final = (
    r"(?:€|£|\$|e(?![a-z])|eu(?![a-z])|eur\b|euros?\b|balles\b|livres\b|pounds?\b|quid\b|gbp\b|p(?![a-z])"
    r"|k(?![a-z]))"
)
_THINGS: Final = (
    r"(?:(?:fois|versements?|paiements?|prelevements?|mensualites?|echeances?|courriers?|lettres?|mails?"
    r"|messages?|"
    r"relances?|factures?|rue|avenue|av|bd|boulevard|chemin|place|impasse|allee|enfants?|personnes?"
    r"|pour ?cent|"
    r"payments?|instal?l?ments?|letters?|times?|bills?|one|kids|children|people|street|road|per ?cent|am|pm"
    r"|x|h|h\d\d|"
    rf"par)\b|%|:\d|{TIME_UNIT})"
)
NOT_COUNTED: Final = rf"(?!\d|[.,]\d|/(?! )|\s?{MONEY}|[ -]?{_THINGS})"
SUFFIX: Final = r"(?:er|st|nd|rd|th|eme|e)?(?![a-z])"
YEAR: Final = rf"(?:,? (?:de |of )?(?P<year>20\d\d|19\d\d)(?!\d| ?{MONEY}))?"


def nearest(day: int, month: int, year: int | None, today: Today) -> Meaning:
    """The date with that year, or else the nearest one on the side of today that is meant.

    None where the calendar has no such day within a year: "le 30 février", or "29 février" two years ahead.
    """
    for candidate in (a_date(tried, month, day) for tried in ((year,) if year else today.years())):
        if candidate and (year or today.accepts(candidate)):
            return candidate, "day"
    return None


def nearest_day_number(day: int, today: Today) -> date | None:
    """The next (or last) date with that day number: the 31st skips the months without one."""
    for months in range(4):
        candidate = a_date(*month_after(today.on.year, today.on.month, -months if today.past else months), day)
        if candidate and today.accepts(candidate):
            return candidate
    return None


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, days_in(year, month))
