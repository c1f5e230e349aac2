"""What a debtor who leads says of a plan comes out as entities, each thing once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.terms import read_terms
from tests.reading.said import anything_typed, languages

MONDAY = date(2026, 11, 23)


def said(text: str, language: str, question: str = "terms", *, one_payment: bool = False) -> list[tuple[str, Any]]:
    """(name, value) of each entity, amounts as (minor, kind, ceiling), sorted by name."""
    found = []
    for name, value, _, _ in read_terms(text, language, question, MONDAY, one_payment=one_payment):
        if name == "amount":
            value = (value["minor"], value["kind"], value["ceiling"])
        found.append((name, value))
    return sorted(found, key=lambda each: each[0])


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "fr",
            "100 maintenant puis 50 par mois",
            [
                ("amount", (10000, "down_payment", False)),
                ("amount", (5000, "offer", False)),
                ("frequency", "monthly"),
                ("paid_now", True),
            ],
        ),
        (
            "en",
            "half now and the rest by March",
            [("end_date", "2027-03-31"), ("fraction", 0.5), ("paid_now", True)],
        ),
        (
            "fr",
            "50 par mois maximum jusqu'en juin sauf décembre",
            [
                ("amount", (5000, "offer", True)),
                ("end_date", "2027-06-30"),
                ("frequency", "monthly"),
                ("skipped_month", "2026-12"),
            ],
        ),
        (
            "en",
            "150 in December when I get my bonus, 40 otherwise",
            [("amount", (4000, "offer", False)), ("special_amount", {"month": "2026-12", "minor": 15000})],
        ),
        (
            "fr",
            "200 d'abord puis en 4 fois à partir de janvier",
            [
                ("amount", (20000, "down_payment", False)),
                ("count", 4),
                ("count_after_first", True),
                ("date", "2027-01-01"),
            ],
        ),
        (
            "fr",
            "60 par mois sauf en décembre où je peux mettre 20",
            [
                ("amount", (6000, "offer", False)),
                ("frequency", "monthly"),
                ("special_amount", {"month": "2026-12", "minor": 2000}),
            ],
        ),
        (
            "en",
            "skip July and August",
            [("skipped_month", "2027-07"), ("skipped_month", "2027-08")],
        ),
        ("fr", "et si je commence en janvier ?", [("date", "2027-01-01")]),
        ("fr", "fin juin au plus tard", [("end_date", "2027-06-30")]),
        ("fr", "sans décembre", [("skipped_month", "2026-12")]),
        ("fr", "tout de suite", [("paid_now", True)]),
        ("fr", "plutôt le 5", [("date", "2026-12-05"), ("day_of_month", 5)]),
        ("en", "when my benefits come, on the 5th", [("date", "2026-12-05"), ("day_of_month", 5)]),
        ("fr", "avant le 10 du mois", [("date", "2026-12-10"), ("day_of_month", 10)]),
    ],
)
def test_a_mix_is_read_whole(language: str, text: str, expected: list[tuple[str, Any]]) -> None:
    """Every part of it, and no part twice."""
    assert expected == said(text, language)


def test_a_day_alone_comes_back_only_where_terms_are_talked_about() -> None:
    """Elsewhere "le 5" is one day."""
    assert [("date", "2026-12-05")] == said("plutôt le 5", "fr", "nothing")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "je paie tout d'ici vendredi", [("date", "2026-11-27")]),
        ("en", "I'll pay by Friday", [("date", "2026-11-27")]),
        ("fr", "je suis payé le 28 et je vous règle tout", [("date", "2026-11-28")]),
    ],
)
def test_the_day_of_a_promise_ends_no_plan(language: str, text: str, expected: list[tuple[str, Any]]) -> None:
    """It is the day of one payment."""
    assert expected == said(text, language, "promise_date", one_payment=True)


@given(
    anything_typed,
    languages,
    st.sampled_from(["nothing", "terms", "offer", "offers", "promise_date"]),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    st.booleans(),
)
def test_any_text_is_read_without_failing(
    text: str, language: str, question: str, today: date, one_payment: bool
) -> None:
    """Offsets lie in the text; an end is no beginning, and the sum of one month no sum of every month."""
    found = list(read_terms(text, language, question, today, one_payment=one_payment))

    assert all(0 <= start <= end <= len(text) for _, _, start, end in found)
    places = {name: [(start, end) for each, _, start, end in found if each == name] for name, _, _, _ in found}
    for apart in ("end_date", "skipped_month", "special_amount"):
        for start, end in places.get(apart, []):
            assert not any(start < to and from_ < end for from_, to in places.get("date", []))


@pytest.mark.parametrize(("language", "text", "count"), [("fr", "en 6", 6), ("en", "no, in 9 please", 9)])
def test_into_how_many_is_a_count_where_terms_are_talked_about(language: str, text: str, count: int) -> None:
    """Elsewhere "in 4" may be anything."""
    assert ("count", count) in [found[:2] for found in read_terms(text, language, "terms", MONDAY)]
    assert "count" not in [found[0] for found in read_terms(text, language, "nothing", MONDAY)]
