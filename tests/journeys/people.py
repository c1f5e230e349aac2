"""A debtor at the widget and an agent at the console, by what they do and see."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.builders import ROOT
from tests.channels.widget_page import Widget

SCREENSHOTS = ROOT / "build" / "screenshots"
PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
ANSWER_WITHIN = 15_000  # milliseconds; two cores may be busy with other tests


def picture(page: Page, name: str) -> Path:
    """Keep what the screen shows at this moment, for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


class Debtor(Widget):
    """A debtor on the demo page."""

    def __init__(self, page: Page, address: str, language: str = "fr") -> None:
        super().__init__(page, language)
        self.agents = page.locator("accord-chat .line.agent")
        page.goto(f"{address}/demo?lang={language}")
        expect(self.launcher).to_be_visible()

    def open_with_keyboard(self) -> None:
        """Reach the button with Tab, however many links come before it, and press it."""
        for _ in range(20):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.tagName") == "ACCORD-CHAT":
                break
        expect(self.launcher).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.dialog).to_be_visible()
        expect(self.bots.first).to_be_visible(timeout=ANSWER_WITHIN)

    def write(self, text: str, *, hears: str) -> None:
        """Write a message and wait until the assistant has said these words once more."""
        heard = self.bots.filter(has_text=hears)
        before = heard.count()
        self.send(text)
        expect(heard).not_to_have_count(before, timeout=ANSWER_WITHIN)

    def send(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def press(self, button: str, *, hears: str) -> None:
        """Press one of the offered answers and wait until the assistant has said these words once more."""
        heard = self.bots.filter(has_text=hears)
        before = heard.count()
        self.replies.last.get_by_role("button", name=button, exact=True).click()
        expect(heard).not_to_have_count(before, timeout=ANSWER_WITHIN)

    def last(self, text: str | re.Pattern[str]) -> Locator:
        """The assistant's latest line with these words."""
        return self.bots.filter(has_text=text).last


class AgentAtConsole:
    """An agent who signs in and works on cases."""

    def __init__(self, page: Page, address: str, login: str, password: str) -> None:
        self.page = page
        self.rows = page.locator(".row")
        self.lines = page.locator("#transcript .line")
        page.goto(f"{address}/console/login")
        page.get_by_label("Identifiant").fill(login)
        page.get_by_label("Mot de passe").fill(password)
        page.get_by_role("button", name="Se connecter").click()
        expect(page.get_by_role("heading", name="File d’attente")).to_be_visible()

    def row(self, words: str) -> Locator:
        return self.rows.filter(has_text=words)

    def claim(self, words: str) -> None:
        self.row(words).get_by_role("button", name="Prendre").click()
        expect(self.page.locator(".state-mine")).to_be_visible()
        expect(self.page.locator("html.js")).to_be_attached()

    def answer(self, text: str) -> None:
        self.page.locator("#reply-text").fill(text)
        self.page.locator("#reply-text").press("Enter")
        expect(self.lines.filter(has_text=text)).to_be_visible()

    @property
    def case_id(self) -> int:
        return int(self.page.url.rsplit("/", 1)[1])
