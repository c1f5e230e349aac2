"""Limitation: a debt too old to be claimed is looked at by a person, and nothing is asked of the debtor."""

from __future__ import annotations

from datetime import date

from bot.core.account import DebtKind

GENERAL_YEARS = {"FR": 5, "GB": 6}
CONSUMER_YEARS_FR = 2
CONSUMER_KINDS_FR = {DebtKind.ENERGY, DebtKind.TELECOM, DebtKind.CONSUMER_CREDIT, DebtKind.RETAIL}


def limitation_years(country: str, kind: DebtKind) -> int | None:
    """Years after which a debt may no longer be claimed; None where we know no rule.

    Rule: FR-11 (C. conso L218-2 and R312-35, two years; C. civ. 2224, five) and UK-09 (six years).
    """
    if country == "FR" and kind in CONSUMER_KINDS_FR:
        return CONSUMER_YEARS_FR
    return GENERAL_YEARS.get(country)


def is_time_barred(due_on: date, country: str, kind: DebtKind, today: date) -> bool:
    """Whether limitation has run out, or is unknown, which is treated alike.

    The period ends with the anniversary day, so a claim on that day is still in time.
    """
    years = limitation_years(country, kind)
    if years is None:
        return True
    return today > _years_later(due_on, years)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a year without one
        return date(day.year + years, 2, 28)
