"""The gate: every message once, in its sender's order, to whoever holds it, and never silence."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import pytest

from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.channels import gate as gate_module
from bot.channels.gate import Delivery, Gate
from bot.core.account import HoldReason, Language
from bot.core.conversation import Author, Button, Conversation, HandoffReason, HandoffState, Holder, Line, Outcome
from bot.services import conversations, handoff
from bot.services.conversations import Emergency, Inbound, Spoken, Turn
from bot.services.ports import Services
from bot.services.repositories import NewLine
from tests.bureau import Bureau, PlainAgreements

PATIENCE = 10  # seconds, before a test that hangs fails
APOLOGY = {Language.FRENCH: "Pardon, réessayez.", Language.ENGLISH: "Sorry, try again."}

HELP = "Call 3114."


@dataclass
class ScriptedAssistant:
    """Echoes. "wait" is answered when `go_on` is set, "break" never.

    Attributes:
        began: what it was asked, in order.
        ended: what it answered, in order.
    """

    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    go_on: Event = field(default_factory=Event)
    waiting: Event = field(default_factory=Event)
    broken: bool = False

    async def answer(self, turn: Turn) -> Spoken:
        words = turn.readable
        self.began.append(words)
        if words == "wait":
            self.waiting.set()
            await asyncio.to_thread(self.go_on.wait, PATIENCE)
        await asyncio.to_thread(lambda: None)  # let others run, as Rasa's own waiting does
        if self.broken or words == "break":
            raise RuntimeError("scripted")
        self.ended.append(words)
        line = NewLine(Author.BOT, f"echo: {words}", answers=turn.seq)
        return Spoken((line,), {"last": words}, turn.conversation.language)

    async def open(self, conversation: Conversation) -> Spoken:
        return Spoken((NewLine(Author.BOT, "opening"),), {}, conversation.language)

    def emergency(self, turn: Turn) -> Emergency | None:
        return Emergency(HandoffReason.CRISIS_SELF_HARM, HELP) if turn.readable == "help" else None

    def wants_no_contact(self, turn: Turn) -> bool:
        return turn.readable == "stop"

    def reassurance(self, language: Language) -> str:
        return "A person comes."

    def apology(self, language: Language) -> str:
        return APOLOGY[language]

    async def is_waiting(self) -> None:
        """Returns once a "wait" is being answered."""
        assert await asyncio.to_thread(self.waiting.wait, PATIENCE)


def message(text: str, sender: str = "a", external_id: str | None = None, **more: Language) -> Inbound:
    return Inbound("rest", sender, text, external_id, **more)


def run(services: Services, story: Callable[[Gate, ScriptedAssistant], Awaitable[None]]) -> None:
    async def told() -> None:
        assistant = ScriptedAssistant()
        gate = Gate(services, assistant)
        try:
            await asyncio.wait_for(story(gate, assistant), PATIENCE)
        finally:
            await asyncio.to_thread(gate.close)

    asyncio.run(told())


def said(delivery: Delivery) -> list[str]:
    return [line.text for line in delivery.lines]


def transcript(services: Services, sender: str = "a") -> list[tuple[Author, str]]:
    with services.store.reading() as uow:
        conversation = uow.conversations.find("rest", sender)
        lines: tuple[Line, ...] = uow.conversations.lines(conversation.id) if conversation else ()
    return [(line.author, line.text) for line in lines]


@pytest.fixture
def bureau(store_with_creditors: SqlStore, tmp_path: Path) -> Bureau:
    return Bureau(store_with_creditors, tmp_path, agreements=PlainAgreements())


@pytest.fixture
def small_bureau(sqlite_store: SqlStore, tmp_path: Path) -> Bureau:
    return Bureau(sqlite_store, tmp_path, agreements=PlainAgreements())


# --- order ---


def test_messages_of_one_sender_are_answered_one_by_one_in_their_order(bureau: Bureau) -> None:
    texts = [f"message {number}" for number in range(8)]

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        deliveries = await asyncio.gather(*(gate.receive(message(text)) for text in texts))

        assert [[f"echo: {text}"] for text in texts] == [said(one) for one in deliveries]
        assert texts == assistant.began == assistant.ended

    run(bureau.services, story)
    expected = [line for text in texts for line in ((Author.DEBTOR, text), (Author.BOT, f"echo: {text}"))]
    assert expected == transcript(bureau.services)


def test_a_sender_does_not_wait_for_another(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        slow = asyncio.create_task(gate.receive(message("wait", "slow")))
        await assistant.is_waiting()

        assert ["echo: quick"] == said(await gate.receive(message("quick", "fast")))
        assert not slow.done()

        assistant.go_on.set()
        assert ["echo: wait"] == said(await slow)

    run(bureau.services, story)


def test_a_turn_goes_on_when_whoever_waits_for_it_has_gone_and_the_next_follows_it(bureau: Bureau) -> None:
    """A browser that closes takes no answer with it, and lets no later message overtake."""

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        gone = asyncio.create_task(gate.receive(message("wait")))
        await assistant.is_waiting()
        gone.cancel()
        following = asyncio.create_task(gate.receive(message("next")))
        with pytest.raises(asyncio.CancelledError):
            await gone
        assert ["wait"] == assistant.began

        assistant.go_on.set()
        assert ["echo: next"] == said(await following)

    run(bureau.services, story)
    answers = [text for author, text in transcript(bureau.services) if author is Author.BOT]
    assert ["echo: wait", "echo: next"] == answers


def test_the_gate_forgets_senders_that_have_been_answered(small_bureau: Bureau) -> None:
    """A line for each sender who ever wrote would fill the memory."""

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        senders = [str(number) for number in range(20)]
        await asyncio.gather(*(gate.receive(message("break", sender)) for sender in senders))
        assert not gate._queues

    run(small_bureau.services, story)


def test_where_the_dialogue_stood_comes_back_with_the_next_message(small_bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        await gate.receive(message("un"))
        turn = await asyncio.to_thread(conversations.receive, small_bureau.services, message("deux"))
        assert {"last": "un"} == turn.memory

    run(small_bureau.services, story)


# --- repeats ---


def test_a_repeat_gets_the_same_replies_and_the_assistant_hears_nothing(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        first = await gate.receive(message("bonjour", external_id="m-1"))
        again = await gate.receive(message("bonjour", external_id="m-1"))

        assert (False, True) == (first.repeated, again.repeated)
        assert first.lines == again.lines
        assert ["bonjour"] == assistant.began

    run(bureau.services, story)


def test_a_repeat_that_comes_while_the_first_is_being_answered_waits_for_it(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        first = asyncio.create_task(gate.receive(message("wait", external_id="m-1")))
        await assistant.is_waiting()
        repeats = [asyncio.create_task(gate.receive(message("wait", external_id="m-1"))) for _ in range(3)]
        assistant.go_on.set()

        lines = (await first).lines
        assert 1 == len(lines)
        for repeat in repeats:
            assert replace(await repeat, repeated=False) == await first
        assert ["wait"] == assistant.began

    run(bureau.services, story)
    assert 2 == len(transcript(bureau.services))


# --- trouble ---


@pytest.mark.parametrize(
    ("inbound", "apology"),
    [
        (message("break"), APOLOGY[Language.FRENCH]),
        (message("break", language=Language.ENGLISH), APOLOGY[Language.ENGLISH]),
    ],
)
def test_an_assistant_that_breaks_is_apologised_for(small_bureau: Bureau, inbound: Inbound, apology: str) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        delivery = await gate.receive(inbound)
        assert (True, apology, ()) == (delivery.failed, delivery.apology, delivery.lines)

    run(small_bureau.services, story)


def test_a_message_that_broke_the_assistant_is_answered_when_it_is_sent_again(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        assistant.broken = True
        assert (await gate.receive(message("bonjour", external_id="m-1"))).failed
        assistant.broken = False

        again = await gate.receive(message("bonjour", external_id="m-1"))

        assert (["echo: bonjour"], False, False) == (said(again), again.repeated, again.failed)

    run(bureau.services, story)
    assert [(Author.DEBTOR, "bonjour"), (Author.BOT, "echo: bonjour")] == transcript(bureau.services)


@pytest.mark.parametrize("text", ["", "😭", "\x00\x01", "\ud800", "x" * 20_000])
def test_nothing_a_debtor_types_fails(bureau: Bureau, text: str) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        delivery = await gate.receive(message(text))
        assert not delivery.failed
        assert 1 == len(delivery.lines)

    run(bureau.services, story)


@pytest.fixture
def locked(sqlite_store: SqlStore) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the same SQLite file."""
    connection = sqlite3.connect(sqlite_store.engine.url.database, isolation_level=None, check_same_thread=False)
    yield connection
    connection.close()


