"""Live pages over a real socket: told at once, after a break, and no longer than the session lasts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager

import httpx
import pytest

from bot.console import live
from bot.core.conversation import HandoffReason
from bot.services import agents
from tests.console.desk import CSRF_FIELD
from tests.console.office import PASSWORD, Office
from tests.console.server import ConsoleServer

PATIENCE_SECONDS = 10.0
CHANGED = "event: changed"


@pytest.fixture
def browser(office: Office, server: ConsoleServer) -> Iterator[httpx.Client]:
    """Camille's browser, signed in over the socket."""
    office.hire("camille")
    with httpx.Client(base_url=server.address, timeout=PATIENCE_SECONDS) as client:
        token = CSRF_FIELD.search(client.get("/login").text)
        assert token is not None
        form = {"csrf_token": token[1], "login": "camille", "password": PASSWORD}
        assert client.post("/login", data=form).is_redirect
        yield client


class Stream:
    """An event stream being read; `next` waits for a line."""

    def __init__(self, response: httpx.Response) -> None:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        self._lines = (line for line in response.iter_lines() if line)

    def next(self) -> str:
        return next(self._lines)

    def next_event(self) -> str:
        event, data = self.next(), self.next()
        assert data.startswith("data: ")
        assert data != "data: "  # EventSource drops an event without data
        return event


@contextmanager
def listening(browser: httpx.Client, path: str) -> Iterator[Stream]:
    with browser.stream("GET", path) as response:
        stream = Stream(response)
        assert stream.next_event() == CHANGED  # for what happened before the stream was open
        yield stream


def test_a_new_request_is_told_to_an_open_queue(office: Office, browser: httpx.Client) -> None:
    with listening(browser, "/queue/live") as stream:
        office.call_person(HandoffReason.FILE_COMPLAINT)

        assert stream.next_event() == CHANGED

    page = browser.get("/queue", headers={"Accept-Language": "en"})
    assert "Complains about how they were treated" in page.text


def test_a_claim_elsewhere_is_told_to_an_open_queue(office: Office, browser: httpx.Client) -> None:
    asked = office.call_person()
    dominique = office.hire("dominique")
    with listening(browser, "/queue/live") as stream:
        office.claim(asked.id, dominique.id)

        assert stream.next_event() == CHANGED

    assert "Dominique Petit" in browser.get("/queue").text


def test_a_debtors_words_are_told_to_an_open_case(office: Office, browser: httpx.Client) -> None:
    asked = office.call_person()
    with listening(browser, f"/cases/{asked.id}/live") as stream:
        office.debtor_writes("vous êtes là")

        assert stream.next_event() == CHANGED

    assert "vous êtes là" in browser.get(f"/cases/{asked.id}/updates?after=1").text


def test_another_conversation_is_not_told(office: Office, browser: httpx.Client) -> None:
    """Nothing comes for somebody else's message; then one event for this debtor's own."""
    asked = office.call_person()
    other = office.call_person(sender="phone-2")
    with listening(browser, f"/cases/{asked.id}/live") as stream, ThreadPoolExecutor() as pool:
        office.debtor_writes("ailleurs", "phone-2")
        told = pool.submit(stream.next_event)
        with pytest.raises(NotYet):
            told.result(timeout=1.0)
        office.debtor_writes("ici")

        assert told.result(timeout=PATIENCE_SECONDS) == CHANGED
    assert other.conversation_id != asked.conversation_id


def test_a_burst_melts_into_few_events(office: Office, browser: httpx.Client) -> None:
    asked = office.call_person()
    with listening(browser, f"/cases/{asked.id}/live") as stream, ThreadPoolExecutor() as pool:
        for number in range(20):
            office.bot_says(asked.conversation_id, f"message {number}")
        told = 0
        pending = pool.submit(stream.next_event)
        try:
            while True:
                assert pending.result(timeout=1.5) == CHANGED
                told += 1
                pending = pool.submit(stream.next_event)
        except NotYet:
            office.debtor_writes("fin")  # lets the reader go
            pending.result(timeout=PATIENCE_SECONDS)

    assert 1 <= told <= 10


def test_a_stream_ends_with_its_session(office: Office, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.2)
    with listening(browser, "/queue/live") as stream:
        agents.disable(office.services, "camille")

        # A last word, so that the page asks and is led to the sign-in page; then nothing more.
        assert stream.next_event() == CHANGED
        with pytest.raises(StopIteration):
            stream.next()

    answer = browser.get("/queue", headers={"HX-Request": "true"})
    assert answer.headers["X-Sign-In"].startswith("/console/login")


@pytest.mark.parametrize("path", ["/queue/live", "/cases/1/live"])
def test_strangers_get_no_stream(server: ConsoleServer, path: str) -> None:
    answer = httpx.get(server.address + path, headers={"Accept": "text/event-stream"})

    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_a_quiet_stream_gives_a_sign_of_life(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 1.0)
    with listening(browser, "/queue/live") as stream:
        assert stream.next().startswith(":")  # a comment, which keeps proxies from cutting the line
