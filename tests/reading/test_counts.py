"""Numbers of payments are told from other numbers that count something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.counts import read_counts


@pytest.mark.parametrize(
    ("language", "text", "counts"),
    [
        ("fr", "en 3 fois", [3]),
        ("fr", "3x", [3]),
        ("fr", "3x ça passe ?", [3]),
        ("fr", "en trois fois svp", [3]),
        ("fr", "4 mensualités", [4]),
        ("fr", "deux versements de 150", [2]),
        ("fr", "en quatre mensualités à partir du mois prochain", [4]),
        ("fr", "payer en 3x sans frais", [3]),
        ("fr", "en 4x 50 euros", [4]),
        ("fr", "4 x 50", [4]),
        ("fr", "50 x 3", [3]),
        ("fr", "en 3 ou 4 fois", [3, 4]),
        ("fr", "je voudrais payer en 4", [4]),
        ("fr", "en une seule fois", [1]),
        ("fr", "je ne peux pas tout payer d'un coup", []),
        ("fr", "en 1 fois c'est impossible", []),
        ("fr", "je pourrai pas en une fois, mais en trois fois oui", [3]),
        ("fr", "je peux pas plus de 50. en une fois alors", [1]),
        ("en", "cant pay that all at once", []),
        ("en", "in one go is too much", []),
        ("fr", "je paie tout d'un coup", [1]),
        ("fr", "100 tout de suite et le reste en 5 échéances", [5]),
        ("fr", "ça irait 2 versements de 190 ?", [2]),
        ("fr", "pardon 3 fois", [3]),
        ("fr", "en 4 fois à partir de janvier", [4]),
        ("en", "in 4 goes", [4]),
        ("en", "over six payments", [6]),
        ("en", "3 instalments please", [3]),
        ("en", "12 monthly payments", [12]),
        ("en", "split it into 3", [3]),
        ("en", "in one go", [1]),
        ("en", "six equal payments", [6]),
        ("en", "can I do it in 2 halves", [2]),
    ],
)
def test_reads_how_many_payments(language: str, text: str, counts: list[int]) -> None:
    """However the debtor says it."""
    assert counts == [read.count for read in read_counts(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "3 fois par mois"),
        ("fr", "je vous ai appelé 3 fois"),
        ("fr", "j'ai déménagé trois fois"),
        ("fr", "j'ai 2 mensualités de retard"),
        ("fr", "50 euros par mois"),
        ("fr", "sur 6 mois"),
        ("fr", "le 5 de chaque mois"),
        ("fr", "mon code est x9hpw2nd"),
        ("fr", "je paie en 6 mois"),
        ("en", "I called three times"),
        ("en", "I had two missed payments"),
        ("en", "twice a month"),
        ("en", "pay in 6 months"),
    ],
)
def test_other_counts_are_not_read(language: str, text: str) -> None:
    """Calls, rates, arrears and lengths of time split no payment."""
    assert () == read_counts(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "4"), ("fr", "plutôt quatre"), ("en", "four please"), ("en", "in 4")]
)
def test_a_bare_number_answers_the_question(language: str, text: str) -> None:
    """When the bot has just asked into how many, "4" is enough; otherwise it is not."""
    assert [4] == [read.count for read in read_counts(text, language, bare_numbers=True)]
    assert () == read_counts(text, language)


@given(
    st.integers(1, 120),
    st.sampled_from([("fr", "en {} fois"), ("fr", "{} mensualités"), ("en", "in {} payments")]),
)
def test_any_count_is_read_back_where_it_stands(count: int, spelling: tuple[str, str]) -> None:
    """The offsets cover the number."""
    language, phrase = spelling
    text = "bonjour, " + phrase.format(count)
    [read] = read_counts(text, language)

    assert count == read.count
    assert str(count) in text[read.start : read.end]
