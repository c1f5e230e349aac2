"""Answers to the short budget: in these questions every sum counts, by the month."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.budget_answers import BUDGET_QUESTIONS, BudgetAnswer, read_budget_answer


@pytest.mark.parametrize(
    ("text", "language", "income"),
    [
        ("1400", "fr", 1400),
        ("environ 1400", "fr", 1400),
        ("1 400 de salaire et 300 de CAF", "fr", 1700),
        ("salaire 1400 caf 300 apl 200", "fr", 1900),
        ("g 1400e par moi", "fr", 1400),
        ("mon mari 1200 et moi 900", "fr", 2100),
        ("entre 1400 et 1500", "fr", 1400),
        ("1400 ou 1500", "fr", 1400),
        ("15000 par an", "fr", 1250),
        ("je gagne 1400 et j'ai 600 de loyer", "fr", 1400),
        ("je gagne 1400 et je rembourse 200", "fr", 1400),
        ("on me paye 1400", "fr", 1400),
        ("1400, ça va ?", "fr", 1400),
        ("je n'ai aucun revenu", "fr", 0),
        ("non 1500 pas 1400", "fr", 1500),
        ("£1,400 wages and 300 universal credit", "en", 1700),
        ("1400 wages, loan repayments 200", "en", 1400),
        ("1400 and 320 child benefit", "en", 1720),
        ("350 a week", "en", "1516.66"),
        ("42,000 a year", "en", 3500),
        ("me 1200 my husband 900", "en", 2100),
        ("between 1400 and 1500", "en", 1400),
    ],
)
def test_income(text: str, language: str, income: float | str):
    """All that comes in counts; of a range the lower, and a week's wage by the month."""
    answer = read_budget_answer(text, language, "budget_income")

    assert BudgetAnswer(field="income", minor=round(float(income) * 100)) == answer


@pytest.mark.parametrize(
    ("text", "language", "expenses"),
    [
        ("900", "fr", 900),
        ("600 de loyer, 300 de courses et 80 d'essence", "fr", 980),
        ("le loyer c 600 et le reste 400", "fr", 1000),
        ("entre 800 et 900", "fr", 900),
        ("je paie 600 de loyer", "fr", 600),
        ("rent 600, food 300, bus 80", "en", 980),
        ("about 200 a week", "en", "866.67"),
    ],
)
def test_expenses(text: str, language: str, expenses: float | str):
    """Of a range the higher, and weeks rounded up: in doubt the debtor keeps more."""
    answer = read_budget_answer(text, language, "budget_expenses")

    assert BudgetAnswer(field="expenses", minor=round(float(expenses) * 100)) == answer


@pytest.mark.parametrize(
    ("text", "language", "debts"),
    [
        ("200 par mois pour la voiture et 100 à cofidis", "fr", 300),
        ("je dois 5000 à la banque je rembourse 200", "fr", 200),
        ("rien", "fr", 0),
        ("non", "fr", 0),
        ("aucune", "fr", 0),
        ("j'en ai pas", "fr", 0),
        ("que celle-là", "fr", 0),
        ("0", "fr", 0),
        ("none", "en", 0),
        ("no other debts", "en", 0),
        ("no", "en", 0),
        ("two cards, 60 and 40", "en", 100),
    ],
)
def test_other_debts(text: str, language: str, debts: int):
    """What is paid on them, not what is owed; there may be none."""
    assert BudgetAnswer(field="debts", minor=debts * 100) == read_budget_answer(text, language, "budget_debts")


@pytest.mark.parametrize(
    ("text", "question", "field", "amount"),
    [
        ("pardon 1500", "budget_expenses", "income", 1500),
        ("non, 1500 pas 1400", "budget_expenses", "income", 1500),
        ("en fait mon salaire c'est 1500", "budget_debts", "income", 1500),
        ("je gagne 1500", "budget_household", "income", 1500),
        ("pardon, 950", "budget_debts", "expenses", 950),
        ("oups mes dépenses c'est 950", "budget_household", "expenses", 950),
        ("pardon 150", "budget_household", "debts", 150),
    ],
)
def test_a_figure_is_corrected_at_a_later_question(text: str, question: str, field: str, amount: int):
    """A word that takes back means the last figure; a name means the named one."""
    answer = read_budget_answer(text, "fr", question)

    assert answer is not None
    assert (field, amount * 100, True) == (answer.field, answer.minor, answer.corrects)


@pytest.mark.parametrize("question", sorted(BUDGET_QUESTIONS))
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("passer", "fr"),
        ("je préfère pas le dire", "fr"),
        ("je sais pas", "fr"),
        ("skip", "en"),
        ("rather not say", "en"),
    ],
)
def test_every_question_can_be_left_out(text: str, language: str, question: str):
    """Nobody has to say what they earn."""
    assert BudgetAnswer(skip=True) == read_budget_answer(text, language, question)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("je peux payer 50 par mois", "fr"),
        ("I can pay 50 a month", "en"),
        ("c'est combien déjà ?", "fr"),
        ("c'est quoi les 300 € de frais ?", "fr"),
        ("bonjour", "fr"),
        ("I want to talk to somebody", "en"),
    ],
)
@pytest.mark.parametrize("question", sorted(BUDGET_QUESTIONS))
def test_what_is_no_answer_is_left_to_others(text: str, language: str, question: str):
    """An offer, a question, a wish: the dialogue has its own ways for them."""
    assert read_budget_answer(text, language, question) is None


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]), st.sampled_from(sorted(BUDGET_QUESTIONS)))
def test_whatever_is_typed_no_amount_is_below_zero(text: str, language: str, question: str):
    """Any text is read or left; none breaks the reader."""
    answer = read_budget_answer(text, language, question)

    assert answer is None or (answer.minor or 0) >= 0
