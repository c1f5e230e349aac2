"""Months without a payment are told from months without an income."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.skipped_months import read_skipped_months
from tests.reading.said import anything_typed, languages, phrases

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(("language", "text", "expected"), phrases("skipped_months"))
def test_months_without_a_payment_are_read(language: str, text: str, expected: list[str]) -> None:
    """The next such month, or the one under way."""
    assert expected == [f"{read.month:%Y-%m}" for read in read_skipped_months(text, language, MONDAY)]


@given(anything_typed, languages, st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_any_text_is_read_without_failing(text: str, language: str, today: date) -> None:
    """Each month once, by its first day, and inside the text."""
    reads = read_skipped_months(text, language, today)

    assert len(reads) == len({read.month for read in reads})
    for read in reads:
        assert 1 == read.month.day
        assert 0 <= read.start < read.end <= len(text)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 12))
def test_without_a_year_it_is_the_next_such_month(today: date, month: int) -> None:
    """The one under way included."""
    name = date(2000, month, 1).strftime("%B")
    [read] = read_skipped_months(f"nothing in {name}", "en", today)

    months_ahead = (read.month.year - today.year) * 12 + read.month.month - today.month
    assert month == read.month.month
    assert 0 <= months_ahead < 12
