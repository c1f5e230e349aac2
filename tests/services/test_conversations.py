"""Conversations: what a debtor writes is recorded once, in order, cleaned, before anything acts on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import Language
from bot.core.conversation import Author, Button, ConversationId, HandoffReason, Line
from bot.services import conversations
from bot.services.conversations import MAX_KEPT_CHARACTERS, Inbound, Turn, receive, record_replies
from bot.services.repositories import NewLine
from tests.bureau import Bureau, at_once

CARD = "4970 1012 3456 7893"
IBAN = "FR76 3000 6000 0112 3456 7890 189"


def lines(bureau: Bureau, conversation_id: ConversationId) -> tuple[Line, ...]:
    return conversations.transcript(bureau.services, conversation_id)


def write(
    bureau: Bureau,
    text: str,
    external_id: str | None = None,
    sender: str = "phone-1",
    language: Language | None = None,
) -> Turn:
    return receive(bureau.services, Inbound("widget", sender, text, external_id, language))


def reply(bureau: Bureau, turn: Turn, *texts: str) -> tuple[Line, ...]:
    said = [NewLine(Author.BOT, text, answers=turn.seq) for text in texts]
    return record_replies(bureau.services, turn.conversation.id, turn.seq, said, {"at": turn.seq})


# --- recording ---


def test_a_message_is_recorded_before_anybody_answers(bureau: Bureau) -> None:
    turn = write(bureau, "bonjour")
    assert [(1, Author.DEBTOR, "bonjour")] == [
        (line.seq, line.author, line.text) for line in lines(bureau, turn.conversation.id)
    ]
    assert turn.repeated is None


def test_replies_and_the_place_in_the_dialogue_are_kept_with_the_message(bureau: Bureau) -> None:
    first = write(bureau, "bonjour")
    button = Button("Oui", "/affirm")
    said = [NewLine(Author.BOT, "Bonjour.", answers=first.seq, buttons=(button,))]
    record_replies(bureau.services, first.conversation.id, first.seq, said, {"asked": "reference"})

    second = write(bureau, "oui")

    assert {"asked": "reference"} == second.memory
    kept = lines(bureau, first.conversation.id)
    assert [Author.DEBTOR, Author.BOT, Author.DEBTOR] == [line.author for line in kept]
    assert (button,) == kept[1].buttons


def test_two_senders_are_two_conversations_and_so_are_two_channels(small_bureau: Bureau) -> None:
    one = receive(small_bureau.services, Inbound("widget", "a", "bonjour"))
    two = receive(small_bureau.services, Inbound("widget", "b", "bonjour"))
    three = receive(small_bureau.services, Inbound("rest", "a", "bonjour"))
    assert 3 == len({turn.conversation.id for turn in (one, two, three)})


# --- repeats ---


def test_a_message_delivered_again_is_recorded_once_and_gets_the_same_replies(bureau: Bureau) -> None:
    first = write(bureau, "bonjour", "m-1")
    said = reply(bureau, first, "Bonjour.", "Que puis-je faire ?")
    write(bureau, "merci", "m-2")

    again = write(bureau, "bonjour", "m-1")

    assert first.seq == again.seq
    assert said == again.repeated
    assert 4 == len(lines(bureau, first.conversation.id))


def test_a_repeat_of_an_unanswered_message_is_still_to_be_answered(bureau: Bureau) -> None:
    first = write(bureau, "bonjour", "m-1")
    again = write(bureau, "bonjour", "m-1")
    assert (first.seq, None) == (again.seq, again.repeated)
    assert 1 == len(lines(bureau, first.conversation.id))


def test_a_repeat_of_a_message_that_an_agent_got_has_no_replies(bureau: Bureau) -> None:
    bureau.call_person(HandoffReason.REQUEST_HUMAN)
    first = write(bureau, "vous êtes là ?", "m-1")
    again = write(bureau, "vous êtes là ?", "m-1")
    assert first.seq == again.seq
    assert () == again.repeated


def test_the_same_words_under_another_id_or_from_another_sender_are_new(bureau: Bureau) -> None:
    turns = [write(bureau, "oui", external_id) for external_id in ("m-1", "m-2", None, None)]
    assert [1, 2, 3, 4] == [turn.seq for turn in turns]
    assert 1 == write(bureau, "oui", "m-1", sender="phone-2").seq


def test_the_same_first_message_from_threads_at_once_is_recorded_once(bureau: Bureau) -> None:
    """Neither a second conversation nor a second line comes of it."""
    turns = at_once(*[lambda: write(bureau, "bonjour", "m-1")] * 6)

    assert all(isinstance(turn, Turn) for turn in turns), turns
    assert 1 == len({turn.conversation.id for turn in turns if isinstance(turn, Turn)})
    assert 1 == len(lines(bureau, bureau.conversation()))


def test_writers_at_once_get_positions_without_gaps(bureau: Bureau) -> None:
    talk = bureau.conversation()

    def debtor(number: int) -> Callable[[], object]:
        return lambda: write(bureau, f"message {number}", f"m-{number}")

    def bot(number: int) -> Callable[[], object]:
        said = [NewLine(Author.BOT, f"{number}a"), NewLine(Author.BOT, f"{number}b")]
        return lambda: record_replies(bureau.services, talk, None, said, {"n": number})

    outcomes = at_once(*(step(number) for number in range(5) for step in (debtor, bot)))

    assert not [one for one in outcomes if isinstance(one, BaseException)]
    kept = lines(bureau, talk)
    assert list(range(1, 16)) == [line.seq for line in kept]
    texts = [line.text for line in kept]
    assert {f"message {number}" for number in range(5)} < set(texts)
    for number in range(5):
        assert texts.index(f"{number}b") == texts.index(f"{number}a") + 1


# --- what is kept ---


@pytest.mark.parametrize(
    ("text", "secrets", "mark"),
    [
        (f"ma carte {CARD} exp 12/27 cvv 123", ["4970", "7893", " 123"], "[card]"),
        (f"mon iban : {IBAN}", ["3000 6000", "0112"], "[IBAN …0189]"),
    ],
)
@pytest.mark.parametrize("verified", [False, True])
def test_card_and_account_numbers_reach_neither_database_nor_dialogue(
    bureau: Bureau, text: str, secrets: list[str], mark: str, verified: bool
) -> None:
    bureau.open_account()
    if verified:
        bureau.verified()

    turn = write(bureau, text)

    assert mark in turn.readable
    assert mark in lines(bureau, turn.conversation.id)[-1].text
    kept = bureau.everything_kept(but=("accounts", "creditors", "debtors"))
    for secret in secrets:
        assert secret not in kept
        assert secret not in turn.readable


def test_identity_facts_are_read_but_not_kept_before_verification(bureau: Bureau) -> None:
    turn = write(bureau, "né le 17/05/1980, 69003 Lyon")

    assert "17/05/1980" in turn.readable
    assert "17/05/1980" not in lines(bureau, turn.conversation.id)[-1].text
    assert "69003" not in lines(bureau, turn.conversation.id)[-1].text


def test_after_verification_a_date_is_a_date(bureau: Bureau) -> None:
    bureau.open_account()
    bureau.verified()
    turn = write(bureau, "je paierai le 17/12/2026")
    assert "17/12/2026" in lines(bureau, turn.conversation.id)[-1].text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("   ", ""),
        ("a\x00b", "ab"),
        ("\x00\x01\x02", ""),
        ("50\u20ac\x1b[31m", "50€[31m"),
        ("lone \ud800 half", "lone ? half"),
        ("e\u0301te\u0301", "été"),
        ("une ligne\nune autre\tfin", "une ligne\nune autre\tfin"),
        ("😭😭👨‍👩‍👧", "😭😭👨‍👩‍👧"),
        ("\ue000privé\uffff", "privé"),
    ],
)
def test_what_no_keyboard_sends_is_left_out_and_the_rest_is_kept(bureau: Bureau, typed: str, kept: str) -> None:
    turn = write(bureau, typed)
    assert kept == lines(bureau, turn.conversation.id)[-1].text
    assert kept == turn.readable


def test_a_very_long_message_is_kept_to_a_limit_and_read_at_both_ends(bureau: Bureau) -> None:
    text = "début " + "bla " * 3_500 + "je peux payer 50 euros"
    assert MAX_KEPT_CHARACTERS < len(text) < 20_000

    turn = write(bureau, text)

    assert MAX_KEPT_CHARACTERS == len(lines(bureau, turn.conversation.id)[-1].text)
    assert turn.readable.startswith("début")
    assert turn.readable.endswith("je peux payer 50 euros")
    assert len(turn.readable) < 2_100


@pytest.mark.parametrize("character", ["a", "0", "😭", "\x00", "\ud800", "é", " ", "\n"])
def test_twenty_thousand_of_any_character_are_taken(bureau: Bureau, character: str) -> None:
    turn = write(bureau, character * 20_000)
    assert len(lines(bureau, turn.conversation.id)[-1].text) <= MAX_KEPT_CHARACTERS


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(st.characters(), max_size=80), min_size=1, max_size=5))
def test_whatever_is_typed_is_kept_in_order_without_control_characters(
    texts: list[str],
    fresh_store: Callable[[], AbstractContextManager[SqlStore]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    with fresh_store() as store:
        bureau = Bureau(store, folder)
        turns = [write(bureau, text) for text in texts]
        kept = lines(bureau, turns[0].conversation.id)
        assert list(range(1, len(texts) + 1)) == [line.seq for line in kept]
        for line in kept:
            categories = {unicodedata.category(one) for one in line.text if one not in "\n\t"}
            assert not categories & {"Cc", "Cs"}


# --- language ---


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("hello, i want to know how much i owe", None, Language.ENGLISH),
        ("bonjour, combien je dois ?", None, Language.FRENCH),
        ("50", None, Language.FRENCH),
        ("", None, Language.FRENCH),
        ("hola, necesito ayuda por favor", None, Language.FRENCH),
        ("bonjour, combien je dois ?", Language.ENGLISH, Language.ENGLISH),
        ("hello, i want to pay", Language.FRENCH, Language.FRENCH),
    ],
)
def test_the_first_message_sets_the_language_unless_the_channel_knows_it(
    small_bureau: Bureau, text: str, said: Language | None, expected: Language
) -> None:
    assert expected is write(small_bureau, text, language=said).conversation.language


def test_a_later_message_leaves_the_language_to_the_dialogue(small_bureau: Bureau) -> None:
    write(small_bureau, "bonjour")
    assert Language.FRENCH is write(small_bureau, "hello, i want to pay").conversation.language


# --- opening ---


def test_an_opened_conversation_is_new_until_something_was_said(bureau: Bureau) -> None:
    opened = conversations.open_conversation(bureau.services, "widget", "phone-1", Language.ENGLISH)
    again = conversations.open_conversation(bureau.services, "widget", "phone-1", Language.FRENCH)
    assert (True, True) == (opened[1], again[1])
    assert opened[0] == again[0]

    write(bureau, "hello")

    later = conversations.open_conversation(bureau.services, "widget", "phone-1", Language.FRENCH)
    assert (Language.ENGLISH, False) == (later[0].language, later[1])


def test_opened_at_once_it_is_one_conversation(bureau: Bureau) -> None:
    outcomes = at_once(*[lambda: bureau.conversation()] * 5)
    assert 1 == len(set(map(repr, outcomes))), outcomes
