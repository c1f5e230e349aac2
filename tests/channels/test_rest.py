"""REST: the contract of Rasa's REST channel, and a problem that says what is wrong where it is broken."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.adapters.sql.unit_of_work import SqlStore
from bot.channels.gate import Gate
from bot.channels.rest import MAX_BODY_BYTES, MAX_ID, rest_routes
from bot.core.account import Language
from bot.core.conversation import Attachment, Author, Button, Conversation
from bot.services.conversations import Spoken, Turn
from bot.services.repositories import NewLine
from tests.bureau import Bureau, PlainAgreements

PATH = "/webhooks/rest/webhook"
TOKEN = "a token for tests only"
SHA = "0" * 64


@dataclass
class ScriptedAssistant:
    """Answers with a line that has everything a line can have."""

    heard: list[Turn] = field(default_factory=list)

    async def answer(self, turn: Turn) -> Spoken:
        self.heard.append(turn)
        if turn.readable == "break":
            raise RuntimeError("scripted")
        lines = (
            NewLine(Author.BOT, f"echo: {turn.readable}", answers=turn.seq),
            NewLine(
                Author.BOT,
                "Voici.",
                answers=turn.seq,
                buttons=(Button("Oui", "/affirm"),),
                attachment=Attachment("accord.pdf", "/documents/abc", "application/pdf", SHA),
            ),
        )
        return Spoken(lines, {}, turn.conversation.language)

    async def open(self, conversation: Conversation) -> Spoken:
        return Spoken((), {}, conversation.language)

    def apology(self, language: Language) -> str:
        return f"sorry in {language.value}"


@dataclass
class Service:
    client: TestClient
    assistant: ScriptedAssistant

    def post(self, body: object, **headers: str) -> Any:
        return self.client.post(PATH, content=json.dumps(body), headers=headers)


def served(store: SqlStore, folder: Path, token: str = "") -> Service:
    assistant = ScriptedAssistant()
    gate = Gate(Bureau(store, folder, agreements=PlainAgreements()).services, assistant)
    app = Starlette(routes=rest_routes(gate, api_token=token))
    return Service(TestClient(app, raise_server_exceptions=False), assistant)


@pytest.fixture
def service(sqlite_store: SqlStore, tmp_path: Path) -> Service:
    return served(sqlite_store, tmp_path)


def refused(service: Service, answer: Any, status: int, *words: str) -> None:
    """The answer is a problem (RFC 9457) that names what is wrong, and the assistant heard nothing."""
    assert status == answer.status_code, answer.text
    assert "application/problem+json" == answer.headers["content-type"]
    problem = answer.json()
    assert {"type", "title", "status", "detail"} == set(problem)
    assert status == problem["status"]
    for word in words:
        assert word in problem["detail"]
    assert [] == service.assistant.heard


def test_replies_have_rasas_shape(service: Service) -> None:
    answer = service.post({"sender": "a", "message": "bonjour"})

    assert 200 == answer.status_code
    assert answer.json() == [
        {"recipient_id": "a", "text": "echo: bonjour"},
        {
            "recipient_id": "a",
            "text": "Voici.",
            "buttons": [{"title": "Oui", "payload": "/affirm"}],
            "attachment": {
                "name": "accord.pdf",
                "url": "/documents/abc",
                "media_type": "application/pdf",
                "sha256": SHA,
            },
        },
    ]


def test_metadata_gives_the_language_and_the_messages_id(service: Service) -> None:
    body = {"sender": "a", "message": "50", "metadata": {"language": "en", "message_id": "m-1"}}
    first, again = service.post(body), service.post(body)
    assert Language.ENGLISH is service.assistant.heard[0].conversation.language
    assert first.json() == again.json()
    assert 1 == len(service.assistant.heard)


@pytest.mark.parametrize("metadata", [None, {}, {"language": None, "message_id": None}, {"other": [1]}])
def test_metadata_may_be_missing_empty_or_about_other_things(service: Service, metadata: object) -> None:
    assert 200 == service.post({"sender": "a", "message": "oui", "metadata": metadata}).status_code


def test_a_number_is_an_id_too(service: Service) -> None:
    for _ in range(2):
        service.post({"sender": "a", "message": "oui", "metadata": {"message_id": 17}})
    assert 1 == len(service.assistant.heard)


def test_a_failure_is_an_apology_marked_as_such(service: Service) -> None:
    body = {"sender": "a", "message": "break", "metadata": {"language": "en"}}
    assert [{"recipient_id": "a", "text": "sorry in en", "custom": {"failed": True}}] == service.post(body).json()


@pytest.mark.parametrize("text", ["", "\x00", "\ud800 lone", "😭", "x" * 20_000])
def test_whatever_text_is_answered(service: Service, text: str) -> None:
    answer = service.post({"sender": "a", "message": text})
    assert 200 == answer.status_code
    assert 2 == len(answer.json())


@pytest.mark.parametrize(
    "given", [None, "", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer "]
)
def test_without_the_right_token_nobody_is_served(sqlite_store: SqlStore, tmp_path: Path, given: str | None) -> None:
    service = served(sqlite_store, tmp_path, TOKEN)
    headers = {} if given is None else {"Authorization": given}
    refused(service, service.post({"sender": "a", "message": "oui"}, **headers), 401, "token")


def test_the_right_token_is_served(sqlite_store: SqlStore, tmp_path: Path) -> None:
    service = served(sqlite_store, tmp_path, TOKEN)
    answer = service.post({"sender": "a", "message": "oui"}, Authorization=f"Bearer {TOKEN}")
    assert 200 == answer.status_code


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b"{'sender': 'a'}", b"[" * 100_000, b'{"sender": "a"} trailing']
)
def test_a_body_that_is_not_json_is_refused(service: Service, raw: bytes) -> None:
    refused(service, service.client.post(PATH, content=raw), 400, "not JSON")


@pytest.mark.parametrize("body", [[], "text", 3, None, [{"sender": "a", "message": "oui"}]])
def test_a_body_that_is_no_object_is_refused(service: Service, body: object) -> None:
    refused(service, service.post(body), 422, "object")


@pytest.mark.parametrize(
    "sender", [None, "", 3, ["a"], {"id": "a"}, True, "x" * (MAX_ID + 1), "a\x00b", "a\ud800", "a\nb"]
)
def test_a_sender_must_be_a_short_printable_text(service: Service, sender: object) -> None:
    refused(service, service.post({"sender": sender, "message": "oui"}), 422, "sender")


def test_a_missing_sender_is_refused(service: Service) -> None:
    refused(service, service.post({"message": "oui"}), 422, "sender")


@pytest.mark.parametrize("message", [None, 3, ["oui"], {"text": "oui"}, False])
def test_a_message_must_be_a_text(service: Service, message: object) -> None:
    refused(service, service.post({"sender": "a", "message": message}), 422, "message")


@pytest.mark.parametrize(
    ("metadata", "word"),
    [
        ("text", "metadata"),
        ([], "metadata"),
        (0, "metadata"),
        ({"language": "de"}, "language"),
        ({"language": ["en"]}, "language"),
        ({"message_id": ""}, "message_id"),
        ({"message_id": {"id": 1}}, "message_id"),
        ({"message_id": True}, "message_id"),
        ({"message_id": 1.5}, "message_id"),
        ({"message_id": "x" * (MAX_ID + 1)}, "message_id"),
        ({"message_id": "a\x00"}, "message_id"),
    ],
)
def test_metadata_of_the_wrong_kind_is_refused(service: Service, metadata: object, word: str) -> None:
    refused(service, service.post({"sender": "a", "message": "oui", "metadata": metadata}), 422, word)


def test_a_huge_body_is_refused(service: Service) -> None:
    answer = service.post({"sender": "a", "message": "x" * MAX_BODY_BYTES})
    refused(service, answer, 413, str(MAX_BODY_BYTES))


def test_long_senders_and_ids_up_to_the_limit_are_taken(service: Service) -> None:
    longest = "é" * MAX_ID
    body = {"sender": longest, "message": "oui", "metadata": {"message_id": longest}}
    assert longest == service.post(body).json()[0]["recipient_id"]
