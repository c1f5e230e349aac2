"""The widget's channel over real sockets: sessions, order, history, repeats, limits."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import httpx
import pytest
import websockets
from websockets.legacy.client import WebSocketClientProtocol

from bot.adapters.sql import unit_of_work
from bot.channels import widget_talk
from bot.core.conversation import Author
from bot.services.repositories import NewLine
from tests.channels.widget_service import APOLOGY, OPENING, PARTNER, Language, WidgetService

pytestmark = pytest.mark.anyio
SOON = 5.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def impatient_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers give up soon on a locked database; ask for it before the service."""
    monkeypatch.setattr(unit_of_work, "BUSY_TIMEOUT_MS", 100)


@contextmanager
def locked(service: WidgetService) -> Iterator[None]:
    """Somebody else is writing and does not come to an end."""
    other = sqlite3.connect(service.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


class Tab:
    """One open widget, as its browser code speaks."""

    def __init__(self, socket: WebSocketClientProtocol) -> None:
        self._socket = socket
        self.token: str | None = None
        self.lines: list[dict[str, Any]] = []

    async def send(self, frame: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(frame))

    async def send_raw(self, data: str | bytes) -> None:
        await self._socket.send(data)

    async def say(self, text: str, message_id: str) -> None:
        await self.send({"type": "message", "id": message_id, "text": text})

    async def until(self, kind: str) -> dict[str, Any]:
        """Take frames until one of this kind comes; lines and token are kept on the way."""
        while True:
            frame: dict[str, Any] = json.loads(await asyncio.wait_for(self._socket.recv(), SOON))
            if frame["type"] == "session":
                self.token = frame["token"]
            if frame["type"] == "line":
                self.lines.append(frame)
            if frame["type"] == kind:
                return frame

    async def until_line(self, text: str) -> dict[str, Any]:
        while True:
            frame = await self.until("line")
            if text in frame["text"]:
                return frame

    async def until_closed(self) -> int:
        """Take whatever still comes; the code with which the service closed."""

        async def drain() -> None:
            with suppress(websockets.ConnectionClosedError):
                async for _ in self._socket:
                    pass

        await asyncio.wait_for(drain(), SOON)
        return int(self._socket.close_code)

    @property
    def texts(self) -> list[str]:
        return [line["text"] for line in self.lines]


@asynccontextmanager
async def connected(service: WidgetService, origin: str | None = None) -> AsyncIterator[Tab]:
    address = service.address.replace("http", "ws") + "/widget/socket"
    async with websockets.connect(address, origin=origin) as socket:  # type: ignore[arg-type]
        yield Tab(socket)


@asynccontextmanager
async def tab(
    service: WidgetService, token: str | None = None, *, after: int = 0, language: str = "fr", **more: object
) -> AsyncIterator[Tab]:
    """A tab that has said hello and has all that there is."""
    async with connected(service, service.address) as opened:
        opened.token = token
        hello = {"type": "hello", "token": token, "language": language, "after": after}
        await opened.send({**hello, **more})
        await opened.until("ready")
        yield opened


async def test_a_new_browser_gets_a_session_and_the_opening_in_its_language(widget_service):
    async with tab(widget_service, language="en") as english:
        assert english.token is not None
        assert [OPENING[Language.ENGLISH]] == english.texts
        assert "bot" == english.lines[0]["author"]


async def test_a_message_is_answered_and_then_acknowledged(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("bonjour", "m1")

        assert {"type": "typing", "author": "bot"} == await debtor.until("typing")
        assert {"type": "ack", "id": "m1"} == await debtor.until("ack")
        own, answer = debtor.lines[1:]
        assert ("debtor", "bonjour", "m1") == (own["author"], own["text"], own["id"])
        assert ("bot", None) == (answer["author"], answer["id"])


async def test_buttons_and_files_travel_with_their_line(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("choix", "m1")
        await debtor.say("accord", "m2")
        await debtor.until_line("accord écrit")

        assert {"title": "Non", "payload": "/deny"} == debtor.lines[2]["buttons"][1]
        file = {"name": "accord.pdf", "url": "/documents/abc", "media_type": "application/pdf"}
        assert file == debtor.lines[4]["attachment"]


async def test_the_history_comes_back_with_the_token(widget_service):
    async with tab(widget_service) as first:
        await first.say("bonjour", "m1")
        await first.until("ack")

    async with tab(widget_service, first.token) as later:
        assert first.texts == later.texts
        assert [1, 2, 3] == [line["seq"] for line in later.lines]


async def test_a_browser_that_has_some_lines_gets_only_the_others(widget_service):
    async with tab(widget_service) as first:
        await first.say("bonjour", "m1")
        await first.until("ack")

    async with tab(widget_service, first.token, after=2) as later:
        assert [3] == [line["seq"] for line in later.lines]


@pytest.mark.parametrize("after", [-1, 2**40, "2", None, True, [1]])
async def test_a_strange_position_means_no_error(widget_service, after):
    async with tab(widget_service, after=after) as debtor:
        await debtor.say("bonjour", "m1")
        assert "m1" == (await debtor.until("ack"))["id"]


async def test_a_forged_token_opens_a_new_conversation_and_nobody_elses(widget_service):
    async with tab(widget_service) as owner:
        await owner.say("mon secret", "m1")
        await owner.until("ack")
        assert owner.token is not None
        payload, signature = owner.token.rsplit(".", 1)
        forged = f"{payload}.{signature[::-1]}"

        async with tab(widget_service, forged) as thief:
            assert [OPENING[Language.FRENCH]] == thief.texts
            assert thief.token not in (forged, owner.token)
            await thief.say("bonjour", "m2")
            await thief.until("ack")

        assert 3 == len(widget_service.lines(owner.token))


async def test_the_same_message_delivered_twice_is_kept_and_answered_once(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("bonjour", "m1")
        await debtor.until("ack")
        await debtor.say("bonjour", "m1")
        await debtor.until("ack")

        assert ["bonjour"] == widget_service.assistant.answered
        assert [1, 2, 3] == [line["seq"] for line in debtor.lines]


async def test_a_message_sent_again_after_a_lost_connection_is_known_for_its_own(widget_service):
    """Its line came to be while nobody listened: the browser must not take it for another message."""
    async with tab(widget_service) as debtor:
        await debtor.say("lent", "m1")
        await debtor.until("typing")
    widget_service.assistant.pause.set()

    async with tab(widget_service, debtor.token, after=1, pending=["m1"]) as again:
        await again.say("lent", "m1")
        await again.until("ack")

        assert ["m1", None] == [line["id"] for line in again.lines]
        assert ["lent"] == widget_service.assistant.answered


async def test_a_message_is_answered_even_if_the_page_closes_at_once(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("lent", "m1")
        await debtor.until("typing")
    widget_service.assistant.pause.set()

    async with tab(widget_service, debtor.token) as later:
        if len(later.lines) < 3:
            await later.until_line("Vous avez écrit")
        assert "Vous avez écrit 4 caractères\u00a0: lent" == later.texts[2]


async def test_two_tabs_of_one_debtor_show_the_same(widget_service):
    async with tab(widget_service) as one, tab(widget_service, one.token) as two:
        await one.say("depuis le premier", "m1")
        await one.until("ack")
        await two.until_line("Vous avez écrit")
        await two.say("depuis le second", "m2")
        await two.until("ack")
        await one.until_line("Vous avez écrit")

        assert one.texts == two.texts
        assert [1, 2, 3, 4, 5] == [line["seq"] for line in one.lines]
        assert ["m1", None] == [line["id"] for line in one.lines if line["author"] == "debtor"]


async def test_messages_of_two_tabs_at_once_are_each_kept_once_in_one_order(widget_service):
    async with tab(widget_service) as one, tab(widget_service, one.token) as two:
        for number in range(5):
            await one.say(f"un {number}", f"a{number}")
            await two.say(f"deux {number}", f"b{number}")
        for opened in (one, two):
            while len(opened.lines) < 21:
                await opened.until("line")

        assert one.texts == two.texts
        assert list(range(1, 22)) == [line["seq"] for line in one.lines]
        written = [text for text in one.texts if text.startswith("un ")]
        assert [f"un {number}" for number in range(5)] == written


async def test_what_an_agent_writes_appears_by_itself_under_the_agents_name(widget_service):
    async with tab(widget_service) as debtor:
        claire = await asyncio.to_thread(widget_service.take_over, debtor.token)
        await asyncio.to_thread(claire.says, "Bonjour, je suis là pour vous aider.")
        line = await debtor.until_line("je suis là")

        assert ("agent", "Claire", []) == (line["author"], line["name"], line["buttons"])


async def test_while_an_agent_holds_the_conversation_messages_are_kept_and_the_bot_rests(widget_service):
    async with tab(widget_service) as debtor:
        await asyncio.to_thread(widget_service.take_over, debtor.token)
        await debtor.say("merci Claire", "m1")
        await debtor.until("ack")

        assert [] == widget_service.assistant.answered
        assert "merci Claire" == widget_service.lines(debtor.token)[-1].text


async def test_a_card_number_is_neither_kept_nor_shown_again(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("ma carte 4111 1111 1111 1111", "m1")
        await debtor.until("ack")

        assert "4111" not in " ".join(debtor.texts)
        assert "m1" == debtor.lines[1]["id"]


async def test_a_failed_turn_is_said_and_can_be_sent_again(widget_service):
    async with tab(widget_service) as debtor:
        widget_service.assistant.broken = True
        await debtor.say("bonjour", "m1")
        failed = await debtor.until("failed")
        widget_service.assistant.broken = False
        await debtor.say("bonjour", "m1")
        await debtor.until("ack")

        assert ("m1", APOLOGY[Language.FRENCH]) == (failed["id"], failed["text"])
        authors = [line.author for line in widget_service.lines(debtor.token)]
        assert [Author.BOT, Author.DEBTOR, Author.BOT] == authors


async def test_a_locked_database_is_said_and_the_message_can_be_resent(impatient_database, widget_service):
    async with tab(widget_service) as debtor:
        with locked(widget_service):
            await debtor.say("bonjour", "m1")
            assert APOLOGY[Language.FRENCH] == (await debtor.until("failed"))["text"]
        await debtor.say("bonjour", "m1")
        await debtor.until("ack")

        assert 3 == len(widget_service.lines(debtor.token))


async def test_a_database_locked_from_the_start_is_said_before_the_browser_is_asked_to_try_later(
    impatient_database, widget_service
):
    with locked(widget_service):
        async with connected(widget_service) as debtor:
            await debtor.send({"type": "hello", "token": None, "language": "en", "after": 0})
            refused = await debtor.until("error")

            assert ("unavailable", "The service is not answering") == (refused["code"], refused["text"][:28])
            assert 1013 == await debtor.until_closed()


async def test_lines_of_another_worker_arrive_without_a_ring_and_silence_is_broken(monkeypatch, widget_service):
    monkeypatch.setattr(widget_talk, "KEEP_ALIVE", 0.05)
    async with tab(widget_service) as debtor:
        assert {"type": "ping"} == await debtor.until("ping")
        conversation = widget_service.conversation(debtor.token)
        with widget_service.services.store.writing() as uow:
            line = NewLine(Author.BOT, "écrit ailleurs")
            uow.conversations.add_lines(conversation.id, [line], conversation.started_at)
            uow.commit()

        assert 2 == (await debtor.until_line("écrit ailleurs"))["seq"]


async def test_ten_thousand_characters_pass_and_one_more_is_refused(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.say("é" * 10_000, "m1")
        await debtor.until("ack")
        await debtor.say("é" * 10_001, "m2")
        refused = await debtor.until("error")

        assert ("too_long", "m2") == (refused["code"], refused["id"])
        assert "10\u00a0000" in refused["text"]
        assert 3 == len(widget_service.lines(debtor.token))


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("x" * 70_000, "too_long"),
        ("[" * 60_000, "unreadable"),
        ("not json", "unreadable"),
        ("[]", "unreadable"),
        (b"\x00\xff", "unreadable"),
        ('{"type": "message", "text": "no id"}', "unreadable"),
        ('{"type": "message", "id": "../../etc", "text": "x"}', "unreadable"),
        ('{"type": "message", "id": "m1", "text": 7}', "unreadable"),
        ('{"type": "hello"}', "unreadable"),
    ],
)
async def test_a_bad_frame_is_refused_with_words_and_the_talk_goes_on(widget_service, frame, code):
    async with tab(widget_service) as debtor:
        await debtor.send_raw(frame)
        refused = await debtor.until("error")
        await debtor.say("bonjour", "m9")
        await debtor.until("ack")

        assert code == refused["code"]
        assert refused["text"].endswith(".")


async def test_half_a_surrogate_pair_and_control_characters_are_survived(widget_service):
    async with tab(widget_service) as debtor:
        await debtor.send_raw('{"type": "message", "id": "m1", "text": "a\\ud800b\\u0000c"}')
        await debtor.until("ack")

        assert "a" == debtor.texts[1][0]


async def test_a_flood_is_slowed_down_politely_and_loses_nothing_of_what_was_accepted(widget_service):
    async with tab(widget_service) as debtor:
        for number in range(40):
            await debtor.say(f"message {number}", f"m{number}")
        refused = await debtor.until("error")

        assert "too_fast" == refused["code"]
        assert 0 < refused["retry_after"] <= 1
        kept = int(refused["id"].removeprefix("m"))
        assert kept >= 20
        for _ in range(kept):
            await debtor.until("ack")
        texts = [line.text for line in widget_service.lines(debtor.token) if line.author is Author.DEBTOR]
        assert [f"message {number}" for number in range(kept)] == texts[:kept]


async def test_a_program_that_never_stops_is_sent_away(widget_service):
    async with tab(widget_service) as debtor:
        for _ in range(130):
            await debtor.send_raw("{}")

        assert 1008 == await debtor.until_closed()


async def test_who_does_not_say_hello_first_is_sent_away(widget_service):
    async with connected(widget_service) as stranger:
        await stranger.say("bonjour", "m1")

        assert 1008 == await stranger.until_closed()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1.evil.example"])
async def test_a_page_of_another_origin_is_refused(widget_service, origin):
    with pytest.raises(websockets.InvalidStatusCode) as refused:
        async with connected(widget_service, origin):
            pass

    assert 403 == refused.value.status_code


async def test_a_partners_page_is_let_in(widget_service):
    async with connected(widget_service, PARTNER) as partner:
        await partner.send({"type": "hello", "token": None, "language": "fr", "after": 0})

        assert "Cabinet Rivage" == (await partner.until("ready"))["office"]


async def test_the_script_is_checked_each_time_and_what_it_loads_is_kept(widget_service):
    async with httpx.AsyncClient(base_url=widget_service.address) as browser:
        script = await browser.get("/widget/accord.js")
        again = await browser.get("/widget/accord.js", headers={"If-None-Match": script.headers["etag"]})
        folder = script.headers["etag"].strip('"')
        module = await browser.get(f"/widget/{folder}/chat.js")
        older = await browser.get("/widget/0123456789abcdef/chat.js")

    assert f"{folder}/chat.js" in script.text
    assert ("no-cache", "*") == (
        script.headers["cache-control"],
        script.headers["access-control-allow-origin"],
    )
    assert 304 == again.status_code
    assert "immutable" in module.headers["cache-control"]
    assert (200, "no-cache") == (older.status_code, older.headers["cache-control"])


@pytest.mark.parametrize("path", ["/widget/x/demo.html", "/widget/x/..%2fsettings.py", "/widget/x/none.js"])
async def test_only_the_widgets_files_are_served(widget_service, path):
    async with httpx.AsyncClient(base_url=widget_service.address) as browser:
        assert 404 == (await browser.get(path)).status_code


async def test_the_demo_page_speaks_both_languages_and_sets_no_cookie(widget_service):
    async with httpx.AsyncClient(base_url=widget_service.address) as browser:
        french = await browser.get("/")
        english = await browser.get("/demo?lang=en")

    assert '<html lang="fr">' in french.text
    assert "13 octobre 1989" in french.text
    assert '<html lang="en">' in english.text
    assert "1 August 1975" in english.text
    assert "unsafe" not in french.headers["content-security-policy"]
    assert "set-cookie" not in french.headers
