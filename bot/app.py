"""The ASGI application: mounts channels and console, loads the assistant, says how it is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot import bootstrap
from bot.adapters.live import Hub
from bot.adapters.sql.migrate import is_current
from bot.adapters.sql.unit_of_work import SqlStore
from bot.adapters.timetable import Timetable
from bot.assistant.agent import RasaAssistant
from bot.channels.documents import document_routes
from bot.channels.gate import Gate
from bot.channels.problems import problem
from bot.channels.rest import rest_routes
from bot.channels.web_widget import widget_routes
from bot.console import console_routes
from bot.core.errors import StoreUnavailable
from bot.services.plan_keeping import keep_plans
from bot.services.ports import Services
from bot.settings import Settings, SettingsError

log = structlog.get_logger()

Endpoint = Callable[[Request], Awaitable[Response]]

SECRET_FILE = "secret.key"  # noqa: S105  # the name of a file
SECRET_BYTES = 32
# The longest plans of the usual creditors last three years.
YEARS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of; tests look inside."""

    services: Services
    assistant: RasaAssistant
    gate: Gate


def build_app(
    settings: Settings,
    services: Services,
    assistant: RasaAssistant,
    demo_identities: Sequence[tuple[str, date]] = (),
) -> Starlette:
    """The whole service over these services and this assistant.

    Raises:
        SettingsError: it would listen beyond this machine without a token.
    """
    if not settings.on_loopback and not settings.api_token:
        raise SettingsError(
            f"ACCORD_HOST: found {settings.host!r}, which others can reach; expected ACCORD_API_TOKEN to be set too"
        )
    hub = services.live
    if not isinstance(hub, Hub):
        raise TypeError("the console and the widget watch this process's hub")
    bootstrap.install(services)
    gate = Gate(services, assistant)
    secret = session_secret(settings.data_dir)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        hub.attach(asyncio.get_running_loop())
        timetable = Timetable(partial(_look_after_plans, services), services.office.hours.zone)
        await asyncio.to_thread(_read_holidays, services)
        timetable.start()
        try:
            yield
        finally:
            await asyncio.to_thread(timetable.stop)
            await asyncio.to_thread(gate.close)

    routes: list[BaseRoute] = [
        Route("/health", _health),
        Route("/ready", _ready(services)),
        Route("/metrics", _metrics),
        *rest_routes(gate, api_token=settings.api_token),
        *document_routes(services),
        Mount("/console", routes=console_routes(services, hub, secret=secret, words=assistant.words)),
        *widget_routes(
            services,
            hub,
            gate,
            secret=secret,
            origins=settings.widget_origins,
            demo_identities=demo_identities,
        ),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={StoreUnavailable: _store_unavailable})
    app.state.parts = Parts(services, assistant, gate)
    return app


def session_secret(data_dir: Path) -> bytes:
    """The key that signs sessions: made once, readable by us only, the same after a restart."""
    file = data_dir / SECRET_FILE
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(SECRET_BYTES))
    return file.read_bytes()


def _read_holidays(services: Services) -> None:
    """Holidays of the years that plans reach into: a tenth of a second that no debtor shall wait for."""
    today = services.today()
    try:
        with services.store.reading() as uow:
            countries = {terms.country for terms in uow.creditors.all()}
    except StoreUnavailable:
        return  # the service comes up all the same, and /ready tells
    for country in countries:
        for years in range(YEARS_AHEAD + 1):
            services.calendars.is_holiday(country, date(today.year + years, 1, 1))


def _look_after_plans(services: Services, should_stop: Callable[[], bool]) -> None:
    """A run of the timetable: whatever keeps it from its work, the next one tries again."""
    try:
        keep_plans(services, should_stop=should_stop)
    except StoreUnavailable:
        log.warning("plans_not_kept", reason="store_unavailable")
    except Exception:
        # A defect of ours; without this the scheduler would log it in its own format.
        log.exception("plans_not_kept")


async def _store_unavailable(request: Request, error: Exception) -> Response:
    return problem(503, "Service Unavailable", "the database does not answer; try again in a moment")


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "alive"})


def _ready(services: Services) -> Endpoint:
    async def ready(request: Request) -> Response:
        store = services.store
        if not isinstance(store, SqlStore):
            raise TypeError("readiness asks an SQL store")
        try:
            migrated = await asyncio.to_thread(is_current, store.engine)
        except StoreUnavailable:
            return problem(503, "Service Unavailable", "the database does not answer")
        if not migrated:
            return problem(503, "Service Unavailable", "the database needs `accord migrate`")
        return JSONResponse({"status": "ready"})

    return ready


async def _metrics(request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
