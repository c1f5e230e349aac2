"""Fixtures of the console's tests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.console import console_routes
from bot.core.account import Language
from tests.console.desk import CONSOLE, Desk
from tests.console.office import Office
from tests.console.server import ConsoleServer

SECRET = b"a secret for tests only"
# How a page leads on, without scripts and with them.
LED_ON = (httpx.codes.SEE_OTHER, httpx.codes.NO_CONTENT)


def farewell_words(key: str, language: Language, /, **values: str) -> str:
    """What the bot would say; its real wording is tested where it lives."""
    return f"{key} in {language.value}"


@pytest.fixture
def office(tmp_path: Path, sqlite_creditors_template: Path) -> Iterator[Office]:
    shutil.copyfile(sqlite_creditors_template, tmp_path / "accord.db")
    made = Office(tmp_path)
    yield made
    made.store.engine.dispose()


@pytest.fixture
def app(office: Office) -> Starlette:
    """The console, mounted as the service mounts it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        office.hub.attach(asyncio.get_running_loop())
        yield

    routes = console_routes(office.services, office.hub, secret=SECRET, words=farewell_words)
    return Starlette(routes=[Mount(CONSOLE, routes=routes)], lifespan=lifespan)


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(office: Office, app: Starlette) -> Iterator[OpenDesk]:
    """Opens a browser; with a login, that agent is hired where needed and signed in."""
    with ExitStack() as stack:

        def open_one(login: str | None = None, *, language: str = "en", script: bool = False) -> Desk:
            client = stack.enter_context(TestClient(app, base_url="http://office.test"))
            desk = Desk(client, language=language, script=script)
            if login is not None:
                with office.store.reading() as uow:
                    known = uow.agents.by_login(login)
                if known is None:
                    office.hire(login)
                assert desk.sign_in(login).status_code in LED_ON
            return desk

        yield open_one


@pytest.fixture
def camille(open_desk: OpenDesk) -> Desk:
    """An agent at work, in English, without scripts."""
    return open_desk("camille")


@pytest.fixture
def server(app: Starlette) -> Iterator[ConsoleServer]:
    """The same console on a real port, for streams and browsers."""
    running = ConsoleServer(app)
    yield running
    running.stop()
