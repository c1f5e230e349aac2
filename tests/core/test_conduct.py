"""When a debtor may be written to unasked."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conduct import CAPS, may_write_at, within_caps, zones_of

PARIS = ("Europe/Paris",)
MONDAY = date(2026, 11, 23)


def at(day: date, hour: int, minute: int = 0, zone: str = "Europe/Paris") -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


def no_holiday(_: date) -> bool:
    return False


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"), [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False), (3, 0, False)]
)
def test_the_window_is_eight_to_eight(hour: int, minute: int, allowed: bool) -> None:
    assert allowed is may_write_at(at(MONDAY, hour, minute), PARIS, no_holiday)


def test_saturday_is_a_day_for_it_and_sunday_is_not() -> None:
    assert may_write_at(at(MONDAY + timedelta(days=5), 10), PARIS, no_holiday)
    assert not may_write_at(at(MONDAY + timedelta(days=6), 10), PARIS, no_holiday)


def test_a_holiday_is_judged_by_the_debtors_date() -> None:
    """It is Friday in Nouméa while it is Thursday in Paris."""
    friday = date(2026, 12, 25)
    noumea = zones_of("FR", "98800", "Europe/Paris")
    assert not may_write_at(at(friday - timedelta(days=1), 23, 30), noumea, lambda day: day == friday)
    assert may_write_at(at(friday - timedelta(days=1), 23, 30), noumea, no_holiday)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26)])
def test_the_clocks_going_forward_or_back_do_not_move_the_window(day: date) -> None:
    assert may_write_at(at(day, 8), PARIS, no_holiday)
    assert not may_write_at(at(day, 7, 59), PARIS, no_holiday)


@pytest.mark.parametrize(
    ("country", "postcode", "paris_hour", "allowed"),
    [
        ("FR", "75011", 8, True),
        ("GB", "LS1 1AA", 8, False),  # seven in London
        ("GB", "LS1 1AA", 9, True),
        ("FR", "97110", 10, False),  # five in Pointe-à-Pitre
        ("FR", "97110", 13, True),
        ("FR", "97410", 18, False),  # nine in the evening in Saint-Denis
        ("US", "10001", 14, False),  # eight in New York, three in Honolulu
        ("US", "10001", 20, True),
        ("JP", "100-0001", 8, True),  # unknown: the office's clocks
    ],
)
def test_the_debtors_clocks_count(country: str, postcode: str, paris_hour: int, allowed: bool) -> None:
    zones = zones_of(country, postcode, "Europe/Paris")
    assert allowed is may_write_at(at(MONDAY, paris_hour), zones, no_holiday)


def test_at_most_one_a_day_two_in_seven_four_in_thirty() -> None:
    def allowed(*days_ago: int) -> bool:
        return within_caps([MONDAY - timedelta(days=days) for days in days_ago], MONDAY)

    assert allowed()
    assert not allowed(0)
    assert allowed(1)
    assert not allowed(1, 6)
    assert allowed(1, 7)
    assert not allowed(3, 8, 15, 29)
    assert allowed(3, 8, 15, 30)


@given(st.lists(st.integers(0, 120), max_size=200))
def test_who_always_asks_first_never_goes_over_the_caps(tries: list[int]) -> None:
    """Ninety days and more of attempts in any rhythm."""
    sent: list[date] = []
    for today in sorted(MONDAY + timedelta(days=number) for number in tries):
        if within_caps(sent, today):
            sent.append(today)
    for days, most in CAPS:
        for last in sent:
            assert sum(last - timedelta(days=days) < day <= last for day in sent) <= most


def test_an_instant_in_utc_is_the_same_instant() -> None:
    assert may_write_at(datetime(2026, 11, 23, 7, 0, tzinfo=timezone.utc), PARIS, no_holiday)
    assert not may_write_at(datetime(2026, 11, 23, 6, 59, tzinfo=timezone.utc), PARIS, no_holiday)
