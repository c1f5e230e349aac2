"""Long patterns written as lists."""

from __future__ import annotations


def any_of(phrases: str) -> str:
    """One pattern out of many, from a text with a phrase, or a pattern, a line."""
    return "(?:" + "|".join(line.strip() for line in phrases.strip().splitlines()) + ")"
