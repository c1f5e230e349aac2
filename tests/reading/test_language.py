"""Which language somebody writes in, from a message or from two words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.language import identify


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je peux pas", "fr"),
        ("bjr", "fr"),
        ("slt cv", "fr"),
        ("c combien", "fr"),
        ("j'ai perdu mon travail", "fr"),
        ("jpeu pa payé", "fr"),
        ("50 euros par mois", "fr"),
        ("je sui malad", "fr"),
        ("laissez tomber", "fr"),
        ("vous etes qui", "fr"),
        ("JE NE COMPRENDS RIEN", "fr"),
        ("not today", "en"),
        ("i lost my job", "en"),
        ("cant pay rn", "en"),
        ("who r u", "en"),
        ("£50 a month", "en"),
        ("leave me alone", "en"),
        ("I don’t speak French", "en"),
        ("how much", "en"),
        ("hola, no puedo pagar", "other"),
        ("ich kann nicht zahlen", "other"),
        ("non posso pagare", "other"),
        ("não posso pagar agora", "other"),
        ("لا أستطيع الدفع", "other"),
        ("не могу заплатить", "other"),
        ("我付不起", "other"),
    ],
)
def test_follows_a_message_that_speaks_for_itself(text: str, code: str) -> None:
    """Two words are enough, and SMS spelling does not hide them."""
    guess = identify(text)

    assert (code, True) == (guess.code, guess.confident)


UNDECIDED = [
    *("", "ok", "50", "VOL-26-813237", "BVF7CSET", "12/03/1985", "LS1 1AA", "😀", "???"),
    *("Martin Dupont", "Elizabeth Smith", "Stéphanie Lefèvre", "José Peña"),
    *("no", "non", "merci", "yes", "hello", "danke", "stop"),
]


@pytest.mark.parametrize("text", UNDECIDED)
def test_does_not_follow_what_could_be_either(text: str) -> None:
    """Names, numbers and words said everywhere change no conversation's language."""
    assert not identify(text).confident


@pytest.mark.parametrize(("text", "code"), [("hello", "en"), ("merci", "fr"), ("thanks", "en")])
def test_a_borrowed_word_is_a_hint(text: str, code: str) -> None:
    """Good enough to open a conversation in that language, not to change it."""
    guess = identify(text)

    assert (code, False) == (guess.code, guess.confident)


@given(st.text(max_size=300))
def test_any_text_gets_a_guess(text: str) -> None:
    """Whatever is typed, there is an answer, and no confidence without one."""
    guess = identify(text)

    assert guess.code is not None or not guess.confident
