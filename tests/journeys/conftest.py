"""Fixtures of the journeys: the real service with its trained model, and real browsers in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize

from tests.channels.widget_page import chromium
from tests.journeys.people import DESKTOP
from tests.journeys.service import NOW, AccordService

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def shared_service(
    tmp_path_factory: pytest.TempPathFactory, trained_model: Path, sqlite_portfolio_template: Path
) -> Iterator[AccordService]:
    """One service for all journeys, since it takes seconds to start; each has a debtor of its own."""
    service = AccordService(tmp_path_factory.mktemp("service") / "data", sqlite_portfolio_template)
    yield service
    service.kill()


@pytest.fixture
def service(shared_service: AccordService) -> Iterator[AccordService]:
    """The shared service, running; nothing a journey does may end in a stack trace."""
    if not shared_service.has_processes():
        shared_service.start()
    yield shared_service
    assert "Traceback" not in shared_service.output, shared_service.output


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # For one module only: while Playwright's own event loop runs, asynchronous tests cannot.
    with chromium() as launched:
        yield launched


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a browser of its own, on the service's day; nothing on it may break."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def note_failure(answer: Response) -> None:
        if answer.status >= 500:
            broken.append(f"{answer.status} {answer.url}")

    def open_one(size: ViewportSize = DESKTOP, *, locale: str = "fr-FR", **options: Any) -> Page:
        context = browser.new_context(
            viewport=size, locale=locale, timezone_id="Europe/Paris", reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.clock.set_system_time(NOW)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("response", note_failure)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [] == broken
