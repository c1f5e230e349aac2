"""Office hours: open, or when next."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.hours import OfficeHours

PARIS = ZoneInfo("Europe/Paris")
WEEK = OfficeHours(frozenset(range(5)), time(9), time(18), "Europe/Paris")
CHRISTMAS = date(2026, 12, 25)


def no_holiday(day: date) -> bool:
    return False


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (datetime(2026, 11, 23, 8, 59, tzinfo=PARIS), datetime(2026, 11, 23, 9, tzinfo=PARIS)),
        (datetime(2026, 11, 23, 18, 0, tzinfo=PARIS), datetime(2026, 11, 24, 9, tzinfo=PARIS)),
        (datetime(2026, 11, 21, 22, 0, tzinfo=PARIS), datetime(2026, 11, 23, 9, tzinfo=PARIS)),
        (datetime(2026, 12, 24, 19, 0, tzinfo=PARIS), datetime(2026, 12, 28, 9, tzinfo=PARIS)),
    ],
)
def test_the_next_opening_skips_nights_weekends_and_holidays(moment: datetime, opening: datetime):
    assert opening == WEEK.next_opening(moment, lambda day: day == CHRISTMAS)


def test_while_open_the_next_opening_is_now():
    now = datetime(2026, 11, 23, 13, 10, tzinfo=timezone.utc)

    assert now == WEEK.next_opening(now, no_holiday)


YEAR = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001  # Hypothesis takes bounds without a zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(timezone.utc),
)


@given(YEAR)
def test_it_is_open_at_every_next_opening(moment: datetime):
    """Daylight saving included."""
    opening = WEEK.next_opening(moment, no_holiday)

    assert opening >= moment
    assert WEEK.is_open(opening, no_holiday)


def test_an_office_that_never_opens_is_an_error():
    with pytest.raises(ValueError, match="no opening"):
        WEEK.next_opening(datetime(2026, 11, 23, tzinfo=PARIS), lambda day: True)
