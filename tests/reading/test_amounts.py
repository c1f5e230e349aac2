"""Amounts are read with their currency and told by what the debtor says of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.amounts import read_amounts

CURRENCY_OF = {"fr": "EUR", "en": "GBP"}


def amounts(text: str, language: str, *, bare: bool = False) -> list[tuple[Decimal, str]]:
    """(major units, kind) of each amount, in the currency of the debt."""
    reads = read_amounts(text, language, default_currency=CURRENCY_OF[language], bare_numbers=bare)
    return [(Decimal(read.minor) / 100, read.kind) for read in reads]


def offers(*majors: str) -> list[tuple[Decimal, str]]:
    return [(Decimal(major), "offer") for major in majors]


@pytest.mark.parametrize(
    ("language", "text", "major"),
    [
        ("fr", "50€", "50"),
        ("fr", "50 €", "50"),
        ("fr", "50\u00a0€", "50"),
        ("fr", "1 200,50 euros", "1200.50"),
        ("fr", "1\u202f200,50\u00a0€", "1200.50"),
        ("fr", "1.200,50 €", "1200.50"),
        ("fr", "50 balles", "50"),
        ("fr", "cinquante euros", "50"),
        ("fr", "mille deux cents euros", "1200"),
        ("fr", "quatre-vingts euros par mois", "80"),
        ("fr", "cent euros", "100"),
        ("fr", "80 eur/mois", "80"),
        ("fr", "50e par moi", "50"),
        ("fr", "jpeu payé 40e", "40"),
        ("fr", "je peu payé 60", "60"),
        ("fr", "50 euros 20", "50.20"),
        ("fr", "50€20", "50.20"),
        ("fr", "50 euros et 20 centimes", "50.20"),
        ("fr", "50 centimes", "0.50"),
        ("fr", "2k€", "2000"),
        ("fr", "une cinquantaine d’euros", "50"),
        ("fr", "je peux payer 50", "50"),
        ("fr", "je peux mettre 50 par mois", "50"),
        ("fr", "50 par mois", "50"),
        ("fr", "max 40", "40"),
        ("fr", "30 max", "30"),
        ("fr", "ok pour 50", "50"),
        ("fr", "on part sur 50", "50"),
        ("fr", "par semaine, 25", "25"),
        ("fr", "85 c'est bon pour vous ?", "85"),
        ("fr", "60 pendant 8 mois", "60"),
        ("fr", "4 x 50", "50"),
        ("fr", "5 fois 60", "60"),
        ("fr", "deux versements de 150", "150"),
        ("fr", "je paie le 5 200 euros", "200"),
        ("fr", "12 mars 50 par mois", "50"),
        ("fr", "je verse 70 à partir de janvier", "70"),
        ("en", "£1,234.56", "1234.56"),
        ("en", "£50", "50"),
        ("en", "fifty quid", "50"),
        ("en", "a hundred quid", "100"),
        ("en", "one fifty a month", "150"),
        ("en", "a tenner a week", "10"),
        ("en", "2 grand", "2000"),
        ("en", "50p", "0.50"),
        ("en", "twelve pounds fifty", "12.50"),
        ("en", "30pm", "30"),
        ("en", "£85 per calendar month", "85"),
        ("en", "I can do 50", "50"),
        ("en", "could manage 35 a month", "35"),
        ("en", "make it 80", "80"),
        ("en", "ok 55 but starting in February", "55"),
        ("en", "eight payments of 75", "75"),
        ("en", "why not 50", "50"),
        ("en", "can't go over 45", "45"),
        ("en", "put me down for 30 every 2 weeks", "30"),
    ],
)
def test_reads_an_offer(language: str, text: str, major: str) -> None:
    """In figures, in words, in slang, with or without a currency where the words make it plain."""
    assert offers(major) == amounts(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "en 3 fois"),
        ("fr", "3x"),
        ("fr", "4 mois"),
        ("fr", "sur 6 mois à partir du 5"),
        ("fr", "le 12 mars"),
        ("fr", "05/12/2026"),
        ("fr", "VOL-26-813237"),
        ("fr", "BVF7CSET"),
        ("fr", "93959"),
        ("fr", "75012 Paris"),
        ("fr", "j'ai 45 ans"),
        ("fr", "j'ai 3 enfants"),
        ("fr", "20 %"),
        ("fr", "la moitié"),
        ("fr", "à 14h30"),
        ("fr", "06 12 34 56 78"),
        ("fr", "2e lettre"),
        ("fr", "une facture de 2016"),
        ("fr", "j'ai envoyé trois recommandés"),
        ("fr", "divisés par deux"),
        ("fr", "il me reste 3 ou 4 versements"),
        ("fr", "4111 1111 1111 1111"),
        ("en", "over 6 payments"),
        ("en", "in 3 months"),
        ("en", "the 5th of March"),
        ("en", "LS1 1AA"),
        ("en", "I'm 45"),
        ("en", "three kids"),
        ("en", "after 6pm"),
        ("en", "invoice from 2023"),
        ("en", "12 monthly payments"),
        ("en", "I get ten of these texts"),
    ],
)
def test_other_numbers_are_no_amounts(language: str, text: str) -> None:
    """Counts, dates, references, ages, postcodes, percentages and hours."""
    assert [] == amounts(text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "non, 80 pas 50", ["80"]),
        ("fr", "80 au lieu de 50", ["80"]),
        ("fr", "45, pas 50", ["45"]),
        ("fr", "50, euh non, 80", ["80"]),
        ("fr", "correction : 45 euros et non 54", ["45"]),
        ("fr", "pas 50 mais 30", ["30"]),
        ("fr", "plutôt 50 que 80 euros", ["50"]),
        ("fr", "80€ c'est trop, plutôt 50", ["50"]),
        ("fr", "je peux pas payer 150 mais 60 oui", ["60"]),
        ("fr", "je ne peux pas payer plus de 50", ["50"]),
        ("fr", "je ne peux mettre que 30", ["30"]),
        ("fr", "passer de 80 à 50 euros", ["50"]),
        ("fr", "j'ai un plan à 60 par mois, je voudrais passer à 40", ["40"]),
        ("fr", "je n'ai pas 600 euros", []),
        ("fr", "pas un euro", []),
        ("en", "no, 80 not 50", ["80"]),
        ("en", "80 instead of 50", ["80"]),
        ("en", "£50 sorry £60", ["60"]),
        ("en", "I can't pay 80, only 50", ["50"]),
        ("en", "I can't afford more than 50", ["50"]),
        ("en", "£80 is too much, £50?", ["50"]),
        ("en", "rather 50 than 80 pounds", ["50"]),
        ("en", "raise my instalment from 20 to 40", ["40"]),
        ("en", "100 a month is too much for me", []),
    ],
)
def test_what_is_taken_back_or_turned_down_is_left_out(language: str, text: str, expected: list[str]) -> None:
    """Only the sums that the debtor stands by are returned."""
    assert offers(*expected) == amounts(text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "je gagne 1400", [("1400", "income")]),
        ("fr", "je touche 900 de rsa", [("900", "income")]),
        ("fr", "il me reste 200 euros", [("200", "income")]),
        ("fr", "mon loyer est de 600", [("600", "expense")]),
        ("fr", "je paie 600 de loyer", [("600", "expense")]),
        ("fr", "150 d'électricité et 90 de mutuelle", [("150", "expense"), ("90", "expense")]),
        ("fr", "je paye déjà 80 par mois à un autre", [("80", "expense")]),
        ("fr", "je vous dois 300", [("300", "owed")]),
        ("fr", "ma facture d'électricité de 219 euros", [("219", "owed")]),
        ("fr", "j'ai déjà payé 200 euros", [("200", "paid")]),
        ("en", "I earn 1400", [("1400", "income")]),
        ("en", "I get 900 universal credit", [("900", "income")]),
        ("en", "rent is 600", [("600", "expense")]),
        ("en", "600 rent", [("600", "expense")]),
        ("en", "I owe 300", [("300", "owed")]),
        ("en", "I've already paid 200", [("200", "paid")]),
        (
            "fr",
            "je gagne 1400, mon loyer est de 600, je peux mettre 80",
            [("1400", "income"), ("600", "expense"), ("80", "offer")],
        ),
        (
            "en",
            "my rent is £600 and I earn £1400 so £40 a month",
            [("600", "expense"), ("1400", "income"), ("40", "offer")],
        ),
        ("fr", "50 euros pour ma facture d'électricité", [("50", "offer")]),
        ("fr", "après mon salaire 50 euros", [("50", "offer")]),
        ("en", "when I get paid 50 quid", [("50", "offer")]),
    ],
)
def test_tells_an_offer_from_what_comes_in_and_goes_out(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    """ "Je gagne 1400" is no offer."""
    assert [(Decimal(major), kind) for major, kind in expected] == amounts(text, language)


@pytest.mark.parametrize(
    ("language", "text", "first", "then"),
    [
        ("fr", "100 tout de suite puis 50 par mois", "100", ["50"]),
        ("fr", "un acompte de 100 € puis 60 par mois", "100", ["60"]),
        ("fr", "je verse 300 aujourd'hui et le solde en 5 mensualités", "300", []),
        ("fr", "100 euros d'entrée et 3 fois 80", "100", ["80"]),
        ("en", "100 now then 50 a month", "100", ["50"]),
        ("en", "£200 down and the rest over 6 months", "200", []),
        ("en", "a deposit of £100 then £50 monthly", "100", ["50"]),
    ],
)
def test_a_first_payment_is_told_from_the_instalments(language: str, text: str, first: str, then: list[str]) -> None:
    """What is paid at once, with something to follow."""
    assert [(Decimal(first), "down_payment"), *offers(*then)] == amounts(text, language)


def test_a_payment_today_with_nothing_to_follow_is_an_offer() -> None:
    """ "Je peux payer 200 maintenant" may be all of it."""
    assert offers("200") == amounts("je peux payer 200 maintenant", "fr")


@pytest.mark.parametrize(
    ("language", "text", "major"),
    [("fr", "50", "50"), ("fr", "cinquante", "50"), ("fr", "1 200", "1200"), ("fr", "60,50", "60.50"),
     ("en", "sixty", "60"), ("en", "no 35", "35"), ("en", "1.5k", "1500")],
)  # fmt: skip
def test_a_bare_number_answers_the_question(language: str, text: str, major: str) -> None:
    """When the bot has just asked for an amount."""
    assert offers(major) == amounts(text, language, bare=True)


@pytest.mark.parametrize("text", ["50", "cinquante", "1200"])
def test_a_bare_number_alone_is_no_amount_unasked(text: str) -> None:
    """It may answer any other question."""
    assert [] == amounts(text, "fr")


@pytest.mark.parametrize(
    "text",
    ["en 3 fois", "le 5", "12/03", "4 mois", "93959", "VOL-26-813237", "06 12 34 56 78", "45 ans", "30 %"],
)
def test_even_when_asked_other_numbers_are_no_amounts(text: str) -> None:
    """The answer to "how much?" may be something else."""
    assert [] == amounts(text, "fr", bare=True)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "50 ou 60 euros", ["50", "60"]),
        ("fr", "entre 40 et 50 par mois", ["40", "50"]),
        ("en", "between 50 and 60 quid", ["50", "60"]),
        ("fr", "250 le 30 novembre et 250 le 31 décembre", ["250", "250"]),
    ],
)
def test_what_is_said_of_one_number_goes_for_its_neighbour(language: str, text: str, expected: list[str]) -> None:
    """The currency or the month is said once for both."""
    assert offers(*expected) == amounts(text, language)


@pytest.mark.parametrize(
    ("text", "default", "currency"),
    [("£50", "EUR", "GBP"), ("50€", "GBP", "EUR"), ("50 quid", "EUR", "GBP"), ("$50", "EUR", "USD"),
     ("20 bucks", "GBP", "GBP"), ("50 a month", "GBP", "GBP"), ("50 CHF", "EUR", "CHF")],
)  # fmt: skip
def test_the_currency_said_counts_and_else_that_of_the_debt(text: str, default: str, currency: str) -> None:
    """A debt in pounds may be offered euros; it is not ours to convert."""
    [read] = read_amounts(text, "en", default_currency=default)

    assert currency == read.currency


def french(minor: int) -> str:
    """As compliance.md F7 has it: 1 234,56 €, with its two kinds of space."""
    return f"{minor // 100:,}".replace(",", "\u202f") + f",{minor % 100:02}\u00a0€"


def british(minor: int) -> str:
    return f"£{minor // 100:,}.{minor % 100:02}"


@given(st.integers(1, 9_999_999), st.sampled_from([("fr", french), ("en", british)]))
def test_any_amount_is_read_back_in_the_formats_we_write(minor: int, way: tuple[str, Callable[[int], str]]) -> None:
    """What the bot says, the debtor may repeat; the offsets cover exactly the amount."""
    language, written = way
    amount = written(minor)
    text = f"d’accord, {amount} ok"
    [read] = read_amounts(text, language)

    assert (minor, amount) == (read.minor, text[read.start : read.end])


@given(st.text(alphabet="0123456789 .,€£ek-pas nonmodus/'x%", max_size=80), st.booleans())
def test_any_text_is_read_without_failing(text: str, bare: bool) -> None:
    """Amounts come in order, apart from each other, and inside the text."""
    reads = read_amounts(text, "fr", bare_numbers=bare)
    edges = [edge for read in reads for edge in (read.start, read.end)]

    assert sorted(edges) == edges
    assert all(0 <= edge <= len(text) for edge in edges)
    assert all(read.minor >= 0 for read in reads)
