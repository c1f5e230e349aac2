"""Session tokens of the web widget."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from itsdangerous import URLSafeSerializer

from bot.channels.widget_session import SALT, Sessions

SECRET = b"one secret"


class SetClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def sessions(clock: SetClock) -> Sessions:
    return Sessions(SECRET, clock)


def test_a_token_leads_back_to_its_conversation(sessions):
    issued = sessions.resume(None)
    resumed = sessions.resume(issued.token)

    assert issued.is_new
    assert (issued.sender, None, False) == (resumed.sender, resumed.token, resumed.is_new)


def test_no_two_browsers_share_a_conversation(sessions):
    assert sessions.resume(None).sender != sessions.resume(None).sender


@pytest.mark.parametrize(
    "token",
    [
        "",
        "abc",
        "a.b.c",
        "é" * 50,
        "x" * 5_000,
        URLSafeSerializer(b"another secret", salt=SALT).dumps(["victim", 1795424400]),
        URLSafeSerializer(SECRET, salt="accord.console.session").dumps(["victim", 1795424400]),
    ],
)
def test_a_token_that_we_did_not_sign_for_this_purpose_opens_a_new_conversation(sessions, token):
    session = sessions.resume(token)

    assert session.is_new
    assert session.sender != "victim"


def test_a_token_in_use_is_renewed_and_stays_with_its_conversation(sessions, clock):
    issued = sessions.resume(None)
    clock.time += timedelta(days=100)
    renewed = sessions.resume(issued.token)
    clock.time += timedelta(days=100)

    assert renewed.token is not None
    assert issued.sender == sessions.resume(renewed.token).sender


def test_a_token_that_was_left_for_half_a_year_is_over(sessions, clock):
    issued = sessions.resume(None)
    clock.time += timedelta(days=181)

    assert sessions.resume(issued.token).is_new


def test_there_is_no_session_without_a_secret(clock):
    with pytest.raises(ValueError, match="secret"):
        Sessions(b"", clock)
