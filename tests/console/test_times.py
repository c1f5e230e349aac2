from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.console.languages import preferred
from bot.console.times import clock, lasted
from bot.core.account import Language
from tests.builders import NOW

FR, EN = Language.FRENCH, Language.ENGLISH


@pytest.mark.parametrize(
    ("instant", "french", "english"),
    [
        (datetime(2026, 11, 23, 8, 5, tzinfo=timezone.utc), "09:05", "09:05"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc), "00:30", "00:30"),  # today, in Paris
        (datetime(2026, 11, 20, 13, 5, tzinfo=timezone.utc), "20 nov., 14:05", "20 Nov, 14:05"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=timezone.utc), "1 juil., 14:00", "1 Jul, 14:00"),  # summer time
        (datetime(2025, 12, 31, 23, 0, tzinfo=timezone.utc), "1 janv., 00:00", "1 Jan, 00:00"),
        (datetime(2025, 12, 30, 12, 0, tzinfo=timezone.utc), "30 déc. 2025, 13:00", "30 Dec 2025, 13:00"),
    ],
)
def test_instants_are_told_in_the_offices_zone(instant: datetime, french: str, english: str) -> None:
    assert clock(instant, NOW, "Europe/Paris", FR) == french
    assert clock(instant, NOW, "Europe/Paris", EN) == english


@pytest.mark.parametrize(
    ("passed", "french", "english"),
    [
        (timedelta(seconds=-3), "moins de 1 min", "under 1 min"),
        (timedelta(seconds=59), "moins de 1 min", "under 1 min"),
        (timedelta(minutes=1), "1 min", "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 min"),
        (timedelta(minutes=60), "1 h 0 min", "1 h 0 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min", "23 h 59 min"),
        (timedelta(days=2, hours=3), "2 j 3 h", "2 d 3 h"),
    ],
)
def test_durations_are_short(passed: timedelta, french: str, english: str) -> None:
    assert lasted(NOW - passed, NOW, FR) == french
    assert lasted(NOW - passed, NOW, EN) == english


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", FR),
        ("en-GB,en;q=0.9", EN),
        ("fr-FR,fr;q=0.9,en;q=0.8", FR),
        ("de, en;q=0.7, fr;q=0.3", EN),
        ("en;q=0.2, fr;q=0.9", FR),
        ("de,es", FR),
        ("en;q=0", FR),
        ("en;q=x, fr", FR),
        ("*", FR),
    ],
)
def test_the_browsers_first_language_of_ours_is_taken(header: str, language: Language) -> None:
    assert preferred(header) is language
