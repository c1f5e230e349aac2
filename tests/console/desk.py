"""An agent's browser for tests: keeps cookies, and sends the forms it finds on the pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Protocol

from starlette.testclient import TestClient

from tests.console.office import PASSWORD

CONSOLE = "/console"
CSRF_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')
TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"[ \n\t]+")


class Answer(Protocol):
    """What comes back; Starlette's test client answers with httpx or httpx2, whichever is there."""

    @property
    def status_code(self) -> int: ...

    @property
    def text(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def is_redirect(self) -> bool: ...

    @property
    def is_success(self) -> bool: ...


class Desk:
    """One agent at one browser.

    Args:
        script: whether pages run our scripts, so that forms are sent as htmx sends them.
    """

    def __init__(self, client: TestClient, *, language: str = "en", script: bool = False) -> None:
        self._client = client
        self._client.headers["Accept-Language"] = language
        self._script = {"HX-Request": "true"} if script else {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._client.get(CONSOLE + path, headers=headers, follow_redirects=False)

    def fragment(self, path: str) -> Answer:
        """What htmx gets when it refreshes a part of a page."""
        return self.get(path, **{"HX-Request": "true"})

    def post(self, path: str, *, token: str | None = None, **form: str) -> Answer:
        """Send a form, with the token of a page this browser has open unless another is given."""
        form["csrf_token"] = self.token() if token is None else token
        return self._client.post(CONSOLE + path, data=form, headers=self._script, follow_redirects=False)

    def post_bare(self, path: str, headers: dict[str, str] | None = None, **form: str) -> Answer:
        """Send a form that no page of ours made."""
        return self._client.post(CONSOLE + path, data=form, headers=headers, follow_redirects=False)

    def token(self) -> str:
        page = self.get("/help")
        if page.status_code != HTTPStatus.OK:
            page = self.get("/login")
        found = CSRF_FIELD.search(page.text)
        assert found is not None, page.text
        return found[1]

    def sign_in(self, login: str, password: str = PASSWORD, **form: str) -> Answer:
        return self.post("/login", login=login, password=password, **form)

    def replace_cookie(self, name: str, change: Callable[[str], str]) -> None:
        """Tamper with a cookie."""
        (cookie,) = (one for one in self._client.cookies.jar if one.name == name)
        assert cookie.value is not None
        cookie.value = change(cookie.value)


def words(response: Answer) -> str:
    """What a page says, without its tags; no-break spaces stay what they are."""
    return SPACES.sub(" ", html.unescape(TAGS.sub(" ", response.text))).strip()
