"""Months as they are named in a message, alone or in a row: "décembre", "next month", "en juillet et août"."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.reading.calendar_words import MONTH, MONTHS, month_after

# "Mar" and "out" are words of their own too often.
# "I may" names no month.
_NAME: Final = r"(?<!\bi )(?<!\bwe )(?<!\byou )(?<!\bthey )(?<!\bit )" + rf"(?!out\b|mar\b){MONTH}\b(?: 20\d\d(?!\d))?"
_NEXT: Final = r"(?:le |du |au )?mois (?:prochain|pro|suivant|qui vient|d'apres)\b|(?:the )?next month\b"
_THIS: Final = r"ce mois(?:[- ]?ci)?\b|this month\b"
ONE_MONTH: Final = rf"(?:{_NAME}|{_NEXT}|{_THIS})"
IN: Final = (
    r"(?:en|in the month of|in|au mois d[e']|(?:pour |for |sur )?(?:le|the) (?:mois d[e']|month of)|month of|pour|for"
    r"|during|pendant|durant)"
)
# A month or several, each with or without its "en"; no more than a year has.
_AND: Final = r"(?: ?, ?(?:et |and |or |ou )?| et | and | ou | or | ni | nor | ?& ?| )"
SEVERAL_MONTHS: Final = rf"{ONE_MONTH}(?:{_AND}(?:{IN} ?)?{ONE_MONTH}){{0,11}}"
_EACH: Final = re.compile(
    rf"(?P<name>(?!out\b|mar\b){MONTH})\b(?: (?P<year>20\d\d))?|(?P<next>{_NEXT})|(?P<this>{_THIS})"
)


def months_in(text: str, today: date) -> list[date]:
    """The months a stretch of folded text names, each by its first day; without a year the next from today on.

    The month under way counts: "rien ce mois-ci" and, in November, "rien en novembre" are about it.
    """
    return [_month(match, today) for match in _EACH.finditer(text)]


def _month(match: re.Match[str], today: date) -> date:
    if match["this"] or match["next"]:
        return date(*month_after(today.year, today.month, 1 if match["next"] else 0), 1)
    month = MONTHS[match["name"]]
    if match["year"]:
        return date(int(match["year"]), month, 1)
    return date(today.year if month >= today.month else today.year + 1, month, 1)
