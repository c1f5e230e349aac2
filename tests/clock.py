"""A clock for tests."""

from __future__ import annotations

from datetime import datetime, timedelta


class SetClock:
    """A clock that stands still until it is moved; see `bot.services.ports.Clock`."""

    def __init__(self, starts_at: datetime) -> None:
        self._now = starts_at

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = instant

    def advance(self, by: timedelta) -> None:
        self._now += by
