"""Cards, security codes, IBANs and social security numbers are found in any spacing, and little else."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.reading.secret_numbers import Span, cards, ibans, security_codes, social_security_numbers
from bot.reading.words import fold


def found(spans: Iterable[Span], text: str) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111  1111  1111  1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "5500000000000004",
        "3782 822463 10005",
        "6011000990139424",
    ],
)
def test_finds_a_card_in_any_spacing(number: str) -> None:
    """Luhn decides."""
    text = f"ma carte: {number}, merci"

    assert [number] == found(cards(text), text)


def test_finds_cards_among_other_figures() -> None:
    """Typed right after a reference or a telephone number, and two in a row."""
    text = "VOL-26-813237 4111 1111 1111 1111 0612345678 5500 0000 0000 0004"

    assert ["4111 1111 1111 1111", "5500 0000 0000 0004"] == found(cards(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "VOL-26-813237 06 12 34 56 78",
        "50 100 150 200 250",
    ],
)
def test_other_figures_are_no_card(text: str) -> None:
    """A wrong Luhn digit, telephone numbers, amounts."""
    assert [] == list(cards(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cvv 123", "123"),
        ("CVC: 1234", "1234"),
        ("cryptogramme : 123", "123"),
        ("le code de sécurité est 123", "123"),
        ("security code 123", "123"),
        ("4111111111111111 12/27 123", "123"),
        ("4111 1111 1111 1111 exp 12/2027 cvv 123", "123"),
    ],
)
def test_finds_a_security_code(text: str, code: str) -> None:
    """Announced, or right after a card and its expiry date."""
    folded = fold(text).text

    assert code in found(security_codes(folded, list(cards(folded))), folded)


def test_an_amount_after_a_card_is_no_security_code() -> None:
    """ "... 150 euros" says what to take, not how to prove it."""
    text = "4111111111111111 prenez 150 euros"

    assert [] == list(security_codes(text, list(cards(text))))


@pytest.mark.parametrize(
    "iban",
    [
        "FR7630006000011234567890189",
        "FR76 3000 6000 0112 3456 7890 189",
        "fr76 3000 6000 0112 3456 7890 189",
        "FR76-3000-6000-0112-3456-7890-189",
        "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
        "BE68 5390 0754 7034",
    ],
)
def test_finds_an_iban_in_any_spacing(iban: str) -> None:
    """A country's length and check digits decide, not what follows."""
    text = fold(f"mon iban {iban} merci bien").text

    assert [iban.lower()] == found(ibans(text), text)


@pytest.mark.parametrize("text", ["fr76 3000 6000 0112 3456 7890 188", "de 50 euros par mois", "vol-26-813237", "fr76"])
def test_other_text_is_no_iban(text: str) -> None:
    """Wrong check digits, and words that start like a country."""
    assert [] == list(ibans(text))


@pytest.mark.parametrize(
    "nir", ["2 95 10 99 126 111 93", "295109912611193", "253072b07300470", "2 53 07 2b 073 004 70"]
)
def test_finds_a_social_security_number(nir: str) -> None:
    """Thirteen figures and their key, Corsica included."""
    text = f"ma sécu {nir} voilà"

    assert [nir] == found(social_security_numbers(text), text)


@pytest.mark.parametrize("text", ["2 95 10 99 126 111 94", "29510991261119", "9295109912611193"])
def test_other_figures_are_no_social_security_number(text: str) -> None:
    """A wrong key, too few figures, too many in one."""
    assert [] == list(social_security_numbers(text))
