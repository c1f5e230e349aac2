"""Office hours: when a person will answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

IsHoliday = Callable[[date], bool]

LOOK_AHEAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening hours on given weekdays (Monday is 0), in one time zone."""

    weekdays: frozenset[int]
    opens: time
    closes: time
    zone: str

    def is_open(self, now: datetime, is_holiday: IsHoliday) -> bool:
        """Whether a person is at work at this instant (aware datetime)."""
        local = now.astimezone(ZoneInfo(self.zone))
        return self._opens_on(local.date(), is_holiday) and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime, is_holiday: IsHoliday) -> datetime:
        """The next instant at which the office opens, in its own zone; now itself while it is open.

        Raises:
            ValueError: it does not open within a month: the hours are wrong.
        """
        local = now.astimezone(ZoneInfo(self.zone))
        if self.is_open(now, is_holiday):
            return local
        for ahead in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            opening = datetime.combine(day, self.opens, ZoneInfo(self.zone))
            if self._opens_on(day, is_holiday) and opening > local:
                return opening
        raise ValueError(f"no opening within {LOOK_AHEAD_DAYS} days")

    def _opens_on(self, day: date, is_holiday: IsHoliday) -> bool:
        return day.weekday() in self.weekdays and not is_holiday(day)
