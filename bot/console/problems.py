"""What an agent is told when something cannot be done.

Problem            shown with its status: a page, or a fragment for the live region
SignInNeeded       leads to the sign-in page
"""

from __future__ import annotations

from bot.core.errors import AccordError, NotFound, StoreUnavailable


class SignInNeeded(Exception):
    """Nobody is signed in, or the session was ended."""


class Problem(Exception):
    """A refusal in plain words.

    Attributes:
        status: of the HTTP answer.
        key: of the text in words/*.yml; `values` fill its placeholders.
    """

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.values = values


def form_expired() -> Problem:
    return Problem(403, "problem.form_expired")


def read_only() -> Problem:
    return Problem(403, "problem.read_only")


def not_found() -> Problem:
    return Problem(404, "problem.not_found")


def no_words() -> Problem:
    return Problem(422, "problem.no_words")


def too_long(limit: int) -> Problem:
    return Problem(422, "problem.too_long", limit=limit)


def no_outcome() -> Problem:
    return Problem(422, "problem.no_outcome")


def from_error(error: AccordError) -> Problem | None:
    """The problem behind an error of ours, or None where it is a defect."""
    if isinstance(error, StoreUnavailable):
        return Problem(503, "problem.unavailable")
    if isinstance(error, NotFound):
        return not_found()
    return None
