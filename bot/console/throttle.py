"""How often somebody may guess a password: a few tries, then a pause. Kept in this process only."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
TRIES_PER_LOGIN = 5  # of one login from one address, so that a stranger cannot lock an agent out
TRIES_PER_ADDRESS = 30  # of any logins; an office shares one address
MAX_KEYS = 10_000

_Key = tuple[str, str]


class SignInThrottle:
    """Counts tries by login and address, and by address alone."""

    def __init__(self) -> None:
        self._tries: dict[_Key, deque[datetime]] = {}

    def attempt(self, login: str, address: str, now: datetime) -> timedelta | None:
        """Count one try.

        Returns:
            None where it may go ahead; else how long to wait, and the try does not count.
        """
        limits = {_pair(login, address): TRIES_PER_LOGIN, ("", address): TRIES_PER_ADDRESS}
        waits = [
            tries[0] + WINDOW - now for key, limit in limits.items() if len(tries := self._recent(key, now)) >= limit
        ]
        if waits:
            return max(waits)
        if len(self._tries) >= MAX_KEYS:
            self._drop_old(now)
        for key in limits:
            self._tries.setdefault(key, deque()).append(now)
        return None

    def succeeded(self, login: str, address: str) -> None:
        """A right password: the tries before it were an agent's own slips."""
        slips = self._tries.pop(_pair(login, address), deque())
        of_address = self._tries.get(("", address), deque())
        for _ in range(min(len(slips), len(of_address))):
            of_address.pop()

    def _recent(self, key: _Key, now: datetime) -> deque[datetime]:
        tries = self._tries.get(key, deque())
        while tries and tries[0] + WINDOW <= now:
            tries.popleft()
        return tries

    def _drop_old(self, now: datetime) -> None:
        self._tries = {key: tries for key, tries in self._tries.items() if self._recent(key, now)}


def _pair(login: str, address: str) -> _Key:
    return login.casefold()[:64], address
