"""Birth dates in any usual spelling, told from the dates of payments by their year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.birth_dates import birth_dates
from bot.reading.identity_facts import read_identity_facts

TODAY = date(2026, 11, 23)


def births(text: str, language: str = "fr") -> list[str]:
    return [birth.on.isoformat() for birth in read_identity_facts(text, language, TODAY).birth_dates]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "12/03/85"),
        ("fr", "12/03/1985"),
        ("fr", "12.03.1985"),
        ("fr", "12-03-85"),
        ("fr", "12 03 1985"),
        ("fr", "12 03 85"),
        ("fr", "12 / 03 / 1985"),
        ("fr", "1985-03-12"),
        ("fr", "12031985"),
        ("fr", "120385"),
        ("fr", "12 mars 1985"),
        ("fr", "12 mars 85"),
        ("fr", "né le 12 mars quatre-vingt-cinq"),
        ("fr", "né le douze mars 85"),
        ("fr", "né le douze mars mille neuf cent quatre-vingt-cinq à Lyon"),
        ("fr", "je suis née en 1985, le 12 mars"),
        ("fr", "ddn 12/03/1985"),
        ("en", "born 12 March 1985"),
        ("en", "March 12, 1985"),
        ("en", "12th of March 1985"),
        ("en", "the twelfth of March nineteen eighty-five"),
        ("en", "12-Mar-85"),
        ("en", "dob 12.03.1985"),
        ("en", "my bday is 12/3/85"),
    ],
)
def test_reads_a_birth_date(language: str, text: str) -> None:
    """Always the 12th of March 1985."""
    assert ["1985-03-12"] == births(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "je paie le 12/03/2027",
        "je paie le 12/04/27",
        "le 12 mars 50 par mois",
        "le 12 mars 50 euros",
        "12/03/2015",
        "31/02/1985",
        "06 12 34 56 78",
        "VOL-26-813237",
        "626270110",
        "2 out of 10",
        "le 5, le 10 et 85 autres",
    ],
)
def test_other_dates_and_numbers_are_no_birth_dates(text: str) -> None:
    """Nobody born in 2015 owes anything, and nobody was born on 31 February."""
    assert [] == births(text)


@pytest.mark.parametrize(("text", "birth"), [("né le 12/03/26", "1926-03-12"), ("né le 12/03/05", "2005-03-12")])
def test_two_figures_are_read_as_an_age_that_can_owe(text: str, birth: str) -> None:
    """The latest year that makes somebody sixteen."""
    assert [birth] == births(text)


def test_a_year_of_payment_needs_the_word_born() -> None:
    """ "12/03/27" alone is rather next March than 1927."""
    assert [] == births("12/03/27")


@given(
    st.dates(date(1900, 1, 1), date(2010, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d"]),
)
def test_any_birth_date_in_figures_is_read_back(birth: date, spelling: str) -> None:
    """With a year in full, in every order and with every mark."""
    written = birth.strftime(spelling)
    [(on, start, end)] = birth_dates(written, TODAY)

    assert birth == on
    assert written == written[start:end]
