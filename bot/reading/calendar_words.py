"""Names of months, days and units of time in both languages, folded, as pieces of patterns.

The two languages are read together: people mix them, and no name means two different things.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

_MONTH_NAMES: Final[tuple[tuple[int, str], ...]] = (
    (1, "janvier janv january janury janvie jan"),
    (2, "fevrier fevrie fevr fev february febuary feburary feb"),
    (3, "mars march mar"),
    (4, "avril avri avr april apr"),
    (5, "mai may"),
    (6, "juin june jun"),
    (7, "juillet juiller juill juil july jul"),
    (8, "aout out august aug"),
    (9, "septembre septembr september setembre sept sep"),
    (10, "octobre octobr october oct"),
    (11, "novembre novembr november nov"),
    (12, "decembre decembr december dec"),
)
MONTHS: Final[dict[str, int]] = {name: number for number, names in _MONTH_NAMES for name in names.split()}
# "out" (août without its a) is a month only after a day: "12 out". Names short enough to be other words stay
# out of phrases without a day: "mar", "may", "mai", "out".
_UNSURE: Final = {"out", "mar", "may", "sep", "dec", "jan", "jun", "jul"}

DAYS: Final[dict[str, int]] = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "mecredi": 2, "vendredit": 4,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "wensday": 2, "wendsday": 2, "tues": 1, "weds": 2, "wed": 2, "thurs": 3, "thur": 3, "thu": 3, "fri": 4,
}  # fmt: skip


def _any_of(names: list[str]) -> str:
    # "2 out of 10" is a mark, not the 2nd of August.
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)).replace("|out|", "|out(?! of)|") + ")"


MONTH: Final = _any_of(list(MONTHS))
SURE_MONTH: Final = _any_of([name for name in MONTHS if name not in _UNSURE])
DAY: Final = _any_of(list(DAYS))

# A unit of time, by the letter it starts with in `UNIT_OF`.
DAY_UNIT: Final = r"(?:jours?|jrs?|j|days?)"
WEEK_UNIT: Final = r"(?:semaines?|sem|weeks?|wks?)"
FORTNIGHT_UNIT: Final = r"(?:quinzaines?|fortnights?)"
MONTH_UNIT: Final = r"(?:mois|moi|months?|mths?|mnths?|month's|months')"
QUARTER_UNIT: Final = r"(?:trimestres?|quarters?)"
YEAR_UNIT: Final = r"(?:ans?|annees?|years?|yrs?)"
UNIT: Final = (
    rf"(?:(?P<days>{DAY_UNIT})|(?P<weeks>{WEEK_UNIT})|(?P<fortnights>{FORTNIGHT_UNIT})"
    rf"|(?P<months>{MONTH_UNIT})|(?P<quarters>{QUARTER_UNIT})|(?P<years>{YEAR_UNIT}))(?![a-z])"
)
UNIT_NAMES: Final = ("days", "weeks", "fortnights", "months", "quarters", "years")
TIME_UNIT: Final = (
    rf"(?:{DAY_UNIT}|{WEEK_UNIT}|{FORTNIGHT_UNIT}|{MONTH_UNIT}|{QUARTER_UNIT}|{YEAR_UNIT}"
    r"|heures?|hours?|hrs?|minutes?|mins?|mn)(?![a-z])"
)


def unit_of(match: re.Match[str]) -> str:
    """Which unit a pattern made with `UNIT` found: one of `UNIT_NAMES`."""
    return next(name for name in UNIT_NAMES if match.group(name))


def a_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    if not (1 <= month <= 12 and 1900 <= year <= 2200 and 1 <= day <= days_in(year, month)):
        return None
    return date(year, month, day)


def days_in(year: int, month: int) -> int:
    """How many days a month has; leap years are known to the calendar."""
    return calendar.monthrange(year, month)[1]


def month_after(year: int, month: int, months: int) -> tuple[int, int]:
    """(year, month) a number of months later, or earlier when negative."""
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def months_later(day: date, months: int) -> date:
    """The same day of the month some months later; the last day where that month is shorter."""
    year, month = month_after(day.year, day.month, months)
    return date(year, month, min(day.day, days_in(year, month)))
