from __future__ import annotations

from datetime import time

import pytest

from bot.adapters.office_hours import parse_hours
from bot.core.hours import OfficeHours


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Mon-Sat", {0, 1, 2, 3, 4, 5}),
        ("mon-sun", {0, 1, 2, 3, 4, 5, 6}),
        ("Wed", {2}),
        ("Mon,Wed,Fri", {0, 2, 4}),
        ("Mon-Tue,Thu-Fri", {0, 1, 3, 4}),
    ],
)
def test_days_are_ranges_and_lists(days: str, weekdays: set[int]) -> None:
    hours = parse_hours(f"{days} 09:00-17:30 Europe/Paris")
    assert OfficeHours(frozenset(weekdays), time(9), time(17, 30), "Europe/Paris") == hours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Mon-Fri 09:00-17:30"),
        ("Mon-Fri", "Mon-Fri 09:00-17:30"),
        ("Mon-Fri 9h-17h Europe/Paris", "Mon-Fri 09:00-17:30"),
        ("Mon-Fri 09:00-17:30", "Mon-Fri 09:00-17:30"),
        ("Lun-Ven 09:00-17:30 Europe/Paris", "Mon, Tue"),
        ("Fri-Mon 09:00-17:30 Europe/Paris", "order of the week"),
        ("Mon- 09:00-17:30 Europe/Paris", "Mon, Tue"),
        ("Mon-Fri 17:30-09:00 Europe/Paris", "before"),
        ("Mon-Fri 09:00-09:00 Europe/Paris", "before"),
        ("Mon-Fri 09:00-24:30 Europe/Paris", "23:59"),
        ("Mon-Fri 09:00-17:30 Paris", "IANA"),
        ("Mon-Fri 09:00-17:30 ../etc/passwd", "IANA"),
        ("Mon-Fri 09:00-17:30 Europe", "IANA"),
    ],
)
def test_unreadable_hours_say_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_hours(text)
