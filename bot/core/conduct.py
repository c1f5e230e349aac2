"""When we may write to a debtor who has not just written to us.

Rules (compliance FR-08, FR-09, US-01; POLICY): between 08:00 and 20:00 by the debtor's clocks, Monday to Saturday,
not on a holiday; at most one message a day, two in 7 days, four in 30 days, over all accounts and channels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS = time(8)
CLOSES = time(20)
SUNDAY = 6
# Days looked at, today included, and how many messages they may hold.
CAPS = ((1, 1), (7, 2), (30, 4))
LONGEST_CAP = timedelta(days=30)

# Unknown is answered by the intersection (US-01, POLICY): the States from the Atlantic to Hawaii.
ZONES = {
    "BE": ("Europe/Brussels",),
    "CH": ("Europe/Zurich",),
    "DE": ("Europe/Berlin",),
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
    "FR": ("Europe/Paris",),
    "GB": ("Europe/London",),
    "IE": ("Europe/Dublin",),
    "IT": ("Europe/Rome",),
    "LU": ("Europe/Luxembourg",),
    "PT": ("Europe/Lisbon", "Atlantic/Azores"),
    "US": ("America/New_York", "Pacific/Honolulu"),
}
# France overseas, by the first three figures of the postcode. French Polynesia keeps three clocks.
OVERSEAS = {
    "971": ("America/Guadeloupe",),
    "972": ("America/Martinique",),
    "973": ("America/Cayenne",),
    "974": ("Indian/Reunion",),
    "975": ("America/Miquelon",),
    "976": ("Indian/Mayotte",),
    "977": ("America/Guadeloupe",),
    "978": ("America/Guadeloupe",),
    "986": ("Pacific/Wallis",),
    "987": ("Pacific/Tahiti", "Pacific/Gambier"),
    "988": ("Pacific/Noumea",),
}


def zones_of(country: str, postcode: str, elsewhere: str) -> tuple[str, ...]:
    """The time zones a debtor may live in.

    Args:
        country: ISO 3166-1 alpha-2.
        elsewhere: the zone to go by for a country that is not listed.
    """
    if country == "FR" and (overseas := OVERSEAS.get(postcode[:3])) is not None:
        return overseas
    return ZONES.get(country, (elsewhere,))


def may_write_at(now: datetime, zones: Collection[str], is_holiday: Callable[[date], bool]) -> bool:
    """Whether an instant is a decent one by every clock the debtor may live by."""
    return all(_decent(now.astimezone(ZoneInfo(zone)), is_holiday) for zone in zones)


def _decent(local: datetime, is_holiday: Callable[[date], bool]) -> bool:
    return local.weekday() != SUNDAY and OPENS <= local.time() < CLOSES and not is_holiday(local.date())


def within_caps(sent_on: Collection[date], today: date) -> bool:
    """Whether one more message today keeps to the caps; days are the debtor's."""
    return all(sum(today - timedelta(days=days) < day <= today for day in sent_on) < most for days, most in CAPS)
