"""Lengths of time over which somebody wants to pay, and other stretches of time that are none."""

from __future__ import annotations

import pytest

from bot.reading.durations import read_durations


@pytest.mark.parametrize(
    ("language", "text", "number", "unit"),
    [
        ("fr", "sur 6 mois", 6, "months"),
        ("fr", "étalé sur huit mois", 8, "months"),
        ("fr", "pendant 2 semaines", 2, "weeks"),
        ("fr", "sur un an", 1, "years"),
        ("fr", "sur un an et demi", 18, "months"),
        ("fr", "4 mois", 4, "months"),
        ("fr", "60 pdt 8 mois", 8, "months"),
        ("fr", "en 10 mois", 10, "months"),
        ("en", "over 6 months", 6, "months"),
        ("en", "I've had a think, I can pay 50 for 6 months", 6, "months"),
        ("en", "over a year", 1, "years"),
        ("en", "spread over 2 years", 2, "years"),
        ("en", "for a couple of months", 2, "months"),
        ("en", "pay it off in 6 months", 6, "months"),
        ("en", "for a fortnight", 2, "weeks"),
    ],
)
def test_reads_over_how_long(language: str, text: str, number: int, unit: str) -> None:
    """A number and a unit, in plain units."""
    assert [(number, unit)] == [(read.number, read.unit) for read in read_durations(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "50 par mois"),
        ("fr", "dans 3 semaines"),
        ("fr", "depuis 3 mois"),
        ("fr", "il y a deux ans"),
        ("fr", "tous les 15 jours"),
        ("fr", "30 euros une semaine sur deux"),
        ("en", "I have had your letter for a week"),
        ("fr", "j'ai 45 ans"),
        ("fr", "une dame de 90 ans"),
        ("en", "50 a month"),
        ("en", "in two weeks"),
        ("en", "3 months ago"),
        ("en", "for the last 3 months"),
        ("en", "I'm 45 years old"),
        ("en", "CF24 4AN"),
    ],
)
def test_waits_rates_and_ages_are_no_duration(language: str, text: str) -> None:
    """ "In two weeks" waits, "50 a month" repeats, and nobody's plan lasts 45 years."""
    assert () == read_durations(text, language)


def test_offsets_cover_the_duration() -> None:
    """They count in the text as typed, accents and all."""
    text = "c’est étalé sur dix‑huit mois, ok ?"
    [read] = read_durations(text, "fr")

    assert "dix‑huit mois" == text[read.start : read.end]
