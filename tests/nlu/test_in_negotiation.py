"""Short messages get their meaning from the plan that is talked about."""

from __future__ import annotations

import pytest

from bot.nlu.answer_in_context import FALLBACK, intent_in_context
from bot.reading.consent import is_plain_yes
from bot.reading.words import fold


def settled(
    text: str, question: str, intent: str = FALLBACK, entities: set[str] | None = None, confidence: float = 0.4
) -> str | None:
    return intent_in_context(question, intent, confidence, entities or set(), len(text.split()), folded=fold(text).text)


@pytest.mark.parametrize("intent", [FALLBACK, "ask_breakdown"])
@pytest.mark.parametrize(
    "text",
    ["Pourquoi ?", "mais pourquoi ce montant", "pk ?", "comment vous avez calculé ?", "why", "how come?",
     "how did you work that out"],
)  # fmt: skip
def test_asking_why_in_front_of_an_offer_is_about_the_offer(text: str, intent: str) -> None:
    """Elsewhere the classifier's reading stands."""
    assert "ask_why_offer" == settled(text, "offer", intent)
    assert "ask_why_offer" == settled(text, "offers", intent)
    assert settled(text, "terms", intent) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("pourquoi il y a des frais", "ask_breakdown"),
        ("pourquoi je dois autant", "ask_breakdown"),
        ("why is there interest", "ask_breakdown"),
        ("why should I pay", "refuse_to_pay"),
        ("pourquoi pas", "affirm"),
    ],
)
def test_asking_why_of_the_debt_stays_about_the_debt(text: str, intent: str) -> None:
    """Fees and interest are no part of a plan's reasons."""
    assert settled(text, "offer", intent) is None


@pytest.mark.parametrize(
    "text",
    ["je ne sais pas", "Je sais pas trop.", "jsp", "aucune idée", "euh je sais pas", "j'sais pas", "I don't know",
     "idk", "no idea", "not really sure", "honestly I don't know"],
)  # fmt: skip
def test_not_knowing_how_much_asks_for_help_with_the_budget(text: str) -> None:
    """Only where the question was how much."""
    assert "ask_budget_help" == settled(text, "terms")
    assert settled(text, "identity", "deny") is None


@pytest.mark.parametrize(
    "text", ["je ne sais pas pourquoi vous m'écrivez", "I don't know this company", "je sais", "c'est pas sûr"]
)
def test_not_knowing_something_else_does_not(text: str) -> None:
    """The whole message has to say it."""
    assert settled(text, "terms", "ask_who_are_you") is None


@pytest.mark.parametrize("entity", ["end_date", "skipped_month", "special_amount", "day_of_month", "date"])
@pytest.mark.parametrize("question", ["terms", "offer", "offers"])
def test_a_part_of_a_plan_alone_is_a_proposal(entity: str, question: str) -> None:
    """ "Fin juin au plus tard", "sans décembre"."""
    assert "propose_terms" == settled("fin juin au plus tard", question, FALLBACK, {entity})
    assert settled("fin juin au plus tard", "nothing", FALLBACK, {entity}) is None


def test_a_month_without_payment_in_front_of_an_offer_is_no_missed_payment() -> None:
    """Nothing is agreed yet that could be missed or changed."""
    text = "no payment in January please"

    assert "propose_terms" == settled(text, "offer", "report_missed_payment", {"skipped_month"}, 0.8)
    assert settled(text, "nothing", "report_missed_payment", {"skipped_month"}, 0.8) is None
    assert settled(text, "change", "request_plan_change", {"skipped_month"}, 0.8) is None


def test_at_once_answers_only_what_was_not_understood() -> None:
    """ "Oui, tout de suite" stays a yes."""
    assert "propose_terms" == settled("tout de suite", "terms", FALLBACK, {"paid_now"})
    assert settled("oui tout de suite", "offer", "affirm", {"paid_now"}, 0.9) is None


@pytest.mark.parametrize("intent", ["ask_why_offer", "ask_budget_help", "cancel_plan", "request_plan_change"])
def test_a_question_with_a_figure_in_it_stays_a_question(intent: str) -> None:
    """ "Why 18 months" proposes nothing."""
    assert settled("why 18 months", "offer", intent, {"duration"}, 0.8) is None


@pytest.mark.parametrize(
    "text", ["attendez je réfléchis", "laissez-moi réfléchir", "hang on let me think", "I need to think about it"]
)
def test_time_to_think_is_given_and_is_no_consent(text: str) -> None:
    """A yes with a reserve: nothing is agreed."""
    assert "affirm" == settled(text, "offer", "repeat")
    assert "affirm" == settled(text, "offer", "crisis_self_harm", confidence=0.75)
    assert not is_plain_yes(text)
    assert settled(text, "offer", "crisis_self_harm", confidence=1.0) is None


def test_a_letter_that_holds_an_offer_is_one() -> None:
    """However much it tells besides."""
    letter = "Bonjour, je suis seule et je fais ce que je peux. Je pourrais verser 70 euros par mois."
    read = intent_in_context(
        "nothing", FALLBACK, 0.2, {"amount", "frequency"}, 17, kinds=frozenset({"offer"}), folded=fold(letter).text
    )
    assert "propose_terms" == read


@pytest.mark.parametrize("text", ["yes thank you", "oui merci beaucoup"])
def test_a_yes_with_thanks_is_a_yes(text: str) -> None:
    """To a question that asks for one."""
    assert "affirm" == settled(text, "offer", "thank")
    assert settled(text, "nothing", "thank") is None
