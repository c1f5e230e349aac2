"""Rendering: Jinja templates with everything escaped, and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.adapters.formatting import format_date, format_money, frequency_words
from bot.console import times
from bot.console.wording import say, words_of
from bot.core.account import Language
from bot.core.hours import OfficeHours
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services.ports import Clock

HERE = Path(__file__).parent

# Nothing inline and nothing from elsewhere; the style sheet's own small icons are data: images.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES_ARE_NOT_KEPT = "no-store"
# Asked for again with its ETag each time: a new release is seen at once.
ASSETS_ARE_ASKED_AGAIN = "no-cache"


class Pages:
    """Renders the templates in a language, with times in the office's zone."""

    def __init__(self, clock: Clock, office_hours: OfficeHours, office_name: str) -> None:
        self._clock = clock
        self._zone = office_hours.zone
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(office_name=office_name, languages=tuple(Language))
        self._templates.filters.update(
            money=_money,
            day=_day,
            frequency=_frequency,
            method=_method,
            clock=self._clock_time,
            lasted=self._lasted,
        )

    def render(self, template: str, language: Language, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        html = self._templates.get_template(template).render(
            {**context, "language": language, "say": partial(say, language), "now": self._clock.now()}
        )
        return HTMLResponse(html, status_code=status)

    @property
    def environment(self) -> Environment:
        """For the test that walks every template."""
        return self._templates

    @pass_context
    def _clock_time(self, context: Context, instant: datetime) -> str:
        return times.clock(instant, context["now"], self._zone, context["language"])

    @pass_context
    def _lasted(self, context: Context, since: datetime) -> str:
        return times.lasted(since, context["now"], context["language"])


@pass_context
def _money(context: Context, amount: Money, country: str) -> str:
    return format_money(amount, context["language"], country)


@pass_context
def _day(context: Context, day: date, country: str = "GB") -> str:
    return format_date(day, context["language"], country)


@pass_context
def _frequency(context: Context, frequency: Frequency) -> str:
    return frequency_words(frequency, context["language"])


@pass_context
def _method(context: Context, method: str) -> str:
    """How a payment was made, as it stands in the ledger where we have no word for it."""
    return words_of(context["language"]).get(f"method.{method}", method)


def secure(response: Response) -> Response:
    """Put the headers on an answer that may hold personal data."""
    response.headers.update(SECURITY_HEADERS)
    response.headers["Cache-Control"] = PAGES_ARE_NOT_KEPT
    return response


class Assets(StaticFiles):
    """The console's scripts, styles and font; nothing personal."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        headers = MutableHeaders(scope=None, raw=response.raw_headers)
        headers.update(SECURITY_HEADERS)
        headers["Cache-Control"] = ASSETS_ARE_ASKED_AGAIN
        return response
