"""The most that can be paid is told from an amount that can be talked about."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.reading.amounts import read_amounts
from bot.reading.ceilings import read_ceilings
from tests.reading.said import anything_typed, languages, phrases


@pytest.mark.parametrize(("language", "text", "expected"), phrases("ceilings"))
def test_a_ceiling_is_heard(language: str, text: str, expected: bool) -> None:
    """Of the amount that is offered."""
    amounts = read_amounts(text, language, bare_numbers=True)
    [ceiling] = [
        ceiling for read, ceiling in zip(amounts, read_ceilings(text, amounts), strict=True) if read.kind == "offer"
    ]

    assert expected == ceiling


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "200 max maintenant puis 50 par mois", [False, False]),
        ("fr", "100 maintenant puis 50 par mois max", [False, True]),
        ("fr", "j'ai 600 de loyer et je peux mettre 50 maximum", [False, True]),
        ("fr", "je gagne 1400 maximum, je peux mettre 80", [False, False]),
        ("en", "100 now then 50 a month at most", [False, True]),
        ("en", "I only earn 900 so I can do 40", [False, False]),
        ("en", "rent is 600 and all I can do is 40", [False, True]),
    ],
)
def test_only_what_is_paid_regularly_has_a_ceiling(language: str, text: str, expected: list[bool]) -> None:
    """Not a first payment, an income or a rent."""
    assert expected == list(read_ceilings(text, read_amounts(text, language)))


@given(anything_typed, languages)
def test_any_text_has_an_answer_for_each_amount(text: str, language: str) -> None:
    """Never a failure, and never a ceiling for something else than an offer."""
    amounts = read_amounts(text, language, bare_numbers=True)
    ceilings = read_ceilings(text, amounts)

    assert len(amounts) == len(ceilings)
    assert not any(ceiling and read.kind != "offer" for read, ceiling in zip(amounts, ceilings, strict=True))
