"""Entities with normalised values, read by the pure readers of `bot.reading` in the light of the last question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import bootstrap
from bot.nlu.component import UntrainedComponent
from bot.nlu.entities import add_entity, entity_names, intent_of, is_command, slot_of
from bot.nlu.terms import CURRENCY, Found, read_terms
from bot.reading.budget_answers import BUDGET_QUESTIONS, read_budget_answer
from bot.reading.identity_facts import read_identity_facts
from bot.reading.words import fold

RANKS = (
    (1, re.compile(r"\b(?:premiere?|1ere?|first|1st|numero 1|number 1|option 1)\b")),
    (2, re.compile(r"\b(?:deuxieme|seconde?|2e(?:me)?|second|2nd|numero 2|number 2|option 2)\b")),
    (3, re.compile(r"\b(?:troisieme|3e(?:me)?|third|3rd|numero 3|number 3|option 3)\b")),
    (-1, re.compile(r"\b(?:dernier|derniere|last)\b")),
)
# "La 2", "je prends le numéro deux", "option two": asked to choose, so short an answer names no day and no sum.
PLACE = re.compile(
    r"\W*(?:(?:ok|oui|yes|alors|bon|ben|euh|plutot|then|well|je|j'|i|i'll|i'd|on|prends?|choisis?|veux|prefere|vais"
    r"|partir sur|va pour|go|going|take|have|like|rather|for|with|pick|choose|let's)\W+)*"
    r"(?:(?:la|le|the|plan|offre|proposition|option|choix|n[o°]|num|numero|number|numb)\W*)+"
    r"(?:([123])|(une?|one)|(deux|two)|(trois|three))\W*(?:(?:svp|stp|please|pls|merci|thanks|then|alors)\W*)*"
)
# "Le premier" chooses; "à partir du 1er mars" and "50 € le premier mois" do not.
NO_RANK = re.compile(
    r"\d\s*(?:€|£|\$|euros?\b|eur\b|livres?\b|pounds?\b|quid\b)|"
    r"\b(?:premiere?|1er|first|1st|deuxieme|second|2nd|dernier|derniere|last)\s+(?:of|du|de|jour|mois|day|month|week|"
    r"paiement|payment|versement|janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec|jan|feb|mar|apr|may|jun|jul|aug)"
)
BARE_NUMBER = re.compile(r"\W*(\d)\W*")
RATING = re.compile(r"\b([1-5])\s*(?:/|sur|out of)\s*5\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityReader(UntrainedComponent):
    """Reads what `intents.md` lists. A bare number is an amount only where an amount was asked for."""

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        question = slot_of(tracker, "expecting") or "nothing"
        today = bootstrap.services().today()
        for message in messages:
            if is_command(message):
                continue
            language = _language(message, tracker)
            promised = question == "promise_date" or intent_of(message) == "promise_to_pay"
            text = message.get(TEXT) or ""
            for name, value, start, end in read_entities(text, language, question, today, promised=promised):
                add_entity(message, name, value, type(self).__name__, start, end)
        return messages


def without_identity_facts(text: str) -> str | None:
    """What is left of a message beside references, codes, birth dates and postcodes; None where it has none."""
    if not any(character.isdigit() for character in text):
        return None
    facts = list(_identity_facts(text, "fr", bootstrap.services().today()))
    if not facts:
        return None
    for _, _, start, end in sorted(facts, key=lambda fact: fact[2], reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def read_entities(text: str, language: str, question: str, today: date, *, promised: bool = False) -> Iterator[Found]:
    """Every entity of a message, with offsets in it.

    Args:
        question: what the debtor was asked last (the slot `expecting`).
        promised: one payment on one day is spoken of, not a plan.
    """
    ranks = list(_ranks_and_ratings(text, question)) if question in ("rating", "offers", "account") else []
    yield from ranks
    if question in BUDGET_QUESTIONS and (answer := read_budget_answer(text, language, question)) is not None:
        # What a sum is elsewhere (an offer, a number of payments) it is not here.
        yield "budget", asdict(answer), 0, len(text)
        return
    facts = list(_identity_facts(text, language, today))
    yield from facts
    if question == "identity":
        # "VOL-26-123456, né le 3/4/80, je peux payer 50": the figures of the facts are no terms.
        for _, _, start, end in facts:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    if question != "rating" or not ranks:
        yield from read_terms(text, language, question, today, one_payment=promised)


def _identity_facts(text: str, language: str, today: date) -> Iterator[Found]:
    facts = read_identity_facts(text, language, today)
    for reference in facts.references:
        yield "account_reference", reference.value, reference.start, reference.end
    for code in facts.access_codes:
        yield "access_code", code.value, code.start, code.end
    for birth_date in facts.birth_dates:
        yield "birth_date", birth_date.on.isoformat(), birth_date.start, birth_date.end
    for postcode in facts.postcodes:
        yield "postcode", postcode.value, postcode.start, postcode.end


def _ranks_and_ratings(text: str, question: str) -> Iterator[Found]:
    folded = fold(text).text
    bare = BARE_NUMBER.fullmatch(folded)
    if question == "rating":
        found = RATING.search(folded) or bare
        if found and 1 <= int(found.group(1)) <= 5:
            yield "rating", int(found.group(1)), 0, len(text)
        return
    if NO_RANK.search(folded):
        return
    if place := PLACE.fullmatch(folded):
        digit, *words = place.groups()
        yield "rank", int(digit) if digit else next(at for at, word in enumerate(words, start=1) if word), 0, len(text)
        return
    for rank, pattern in RANKS:
        if pattern.search(folded) or (bare and int(bare.group(1)) == rank):
            yield "rank", rank, 0, len(text)
            return


def _language(message: Message, tracker: DialogueStateTracker | None) -> str:
    if "language" in entity_names(message):
        for entity in message.get("entities", []):
            if entity["entity"] == "language" and entity["value"] in CURRENCY:
                return str(entity["value"])
    return str(slot_of(tracker, "language") or "fr")
