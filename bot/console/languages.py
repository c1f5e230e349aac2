"""In which language an agent sees the console: what they chose, or else what their browser asks for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.console.sessions import cookie_path
from bot.core.account import Language

COOKIE = "accord_console_language"
ONE_YEAR_SECONDS = 365 * 24 * 3600


def language_of(request: Request) -> Language:
    """The agent's language, French where nothing tells."""
    chosen = request.cookies.get(COOKIE)
    if chosen in _CODES:
        return Language(chosen)
    return preferred(request.headers.get("accept-language", ""))


def preferred(accept_language: str) -> Language:
    """The best of our languages for an Accept-Language header (RFC 9110, 12.5.4)."""
    best, best_weight = Language.FRENCH, 0.0
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        code = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if code in _CODES and weight > best_weight:
            best, best_weight = Language(code), weight
    return best


def remember(response: Response, request: Request, language: Language) -> None:
    response.set_cookie(
        COOKIE,
        language.value,
        max_age=ONE_YEAR_SECONDS,
        path=cookie_path(request),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


_CODES = frozenset(language.value for language in Language)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
