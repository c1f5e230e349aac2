"""Clocks and calendars."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import holidays

from bot.core.due_dates import IsBusinessDay

SATURDAY = 5


class SystemClock:
    """The machine's clock; with `starts_at`, a clock that runs on from that instant."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._starts_at = starts_at
        self._started = time.monotonic()

    def now(self) -> datetime:
        if self._starts_at is None:
            return datetime.now(timezone.utc)
        elapsed = timedelta(seconds=time.monotonic() - self._started)
        return self._starts_at.astimezone(timezone.utc) + elapsed


class HolidayCalendars:
    """Public holidays by country; see `bot.services.ports.Calendars`."""

    def is_holiday(self, country: str, day: date) -> bool:
        return day in _holidays(country, day.year)

    def is_business_day(self, country: str, day: date) -> bool:
        return self.business_days(country)(day)

    def business_days(self, country: str) -> IsBusinessDay:
        return _business_days(country)


@lru_cache
def _business_days(country: str) -> IsBusinessDay:
    @lru_cache(maxsize=8192)
    def is_business_day(day: date) -> bool:
        return day.weekday() < SATURDAY and day not in _holidays(country, day.year)

    return is_business_day


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    # England stands for Great Britain: a day free in one nation only would move due dates for all.
    subdivision = "ENG" if country == "GB" else None
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
