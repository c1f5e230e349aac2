"""Short answers read in the light of the question: "80", "le 10", "plutôt en 4 fois", "4", a birth date.

Runs after the classifier. It changes the intent only where the message carries just what was asked for, and
never one of the intents a person must hear.
"""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import UntrainedComponent
from bot.nlu.entities import add_entity, entity_names, intent_of, is_command, slot_of
from bot.nlu.in_negotiation import asks_why, does_not_know, puts_off
from bot.nlu.safety_net import SERIOUS
from bot.reading.words import fold

TERMS = {
    "amount",
    "count",
    "duration",
    "frequency",
    "fraction",
    "date",
    "day_of_month",
    "end_date",
    "skipped_month",
    "special_amount",
}
IDENTITY = {"account_reference", "access_code", "birth_date", "postcode"}
NAMES_A_LETTER = {"account_reference", "access_code"}
TELLS_WHO = {"birth_date", "postcode"}
NEGOTIATING = {"terms", "offer", "offers", "change"}
OFFERED = {"offer", "down_payment"}
# "Too many messages" is a comment when one was asked for; a cry for help or for a person never is.
HEARD_IN_A_COMMENT = {"crisis_self_harm", "hardship_abuse", "request_human"}
# How sure a reading must be to outweigh an answer to a question of the budget. "J'ai que le chômage, 900", "3 crédits,
# 450", "me and my son" and "je vis seul" are answers there: what the safety net hears (1.0) stays heard.
ONLY_THE_NET = 1.0
OUTWEIGHS_A_BUDGET = {
    "hardship_income": ONLY_THE_NET,
    "hardship_overindebted": ONLY_THE_NET,
    "third_party": ONLY_THE_NET,
    "wrong_person": ONLY_THE_NET,
    "hardship_abuse": 0.85,
    "hardship_bereavement": 0.85,
    "dispute_not_mine": 0.85,
    "dispute_amount": 0.85,
}
# In so few words nobody says more than the answer.
BARE_ANSWER_WORDS = 4
# "3 crédits, 450" is an answer; "IVA, 120 a month" and "breathing space, 200" call for a person (FR-12, UK-10).
PROCEDURE = re.compile(
    r"\b(?:surendett\w*|banque de france|bdf|moratoire|recevab\w*|liquidation|redressement|commission"
    r"|iva|dmp|dro|breathing space|bankrupt\w*|insolven\w*|debt (?:relief|management|arrangement)|trust deed)\b"
)
ABOUT_THE_ACCOUNT = {"ask_balance", "ask_breakdown", "ask_due_date", "ask_payment_methods", "request_plan", "pay_now"}
# Who they are is checked first where they say it in the same message; what they need is done right after.
AFTER_THE_CHECK = SERIOUS - {"crisis_self_harm", "hardship_abuse", "debtor_deceased", "wrong_person", "third_party"}
# Condolences to somebody whose telephone died hurt more than a question.
NEEDS_A_SURE_READING = {"debtor_deceased", "hardship_bereavement"}
SURE_OF_A_DEATH = 0.7
SURE = 0.85
SHORT_WORDS = 12
SHORT_ANSWER_WORDS = 6
# Said in a negotiation with figures, these still mean what they say.
KEEP_WITH_FIGURES = {
    "propose_terms",
    "promise_to_pay",
    "ask_settlement",
    "pay_now",
    "request_plan_change",
    "report_missed_payment",
    "ask_why_offer",
    "ask_budget_help",
    "cancel_plan",
}