def test_a_locked_database_is_apologised_for_and_nothing_is_half_written(
    small_bureau: Bureau, locked: sqlite3.Connection
) -> None:
    hurried = SqlStore(make_engine(str(small_bureau.store.engine.url), busy_timeout_ms=50))
    before = small_bureau.everything_kept()

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        locked.execute("BEGIN IMMEDIATE")
        delivery = await gate.receive(message("hello, how much do i owe", external_id="m-1"))
        assert (None, True, APOLOGY[Language.ENGLISH]) == (
            delivery.conversation_id,
            delivery.failed,
            delivery.apology,
        )
        assert [] == assistant.began
        assert before == small_bureau.everything_kept()

        locked.execute("ROLLBACK")
        again = await gate.receive(message("hello, how much do i owe", external_id="m-1"))
        assert ["echo: hello, how much do i owe"] == said(again)

    run(replace(small_bureau.services, store=hurried), story)
    hurried.engine.dispose()


def test_a_database_that_locks_before_the_replies_are_kept_lets_the_message_be_sent_again(
    small_bureau: Bureau, locked: sqlite3.Connection
) -> None:
    hurried = SqlStore(make_engine(str(small_bureau.store.engine.url), busy_timeout_ms=50))

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        first = asyncio.create_task(gate.receive(message("wait", external_id="m-1")))
        await assistant.is_waiting()
        locked.execute("BEGIN IMMEDIATE")
        assistant.go_on.set()
        assert (await first).failed
        locked.execute("ROLLBACK")
        assert [(Author.DEBTOR, "wait")] == transcript(small_bureau.services)

        again = await gate.receive(message("wait", external_id="m-1"))
        assert (["echo: wait"], False) == (said(again), again.repeated)

    run(replace(small_bureau.services, store=hurried), story)
    hurried.engine.dispose()
    assert [(Author.DEBTOR, "wait"), (Author.BOT, "echo: wait")] == transcript(small_bureau.services)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/nothing", "sqlite:////no/such/directory/accord.db"])
