"""Lines sent unasked, from the assistant's own responses, without Rasa: the command that sends them needs no model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.adapters.formatting import format_date, format_money
from bot.core.account import Language
from bot.core.conversation import Author, Button
from bot.services.keeping_repositories import Purpose
from bot.services.ports import ReminderFacts
from bot.services.repositories import NewLine

FILE = Path(__file__).parents[1] / "domain" / "responses" / "reminders.yml"
RESPONSES: Mapping[Purpose, str] = {
    Purpose.PLAN_LATE: "utter_reminder_plan_late",
    Purpose.PLAN_MISSED: "utter_reminder_plan_missed",
    Purpose.PROMISE_TOMORROW: "utter_reminder_promise",
    Purpose.PROMISE_LAPSED: "utter_reminder_promise_lapsed",
}
# Amounts are written the British way in English, as in the dialogue.
READERS_COUNTRY = {Language.FRENCH: "FR", Language.ENGLISH: "GB"}


class ReminderResponses:
    """See `bot.services.ports.ReminderWriter`."""

    def write(self, facts: ReminderFacts) -> NewLine:
        """Raises KeyError where the file lacks a response or a value: a defect."""
        response = _responses()[RESPONSES[facts.purpose], facts.language.value]
        values = values_of(facts)
        buttons = tuple(Button(one["title"], one["payload"].format(**values)) for one in response.get("buttons", ()))
        return NewLine(Author.BOT, response["text"].format(**values), buttons=buttons)


def values_of(facts: ReminderFacts) -> dict[str, str]:
    """The values that the texts name in braces."""
    country = READERS_COUNTRY[facts.language]
    return {
        "office": facts.office_name,
        "creditor": facts.terms.name,
        "amount": format_money(facts.amount, facts.language, country),
        "date": format_date(facts.day, facts.language),
        "letter": facts.account.letter_reference,
        "letter_date": format_date(facts.account.letter_sent_on, facts.language),
        "reference": facts.account.reference,
        "link": facts.terms.payment.link_for(facts.account.reference),
    }


@lru_cache(maxsize=1)
def _responses() -> dict[tuple[str, str], dict[str, Any]]:
    """Each response by its name and language."""
    content = YAML(typ="safe").load(FILE.read_text("utf-8"))["responses"]
    return {
        (name, variation["condition"][0]["value"]): variation
        for name, variations in content.items()
        for variation in variations
    }
