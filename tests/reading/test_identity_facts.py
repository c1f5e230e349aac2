"""Everything in a message that can prove an identity, each thing once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.identity_facts import IdentityFacts, read_identity_facts

TODAY = date(2026, 11, 23)


def facts(text: str, language: str = "fr") -> IdentityFacts:
    return read_identity_facts(text, language, TODAY)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("VOL-26-813237", "VOL-26-813237"),
        ("vol 26 813237", "VOL-26-813237"),
        ("VOL26813237", "VOL-26-813237"),
        ("Vol 26-813 237", "VOL-26-813237"),
        ("réf : FIL–26–160972", "FIL-26-160972"),
        ("ma référence c’est cre_26_387512 !", "CRE-26-387512"),
        ("c écrit VOL tiret 26 tiret 504418", "VOL-26-504418"),
        ("V O L 2 6 9 1 3 3 0 7 1", None),
        ("V O L 2 6 9 1 3 3 0 7", "VOL-26-913307"),
        ("har26 190277 dob 5 may 1991", "HAR-26-190277"),
        ("tel 06 123456", None),
        ("L2301-00001", None),
        ("626270110", None),
    ],
)
def test_reads_an_account_reference(text: str, reference: str | None) -> None:
    """In any spacing and case, as it is printed on the letter."""
    assert ([reference] if reference else []) == [fact.value for fact in facts(text).references]


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("93959", "93959"),
        ("07518", "07518"),
        ("mon code postal c'est 75012", "75012"),
        ("75012 Paris", "75012"),
        ("75 012", "75012"),
        ("code postal 75 012", "75012"),
        ("LS1 1AA", "LS1 1AA"),
        ("ls11aa", "LS1 1AA"),
        ("my postcode is sw1a 1aa", "SW1A 1AA"),
        ("CT3W 9HE", "CT3W 9HE"),
        ("12345 euros", None),
        ("12345€", None),
        ("06 12345", None),
        ("L2301-00001", None),
        ("VOL-26-813237", None),
        ("j'ai appelé le 33700", None),
        ("1,50 euros", None),
    ],
)
def test_reads_a_postcode(text: str, postcode: str | None) -> None:
    """French five figures and British postcodes; amounts and references are none."""
    assert ([postcode] if postcode else []) == [fact.value for fact in facts(text).postcodes]


def test_reads_several_facts_in_one_message() -> None:
    """With offsets in the text as typed."""
    text = "bonjour, c’est Mme Bailly née le 13/10/89, réf vol 26 813237, code bvf7 cset, 93959"
    read = facts(text)

    assert ["VOL-26-813237"] == [fact.value for fact in read.references]
    assert ["BVF7CSET"] == [fact.value for fact in read.access_codes]
    assert [date(1989, 10, 13)] == [birth.on for birth in read.birth_dates]
    assert ["93959"] == [fact.value for fact in read.postcodes]
    everything = (*read.birth_dates, *read.references, *read.access_codes, *read.postcodes)
    assert ["13/10/89", "vol 26 813237", "bvf7 cset", "93959"] == [text[fact.start : fact.end] for fact in everything]


def test_nothing_is_read_twice() -> None:
    """The figures of a telephone number or a birth date are no postcode."""
    read = facts("né le 12031985, tel 06 12 34 56 78 ou 0612345678")

    assert [date(1985, 3, 12)] == [birth.on for birth in read.birth_dates]
    assert () == read.postcodes
    assert () == read.references


def test_what_was_typed_does_not_show_when_printed() -> None:
    """A log line or a traceback must not keep what is only compared."""
    read = facts("VOL-26-813237 BVF7CSET 13/10/1989 93959")
    shown = repr(read)

    assert not any(secret in shown for secret in ("813237", "BVF7CSET", "1989", "93959"))


@given(st.sampled_from(["VOL", "FIL", "CRE", "HAR"]), st.integers(20, 29), st.integers(0, 999_999))
def test_any_reference_is_read_back_in_each_spelling(creditor: str, year: int, number: int) -> None:
    """As printed, in lower case, spaced and in one."""
    printed = f"{creditor}-{year}-{number:06}"
    for typed in (printed, printed.lower(), printed.replace("-", " "), printed.replace("-", "")):
        assert [printed] == [fact.value for fact in facts(typed).references]


@given(st.text(max_size=120))
def test_any_text_is_read_without_failing(text: str) -> None:
    """Facts never overlap."""
    read = facts(text)
    spans = sorted(
        (fact.start, fact.end) for fact in (*read.references, *read.access_codes, *read.birth_dates, *read.postcodes)
    )

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))
