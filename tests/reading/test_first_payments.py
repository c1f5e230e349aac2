"""What is paid at once, and what number of payments follows it."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.reading.amounts import read_amounts
from bot.reading.counts import read_counts
from bot.reading.first_payments import PaidNowRead, count_follows_first, read_paid_now
from bot.reading.fractions import read_fractions
from tests.reading.said import anything_typed, languages, phrases


def paid_now(text: str, language: str, *, asked: bool = False) -> PaidNowRead | None:
    return read_paid_now(text, read_amounts(text, language), read_fractions(text, language), asked=asked)


def follows_first(text: str, language: str) -> list[bool]:
    amounts, fractions = read_amounts(text, language), read_fractions(text, language)
    now = read_paid_now(text, amounts, fractions)
    return [count_follows_first(text, count, amounts, fractions, now) for count in read_counts(text, language)]


@pytest.mark.parametrize(("language", "text", "expected"), phrases("paid_now"))
def test_a_payment_at_once_is_heard(language: str, text: str, expected: bool) -> None:
    """ "Now" said of something else is not."""
    assert expected == (paid_now(text, language) is not None)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "tout de suite", True),
        ("fr", "plutôt maintenant", True),
        ("en", "right now", True),
        ("fr", "pas maintenant", False),
        ("en", "not today", False),
    ],
)
def test_at_once_alone_answers_the_question(language: str, text: str, expected: bool) -> None:
    """While terms are talked about; otherwise it says nothing of a payment."""
    assert expected == (paid_now(text, language, asked=True) is not None)
    assert paid_now(text, language) is None


@pytest.mark.parametrize(("language", "text", "expected"), phrases("count_after_first"))
def test_a_number_of_payments_after_the_first_is_told_from_one_in_all(language: str, text: str, expected: bool) -> None:
    """ "200 d'abord puis en 4 fois" is five payments."""
    assert expected == any(follows_first(text, language))


@given(anything_typed, languages)
def test_any_text_is_read_without_failing(text: str, language: str) -> None:
    """And what was read lies inside the text."""
    follows_first(text, language)
    read = paid_now(text, language, asked=True)

    assert read is None or 0 <= read.start < read.end <= len(text)
