"""Coming in and going out: signing in, signing out, choosing a language, the page of shortcuts."""

from __future__ import annotations

import math
import re
from datetime import timedelta

import anyio
from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from bot.console import languages
from bot.console.problems import not_found
from bot.console.sessions import Session, SessionCookies
from bot.console.throttle import SignInThrottle
from bot.console.visits import Reception, Visit
from bot.core.account import Language
from bot.services import agents
from bot.services.ports import Services

# Pages of ours that signing in may lead to; anything else a link carries is not followed.
AFTER_SIGN_IN = re.compile(r"/cases/\d+|/tasks", re.ASCII)
OWN_PATH = re.compile(r"/(?:[\w-]+(?:/[\w-]+)*)?", re.ASCII)
# argon2 takes 64 MB a password: at most this many at once.
SIGN_INS_AT_ONCE = 2
MINUTE = timedelta(minutes=1)


class Entrance:
    def __init__(
        self, services: Services, reception: Reception, cookies: SessionCookies, throttle: SignInThrottle
    ) -> None:
        self._services = services
        self._reception = reception
        self._cookies = cookies
        self._throttle = throttle
        self._places = anyio.CapacityLimiter(SIGN_INS_AT_ONCE)

    async def sign_in_page(self, visit: Visit) -> Response:
        target = _after_sign_in(visit.request.query_params.get("next", ""))
        if visit.visitor is not None:
            return visit.go(target)
        return self._form(visit, next=target)

    async def sign_in(self, visit: Visit) -> Response:
        login, password = visit.form.get("login", "").strip(), visit.form.get("password", "")
        target = _after_sign_in(visit.form.get("next", ""))
        wait = self._throttle.attempt(login, visit.address, self._services.clock.now())
        if wait is not None:
            minutes = math.ceil(wait / MINUTE)
            response = self._form(visit, 429, next=target, login=login, error="sign_in.too_many", minutes=minutes)
            response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            return response
        agent = await to_thread.run_sync(agents.sign_in, self._services, login, password, limiter=self._places)
        if agent is None:
            return self._form(visit, 401, next=target, login=login, error="sign_in.wrong")
        self._throttle.succeeded(login, visit.address)
        response = visit.go(target)
        self._cookies.write(response, visit.request, Session.fresh(agent))
        return response

    async def sign_out(self, visit: Visit) -> Response:
        response = visit.go("/login")
        self._cookies.clear(response, visit.request)
        return response

    async def choose_language(self, visit: Visit) -> Response:
        code, back = visit.form.get("language", ""), visit.form.get("back", "")
        if code not in {language.value for language in Language}:
            raise not_found()
        path = back if OWN_PATH.fullmatch(back) else "/"
        response = RedirectResponse(visit.base + path, status_code=303)
        languages.remember(response, visit.request, Language(code))
        return response

    async def help_page(self, visit: Visit) -> Response:
        return self._reception.render(visit, "help.html")

    def _form(
        self,
        visit: Visit,
        status: int = 200,
        *,
        next: str,  # noqa: A002  # the name of the form's field
        login: str = "",
        error: str = "",
        minutes: int = 0,
    ) -> Response:
        response = self._reception.render(
            visit, "sign_in.html", status, next=next, login=login, error=error, minutes=minutes
        )
        # The form's token belongs to this session, so the browser must bring it back.
        self._cookies.write(response, visit.request, visit.session)
        return response


def _after_sign_in(path: str) -> str:
    return path if AFTER_SIGN_IN.fullmatch(path) else "/"
