"""Reads a living allowance as the settings write it: "646.52, 323.26, 323.26; RSA, flat amounts as of 1 April 2025"."""

from __future__ import annotations

import re

from bot.core.budget import LivingAllowance
from bot.core.money import Money

SHAPE = re.compile(
    r"\s*(?P<first>{0})\s*,\s*(?P<further>{0})\s*,\s*(?P<child>{0})\s*;\s*(?P<source>\S.*?)\s*".format(
        r"\d{1,6}(?:\.\d{1,2})?"
    ),
    re.ASCII | re.DOTALL,
)


def parse_allowance(text: str, currency: str) -> LivingAllowance:
    """Read three monthly amounts (one adult, each further adult, each child) and where they are from.

    Raises:
        ValueError: unreadable; its message says what was expected, in words.
    """
    match = SHAPE.fullmatch(text)
    if match is None:
        raise ValueError("three monthly amounts and their source, like 600, 300, 250; what the source is called")
    first, further, child = (Money.of(match[part], currency) for part in ("first", "further", "child"))
    return LivingAllowance(first, further, child, match["source"])
