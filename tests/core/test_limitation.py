"""Limitation: by country and kind of debt, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.account import DebtKind
from bot.core.limitation import is_time_barred

DUE = date(2022, 3, 15)


@pytest.mark.parametrize(
    ("country", "kind", "last_day"),
    [
        ("FR", DebtKind.ENERGY, date(2024, 3, 15)),
        ("FR", DebtKind.TELECOM, date(2024, 3, 15)),
        ("FR", DebtKind.CONSUMER_CREDIT, date(2024, 3, 15)),
        ("FR", DebtKind.RENT, date(2027, 3, 15)),
        ("GB", DebtKind.RETAIL, date(2028, 3, 15)),
    ],
)
def test_the_anniversary_is_the_last_day(country: str, kind: DebtKind, last_day: date):
    one = timedelta(days=1)

    barred = [is_time_barred(DUE, country, kind, day) for day in (last_day - one, last_day, last_day + one)]

    assert [False, False, True] == barred


def test_a_leap_day_runs_out_at_the_end_of_february():
    assert not is_time_barred(date(2024, 2, 29), "FR", DebtKind.ENERGY, date(2026, 2, 28))
    assert is_time_barred(date(2024, 2, 29), "FR", DebtKind.ENERGY, date(2026, 3, 1))


def test_an_unknown_rule_counts_as_run_out():
    """FR-11: expired or unknown, a person decides."""
    assert is_time_barred(date(2026, 1, 1), "DE", DebtKind.ENERGY, date(2026, 1, 2))
