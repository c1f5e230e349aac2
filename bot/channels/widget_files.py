"""The widget's files for browsers, a page to try it on, and the privacy notice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.adapters.formatting import format_date
from bot.core.account import Language
from bot.services.ports import Office

FOLDER = Path(__file__).parent.parent / "widget"
PAGES = Path(__file__).parent / "pages"
SCRIPT = "accord.js"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# The script tag names one address for ever, so browsers ask each time whether it changed (an ETag makes that
# cheap). What it loads stands below a folder named after the content, and can be kept.
ASK_EACH_TIME = "no-cache"
KEEP_FOR_GOOD = "public, max-age=31536000, immutable"
# Any page may embed the script; which pages may open a conversation is checked at the socket.
FOR_ANY_PAGE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
PAGE_RULES = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# What the script puts in place of the folder's name.
FOLDER_MARK = "__FOLDER__"


class WidgetFiles:
    """The files of `bot/widget/`, read once."""

    def __init__(self) -> None:
        files = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in MEDIA_TYPES}
        self._version = hashlib.sha256(b"\0".join(files.values())).hexdigest()[:16]
        files[SCRIPT] = files[SCRIPT].replace(FOLDER_MARK.encode(), self._version.encode())
        self._files = files

    async def script(self, request: Request) -> Response:
        """The one script that a page names."""
        etag = f'"{self._version}"'
        headers = {**FOR_ANY_PAGE, "Cache-Control": ASK_EACH_TIME, "ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(self._files[SCRIPT], media_type=MEDIA_TYPES[".js"], headers=headers)

    async def file(self, request: Request) -> Response:
        """What the script and the demo page load."""
        name = request.path_params["name"]
        content = self._files.get(name)
        if content is None:
            return PlainTextResponse("Not found", status_code=404)
        # An older script's folder gets today's file, but nobody keeps it under the old name.
        current = request.path_params["folder"] == self._version
        headers = {**FOR_ANY_PAGE, "Cache-Control": KEEP_FOR_GOOD if current else ASK_EACH_TIME}
        return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)

    @property
    def version(self) -> str:
        return self._version


class DemoPage:
    """A collections office's page with the widget on it, in French or English (`?lang=en`)."""

    def __init__(self, files: WidgetFiles, office_name: str, identities: Sequence[tuple[str, date]]) -> None:
        self._template = _template(FOLDER, "demo.html")
        self._files = files
        self._office_name = office_name
        self._identities = identities

    async def page(self, request: Request) -> Response:
        language = _language(request)
        content = self._template.render(
            language=language.value,
            office=self._office_name,
            folder=self._files.version,
            identities=[(reference, format_date(born, language, "GB")) for reference, born in self._identities],
        )
        return Response(content, media_type="text/html", headers=PAGE_RULES)


class PrivacyPage:
    """The office's privacy notice, in French or English (`?lang=en`); compliance C, "First contact"."""

    def __init__(self, files: WidgetFiles, office: Office) -> None:
        self._template = _template(PAGES, "privacy.html")
        self._files = files
        self._office = office

    async def page(self, request: Request) -> Response:
        content = self._template.render(
            language=_language(request).value,
            office=self._office.name,
            phone=self._office.phone,
            email=self._office.email,
            folder=self._files.version,
        )
        return Response(content, media_type="text/html", headers=PAGE_RULES)


def _template(folder: Path, name: str) -> Template:
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template(name)


def _language(request: Request) -> Language:
    return Language.ENGLISH if request.query_params.get("lang") == "en" else Language.FRENCH
