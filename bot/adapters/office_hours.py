"""Reads office hours as a creditor's file writes them: "Mon-Fri 09:00-17:30 Europe/Paris"."""

from __future__ import annotations

import re
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.hours import OfficeHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS_SHAPE = re.compile(r"(?P<days>\S+)\s+(?P<opens>\d{2}:\d{2})-(?P<closes>\d{2}:\d{2})\s+(?P<zone>\S+)", re.ASCII)


def parse_hours(text: str) -> OfficeHours:
    """Read days, opening and closing time, and time zone.

    Days are a range ("Mon-Fri"), a list ("Mon,Wed,Fri") or both ("Mon-Wed,Fri").

    Raises:
        ValueError: unreadable; its message says what was expected, in words.
    """
    match = HOURS_SHAPE.fullmatch(text.strip())
    if match is None:
        raise ValueError("days, hours and time zone, like Mon-Fri 09:00-17:30 Europe/Paris")
    opens, closes = _time(match["opens"]), _time(match["closes"])
    if opens >= closes:
        raise ValueError("an opening time before the closing time")
    return OfficeHours(_weekdays(match["days"]), opens, closes, _zone(match["zone"]))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ValueError("times from 00:00 to 23:59") from error


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ) as error:  # a bad name may look like a path or a folder
        raise ValueError("a time zone of the IANA list, like Europe/Paris") from error


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = part.partition("-")
        ends = [first, last] if dash else [first]
        if any(end not in DAYS for end in ends):
            raise ValueError("days out of Mon, Tue, Wed, Thu, Fri, Sat and Sun, like Mon-Fri")
        start, stop = DAYS.index(ends[0]), DAYS.index(ends[-1])
        if start > stop:
            raise ValueError("days in the order of the week, like Mon-Fri")
        days.update(range(start, stop + 1))
    return frozenset(days)
