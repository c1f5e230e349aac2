"""In the questions of the budget a figure is an answer, and a cry for help stays one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.answer_in_context import intent_in_context
from bot.nlu.entity_reader import read_entities

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("intent", "confidence", "words"),
    [
        ("propose_terms", 0.99, 1),  # "1400"
        ("hardship_income", 0.9998, 5),  # "j'ai que le chômage, 900"
        ("hardship_overindebted", 0.93, 5),  # "3 crédits, 450 en tout"
        ("third_party", 0.83, 4),  # "me and my son"
        ("crisis_self_harm", 0.94, 3),  # "je vis seul"
        ("hardship_abuse", 0.62, 5),  # "mon mari 1200 et moi 900"
        ("deny", 0.99, 1),  # "aucune"
        ("nlu_fallback", 0.3, 1),
    ],
)
def test_an_answer_is_taken_as_one(intent: str, confidence: float, words: int):
    """Whatever the classifier makes of a figure that was asked for."""
    assert "ask_budget_help" == intent_in_context("budget_income", intent, confidence, {"budget"}, words)


@pytest.mark.parametrize(
    ("intent", "confidence", "words"),
    [
        ("crisis_self_harm", 1.0, 3),
        ("crisis_self_harm", 0.6, 9),  # "je suis seul et j'en ai marre de tout"
        ("hardship_income", 1.0, 7),  # "j'ai perdu mon travail, je touche 900"
        ("hardship_health", 0.9, 6),
        ("hardship_abuse", 0.9, 8),
        ("dispute_not_mine", 0.95, 6),
        ("request_human", 0.8, 6),
        ("third_party", 1.0, 4),
    ],
)
def test_what_a_person_must_hear_stays_heard(intent: str, confidence: float, words: int):
    """The safety net's word, and a sure reading, outweigh the figure beside it."""
    assert "ask_budget_help" != intent_in_context("budget_household", intent, confidence, {"budget"}, words)


@pytest.mark.parametrize("folded", ["iva 120 a month", "breathing space, 200", "dossier banque de france, 200"])
def test_a_debt_procedure_is_heard_beside_a_figure(folded: str):
    """FR-12, UK-10: whoever is in one talks to a person."""
    found = intent_in_context("budget_debts", "hardship_overindebted", 0.9, {"budget"}, 4, folded=folded)

    assert "ask_budget_help" != found


def test_only_the_open_question_makes_a_sum_an_answer():
    """The same "1400" is an offer where terms were asked for, and nothing where nothing was."""
    names = {
        question: {name for name, *_ in read_entities("1400", "fr", question, TODAY)}
        for question in ("budget_income", "terms", "nothing")
    }

    assert {"budget": True, "terms": False, "nothing": False} == {
        "budget": names["budget_income"] == {"budget"},
        "terms": "budget" in names["terms"],
        "nothing": "budget" in names["nothing"],
    }
