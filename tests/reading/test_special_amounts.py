"""A sum for one month is told from the sum for every month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.amounts import read_amounts
from bot.reading.special_amounts import read_special_amounts
from tests.reading.said import anything_typed, languages, phrases

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(("language", "text", "expected"), phrases("special_amounts"))
def test_a_sum_for_one_month_is_read(language: str, text: str, expected: dict[str, int]) -> None:
    """Only where it is set against another, and not where the month is when payments begin or money comes in."""
    reads = read_special_amounts(text, read_amounts(text, language), MONDAY)

    assert {month: whole * 100 for month, whole in expected.items()} == {
        f"{read.month:%Y-%m}": read.minor for read in reads
    }


@given(anything_typed, languages, st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.booleans())
def test_any_text_is_read_without_failing(text: str, language: str, today: date, bare: bool) -> None:
    """Each is made of an offer that was read, and lies inside the text."""
    amounts = read_amounts(text, language, bare_numbers=bare)

    for read in read_special_amounts(text, amounts, today):
        assert read.amount is None or read.amount in amounts
        assert read.amount is None or "offer" == read.amount.kind
        assert 0 <= read.start < read.end <= len(text)
        assert 1 == read.month.day
