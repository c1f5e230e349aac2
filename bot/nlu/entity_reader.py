"""Entities with normalised values, read by the pure readers of `bot.reading` in the light of the last question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import bootstrap
from bot.nlu.component import UntrainedComponent
from bot.nlu.entities import add_entity, entity_names, is_command, slot_of
from bot.reading.amounts import read_amounts
from bot.reading.counts import read_counts
from bot.reading.dates import read_dates, read_day_of_month
from bot.reading.durations import read_durations
from bot.reading.fractions import read_fractions
from bot.reading.frequencies import read_frequencies
from bot.reading.identity_facts import read_identity_facts
from bot.reading.words import fold

Found = tuple[str, Any, int, int]

CURRENCY = {"fr": "EUR", "en": "GBP"}
AMOUNT_QUESTIONS = {"terms", "offer", "offers"}
DATE_QUESTIONS = {"promise_date"}
CEILING = re.compile(
    r"\b(?:max(?:imum)?|pas plus|au plus|grand maximum|not more|no more|at most|can only|can t do more|"
    r"peux que|que \d|only)\b"
)
RANKS = (
    (1, re.compile(r"\b(?:premiere?|1ere?|first|1st|numero 1|number 1|option 1)\b")),
    (2, re.compile(r"\b(?:deuxieme|seconde?|2e(?:me)?|second|2nd|numero 2|number 2|option 2)\b")),
    (3, re.compile(r"\b(?:troisieme|3e(?:me)?|third|3rd|numero 3|number 3|option 3)\b")),
    (-1, re.compile(r"\b(?:dernier|derniere|last)\b")),
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
            for name, value, start, end in read_entities(message.get(TEXT) or "", language, question, today):
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


def read_entities(text: str, language: str, question: str, today: date) -> Iterator[Found]:
    """Every entity of a message, with offsets in it.

    Args:
        question: what the debtor was asked last (the slot `expecting`).
    """
    ranks = list(_ranks_and_ratings(text, question)) if question in ("rating", "offers", "account") else []
    yield from ranks
    facts = list(_identity_facts(text, language, today))
    yield from facts
    if question == "identity":
        # "VOL-26-123456, né le 3/4/80, je peux payer 50": the figures of the facts are no terms.
        for _, _, start, end in facts:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    if question != "rating" or not ranks:
        yield from _terms(text, language, question, today)


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


def _terms(text: str, language: str, question: str, today: date) -> Iterator[Found]:
    folded = fold(text).text
    ceiling = CEILING.search(folded) is not None
    bare = question in AMOUNT_QUESTIONS
    for amount in read_amounts(text, language, default_currency=CURRENCY[language], bare_numbers=bare):
        value = {
            "minor": amount.minor,
            "currency": amount.currency,
            "kind": amount.kind,
            "ceiling": ceiling,
        }
        yield "amount", value, amount.start, amount.end
    for count in read_counts(text, language):
        yield "count", count.count, count.start, count.end
    for duration in read_durations(text, language):
        value = {"number": duration.number, "unit": duration.unit}
        yield "duration", value, duration.start, duration.end
    for frequency in read_frequencies(text, language):
        yield "frequency", frequency.frequency, frequency.start, frequency.end
    for fraction in read_fractions(text, language):
        yield "fraction", float(fraction.fraction), fraction.start, fraction.end
    day = read_day_of_month(text, language, bare_numbers=False)
    if day is not None:
        yield "day_of_month", day.day, day.start, day.end
    for read in read_dates(text, language, today):
        yield "date", read.on.isoformat(), read.start, read.end


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
