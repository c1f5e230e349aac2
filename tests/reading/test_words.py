"""Spelling is evened out, and every offset leads back to the text as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.words import fold, rewrite


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("J’ai PAYÉ", "j'ai paye"),
        ("50\u00a0€", "50 €"),
        ("1\u202f200", "1 200"),
        ("quatre‑vingt–dix", "quatre-vingt-dix"),
        ("cœur", "coeur"),
        ("cafe\u0301", "cafe"),
        ("5\u200b0", "50"),
        ("٥٠", "50"),
        ("５０", "50"),
        ("5\ufe0f\u20e30", "50"),
    ],
)
def test_differences_without_meaning_disappear(typed: str, folded: str) -> None:
    """Case, accents, apostrophes, hyphens, spaces and digits of other scripts read the same."""
    assert folded == fold(typed).text


@pytest.mark.parametrize(
    ("typed", "part", "as_typed"),
    [
        ("le cœur net", "net", "net"),
        ("zut\u200b, cinq", "cinq", "cinq"),
        ("e\u0301te\u0301 50 euros", "50 euros", "50 euros"),
        ("œuf, 80€", "80", "80"),
    ],
)
def test_a_span_leads_back_to_what_was_typed(typed: str, part: str, as_typed: str) -> None:
    """Characters that fold to none or to two do not shift what comes after."""
    folded = fold(typed)
    at = folded.text.index(part)
    start, end = folded.span(at, at + len(part))

    assert as_typed == typed[start:end]


@given(st.text(max_size=200))
def test_folding_never_fails_and_covers_the_whole_text(text: str) -> None:
    """Whatever is typed, the offsets rise from the start of the text to its end."""
    folded = fold(text)
    offsets = [folded.offsets[at] for at in range(len(folded.text) + 1)]

    assert sorted(offsets) == offsets
    assert len(text) == offsets[-1]


def test_a_replacement_stands_for_the_whole_stretch() -> None:
    """The digits put in place of words lead back to the words."""
    folded = rewrite(fold("j'ai DEUX cents euros"), [(5, 15, "200")])
    start, end = folded.span(5, 8)

    assert "j'ai 200 euros" == folded.text
    assert "DEUX cents" == folded.source[start:end]
    assert "euros" == folded.source[slice(*folded.span(9, 14))]
