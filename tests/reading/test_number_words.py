"""Numbers in words become digits, and words that are numbers only now and then stay words."""

from __future__ import annotations

import pytest

from bot.reading.number_words import with_digits
from bot.reading.words import fold


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("fr", "cinquante euros", "50 euros"),
        ("fr", "mille deux cents", "1200"),
        ("fr", "quatre-vingts", "80"),
        ("fr", "quatre vingt dix-neuf", "99"),
        ("fr", "soixante et onze", "71"),
        ("fr", "septante", "70"),
        ("fr", "cinquente euros", "50 euros"),
        ("fr", "quatrevingt", "80"),
        ("fr", "cinquante soixante", "50 60"),
        ("fr", "trente et quarante", "30 et 40"),
        ("fr", "mille neuf cent quatre-vingt-cinq", "1985"),
        ("fr", "vingt et une livres", "21 livres"),
        ("fr", "une semaine", "1 semaine"),
        ("fr", "en une seule fois", "en 1 seule fois"),
        ("en", "fifty quid", "50 quid"),
        ("en", "a hundred and fifty", "150"),
        ("en", "one fifty a month", "150 a month"),
        ("en", "nineteen eighty-five", "1985"),
        ("en", "fourty", "40"),
        ("en", "twenty-one", "21"),
        ("en", "one payment", "1 payment"),
        ("en", "forty a month", "40 a month"),
    ],
)
def test_number_words_become_digits(language: str, typed: str, expected: str) -> None:
    """In the spellings of messages, and as numbers are said aloud."""
    assert expected == with_digits(fold(typed), language).text


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fr", "j'ai un problème"),
        ("fr", "10 pour cent"),
        ("fr", "le 12 sept"),
        ("fr", "tous les deux"),
        ("fr", "mille mercis"),
        ("en", "one of us"),
        ("en", "this one"),
        ("en", "a month"),
    ],
)
def test_words_that_count_nothing_are_left_alone(language: str, typed: str) -> None:
    """ "Un problème" is no number, and "le 12 sept" is in September."""
    assert fold(typed).text == with_digits(fold(typed), language).text


def test_another_language_is_refused() -> None:
    """A caller that forgets to choose between French and English learns it at once."""
    with pytest.raises(KeyError):
        with_digits(fold("cincuenta"), "es")
