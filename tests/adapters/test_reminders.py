"""Lines sent unasked: filled, in the debtor's language, with the ways out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.reminders import RESPONSES, ReminderResponses
from bot.core.account import Language
from bot.core.conversation import Author
from bot.services.keeping_repositories import Purpose
from bot.services.ports import ReminderFacts
from tests.builders import TODAY, an_account, eur, terms

FACTS = ReminderFacts(Purpose.PLAN_LATE, Language.FRENCH, an_account(), terms(), eur("1234.5"), TODAY, "Cabinet Rivage")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("purpose", Purpose)
def test_each_says_what_the_law_and_our_rules_ask_for(purpose: Purpose, language: Language) -> None:
    """FR-03, US-02, EU-01, compliance C "Reminder": letter and day, sum, way to pay, help, already paid, STOP, AI."""
    line = ReminderResponses().write(replace(FACTS, purpose=purpose, language=language))

    french = language is Language.FRENCH
    amount, day = ("1\u202f234,50\u00a0€", "23 novembre 2026") if french else ("€1,234.50", "23 November 2026")
    letter_day = "10 avril 2026" if french else "10 April 2026"
    person, paid = ("une personne", "déjà") if french else ("a person", "already")
    automatic = "assistant automatique" if french else "automatic assistant"
    for words in (amount, day, "L2604-00001", letter_day, "https://pay.voltea.example/VOL-26-000001", "STOP"):
        assert words in line.text
    for words in (person, paid, automatic):
        assert words in line.text.casefold()
    assert "{" not in line.text
    assert len(line.text) <= 600
    assert Author.BOT is line.author


def test_every_purpose_has_its_own_words() -> None:
    assert set(Purpose) == set(RESPONSES)
    assert len(set(RESPONSES.values())) == len(RESPONSES)


def test_nothing_is_there_to_press_once_a_person_has_the_conversation() -> None:
    pressable = {one for one in Purpose if ReminderResponses().write(replace(FACTS, purpose=one)).buttons}
    assert pressable == set(Purpose) - {Purpose.PLAN_MISSED}


def test_braces_in_a_name_are_only_letters() -> None:
    facts = replace(FACTS, office_name="{amount} & {0}")
    assert "{amount} & {0}" in ReminderResponses().write(facts).text
