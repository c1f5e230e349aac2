"""Parts of the balance."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.fractions import read_fractions


@pytest.mark.parametrize(
    ("language", "text", "fraction"),
    [
        ("fr", "la moitié", Fraction(1, 2)),
        ("fr", "un tiers maintenant", Fraction(1, 3)),
        ("fr", "les deux tiers", Fraction(2, 3)),
        ("fr", "trois quarts", Fraction(3, 4)),
        ("fr", "50 %", Fraction(1, 2)),
        ("fr", "dix pour cent", Fraction(1, 10)),
        ("fr", "1/3 puis le reste", Fraction(1, 3)),
        ("fr", "½", Fraction(1, 2)),
        ("en", "half", Fraction(1, 2)),
        ("en", "half of it", Fraction(1, 2)),
        ("en", "a third", Fraction(1, 3)),
        ("en", "two thirds", Fraction(2, 3)),
        ("en", "a quarter now", Fraction(1, 4)),
        ("en", "25% today", Fraction(1, 4)),
    ],
)
def test_reads_a_part_of_the_balance(language: str, text: str, fraction: Fraction) -> None:
    """In words, figures, percentages and signs."""
    assert [fraction] == [read.fraction for read in read_fractions(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "le 1/3"),
        ("fr", "05/12"),
        ("fr", "mes heures ont été réduites de moitié"),
        ("fr", "je note 5/5"),
        ("fr", "150 %"),
        ("en", "half an hour"),
        ("en", "a third letter"),
        ("en", "£50 a quarter"),
    ],
)
def test_other_uses_of_the_words_are_left_out(language: str, text: str) -> None:
    """Dates, hours, marks and rates are no part of a balance."""
    assert () == read_fractions(text, language)


@given(st.integers(1, 100))
def test_any_percentage_up_to_all_of_it_is_read_back(percent: int) -> None:
    """And the offsets cover it."""
    text = f"je peux payer {percent} % tout de suite"
    [read] = read_fractions(text, "fr")

    assert Fraction(percent, 100) == read.fraction
    assert f"{percent} %" == text[read.start : read.end]
