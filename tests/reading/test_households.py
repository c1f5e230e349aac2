"""Who lives on one income, in the words that people use for it."""

from __future__ import annotations

import pytest

from bot.reading.households import HouseholdRead, read_children, read_household


@pytest.mark.parametrize(
    ("text", "language", "adults", "children"),
    [
        ("2 adultes et 1 enfant", "fr", 2, 1),
        ("deux adultes, trois enfants", "fr", 2, 3),
        ("je vis seule", "fr", 1, 0),
        ("seul", "fr", 1, 0),
        ("je suis seule avec mes deux enfants", "fr", 1, 2),
        ("moi et mon fils", "fr", 1, 1),
        ("moi et mes 2 gosses", "fr", 1, 2),
        ("ma femme, moi et nos 3 enfants", "fr", 2, 3),
        ("en couple sans enfant", "fr", 2, 0),
        ("2 filles et un garçon", "fr", 1, 3),
        ("on est 4 dont 2 enfants", "fr", 2, 2),
        ("on est 2 avec mon mari", "fr", 2, 0),
        ("nous sommes 2 avec 2 enfants", "fr", 2, 2),
        ("1", "fr", 1, 0),
        ("3 adultes", "fr", 3, 0),
        ("just me", "en", 1, 0),
        ("I live alone", "en", 1, 0),
        ("me and my two kids", "en", 1, 2),
        ("me, my wife and a baby", "en", 2, 1),
        ("2 adults 1 child", "en", 2, 1),
        ("two adults, no children", "en", 2, 0),
        ("single mum with 3 kids", "en", 1, 3),
        ("mère célibataire avec 2 enfants", "fr", 1, 2),
        ("we are 5, 3 kids", "en", 2, 3),
    ],
)
def test_adults_and_children(text: str, language: str, adults: int, children: int):
    """Whoever writes counts as one of them."""
    assert HouseholdRead(adults=adults, children=children) == read_household(text, language)


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [("4", "fr", 4), ("on est 4", "fr", 4), ("4 personnes", "fr", 4), ("we're 3", "en", 3)],
)
def test_a_number_alone_does_not_say_who_is_a_child(text: str, language: str, people: int):
    """Then one more question tells."""
    assert HouseholdRead(people=people) == read_household(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("mes enfants et moi", "fr"), ("bonjour", "fr"), ("0", "fr"), ("c'est combien déjà ?", "fr"), ("999", "en")],
)
def test_what_says_no_household(text: str, language: str):
    """It is asked again."""
    assert read_household(text, language) is None


@pytest.mark.parametrize(
    ("text", "language", "children"),
    [("2", "fr", 2), ("deux", "fr", 2), ("pas d'enfant", "fr", 0), ("one kid", "en", 1), ("my son", "en", 1)],
)
def test_children_where_they_alone_were_asked_for(text: str, language: str, children: int):
    """A bare number is enough."""
    assert children == read_children(text, language)
