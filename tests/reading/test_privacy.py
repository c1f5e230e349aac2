"""What must never be kept is taken out, and what is needed to help stays."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import nir

from bot.reading.privacy import redact

TODAY = date(2026, 11, 23)


def kept(text: str, *, identity: bool = True) -> str:
    return redact(text, identity=identity, today=TODAY).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ma carte 4111 1111 1111 1111 merci", "ma carte [card] merci"),
        ("4111-1111-1111-1111 exp 12/27 cvv 123", "[card] exp 12/27 cvv [CVV]"),
        ("5500000000000004 12/27 321", "[card] 12/27 [CVV]"),
        ("mon IBAN : FR76 3000 6000 0112 3456 7890 189.", "mon IBAN : [IBAN …0189]."),
        ("IBANFR7630006000011234567890189", "IBAN[IBAN …0189]"),
        ("sécu 2 95 10 99 126 111 93", "sécu [NIR]"),
    ],
)
@pytest.mark.parametrize("identity", [True, False])
def test_secret_numbers_always_go(text: str, expected: str, identity: bool) -> None:
    """Whether or not the message may give identity facts."""
    assert expected == kept(text, identity=identity)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("née le 13/10/1989", "née le [birth date]"),
        ("born 12 March 1985, LS1 1AA", "born [birth date], [postcode]"),
        ("né le douze mars 85", "né le [birth date]"),
        ("the twelfth of March nineteen eighty-five", "the [birth date]"),
        ("j’habite 93959", "j’habite [postcode]"),
        ("code BVF7 CSET", "code [access code]"),
        ("réf VOL-26-813237, 13/10/89", "réf VOL-26-813237, [birth date]"),
    ],
)
def test_identity_facts_go_when_the_message_may_give_them(text: str, expected: str) -> None:
    """In either language, whichever the conversation is in."""
    assert expected == kept(text)


@pytest.mark.parametrize("text", ["née le 13/10/1989", "j'habite 93959", "LS1 1AA", "code BVF7CSET"])
def test_identity_facts_stay_otherwise(text: str) -> None:
    """Once verified, "le 12/03" may be a date of payment."""
    assert text == kept(text, identity=False)


@pytest.mark.parametrize(
    "text",
    [
        "VOL-26-813237",
        "appelez-moi au 06 12 34 56 78",
        "+33 6 12 34 56 78",
        "mon mail : marie.dupont@exemple.fr",
        "je peux payer 50 euros par mois en 3 fois à partir du 12 mars",
        "£1,234.56 on the 5th",
        "12 345,67 €",
        "",
        "😀😀",
    ],
)
def test_what_is_needed_to_help_stays(text: str) -> None:
    """References, ways to reach somebody, amounts and dates of payment."""
    redacted = redact(text, identity=True, today=TODAY)

    assert (text, ()) == (redacted.text, redacted.found)


def test_says_what_was_taken_out_and_where_but_not_the_thing_itself() -> None:
    """Enough for a count in the audit trail, nothing to leak."""
    text = "carte 4111 1111 1111 1111, né le 13/10/1989"
    found = redact(text, identity=True, today=TODAY).found

    assert ["card", "birth_date"] == [removed.kind for removed in found]
    assert ["4111 1111 1111 1111", "13/10/1989"] == [text[removed.start : removed.end] for removed in found]
    assert "4111" not in repr(found)


WORDS = st.sampled_from(["", "voici ", "ma carte: ", "iban ", "réf VOL-26-813237 ", "bonjour\n", "le 5, ", "né "])
GAPS = st.sampled_from(["", " ", "-", "  ", ".", "\u00a0", "\u202f", " - "])
CARD_LENGTHS = st.integers(13, 19)


@st.composite
def spaced(draw: st.DrawFn, number: str) -> str:
    """The number with gaps anywhere, more often none than some."""
    gaps = draw(st.lists(st.one_of(st.just(""), st.just(""), GAPS), min_size=len(number) - 1, max_size=len(number) - 1))
    return number[0] + "".join(gap + character for gap, character in zip(gaps, number[1:], strict=True))


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    """Thirteen to nineteen figures that start as cards do, with the right Luhn digit."""
    first = draw(st.sampled_from("23456"))
    rest = draw(st.text("0123456789", min_size=11, max_size=17))
    return first + rest + luhn.calc_check_digit(first + rest)


@st.composite
def iban_numbers(draw: st.DrawFn) -> str:
    """French and German IBANs with the right check digits."""
    country, length = draw(st.sampled_from([("FR", 23), ("DE", 18)]))
    bban = draw(st.text("0123456789", min_size=length, max_size=length))
    return country + iban.calc_check_digits(f"{country}00{bban}") + bban


@st.composite
def nir_numbers(draw: st.DrawFn) -> str:
    """Social security numbers of people born in France, Corsica included, with their key."""
    sex, year, month = draw(st.sampled_from("12")), draw(st.integers(0, 99)), draw(st.integers(1, 12))
    department = draw(st.sampled_from(["01", "13", "2A", "2B", "75", "93"]))
    rest = draw(st.integers(0, 999_999))
    number = f"{sex}{year:02}{month:02}{department}{rest:06}"
    return number + nir.calc_check_digits(number)


def leaves_nothing_of(number: str, text: str) -> bool:
    """No run of the number longer than what an IBAN's last four figures make."""
    compact = re.sub(r"\W", "", text).upper()
    return all(number[at : at + 6] not in compact for at in range(len(number) - 5))


@given(st.data(), st.one_of(card_numbers(), iban_numbers(), nir_numbers()), WORDS, WORDS, st.booleans())
def test_no_valid_card_iban_or_nir_is_left(
    data: st.DataObject, number: str, before: str, after: str, identity: bool
) -> None:
    """Whatever the spacing, whatever the words around."""
    typed = data.draw(spaced(number))
    redacted = redact(f"{before}{typed} , {after}", identity=identity, today=TODAY)

    assert leaves_nothing_of(number, redacted.text)
    assert redacted.found


@given(st.text(max_size=200), st.booleans())
def test_redacting_again_changes_nothing(text: str, identity: bool) -> None:
    """Placeholders are safe to keep, and what was kept once may be kept again."""
    once = kept(text, identity=identity)

    assert once == kept(once, identity=identity)


@given(st.text(max_size=200), st.booleans())
def test_what_was_found_lies_apart_and_in_order(text: str, identity: bool) -> None:
    """The rest of the text is left exactly as typed."""
    redacted = redact(text, identity=identity, today=TODAY)
    done, rest = 0, redacted.text
    for removed in redacted.found:
        assert done <= removed.start < removed.end <= len(text)
        assert rest.startswith(text[done : removed.start] + "[")
        rest = rest[rest.index("]", removed.start - done) + 1 :]
        done = removed.end

    assert text[done:] == rest


HOSTILE = [
    *("4", "4 ", "1 ", "4111-", "fr76", "fr76 ", "a1", "vol 26 ", "12/03/", "12 mars ", "né le ", "code "),
    *("cinquante ", "un ", "'", " ", "é", "a@", "www.", "le 5 ", "\n", "[", "2b"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_in_proportion_to_the_message(piece: str) -> None:
    """Four times the text takes about four times the work, never the sixteen of a pattern that backtracks."""

    def work(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(5):
            started = time.process_time()
            redact(text, identity=True, today=TODAY)
            best = min(best, time.process_time() - started)
        return best

    work(1000)
    assert work(4000) < 10 * max(work(1000), 0.0005)
