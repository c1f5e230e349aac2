"""Access codes are told from words, quantities and other eight characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.access_codes import access_codes
from bot.reading.words import fold

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def codes(text: str) -> list[str]:
    return [found.value for found in access_codes(fold(text))]


@pytest.mark.parametrize(
    "text",
    [
        "BVF7CSET",
        "bvf7cset",
        "BVF7 CSET",
        "bvf7 cset",
        "BVF7-CSET",
        "mon code d’accès : BVF7CSET",
        "le code imprimé c'est bvf7cset",
        "code BVF7CSET né le 4 juin 1981",
        "My access code: BVF7CSET",
        "it's BVF7CSET, 08/12/1974",
        "B V F 7 C S E T",
    ],
)
def test_reads_a_code_however_it_is_typed(text: str) -> None:
    """Case, spaces and the words around do not matter."""
    assert ["BVF7CSET"] == codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ZFHRGXVG", "ZFHRGXVG"),
        ("zfhrgxvg", "ZFHRGXVG"),
        ("bonjour, voici : BJWJVEQS merci", "BJWJVEQS"),
        ("code : cedyrmyq", "CEDYRMYQ"),
        ("CEDYRMYQ", "CEDYRMYQ"),
    ],
)
def test_reads_a_code_without_figures(text: str, code: str) -> None:
    """One code in eleven has none; it looks like no word, stands alone in capitals, or follows "code :"."""
    assert [code] == codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "je veux un payement",
        "mes avantages",
        "strength",
        "48heures",
        "dans 5ans",
        "je veut 4x75",
        "paye 2345",
        "22223333",
        "93959",
        "VOL-26-813237",
        "marc@exa2mple.fr",
        "j'ai demande hier",
    ],
)
def test_words_and_quantities_are_no_codes(text: str) -> None:
    """Eight characters of that alphabet are often just a word."""
    assert [] == codes(text)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8).filter(lambda code: not code.isdigit()))
def test_any_code_is_read_back_where_it_is_announced(code: str) -> None:
    """As people do when they are asked for it; whether it has figures or not."""
    assert [code] == codes(f"mon code est {code.lower()}.")
    assert [code] == codes(code)