# Asking for instalments and naming them are answered by the same rules: a tie between them is no doubt.
KINDRED = {"request_plan", "propose_terms"}
FALLBACK = "nlu_fallback"
# "Non, finalement je le garde" is a no, whatever follows it; a yes agrees something and must be understood whole.
YES_OR_NO = {"offer", "person", "withdrawal"}
YES = {"oui", "ouais", "ok", "yes", "yeah", "yep"}
NO = {"non", "nan", "no", "nope"}
# "No payment in January", said of an offer, is no missed payment and changes no agreed plan.
TO_BE_AGREED = NEGOTIATING - {"change"}
OF_A_PLAN = {"report_missed_payment", "request_plan_change"}
# "Pourquoi ?", asked of an offer, is about the offer; asked of fees, about the debt.
LAID_OUT = {"offer", "offers"}
MAY_ASK_WHY = {FALLBACK, "ask_breakdown", "ask_debt_origin", "repeat", "ask_due_date"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerInContext(UntrainedComponent):
    """Takes the open question (slot `expecting`) into account when it settles the intent."""

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        question = slot_of(tracker, "expecting") or "nothing"
        for message in messages:
            if is_command(message):
                continue
            intent = intent_of(message)
            wanted = _without_doubt(message) if intent == FALLBACK else None
            wanted = wanted or intent_in_context(
                question,
                intent,
                float((message.get(INTENT) or {}).get(PREDICTED_CONFIDENCE_KEY) or 0.0),
                entity_names(message),
                len((message.get(TEXT) or "").split()),
                kinds=_amount_kinds(message),
                folded=fold(message.get(TEXT) or "").text,
            )
            if wanted == "provide_identity" and intent in AFTER_THE_CHECK and "wish" not in entity_names(message):
                add_entity(message, "wish", intent, type(self).__name__)
            if wanted is not None and wanted != intent:
                message.set(INTENT, {INTENT_NAME_KEY: wanted, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        return messages


def intent_in_context(
    question: str,
    intent: str | None,
    confidence: float,
    entities: set[str],
    words: int,
    *,
    kinds: frozenset[str] = frozenset(),
    folded: str = "",
) -> str | None:
    """The intent a message has as an answer to a question; None leaves the classifier's.

    Args:
        confidence: of the classifier, 0 to 1.
        words: length of the message.
        kinds: of the amounts in it (offer, income, …).
        folded: the message, evened out by `bot.reading.words`.
    """
    whole_identity = bool(NAMES_A_LETTER & entities and TELLS_WHO & entities)
    if question == "comment":
        surely_meant = confidence >= SURE and (intent in SERIOUS or intent in ABOUT_THE_ACCOUNT)
        return None if surely_meant or intent in HEARD_IN_A_COMMENT else "give_feedback"
    if "budget" in entities and not _outweighs_a_budget(intent, confidence, words, folded):
        return "ask_budget_help"
    if intent in NEEDS_A_SURE_READING and confidence < SURE_OF_A_DEATH:
        return FALLBACK
    if whole_identity and intent in AFTER_THE_CHECK:
        return "provide_identity"
    if question == "offer" and confidence < ONLY_THE_NET and puts_off(folded):
        return "affirm"  # with a reserve: nothing is agreed, and they are told to take their time
    if intent in SERIOUS and confidence >= 0.5:
        return None
    if question == "rating" and "rating" in entities:
        return "give_feedback"
    if IDENTITY & entities and (question in ("identity", "account") or confidence < SURE or whole_identity):
        return "provide_identity"
    if question == "account" and words <= SHORT_ANSWER_WORDS and confidence < SURE:
        return "provide_identity"
    if question in ("account", "offers") and "rank" in entities:
        return "provide_identity" if question == "account" else "propose_terms"
    if question == "promise_date" and "date" in entities:
        return "promise_to_pay"
    if question == "terms" and does_not_know(folded):
        return "ask_budget_help"
    if question in LAID_OUT and intent in MAY_ASK_WHY and asks_why(folded):
        return "ask_why_offer"
    if question in TO_BE_AGREED and "skipped_month" in entities and intent in OF_A_PLAN and words <= SHORT_WORDS:
        return "propose_terms"
    figures = entities & TERMS
    if not kinds & OFFERED:  # an income or a rent is no offer
        figures = figures - {"amount"}
    if question in NEGOTIATING and figures and words <= SHORT_WORDS and intent not in KEEP_WITH_FIGURES:
        return "propose_terms"
    if intent == FALLBACK and question in NEGOTIATING and "paid_now" in entities:
        return "propose_terms"
    if intent == FALLBACK and kinds & OFFERED and "frequency" in entities:
        return "propose_terms"  # a whole letter, with what they can pay somewhere in it
    if intent == "thank" and question in YES_OR_NO and _first_word(folded) in YES:
        return "affirm"  # "yes thank you"
    if intent == FALLBACK and question in YES_OR_NO and _first_word(folded) in NO:
        return "deny"
    return None


def _first_word(folded: str) -> str:
    return next(iter(re.findall(r"\w+", folded)), "")


def _outweighs_a_budget(intent: str | None, confidence: float, words: int, folded: str) -> bool:
    """Whether a message goes to a person although it answers a question of the budget."""
    if intent not in SERIOUS:
        return False
    if intent == "crisis_self_harm" and words <= BARE_ANSWER_WORDS:
        return confidence >= ONLY_THE_NET
    if intent == "hardship_overindebted" and PROCEDURE.search(folded):
        return confidence >= 0.5
    return confidence >= OUTWEIGHS_A_BUDGET.get(intent or "", 0.5)


def _without_doubt(message: Message) -> str | None:
    """The intent of a message that the classifier was torn about, where both readings mean the same."""
    ranked = [one for one in message.get(INTENT_RANKING_KEY) or [] if one[INTENT_NAME_KEY] != FALLBACK][:2]
    names = {one[INTENT_NAME_KEY] for one in ranked}
    sure = sum(one[PREDICTED_CONFIDENCE_KEY] for one in ranked)
    if sure < SURE:
        return None
    if names == {"affirm", "thank"}:
        return "affirm"  # "thank you, that suits me"
    if names != KINDRED:
        return None
    return "propose_terms" if entity_names(message) & TERMS else "request_plan"


def _amount_kinds(message: Message) -> frozenset[str]:
    return frozenset(entity["value"]["kind"] for entity in message.get(ENTITIES, []) if entity["entity"] == "amount")
