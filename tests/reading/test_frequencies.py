"""How often somebody can pay."""

from __future__ import annotations

import pytest

from bot.reading.frequencies import read_frequencies


@pytest.mark.parametrize(
    ("language", "text", "frequency"),
    [
        ("fr", "50 par mois", "monthly"),
        ("fr", "50€/mois", "monthly"),
        ("fr", "80 eur/mois", "monthly"),
        ("fr", "50e par moi", "monthly"),
        ("fr", "tous les mois", "monthly"),
        ("fr", "50 mensuels", "monthly"),
        ("fr", "une fois par mois", "monthly"),
        ("fr", "tous les 15 jours", "fortnightly"),
        ("fr", "toutes les deux semaines", "fortnightly"),
        ("fr", "2 fois par mois", "fortnightly"),
        ("fr", "40 € par quinzaine", "fortnightly"),
        ("fr", "chaque semaine", "weekly"),
        ("fr", "15 € chaque vendredi", "weekly"),
        ("fr", "par trimestre", "quarterly"),
        ("fr", "tous les trois mois", "quarterly"),
        ("en", "£50 a month", "monthly"),
        ("en", "£85 per calendar month", "monthly"),
        ("en", "30pm", "monthly"),
        ("en", "50/month", "monthly"),
        ("en", "every two weeks", "fortnightly"),
        ("en", "£15 fortnightly", "fortnightly"),
        ("en", "75 quid every other week", "fortnightly"),
        ("en", "10 pw", "weekly"),
        ("en", "fifty quid a week", "weekly"),
        ("en", "each Friday", "weekly"),
        ("en", "£50 a quarter", "quarterly"),
    ],
)
def test_reads_how_often(language: str, text: str, frequency: str) -> None:
    """The longest phrase wins: "toutes les deux semaines" is not weekly."""
    assert [frequency] == [read.frequency for read in read_frequencies(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "le mois prochain"),
        ("fr", "la semaine prochaine"),
        ("fr", "sur 6 mois"),
        ("en", "give me a week"),
        ("en", "call me after 6pm"),
        ("en", "in a month"),
        ("en", "I can pay a quarter"),
    ],
)
def test_a_moment_is_no_frequency(language: str, text: str) -> None:
    """ "Give me a week" asks for time; "after 6pm" is an hour."""
    assert () == read_frequencies(text, language)
