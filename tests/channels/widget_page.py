"""A real browser for the widget's tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

AXE = Path(__file__).parent.parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is missing. Install it (apt-get install chromium), or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on a page, a line each with the elements concerned."""
    if not AXE.exists():
        pytest.fail("axe-core is missing. Install it: npm ci --prefix tests/browser")
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", AXE_RULES)
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


class Widget:
    """The widget on a page, by what a person finds there."""

    def __init__(self, page: Page, language: str = "fr") -> None:
        french = language == "fr"
        self.page = page
        self.launcher = page.locator("accord-chat .launcher")
        self.dialog = page.get_by_role("dialog")
        self.log = page.get_by_role("log")
        self.input = page.get_by_label("Votre message" if french else "Your message")
        self.lines = page.locator("accord-chat .line")
        self.own = page.locator("accord-chat .line.debtor")
        self.bots = page.locator("accord-chat .line.bot")
        self.replies = page.get_by_role("group", name="Réponses possibles" if french else "Possible answers")

    def open(self) -> Widget:
        self.launcher.click()
        expect(self.bots.first).to_be_visible()
        # It slides in; a place measured meanwhile is nowhere.
        self.dialog.evaluate("dialog => Promise.all(dialog.getAnimations().map(one => one.finished))")
        return self

    def say(self, text: str) -> None:
        """Write and wait for the answer."""
        before = self.bots.count()
        self.input.fill(text)
        self.input.press("Enter")
        expect(self.bots).to_have_count(before + 1)

    def texts(self) -> list[str]:
        return self.page.locator("accord-chat .line .text").all_inner_texts()

    def token(self) -> str:
        stored: str = self.page.evaluate("Object.values(localStorage)[0]")
        return stored
