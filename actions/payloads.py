"""What the buttons of our own messages send besides an intent: each name with the values it may have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.core.account import Language

_ID = re.compile(r"[0-9a-f]{1,64}")
_REFERENCE = re.compile(r"[\w ./-]{1,64}")


def _text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


CHECKS: dict[str, Callable[[Any], bool]] = {
    "offer": _text(_ID),
    "choice": _text(_ID),
    "account_reference": _text(_REFERENCE),
    "rating": lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5,
    "language": lambda value: isinstance(value, str) and value in Language.codes(),
    "change": lambda value: value in ("spread", "skip"),
    "budget": lambda value: value in ("skip", "no_debts", "alone"),
    "about": lambda value: value == "debt",
}


def is_payload(name: str, value: Any) -> bool:
    """Whether a button of ours could have sent this."""
    check = CHECKS.get(name)
    return check is not None and check(value)
