"""A request on its way to a page: who asks, in which language, and whether they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import problems
from bot.console.languages import language_of
from bot.console.pages import Pages, secure
from bot.console.problems import Problem, SignInNeeded
from bot.console.sessions import Session, SessionCookies
from bot.core.account import Language
from bot.core.errors import AccordError, AgentNotFound
from bot.services import agents
from bot.services.ports import Services
from bot.services.repositories import Agent

CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
SIGN_IN_HEADER = "X-Sign-In"
SIGN_IN = "/login"

Handler = Callable[["Visit"], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Access(Enum):
    """Who may come in."""

    ANYONE = "anyone"
    AGENTS = "agents"  # whoever is signed in
    ACTING_AGENTS = "acting agents"  # signed in, and not to read only


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, with what was found out about it.

    Attributes:
        form: fields of a POST; empty for other methods.
        visitor: who is signed in, if anybody.
    """

    request: Request
    language: Language
    session: Session
    visitor: Agent | None = None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def agent(self) -> Agent:
        """Who is signed in.

        Raises:
            SignInNeeded: nobody is.
        """
        if self.visitor is None:
            raise SignInNeeded
        return self.visitor

    @property
    def may_act(self) -> bool:
        return self.visitor is not None and self.visitor.role not in agents.READ_ONLY_ROLES

    @property
    def base(self) -> str:
        """Path the console is mounted at, without a trailing slash."""
        return str(self.request.scope.get("root_path", "")).rstrip("/")

    @property
    def here(self) -> str:
        """Path of this page below the console; the queue for what is no page."""
        path = self.request.url.path.removeprefix(self.base)
        return path if self.request.method == "GET" or path == SIGN_IN else "/"

    @property
    def from_script(self) -> bool:
        """Whether htmx asks, and wants a fragment rather than a page."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def go(self, path: str, **query: str) -> Response:
        """Lead to another page of the console."""
        target = self.base + path + (f"?{urlencode(query)}" if query else "")
        if self.from_script:
            return Response(status_code=204, headers={"HX-Redirect": target})
        return RedirectResponse(target, status_code=303)


class Reception:
    """Lets visits in: session, role and CSRF token are checked, and every refusal is put into words."""

    def __init__(self, services: Services, cookies: SessionCookies, pages: Pages) -> None:
        self._services = services
        self._cookies = cookies
        self._pages = pages

    def to(self, handler: Handler, access: Access = Access.AGENTS) -> Endpoint:
        """The endpoint that leads to a handler."""

        async def endpoint(request: Request) -> Response:
            session = self._cookies.read(request) or Session.fresh()
            form = await _fields(request)
            visit = Visit(request, language_of(request), session, form=form)
            try:
                visit = await self._admit(visit, access)
                response = await handler(visit)
            except SignInNeeded:
                response = self._lead_to_sign_in(visit)
            except Problem as problem:
                response = await self._refuse(visit, problem)
            except AccordError as error:
                problem_behind = problems.from_error(error)
                if problem_behind is None:
                    raise
                response = await self._refuse(visit, problem_behind)
            return secure(response)

        return endpoint

    def render(self, visit: Visit, template: str, status: int = 200, **context: Any) -> Response:
        shared = {
            "visit": visit,
            "base": visit.base,
            "csrf_field": CSRF_FIELD,
            "csrf_header": CSRF_HEADER,
            "csrf_token": self._cookies.csrf_token(visit.session),
        }
        return self._pages.render(template, visit.language, {**shared, **context}, status)

    async def still_signed_in(self, session: Session) -> Agent | None:
        """The agent of a session, as the database has it now."""
        if session.agent_id is None:
            return None
        try:
            return await run_in_threadpool(agents.current, self._services, session.agent_id, session.epoch)
        except AgentNotFound:
            return None

    async def _admit(self, visit: Visit, access: Access) -> Visit:
        if visit.request.method == "POST":
            sent = visit.request.headers.get(CSRF_HEADER) or visit.form.get(CSRF_FIELD, "")
            if not self._cookies.csrf_matches(visit.session, sent):
                raise problems.form_expired()
        visit = replace(visit, visitor=await self.still_signed_in(visit.session))
        if access is not Access.ANYONE and visit.visitor is None:
            raise SignInNeeded
        if access is Access.ACTING_AGENTS and not visit.may_act:
            raise problems.read_only()
        return visit

    def _lead_to_sign_in(self, visit: Visit) -> Response:
        query = "" if visit.here == "/" else f"?{urlencode({'next': visit.here})}"
        target = visit.base + SIGN_IN + query
        if visit.from_script:
            # No redirect of htmx's: the page goes there by itself, unless somebody is writing in it.
            return Response(status_code=401, headers={SIGN_IN_HEADER: target})
        if visit.request.headers.get("accept", "").startswith("text/event-stream"):
            return Response(status_code=401)
        return RedirectResponse(target, status_code=303)

    async def _refuse(self, visit: Visit, problem: Problem) -> Response:
        context = {"problem": problem, "typed": visit.form.get("text", "")}
        if not visit.from_script:
            return self.render(visit, "problem.html", problem.status, **context)
        response = self.render(visit, "_problem.html", problem.status, **context)
        if visit.request.method == "GET":
            # A refresh in the background: the page shows that it lost touch, and keeps what it has.
            response.headers["HX-Reswap"] = "none"
        return response


async def _fields(request: Request) -> dict[str, str]:
    if request.method != "POST":
        return {}
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}
