"""Nobody acts through an agent's browser, nothing a debtor types becomes markup, and auditors only read."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.core.conversation import Author, Button, HandoffState
from bot.services import agents
from bot.services.repositories import NewLine
from tests.console.conftest import OpenDesk
from tests.console.desk import Desk, words
from tests.console.office import Office

TRAP = """<script>alert(1)</script><img src=x onerror=alert(2)>"'{{ 7 * 7 }}"""
STEPS: dict[str, dict[str, str]] = {
    "/cases/1/claim": {},
    "/cases/1/answer": {"text": "Bonjour"},
    "/cases/1/notes": {"text": "une note"},
    "/cases/1/release": {},
    "/cases/1/finish": {"how": "close", "outcome": "answered"},
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
MARKUP_WE_MADE = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("step", STEPS)
def test_a_form_without_our_token_changes_nothing(office: Office, camille: Desk, step: str) -> None:
    asked = office.call_person()

    answer = camille.post_bare(step, None, **STEPS[step])

    assert answer.status_code == httpx.codes.FORBIDDEN
    assert "This page is too old." in words(answer)
    assert office.handoff(asked.id) == asked
    assert office.transcript(asked.conversation_id) == [(Author.DEBTOR, "je veux parler à quelqu'un", None)]


def test_another_sessions_token_is_refused(office: Office, open_desk: OpenDesk) -> None:
    asked = office.call_person()
    camille, dominique = open_desk("camille"), open_desk("dominique")

    answer = camille.post(f"/cases/{asked.id}/claim", token=dominique.token())

    assert answer.status_code == httpx.codes.FORBIDDEN
    assert office.handoff(asked.id).state is HandoffState.REQUESTED


def test_the_token_may_come_as_a_header(office: Office, camille: Desk) -> None:
    asked = office.call_person()

    answer = camille.post_bare(f"/cases/{asked.id}/claim", {"X-CSRF-Token": camille.token()})

    assert answer.is_redirect
    assert office.handoff(asked.id).state is HandoffState.CLAIMED


@pytest.mark.parametrize("page", ["/login", "/logout", "/language"])
def test_even_signing_in_needs_a_form_of_ours(open_desk: OpenDesk, page: str) -> None:
    assert open_desk().post_bare(page, login="camille", password="x").status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize(
    "path", ["/login", "/", "/queue", "/help", "/cases/1", "/cases/1/updates", "/cases/99", "/nowhere"]
)
def test_every_answer_forbids_what_is_not_ours(office: Office, camille: Desk, path: str) -> None:
    office.call_person()

    answer = camille.get(path)

    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asset", ["console.css", "js/console.js", "vendor/htmx.min.js", "vendor/inter-latin.woff2"])
def test_assets_need_no_session_and_carry_the_headers(open_desk: OpenDesk, asset: str) -> None:
    answer = open_desk().get(f"/static/{asset}")

    assert answer.status_code == httpx.codes.OK
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"


def a_case_full_of_traps(office: Office, desk: Desk) -> int:
    asked = office.call_person(text=TRAP)
    office.bot_says(asked.conversation_id, NewLine(Author.BOT, TRAP, buttons=(Button(TRAP, "/x"),)))
    desk.post(f"/cases/{asked.id}/claim")
    desk.post(f"/cases/{asked.id}/notes", text=TRAP)
    desk.post(f"/cases/{asked.id}/answer", text=TRAP)
    return asked.id


@pytest.mark.parametrize("path", ["/", "/queue", "/cases/{id}", "/cases/{id}/updates?after=0"])
def test_what_people_type_is_shown_and_never_run(office: Office, camille: Desk, path: str) -> None:
    case = a_case_full_of_traps(office, camille)

    page = camille.get(path.format(id=case))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert TRAP in words(page)
    for tag in MARKUP_WE_MADE.findall(page.text):
        assert not INLINE.search(tag), tag


def test_typed_words_on_a_refusal_are_escaped_too(office: Office, camille: Desk) -> None:
    asked = office.call_person()

    page = camille.post(f"/cases/{asked.id}/answer", text=TRAP)

    assert page.status_code == httpx.codes.CONFLICT
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


@pytest.mark.parametrize("step", STEPS)
def test_an_auditor_reads_and_does_nothing(office: Office, open_desk: OpenDesk, step: str) -> None:
    asked = office.call_person()
    alix = open_desk("alix")

    answer = alix.post(step, **STEPS[step])

    assert answer.status_code == httpx.codes.FORBIDDEN
    assert "Your role allows you to read, not to act." in words(answer)
    assert office.handoff(asked.id) == asked


def test_an_auditor_sees_the_case_without_a_way_to_act(office: Office, open_desk: OpenDesk) -> None:
    asked = office.call_person(text="je voudrais comprendre")
    alix = open_desk("alix")

    queue, case = alix.get("/"), alix.get(f"/cases/{asked.id}")

    assert "je voudrais comprendre" in words(case)
    assert "/claim" not in queue.text
    assert not re.search(r"/(claim|answer|notes|release|finish)\"", case.text)


def test_a_supervisor_may_act(office: Office, open_desk: OpenDesk) -> None:
    asked = office.call_person()

    assert open_desk("sacha").post(f"/cases/{asked.id}/claim").is_redirect


def test_a_note_never_reaches_the_debtor(office: Office, camille: Desk) -> None:
    asked = office.call_person()
    camille.post(f"/cases/{asked.id}/claim")

    camille.post(f"/cases/{asked.id}/notes", text="elle a besoin de temps")

    assert "elle a besoin de temps" in words(camille.get(f"/cases/{asked.id}"))
    assert all("besoin de temps" not in text for _, text, _ in office.transcript(asked.conversation_id))


@pytest.mark.parametrize("path", ["/cases/99", "/cases/99/updates", "/cases/99/live", "/nowhere", "/cases/x"])
def test_what_does_not_exist_is_said_in_words(camille: Desk, path: str) -> None:
    answer = camille.get(path)

    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "There is no such page or case." in words(answer)


def test_a_form_of_unreasonable_size_is_not_read(camille: Desk) -> None:
    answer = camille.post("/login", login="x" * 200_000)

    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


def test_opening_a_case_leaves_one_audit_event_and_refreshing_none(office: Office, camille: Desk) -> None:
    asked = office.call_person()
    camille.get(f"/cases/{asked.id}")
    camille.fragment(f"/cases/{asked.id}/updates?after=0")

    with office.store.reading() as uow:
        events = uow.audit.of_conversation(asked.conversation_id)

    assert [(event.kind, event.actor) for _, event in events if event.kind == "case_read"] == [
        ("case_read", "agent:camille")
    ]


def test_a_holder_who_was_shut_out_keeps_nothing_open(office: Office, open_desk: OpenDesk) -> None:
    camille = open_desk("camille")
    asked = office.call_person()
    camille.post(f"/cases/{asked.id}/claim")
    token = camille.token()
    agents.disable(office.services, "camille")

    answer = camille.post(f"/cases/{asked.id}/answer", token=token, text="Bonjour")

    assert answer.headers["Location"].startswith("/console/login")
    assert len(office.transcript(asked.conversation_id)) == 1
