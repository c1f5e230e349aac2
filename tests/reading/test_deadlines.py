"""Last days are told from first days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates import read_dates
from bot.reading.deadlines import read_deadlines
from tests.reading.said import anything_typed, languages, phrases

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(("language", "text", "expected"), phrases("deadlines"))
def test_a_last_day_is_read_where_one_is_said(language: str, text: str, expected: date | None) -> None:
    """And no first day is taken for one."""
    assert expected == next((read.on for read in read_deadlines(text, language, MONDAY)[-1:]), None)


@given(anything_typed, languages, st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_any_text_is_read_without_failing(text: str, language: str, today: date) -> None:
    """An end is one of the dates of the message, and lies ahead."""
    dates = {(read.start, read.end) for read in read_dates(text, language, today)}

    for read in read_deadlines(text, language, today):
        assert (read.start, read.end) in dates
        assert 0 <= read.start < read.end <= len(text)
        assert read.on >= today


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 12))
def test_by_a_month_is_its_last_day_and_before_it_the_day_before_it_begins(today: date, month: int) -> None:
    """Whatever the day it is said on."""
    name = date(2000, month, 1).strftime("%B")
    [by] = read_deadlines(f"by the end of {name}", "en", today)
    [before] = read_deadlines(f"before {name} starts", "en", today)

    assert month == by.on.month
    assert month != (by.on + timedelta(days=1)).month
    assert month == (before.on + timedelta(days=1)).month
    assert 1 == (before.on + timedelta(days=1)).day
