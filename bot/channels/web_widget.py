"""The web widget's channel: its socket, its files and its demo page, as routes of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.adapters.live import Hub
from bot.channels import widget_talk
from bot.channels.gate import Gate
from bot.channels.widget_files import DemoPage, PrivacyPage, WidgetFiles
from bot.channels.widget_session import Sessions
from bot.channels.widget_wire import POLICY_VIOLATION, Wire
from bot.services.ports import Services

ANY_ORIGIN = "*"


def widget_routes(
    services: Services,
    hub: Hub,
    gate: Gate,
    *,
    secret: bytes,
    origins: tuple[str, ...],
    demo_identities: Sequence[tuple[str, date]] = (),
) -> list[BaseRoute]:
    """Everything a page needs to carry the widget.

    Args:
        hub: attached to the event loop that serves these routes.
        secret: signs session tokens; another secret ends every session.
        origins: web sites (scheme, host, port) that may embed the widget beside our own; `*` for any.
        demo_identities: references and birth dates that the demo page offers to try.
    """
    sessions = Sessions(secret, services.clock)
    files = WidgetFiles()
    demo = DemoPage(files, services.office.name, demo_identities)
    privacy = PrivacyPage(files, services.office)

    async def socket(websocket: WebSocket) -> None:
        if not may_embed(websocket, origins):
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept()
        await widget_talk.serve(Wire(websocket), services, hub, gate, sessions)

    return [
        WebSocketRoute("/widget/socket", socket, name="widget_socket"),
        Route("/widget/accord.js", files.script, name="widget_script"),
        Route("/widget/{folder}/{name}", files.file, name="widget_file"),
        Route("/demo", demo.page, name="widget_demo"),
        Route("/", demo.page, name="widget_home"),
        Route("/privacy", privacy.page, name="privacy"),
    ]


def may_embed(connection: HTTPConnection, origins: tuple[str, ...]) -> bool:
    """Whether a page of this origin may open a conversation.

    A browser always names the origin. What names none is a program, which could name any; it gains nothing,
    since the session token and no cookie opens a conversation.
    """
    origin = connection.headers.get("origin")
    if origin is None or ANY_ORIGIN in origins:
        return True
    # Behind a proxy that ends TLS we see http where the browser sees https, so the host decides.
    return origin.rstrip("/") in origins or urlsplit(origin).netloc == connection.headers.get("host")
