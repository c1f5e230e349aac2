"""The safety net: what it hears, what it lets pass, and that it never makes a reading less serious."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from bot.nlu.safety_lexicon import (
    ANY,
    INNOCENT,
    LANGUAGES,
    LEXICON,
    SERIOUSNESS,
    Lexicon,
    asks_no_contact,
    is_more_serious,
)
from bot.nlu.safety_net import SERIOUS, SafetyNet, alarm
from bot.nlu.safety_patterns import PatternError

PHRASES: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(Path(__file__).with_name("safety_net_phrases.yml"))
ALARMING = [
    (family, phrase)
    for families in PHRASES.values()
    for family, phrases in families.items()
    if family != "innocent"
    for phrase in phrases
]
INNOCENT_PHRASES = [phrase for families in PHRASES.values() for phrase in families["innocent"]]
# Whom "he" means is only clear while nothing else is said: beside "my husband", "he died" is a bereavement.
ALONE = {"il est mort", "elle est décédée", "elle est décédée l'an dernier", "he's dead", "she passed away"}
IN_CONTEXT = [(family, phrase) for family, phrase in ALARMING if phrase not in ALONE]
ORDINARY = [
    "Bonjour.",
    "Je vous réponds au sujet de la facture de 340 euros.",
    "Merci de votre patience !",
    "Je peux payer 50 euros par mois à partir du 5 mars.",
    "Hello there.",
    "I am writing about the bill for £340.",
    "I can pay £50 a month from the 5th.",
    "Thanks for your help 🙂.",
]
AROUND = st.text(alphabet=' !?.…,;:-\n«»"()*😭🙏😂💔👍', max_size=8)


def without_accents(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))


def lexicon(**changes: Any) -> Lexicon:
    """A small lexicon of one file, with these sections instead of the usual ones."""
    content = {"spellings": {}, "words": {}, INNOCENT: {ANY: []}, "families": {"crisis_self_harm": ["mourir"]}}
    return Lexicon({"test.yml": {**content, **changes}})


def a_message(text: str, intent: str | None = None, confidence: float = 0.7) -> Message:
    """A message as the classifier leaves it; without an intent, as it comes in."""
    data: dict[str, Any] = {TEXT: text}
    if intent is not None:
        ranked = [
            {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: confidence},
            {INTENT_NAME_KEY: "greet", PREDICTED_CONFIDENCE_KEY: 0.1},
        ]
        data |= {INTENT: ranked[0], "intent_ranking": ranked}
    return Message(data=data)


def read(message: Message) -> Message:
    return SafetyNet().process([message])[0]


@pytest.mark.parametrize(("family", "phrase"), ALARMING)
def test_hears_what_is_said_plainly(family: str, phrase: str) -> None:
    assert family == alarm(phrase)


@pytest.mark.parametrize("phrase", INNOCENT_PHRASES)
def test_lets_idioms_denials_and_ordinary_messages_pass(phrase: str) -> None:
    assert alarm(phrase) is None


@pytest.mark.parametrize(
    ("family", "phrase"),
    [
        ("crisis_self_harm", "sorry my english, je veux mourir"),
        ("crisis_self_harm", "désolé mais I want to kill myself"),
        ("request_human", "pouvez vous me passer un agent please, I want to speak to a human"),
        ("hardship_income", "I lost my job, je suis au chômage"),
    ],
)
def test_hears_both_languages_in_one_message(family: str, phrase: str) -> None:
    assert family == alarm(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "je suis mort de rire, mais ce soir je veux mourir",
        "I'm not suicidal usually but tonight I want to die",
        "je veux en finir avec cette dette, et en finir avec la vie",
        "this bill is killing me. I am going to kill myself",
    ],
)
def test_an_innocent_phrase_does_not_hide_a_cry_beside_it(phrase: str) -> None:
    assert alarm(phrase) == "crisis_self_harm"


@given(st.sampled_from(ALARMING), AROUND, AROUND)
def test_punctuation_and_emoji_around_change_nothing(said: tuple[str, str], before: str, after: str) -> None:
    family, phrase = said

    assert family == alarm(f"{before} {phrase} {after}")


@given(st.sampled_from(ALARMING), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_changes_nothing(said: tuple[str, str], cased: Any) -> None:
    family, phrase = said

    assert family == alarm(cased(phrase))


@given(st.sampled_from([*ALARMING, *((None, phrase) for phrase in INNOCENT_PHRASES)]))
def test_missing_accents_change_nothing(said: tuple[str | None, str]) -> None:
    family, phrase = said

    assert family == alarm(without_accents(phrase))


@given(st.sampled_from(ALARMING), st.sampled_from(["’", "‘", "ʼ", "´"]))
def test_every_apostrophe_is_one(said: tuple[str, str], apostrophe: str) -> None:
    family, phrase = said

    assert family == alarm(phrase.replace("'", apostrophe))


@given(st.sampled_from(IN_CONTEXT), st.sampled_from(ORDINARY), st.sampled_from(ORDINARY))
def test_an_ordinary_sentence_beside_it_does_not_silence_it(said: tuple[str, str], before: str, after: str) -> None:
    family, phrase = said

    assert family == alarm(f"{before} {phrase}. {after}")


@given(st.sampled_from(ALARMING), st.sampled_from(ALARMING))
def test_two_alarms_in_one_message_are_heard_as_the_more_serious(one: tuple[str, str], other: tuple[str, str]) -> None:
    if {one[1], other[1]} & ALONE:
        return

    heard = alarm(f"{one[1]}. {other[1]}")

    assert not is_more_serious(one[0], heard)
    assert not is_more_serious(other[0], heard)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    heard = alarm(text)

    assert heard is None or heard in SERIOUS


def test_long_messages_are_read_to_the_end() -> None:
    padding = "J'ai bien reçu votre lettre du 3 mars, je la lis et je vous réponds. " * 50

    assert alarm(padding + "Je veux mourir.") == "crisis_self_harm"


def test_words_of_the_debtor_are_not_remembered() -> None:
    """spaCy keeps every word of a document for the life of the process; a name must not be among them."""
    net = lexicon()

    net.alarm("Madame Zykwenhoff veut mourir")

    assert "zykwenhoff" not in net._index._vocab.strings


def test_raises_the_intent_and_keeps_the_former_behind_it() -> None:
    message = read(a_message("50 par mois mais je veux mourir", "propose_terms", 0.93))

    assert message.get(INTENT) == {INTENT_NAME_KEY: "crisis_self_harm", PREDICTED_CONFIDENCE_KEY: 1.0}
    assert [one[INTENT_NAME_KEY] for one in message.get("intent_ranking")] == [
        "crisis_self_harm",
        "propose_terms",
        "greet",
    ]
    assert message.get("intent_ranking")[1][PREDICTED_CONFIDENCE_KEY] == 0.93


def test_raises_the_intent_where_the_classifier_said_nothing() -> None:
    message = read(a_message("je veux mourir"))

    assert message.get(INTENT)[INTENT_NAME_KEY] == "crisis_self_harm"


@pytest.mark.parametrize(
    ("text", "intent"), [("je veux mourir", "crisis_self_harm"), ("j'ai perdu mon travail", "hardship_abuse")]
)
def test_a_serious_reading_it_agrees_with_is_no_longer_doubtful(text: str, intent: str) -> None:
    message = read(a_message(text, intent, 0.31))

    assert message.get(INTENT) == {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: 1.0}


def test_an_intent_the_ranking_already_had_is_not_listed_twice() -> None:
    message = a_message("je veux mourir", "greet")
    message.set("intent_ranking", [*message.get("intent_ranking"), {INTENT_NAME_KEY: "crisis_self_harm"}])

    names = [one[INTENT_NAME_KEY] for one in read(message).get("intent_ranking")]

    assert names == ["crisis_self_harm", "greet"]


@given(st.sampled_from(ALARMING), st.sampled_from(sorted(SERIOUS)))
def test_never_lowers_a_more_serious_intent(said: tuple[str, str], intent: str) -> None:
    message = read(a_message(said[1], intent))

    assert not is_more_serious(intent, message.get(INTENT)[INTENT_NAME_KEY])


@pytest.mark.parametrize("line", SERIOUSNESS)
def test_the_classifier_chooses_among_equally_serious_intents(line: tuple[str, ...]) -> None:
    for said in line:
        phrase = PHRASES["fr"][said][0]
        for intent in line:
            assert intent == read(a_message(phrase, intent)).get(INTENT)[INTENT_NAME_KEY]


@given(st.sampled_from(INNOCENT_PHRASES))
def test_leaves_a_message_without_alarm_as_it_was(phrase: str) -> None:
    message = a_message(phrase, "propose_terms")
    before = dict(message.data)

    assert read(message).data == before


@given(st.sampled_from(ALARMING))
def test_never_touches_a_payload(said: tuple[str, str]) -> None:
    message = a_message(f"/{said[1]}", "affirm", 1.0)
    before = dict(message.data)

    assert read(message).data == before


def test_a_message_without_text_is_no_failure() -> None:
    assert read(Message(data={})).get(INTENT) is None


def test_serious_intents_are_those_a_person_must_hear() -> None:
    assert {"crisis_self_harm", "hardship_abuse", "stop_contact", "request_human", "file_complaint"} <= SERIOUS
    assert {"wrong_person", "third_party", "debtor_deceased"} <= SERIOUS
    assert not {"ask_balance", "propose_terms", "abuse", "ask_debt_advice"} & SERIOUS


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_listens_for_every_serious_intent(code: str) -> None:
    content = YAML(typ="safe").load(LEXICON / f"{code}.yml")

    assert set(content["families"]) == SERIOUS == set(PHRASES[code]) - {"innocent"}


def test_an_alarm_that_says_more_than_an_innocent_phrase_stands() -> None:
    net = lexicon(
        families={"crisis_self_harm": ["en_finir", "en_finir avec la_vie"]}, **{INNOCENT: {ANY: ["en_finir avec"]}}
    )

    assert net.alarm("en finir avec la dette") is None
    assert net.alarm("en finir avec la vie") == "crisis_self_harm"


def test_an_innocent_phrase_of_one_intent_leaves_the_others() -> None:
    net = lexicon(
        families={"crisis_self_harm": ["mourir"], "hardship_bereavement": ["vient de mourir"]},
        **{INNOCENT: {ANY: [], "crisis_self_harm": ["vient de mourir"]}},
    )

    assert net.alarm("mon père vient de mourir") == "hardship_bereavement"


def test_a_gap_does_not_reach_over_a_negation_or_into_the_next_sentence() -> None:
    net = lexicon(families={"crisis_self_harm": ["je veux .. mourir"]})

    assert net.alarm("je veux vraiment tout simplement mourir") == "crisis_self_harm"
    assert net.alarm("je veux pas mourir") is None
    assert net.alarm("je veux bien. mourir") is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Mourir", "not a word in lower case"),
        ("décès", "not a word in lower case"),
        ("(je) veux", "changes nothing"),
        ("veux ..", "changes nothing"),
        ("<amis> mourir", "no list"),
        ("(je veux mourir", "bracket"),
        ("veux !en_finir", "single words"),
    ],
)
def test_a_faulty_line_is_refused_by_name(line: str, fault: str) -> None:
    with pytest.raises(PatternError, match=fault) as refused:
        lexicon(families={"request_human": [line]})

    assert "test.yml" in str(refused.value)
    assert "request_human" in str(refused.value)


def test_an_unknown_intent_is_refused() -> None:
    with pytest.raises(PatternError, match="ask_balance"):
        lexicon(families={"ask_balance": ["combien"]})


def test_a_spelling_with_two_meanings_is_refused() -> None:
    with pytest.raises(PatternError, match="pr"):
        lexicon(spellings={"pour": "pr", "par": "pr"})


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("STOP", True),
        (" stop svp", True),
        ("Please stop writing to me", True),
        ("/stop_contact", True),
        ('/stop_contact{"account_reference": "VOL-26-000001"}', True),
        ("/affirm", False),
        ("je passe à l’arrêt de bus", False),
        ("stop, je veux mourir", False),
    ],
)
def test_a_plain_stop_is_heard_without_the_dialogue(text: str, asked: bool) -> None:
    """Beside a person the classifier is not asked; what is more serious goes its own way."""
    assert asked is asks_no_contact(text)
