from __future__ import annotations

from datetime import timedelta

from bot.console.throttle import TRIES_PER_ADDRESS, TRIES_PER_LOGIN, WINDOW, SignInThrottle
from tests.builders import NOW

SECOND = timedelta(seconds=1)


def tries(throttle: SignInThrottle, count: int, login: str = "camille", address: str = "10.0.0.1") -> None:
    for _ in range(count):
        assert throttle.attempt(login, address, NOW) is None


def test_waits_until_the_oldest_try_is_forgotten() -> None:
    throttle = SignInThrottle()
    tries(throttle, TRIES_PER_LOGIN)

    assert throttle.attempt("camille", "10.0.0.1", NOW + SECOND) == WINDOW - SECOND
    assert throttle.attempt("camille", "10.0.0.1", NOW + WINDOW) is None


def test_capitals_make_no_new_login() -> None:
    throttle = SignInThrottle()
    tries(throttle, TRIES_PER_LOGIN)

    assert throttle.attempt("CAMILLE", "10.0.0.1", NOW) is not None


def test_a_stranger_does_not_lock_an_agent_out() -> None:
    throttle = SignInThrottle()
    tries(throttle, TRIES_PER_LOGIN, address="203.0.113.9")

    assert throttle.attempt("camille", "10.0.0.1", NOW) is None


def test_one_address_cannot_go_through_many_logins() -> None:
    throttle = SignInThrottle()
    for number in range(TRIES_PER_ADDRESS):
        assert throttle.attempt(f"agent-{number}", "203.0.113.9", NOW) is None

    assert throttle.attempt("agent-x", "203.0.113.9", NOW) == WINDOW


def test_a_right_password_forgives_the_slips_before_it() -> None:
    throttle = SignInThrottle()
    for _ in range(TRIES_PER_ADDRESS):
        tries(throttle, TRIES_PER_LOGIN)
        throttle.succeeded("camille", "10.0.0.1")

    assert throttle.attempt("dominique", "10.0.0.1", NOW) is None


def test_tries_that_were_refused_do_not_prolong_the_wait() -> None:
    throttle = SignInThrottle()
    tries(throttle, TRIES_PER_LOGIN)
    for _ in range(10):
        throttle.attempt("camille", "10.0.0.1", NOW + SECOND)

    assert throttle.attempt("camille", "10.0.0.1", NOW + WINDOW) is None
