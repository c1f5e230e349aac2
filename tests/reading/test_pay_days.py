"""The day of the month a debtor would rather pay on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.pay_days import read_pay_day, read_preferred_day
from tests.reading.said import anything_typed, languages, phrases


@pytest.mark.parametrize(("language", "text", "expected"), phrases("pay_days"))
def test_the_day_money_comes_in_is_read(language: str, text: str, expected: int | None) -> None:
    """Where it comes back every month."""
    read = read_pay_day(text, language)

    assert expected == (read.day if read else None)


@pytest.mark.parametrize(("language", "text", "expected"), phrases("preferred_days"))
def test_a_day_alone_is_an_answer(language: str, text: str, expected: int | None) -> None:
    """The first, the last or a single day is no day of every month."""
    read = read_preferred_day(text, language)

    assert expected == (read.day if read else None)


@given(st.integers(1, 31), st.sampled_from([("fr", "je suis payé le {} de"), ("en", "I get paid on the {}th or so")]))
def test_any_day_is_read_back_where_it_stands(day: int, spelling: tuple[str, str]) -> None:
    """The offsets cover the number."""
    language, phrase = spelling
    text = phrase.format(day)
    read = read_pay_day(text, language)

    assert read is not None
    assert str(day) == text[read.start : read.end]
    assert day == read.day


@given(anything_typed, languages)
def test_any_text_is_read_without_failing(text: str, language: str) -> None:
    """And what was read lies inside the text."""
    for read in (read_pay_day(text, language), read_preferred_day(text, language)):
        assert read is None or 0 <= read.start < read.end <= len(text)
        assert read is None or 1 <= int(read.day) <= 31
