"""Birth dates in any usual spelling: "12/03/85", "né le douze mars 85", "12031985", "born 12 March 1985".

A date counts as a birth date when somebody born then is old enough to owe: the year is what tells it from the
day of a payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.reading.calendar_words import MONTHS, a_date
from bot.reading.date_grammar import NOT_COUNTED

_YOUNGEST: Final = 16
_OLDEST_YEAR: Final = 1900
# A year in two figures this near to now is rather the year of a payment, unless the words say "born".
_YEARS_OF_PAYMENT: Final = 10

_APART: Final = r"(?<![\w/.,-])"
_END: Final = r"(?![\d/]|[.,-]\d)"
_FULL_YEAR: Final = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# In "12 mars 50 par mois" the 50 is no year.
_NO_AMOUNT: Final = (
    rf"{NOT_COUNTED}(?! ?(?:a (?:month|week)|per|each|every|chaque|tous|max|mensuel|monthly|pcm|pm\b"
    r"|et demi))"
)
_YEAR: Final = rf"(?P<year>(?:19|20)\d\d(?!\d)|\d\d(?!\d){_NO_AMOUNT})"
_DAY: Final = r"(?P<day>\d\d?)(?:er|st|nd|rd|th|eme|e)?"
_MONTH: Final = r"(?P<month>[a-z]{3,9})"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d.,]){_DAY}(?: of|[ -])? ?{_MONTH}(?![a-z])\.?,?[ -]?(?:de |of |en )?'?{_YEAR}",
        rf"\b{_MONTH}\.? (?:the )?{_DAY},? (?:of )?{_YEAR}",
        rf"\b{_FULL_YEAR},? (?:le |the |on the )?{_DAY} (?:of )?{_MONTH}(?![a-z])",
        rf"{_APART}(?P<day>\d\d?)(?P<gap> ?[/.-] ?| )(?P<month>\d\d?)(?: ?[/.-] ?| )"
        rf"(?P<year>(?:19|20)\d\d|\d\d){_END}(?! ?(?:€|euros?\b|£))",
        rf"{_APART}{_FULL_YEAR}(?P<gap>[/. -])(?P<month>\d\d?)[/. -](?P<day>\d\d?){_END}",
    )
)
# "1 mai 85": no birth date has fewer; most messages have, and are done with here.
_THREE_FIGURES: Final = re.compile(r"\d[^\d]*\d[^\d]*\d")
_COMPACT: Final = re.compile(r"(?<![\w.,/-])(?P<digits>\d{8}|\d{6})(?![\w/€£]|[.,-]\d)")
_SPEAKS_OF_BIRTH: Final = re.compile(
    r"\b(?:nee?s?|naissance|naiss|ddn|anniv\w*|born|dob|d\.o\.b|bday|birth(?: ?day| ?date)?)\b"
    r"[^.!?\n]{0,30}\Z"
)


def birth_dates(text: str, today: date) -> Iterator[tuple[date, int, int]]:
    """(date, start, end) of each birth date in a folded text, number words and ordinals in digits.

    Args:
        today: nobody less than 16 years old owes anything.
    """
    if not _THREE_FIGURES.search(text):
        return
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            birth = _meaning(match, today)
            if birth:
                yield birth, *match.span()
    for match in _COMPACT.finditer(text):
        expected = _says_born(match) or match.group() == text.strip(" .,!")
        compact = _compact_birth_date(match["digits"], expected, today)
        if compact:
            yield compact, *match.span()


def _meaning(match: re.Match[str], today: date) -> date | None:
    month = int(match["month"]) if match["month"].isdigit() else MONTHS.get(match["month"])
    # "2 out of 10" is a mark; "out" is août without its a.
    if month is None or (match["month"] == "out" and " of " in match.group()):
        return None
    said = _says_born(match)
    alone = match.span() == (0, len(match.string))
    # "12 03 85" alone is a birth date, within a sentence three numbers.
    if len(match["year"]) == 2 and match.groupdict().get("gap") == " " and not (said or alone):
        return None
    return _birth_date(int(match["day"]), month, match["year"], said, today)


def _says_born(match: re.Match[str]) -> bool:
    return _SPEAKS_OF_BIRTH.search(match.string[max(0, match.start() - 50) : match.start()]) is not None


def _birth_date(day: int, month: int, year: str, said: bool, today: date) -> date | None:
    """The birth date, or None where nobody old enough to owe was born then."""
    latest = today.year - _YOUNGEST
    if len(year) == 4:
        full = int(year)
    else:
        full = latest - (latest - int(year)) % 100
        nearest = full + 100
        if not said and latest < nearest <= today.year + _YEARS_OF_PAYMENT:
            return None
    if not _OLDEST_YEAR <= full <= latest:
        return None
    # Day first; where that cannot be, the other way round.
    return a_date(full, month, day) or a_date(full, day, month)


def _compact_birth_date(digits: str, expected: bool, today: date) -> date | None:
    if len(digits) == 6 and not expected:
        return None
    birth = _birth_date(int(digits[:2]), int(digits[2:4]), digits[4:], expected, today)
    if birth is None and len(digits) == 8:
        birth = _birth_date(int(digits[6:]), int(digits[4:6]), digits[:4], expected, today)
    return birth
