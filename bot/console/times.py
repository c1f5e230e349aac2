"""Instants as agents read them: short, in the office's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from bot.console.wording import say
from bot.core.account import Language

LOCALES = {Language.FRENCH: "fr_FR", Language.ENGLISH: "en_GB"}
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def clock(instant: datetime, now: datetime, zone: str, language: Language) -> str:
    """`14:05` today, `20 nov., 14:05` or `20 Nov, 14:05` on another day, with the year if that differs."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    hour = f"{local:%H:%M}"
    if local.date() == today.date():
        return hour
    skeleton = "MMMd" if local.year == today.year else "yMMMd"
    return f"{format_skeleton(skeleton, local.date(), locale=LOCALES[language])}, {hour}"


def lasted(since: datetime, now: datetime, language: Language) -> str:
    """How long ago: `12 min`, `1 h 5 min`, `2 d 3 h`."""
    passed = max(now - since, timedelta(0))
    if passed < MINUTE:
        return say(language, "lasted.now")
    if passed < HOUR:
        return say(language, "lasted.minutes", minutes=passed // MINUTE)
    if passed < DAY:
        return say(language, "lasted.hours", hours=passed // HOUR, minutes=passed % HOUR // MINUTE)
    return say(language, "lasted.days", days=passed // DAY, hours=passed % DAY // HOUR)
