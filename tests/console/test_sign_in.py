from __future__ import annotations

import time
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.console.throttle import TRIES_PER_LOGIN, WINDOW
from bot.services import agents
from tests.console.conftest import OpenDesk
from tests.console.desk import Desk, words
from tests.console.office import Office

WRONG = "Login or password is wrong, or the account is closed."


def test_an_agent_signs_in_and_sees_the_queue(open_desk: OpenDesk) -> None:
    desk = open_desk("camille")

    page = desk.get("/")

    assert page.status_code == httpx.codes.OK
    assert "Camille Roy" in words(page)
    assert "Nobody is waiting." in words(page)


def test_wrong_login_and_wrong_password_get_the_same_answer(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")
    desk = open_desk()

    unknown = desk.sign_in("nobody")
    mistaken = desk.sign_in("camille", "not the password")

    assert unknown.status_code == mistaken.status_code == httpx.codes.UNAUTHORIZED
    assert WRONG in words(unknown)
    assert words(unknown) == words(mistaken)


def test_a_disabled_agent_cannot_sign_in_and_is_told_nothing_special(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")
    agents.disable(office.services, "camille")

    assert WRONG in words(open_desk().sign_in("camille"))


def test_the_password_is_never_sent_back(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")

    page = open_desk().sign_in("camille", "hunter2-hunter2")

    assert "hunter2" not in page.text
    assert 'value="camille"' in page.text


def test_too_many_tries_are_slowed_down_even_with_the_right_password(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")
    desk = open_desk()
    for _ in range(TRIES_PER_LOGIN):
        desk.sign_in("camille", "not the password")

    refused = desk.sign_in("camille")

    assert refused.status_code == httpx.codes.TOO_MANY_REQUESTS
    assert refused.headers["Retry-After"] == str(int(WINDOW.total_seconds()))
    assert "Too many tries. Please wait 5 min, then try again." in words(refused)
    office.clock.advance(WINDOW)
    assert desk.sign_in("camille").is_redirect


@pytest.mark.parametrize("page", ["/", "/cases/1", "/help", "/queue", "/cases/1/updates"])
def test_pages_lead_strangers_to_the_sign_in_page(open_desk: OpenDesk, page: str) -> None:
    answer = open_desk().get(page)

    assert answer.status_code == httpx.codes.SEE_OTHER
    assert answer.headers["Location"].startswith("/console/login")


def test_a_page_that_refreshes_itself_is_led_to_the_sign_in_page(open_desk: OpenDesk) -> None:
    answer = open_desk().fragment("/queue")

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert answer.headers["X-Sign-In"].startswith("/console/login")


def test_signing_in_leads_back_to_the_case_that_was_asked_for(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")
    desk = open_desk()
    login_page = desk.get("/cases/7").headers["Location"]

    assert login_page == "/console/login?next=%2Fcases%2F7"
    assert desk.sign_in("camille", next="/cases/7").headers["Location"] == "/console/cases/7"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/../x", "/cases/7\n", "javascript:1"])
def test_signing_in_leads_nowhere_else(office: Office, open_desk: OpenDesk, target: str) -> None:
    office.hire("camille")

    assert open_desk().sign_in("camille", next=target).headers["Location"] == "/console/"


def test_signing_out_ends_the_session(camille: Desk) -> None:
    assert camille.post("/logout").headers["Location"] == "/console/login"

    assert camille.get("/").headers["Location"] == "/console/login"


@pytest.mark.parametrize("end", [agents.disable, lambda s, login: agents.set_password(s, login, "another")])
def test_ending_an_agents_sessions_works_at_once(office: Office, camille: Desk, end: object) -> None:
    assert callable(end)
    end(office.services, "camille")

    assert camille.get("/").headers["Location"] == "/console/login"


def test_a_session_that_was_tampered_with_is_none(camille: Desk) -> None:
    def another_agent(cookie: str) -> str:
        payload, signature = cookie.split(".", 1)
        return f"{payload[:-2]}AA.{signature}"

    camille.replace_cookie("accord_console", another_agent)

    assert camille.get("/").is_redirect


def test_the_session_cookie_stays_in_the_console_and_out_of_scripts(office: Office, open_desk: OpenDesk) -> None:
    office.hire("camille")

    cookie = open_desk().sign_in("camille").headers["Set-Cookie"]

    assert cookie.startswith("accord_console=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/console" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_is_secure_where_the_page_is(office: Office, app: Starlette) -> None:
    office.hire("camille")
    with TestClient(app, base_url="https://office.test") as client:
        cookie = Desk(client).sign_in("camille").headers["Set-Cookie"]

    assert "Secure" in cookie


def test_a_session_does_not_outlive_a_signing_in(office: Office, open_desk: OpenDesk) -> None:
    """Whoever planted a cookie before the agent signed in does not share the session."""
    office.hire("camille")
    desk = open_desk()
    before = desk.token()
    desk.sign_in("camille")

    assert desk.token() != before


def test_the_console_speaks_the_browsers_language_until_another_is_chosen(open_desk: OpenDesk) -> None:
    desk = open_desk("camille", language="fr-FR,fr;q=0.9")
    assert '<html lang="fr">' in desk.get("/").text

    answer = desk.post("/language", language="en", back="/help")

    assert answer.headers["Location"] == "/console/help"
    assert '<html lang="en">' in desk.get("/").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/%2F/evil", "\\\\evil"])
def test_choosing_a_language_leads_nowhere_else(camille: Desk, back: str) -> None:
    assert camille.post("/language", language="fr", back=back).headers["Location"] == "/console/"


def test_a_session_ends_after_a_working_day(camille: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature carries its time; itsdangerous reads the machine's clock."""
    later = time.time() + timedelta(hours=13).total_seconds()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)

    assert camille.get("/").is_redirect