def test_a_database_that_is_gone_is_apologised_for(small_bureau: Bureau, url: str) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        delivery = await gate.receive(message("bonjour"))
        assert (None, True, APOLOGY[Language.FRENCH]) == (
            delivery.conversation_id,
            delivery.failed,
            delivery.apology,
        )
        assert [] == assistant.began

    run(replace(small_bureau.services, store=SqlStore(make_engine(url))), story)


# --- people ---


def test_while_an_agent_holds_the_conversation_the_assistant_is_silent(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        talk = (await gate.receive(message("bonjour"))).conversation_id
        assert talk is not None
        asked = handoff.request(bureau.services, talk, HandoffReason.REQUEST_HUMAN, None).handoff

        silent = await gate.receive(message("vous êtes là ?", external_id="m-2"))

        assert (talk, (), False, None) == (
            silent.conversation_id,
            silent.lines,
            silent.failed,
            silent.apology,
        )
        assert ["bonjour"] == assistant.began
        assert (Author.DEBTOR, "vous êtes là ?") == transcript(bureau.services)[-1]

        agent = bureau.hire("Camille")
        handoff.claim(bureau.services, asked.id, agent)
        handoff.finish(bureau.services, asked.id, agent, HandoffState.RETURNED, Outcome.ANSWERED, ())
        repeated = await gate.receive(message("vous êtes là ?", external_id="m-2"))
        assert ((), True) == (repeated.lines, repeated.repeated)
        assert ["echo: merci"] == said(await gate.receive(message("merci")))

    run(bureau.services, story)


def test_a_cry_for_help_is_answered_and_moves_up_although_a_person_holds_the_conversation(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        talk = (await gate.receive(message("bonjour"))).conversation_id
        assert talk is not None
        asked = handoff.request(bureau.services, talk, HandoffReason.REQUEST_HUMAN, None).handoff

        heard = await gate.receive(message("help", external_id="m-2"))

        assert [HELP] == said(heard)
        assert ["bonjour"] == assistant.began
        with bureau.store.reading() as uow:
            raised = uow.handoffs.get(asked.id)
        assert HandoffReason.CRISIS_SELF_HARM is raised.reason
        again = await gate.receive(message("help", external_id="m-2"))
        assert ([HELP], True) == (said(again), again.repeated)

    run(bureau.services, story)
    assert 1 == [text for _, text in transcript(bureau.services)].count(HELP)


def test_stop_counts_at_once_although_a_person_holds_the_conversation(bureau: Bureau) -> None:
    """FR-08. The assistant says nothing: the person answers."""
    account = bureau.open_account()
    other = bureau.open_account(account_reference="VOL-26-000002", access_code="CCCC2222")
    talk = bureau.verified()
    bureau.call_person(HandoffReason.PLAN_MISSED, account)

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        for _ in range(2):
            delivery = await gate.receive(Inbound("widget", "phone-1", "stop", "m-1"))
            assert (False, ()) == (delivery.failed, delivery.lines)
        assert assistant.began == []

    run(bureau.services, story)

    for one in (account, other):
        assert [HoldReason.NO_CONTACT] == [hold.reason for hold in bureau.view(one).holds]
        assert 1 == bureau.audit_of(one).count("hold_placed")
    with bureau.store.reading() as uow:
        assert Holder.AGENT is uow.conversations.get(talk).holder


def test_whoever_called_a_person_and_did_not_hear_the_answer_hears_it_when_they_write_again(
    small_bureau: Bureau, locked: sqlite3.Connection
) -> None:
    """The handoff was made, its answer could not be kept: the same message again must not meet silence."""
    hurried = SqlStore(make_engine(str(small_bureau.store.engine.url), busy_timeout_ms=50))

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        first = asyncio.create_task(gate.receive(message("wait", external_id="m-1")))
        await assistant.is_waiting()
        with small_bureau.store.reading() as uow:
            found = uow.conversations.find("rest", "a")
        assert found is not None
        handoff.request(small_bureau.services, found.id, HandoffReason.HARDSHIP_INCOME, None)
        locked.execute("BEGIN IMMEDIATE")
        assistant.go_on.set()
        assert (await first).failed
        locked.execute("ROLLBACK")

        again = await gate.receive(message("wait", external_id="m-1"))
        assert ["A person comes."] == said(again)
        assert [] == said(await gate.receive(message("bonjour ?", external_id="m-2")))

    run(replace(small_bureau.services, store=hurried), story)
    hurried.engine.dispose()


def test_an_answer_is_kept_when_the_database_is_busy_for_a_moment(
    small_bureau: Bureau, locked: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pauses() -> Iterator[float]:
        yield 0.0
        locked.execute("ROLLBACK")  # between the first attempt and the second
        yield 0.0

    monkeypatch.setattr(gate_module, "KEEP_PAUSES", pauses())
    hurried = SqlStore(make_engine(str(small_bureau.store.engine.url), busy_timeout_ms=10))

    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        first = asyncio.create_task(gate.receive(message("wait")))
        await assistant.is_waiting()
        locked.execute("BEGIN IMMEDIATE")
        assistant.go_on.set()
        assert ["echo: wait"] == said(await first)

    run(replace(small_bureau.services, store=hurried), story)
    hurried.engine.dispose()


def test_a_pressed_button_is_kept_by_the_words_that_stood_on_it(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        talk = (await gate.receive(message("bonjour"))).conversation_id
        assert talk is not None
        shown = NewLine(Author.BOT, "Et ensuite ?", buttons=(Button("Voir le détail", "/ask_breakdown"),))
        conversations.record_replies(bureau.services, talk, None, [shown], {})
        await gate.receive(message("/ask_breakdown"))
        await gate.receive(message("/never_shown"))
        assert ["bonjour", "/ask_breakdown", "/never_shown"] == assistant.began

    run(bureau.services, story)
    typed = [text for author, text in transcript(bureau.services) if author is Author.DEBTOR]
    assert ["bonjour", "Voir le détail", "/never_shown"] == typed


def test_what_proves_who_a_verified_debtor_is_is_not_kept_when_they_write_it_again(bureau: Bureau) -> None:
    bureau.open_account()
    talk = bureau.verified()
    with bureau.store.reading() as uow:
        debtor_id = uow.conversations.get(talk).debtor_id
        assert debtor_id is not None
        born = uow.accounts.debtor(debtor_id).birth_date
    bureau.write(f"VOL-26-000001, {born:%d/%m/%Y}")
    bureau.write("ma nouvelle adresse : 33000 Bordeaux")

    kept = [line.text for line in conversations.transcript(bureau.services, talk)]
    assert ["VOL-26-000001, [birth date]", "ma nouvelle adresse : 33000 Bordeaux"] == kept[-2:]


# --- opening ---


def test_opening_greets_once_however_often_it_is_opened(bureau: Bureau) -> None:
    async def story(gate: Gate, assistant: ScriptedAssistant) -> None:
        opened = await asyncio.gather(*(gate.open("rest", "a", Language.ENGLISH) for _ in range(4)))
        assert 1 == len({one.id for one in opened})

    run(bureau.services, story)
    assert [(Author.BOT, "opening")] == transcript(bureau.services)
