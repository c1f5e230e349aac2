"""The wording: every response the program uses is there, in both languages, and kind to who reads it.

Rules: compliance B (plain language, forbidden content), D (whom to call), FR-10 and UK-06 (nothing about a
debt before identity is verified). Each test lists every text that breaks its rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

import pytest
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain

from tests.dialogue.readability import Measured, syllables_in, words_in
from tests.dialogue.responses import AS_WRITTEN, DOMAIN, LANGUAGES, SAMPLES, VARIATIONS, Variation
from tests.dialogue.said_by_actions import (
    COMPUTED,
    Call,
    calls_in_source,
    computed_calls,
    said_before_identity,
)

MAX_CHARACTERS = 600
MAX_SENTENCE_WORDS = 25
MAX_MEAN_WORDS = 15
MIN_READING_EASE = 65
MIN_READING_EASE_ALONE = 50
SENTENCES_TO_JUDGE_ALONE = 3
MAX_BUTTONS = 4
MAX_BUTTON_TITLE = 32

# Said by the program around the dialogue: the console's farewells, and the gate's apology.
BY_THE_PROGRAM = {"utter_agent_returned", "utter_agent_closed", "utter_try_again"}
IN_SOURCE = list(calls_in_source())
CALLS = [call for call in IN_SOURCE if isinstance(call, Call)] + list(computed_calls())
NAMES = {said.name for said in VARIATIONS}
HANDING_OVER = {call.name for call in CALLS if call.hands_over} | {"utter_crisis", "utter_crisis_person"}

# Said only to a verified debtor. Everything else must be fit for whoever holds the phone.
AFTER_IDENTITY_FILES = {"account", "budget", "negotiation", "plan", "reminders"}
AFTER_IDENTITY_BUT = {"utter_consequences", "utter_refusal"}
# Said by actions that run before identity too, and look at the conversation first.
GUARDED_BY_THE_ACTION = {
    "utter_choices",
    "utter_contact_stopped",
    "utter_mediator",
    "utter_plan_kept",
    "utter_what_is_wrong",
    "utter_what_next",
    "utter_who_we_are_and_for_whom",
}
AFTER_THE_CHECK = {
    "utter_already_verified",
    "utter_ask_account",
    "utter_identity_verified",
    "utter_on_hold_now",
    "utter_present_account",
    "utter_present_sum",
    "utter_present_sum_itemised",
    "utter_what_can_i_do",
}
AFTER_IDENTITY = (
    {said.name for said in VARIATIONS if said.file in AFTER_IDENTITY_FILES} - AFTER_IDENTITY_BUT
    | GUARDED_BY_THE_ACTION
    | AFTER_THE_CHECK
)
NEUTRAL = [said for said in VARIATIONS if said.name not in AFTER_IDENTITY]


def values_of(name: str) -> set[str]:
    """The values a response gets wherever it is said."""
    given = [call.values for call in CALLS if call.name == name]
    return set(frozenset.intersection(*given)) if given else set()


def in_language(language: str) -> list[Variation]:
    return [said for said in VARIATIONS if said.language == language]


def text_of(name: str, language: str) -> str:
    (text,) = (said.text for said in in_language(language) if said.name == name)
    return text


def payloads(name: str, language: str) -> list[str]:
    (buttons,) = (said.buttons for said in in_language(language) if said.name == name)
    return [button["payload"].partition("{")[0] for button in buttons]


# What there is.


def test_every_computed_response_is_known_to_these_tests() -> None:
    assert {one for one in IN_SOURCE if isinstance(one, str)} == set(COMPUTED)


def test_the_responses_are_those_the_program_says() -> None:
    assert {call.name for call in CALLS} | BY_THE_PROGRAM == NAMES


def test_every_response_has_exactly_one_variation_for_each_language() -> None:
    expected = [[{"type": "slot", "name": "language", "value": language}] for language in LANGUAGES]
    found = {
        name: [one.get("condition") for one in variations]
        for responses in AS_WRITTEN.values()
        for name, variations in responses.items()
    }
    assert {name: conditions for name, conditions in found.items() if conditions != expected} == {}


def test_no_response_is_written_in_two_files() -> None:
    assert sum(len(responses) for responses in AS_WRITTEN.values()) == len(NAMES)


def test_texts_use_only_values_that_they_always_get() -> None:
    missing = {str(said): said.placeholders - values_of(said.name) for said in VARIATIONS}
    assert {name: values for name, values in missing.items() if values} == {}


def test_both_languages_tell_the_same_and_offer_the_same_choices() -> None:
    values = {language: {said.name: said.placeholders for said in in_language(language)} for language in LANGUAGES}
    choices = {language: {name: payloads(name, language) for name in NAMES} for language in LANGUAGES}
    assert values["fr"] == values["en"]
    assert choices["fr"] == choices["en"]


def test_rasa_fills_the_variation_of_the_debtors_language() -> None:
    domain = Domain.from_path(str(DOMAIN))
    generator = TemplatedNaturalLanguageGenerator(domain.responses)
    for said in VARIATIONS:
        values = {name: SAMPLES[said.language][name] for name in said.placeholders}
        slots = {"language": said.language}
        generated = generator.generate_from_slots(said.name, slots, "rest", **values)
        assert generated is not None
        assert said.filled == generated["text"]
        for button in generated.get("buttons", ()):
            intent, opened, entities = button["payload"].partition("{")
            assert intent.removeprefix("/") in domain.intents
            assert set(json.loads(opened + entities or "{}")) <= set(domain.entities)


# Choices.


def test_choices_are_few_and_short() -> None:
    assert [str(said) for said in VARIATIONS if len(said.buttons) > MAX_BUTTONS] == []
    titles = {button["title"] for said in VARIATIONS for button in said.buttons}
    assert {title for title in titles if len(title) > MAX_BUTTON_TITLE} == set()


def test_responses_have_no_choices_of_their_own_where_the_action_adds_them() -> None:
    added = {call.name for call in CALLS if call.adds_buttons}
    assert [str(said) for said in VARIATIONS if said.name in added and said.buttons] == []


def test_nothing_is_there_to_press_once_a_person_has_the_conversation() -> None:
    assert [str(said) for said in VARIATIONS if said.name in HANDING_OVER and said.buttons] == []


# Plain language.


@pytest.mark.parametrize(
    ("language", "syllables", "words"),
    [
        ("fr", 1, "vous plan mois lettre dois reste que mieux jour les chaque vie"),
        ("fr", 2, "payer personne aider client écrire gratuit données plusieurs demande"),
        ("fr", 3, "vérifier créancier référence assistant aujourd’hui souhaitez"),
        ("en", 1, "you owe file pay asked times would please we are there helped"),
        ("en", 2, "person payment letter able total wanted people because agreed"),
        ("en", 3, "instalment creditor privacy agreement"),
    ],
)
def test_syllables_are_counted_as_they_are_said(language: str, syllables: int, words: str) -> None:
    counted = {word: syllables_in(word, language) for word in words.split()}
    assert dict.fromkeys(counted, syllables) == counted


def test_every_message_fits_a_phone() -> None:
    lengths = {str(said): len(said.filled) for said in VARIATIONS}
    assert {name: length for name, length in lengths.items() if length > MAX_CHARACTERS} == {}


def test_no_sentence_is_long() -> None:
    sentences = {sentence for said in VARIATIONS for sentence in Measured.of(said.filled, said.language).sentences}
    assert {sentence for sentence in sentences if words_in(sentence) > MAX_SENTENCE_WORDS} == set()


def test_sentences_are_short_on_average_in_every_message() -> None:
    means = {str(said): Measured.of(said.filled, said.language).mean_length for said in VARIATIONS}
    assert {name: mean for name, mean in means.items() if mean > MAX_MEAN_WORDS} == {}


def test_a_message_asks_one_question_at_most() -> None:
    assert [str(said) for said in VARIATIONS if said.text.count("?") > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", AS_WRITTEN)
def test_a_file_of_responses_reads_easily(file: str, language: str) -> None:
    prose = "\n".join(said.prose for said in in_language(language) if said.file == file)
    assert Measured.of(prose, language).reading_ease >= MIN_READING_EASE


def test_every_longer_message_reads_easily_by_itself() -> None:
    measured = {str(said): Measured.of(said.prose, said.language) for said in VARIATIONS}
    eases = {name: one.reading_ease for name, one in measured.items() if len(one.sentences) >= SENTENCES_TO_JUDGE_ALONE}
    assert {name: ease for name, ease in eases.items() if ease < MIN_READING_EASE_ALONE} == {}


# Typography.

EITHER_LANGUAGE = {
    "straight apostrophe or quotation mark": r"['\"]",
    "three points instead of …": r"\.\.\.",
    "two spaces": r"  ",
    "space at the end of a line": r"[ \u00a0\u202f]$",
    "hyphen as a dash": r"(^| )- ",
}
FRENCH_ONLY = {
    "no U+202F before ? ! ;": r"(?<!\u202f)[?!;]",
    "no U+00A0 before :": r"(?<!\u00a0):(?=\s|$)",
    "no U+00A0 inside « »": r"«(?!\u00a0)|(?<!\u00a0)»",
    "no U+00A0 before % or €": r"(?<!\u00a0)[%€]",
}
ENGLISH_ONLY = {"space before punctuation": r"\s[:;?!]", "French quotation marks": r"[«»]"}


def slips(variations: Iterable[Variation], rules: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (str(said), rule)
        for said in variations
        for rule, pattern in rules.items()
        if re.search(pattern, said.words, re.MULTILINE)
    ]


def test_typography_is_that_of_print() -> None:
    assert slips(VARIATIONS, EITHER_LANGUAGE) == []
    assert slips(in_language("fr"), FRENCH_ONLY) == []
    assert slips(in_language("en"), ENGLISH_ONLY) == []


def test_the_debtor_is_vous() -> None:
    familiar = {"a familiar form": r"(?i)\b(?:tu|ton|ta|tes|toi|te|t(?=’))\b"}
    assert slips(in_language("fr"), familiar) == []


# Before identity, and in a crisis.

ABOUT_A_DEBT = (
    r"\bdettes?\b|créanc|\bsoldes?\b|\bmontants?\b|\bsommes?\b|je dois(?! d’abord)|vous devez|impayé|rembours"
    r"|\bfactures?\b|[€£]|\bdebts?\b|\bowe[ds]?\b|creditor|\bbalances?\b|\bamounts?\b|arrears|\bbills?\b"
    r"|invoice|overdue"
)
HARMLESS_VALUES = {"phone", "office", "when", "said"}


def test_nothing_about_a_debt_is_said_to_whoever_holds_the_phone() -> None:
    assert slips(NEUTRAL, {"about a debt": f"(?i){ABOUT_A_DEBT}"}) == []
    assert [str(said) for said in NEUTRAL if said.placeholders - HARMLESS_VALUES] == []


def test_actions_that_run_before_identity_keep_the_rest_for_verified_debtors() -> None:
    assert said_before_identity() & AFTER_IDENTITY == GUARDED_BY_THE_ACTION


@pytest.mark.parametrize(("language", "number"), [("fr", "3114"), ("en", "116 123")])
def test_a_crisis_is_answered_with_the_number_first_and_not_a_word_about_money(language: str, number: str) -> None:
    numbers, person = (text_of(name, language) for name in ("utter_crisis", "utter_crisis_person"))
    assert number in numbers.splitlines()[0]
    assert [one for one in ("3114", "15", "112", "116 123", "999") if one not in numbers] == []
    about_money = r"pa(?:y|ie)|argent|money|dossier|\bfile\b|account|dette|debt"
    assert re.findall(about_money, (numbers + person).casefold()) == []


@pytest.mark.parametrize(
    ("name", "help_named"),
    [
        ("utter_hardship_abuse", ("3919", "17", "114", "116 006", "0808 2000 247", "999")),
        ("utter_hardship_income", ("Points conseil budget", "StepChange", "0800 138 1111", "MoneyHelper")),
        ("utter_budget_nothing_left", ("Points conseil budget", "StepChange", "0800 138 1111", "MoneyHelper")),
        ("utter_hardship_health", ("Points conseil budget", "StepChange", "0800 138 1111", "MoneyHelper")),
        ("utter_hardship_overindebted", ("34 14", "StepChange", "0800 138 1111", "MoneyHelper")),
        (
            "utter_debt_advice",
            ("Points conseil budget", "34 14", "StepChange", "0800 138 1111", "MoneyHelper"),
        ),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_named_for_both_countries(name: str, help_named: tuple[str, ...], language: str) -> None:
    assert [one for one in help_named if one not in text_of(name, language)] == []
