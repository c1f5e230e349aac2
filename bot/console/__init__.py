"""The agents' console: server-rendered, live, for people who take over from the assistant.

Mount the routes under one path, e.g. `Mount("/console", routes=console_routes(...))`; they find out by
themselves which, and keep their cookies to it. The hub must be attached to the event loop that serves them.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.adapters.live import Hub
from bot.console.cases import Cases
from bot.console.casework import Casework, Words
from bot.console.entrance import Entrance
from bot.console.live import LiveStreams
from bot.console.pages import HERE, Assets, Pages
from bot.console.problems import not_found
from bot.console.queue import Queue
from bot.console.sessions import SessionCookies
from bot.console.tasks import Tasks
from bot.console.throttle import SignInThrottle
from bot.console.visits import Access, Handler, Reception, Visit
from bot.services.ports import Services

MAX_FORM_BYTES = 128 * 1024

__all__ = ["console_routes"]


def console_routes(services: Services, hub: Hub, *, secret: bytes, words: Words) -> list[BaseRoute]:
    """Every page and stream of the console.

    Args:
        hub: the same that `services.live` rings.
        secret: signs sessions and forms; another one ends every session.
        words: the assistant's wording, for what it says when an agent returns or closes a conversation.
    """
    cookies = SessionCookies(secret)
    pages = Pages(services.clock, services.office.hours, services.office.name)
    reception = Reception(services, cookies, pages)
    entrance = Entrance(services, reception, cookies, SignInThrottle())
    queue = Queue(services, reception)
    cases = Cases(services, reception)
    work = Casework(services, words)
    tasks = Tasks(services, reception)
    live = LiveStreams(services, hub, reception)

    def get(path: str, handler: Handler, access: Access = Access.AGENTS) -> Route:
        return Route(path, reception.to(handler, access), methods=["GET"])

    def post(path: str, handler: Handler, access: Access = Access.ACTING_AGENTS) -> Route:
        return Route(path, reception.to(handler, access), methods=["POST"], max_body_size=MAX_FORM_BYTES)

    async def nowhere(visit: Visit) -> Response:
        raise not_found()

    return [
        Mount("/static", Assets(directory=HERE / "static")),
        get("/login", entrance.sign_in_page, Access.ANYONE),
        post("/login", entrance.sign_in, Access.ANYONE),
        post("/logout", entrance.sign_out, Access.ANYONE),
        post("/language", entrance.choose_language, Access.ANYONE),
        get("/", queue.page),
        get("/queue", queue.fragment),
        get("/queue/live", live.queue),
        get("/help", entrance.help_page),
        get("/tasks", tasks.page),
        post("/tasks/{task_id:int}/done", tasks.finish),
        get("/cases/{handoff_id:int}", cases.page),
        get("/cases/{handoff_id:int}/updates", cases.updates),
        get("/cases/{handoff_id:int}/live", live.case),
        post("/cases/{handoff_id:int}/claim", work.claim),
        post("/cases/{handoff_id:int}/answer", work.answer),
        post("/cases/{handoff_id:int}/notes", work.note),
        post("/cases/{handoff_id:int}/release", work.release),
        post("/cases/{handoff_id:int}/finish", work.finish),
        get("/{path:path}", nowhere),
    ]
