"""Live pages: one event stream a page, which only says "changed"; the page then asks for what it lacks.

So a lost or doubled event loses and repeats nothing, and every answer passes the same checks as a page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

import anyio
from anyio import to_thread
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from bot.adapters.live import Hub, Watch
from bot.console.sessions import Session
from bot.console.visits import Reception, Visit
from bot.core.conversation import HandoffId
from bot.core.errors import StoreUnavailable
from bot.services.cases import case_standing
from bot.services.ports import Services

# How often a quiet stream looks whether its agent is still signed in; proxies also like a sign of life.
CHECK_SECONDS = 15.0
# Bursts melt into one event: a page never has to ask more often than this.
REST_SECONDS = 0.2
# EventSource drops events without data.
CHANGED = ServerSentEvent(event="changed", data="now", sep="\n")


class LiveStreams:
    def __init__(self, services: Services, hub: Hub, reception: Reception) -> None:
        self._services = services
        self._hub = hub
        self._reception = reception

    async def queue(self, visit: Visit) -> Response:
        return self._stream(self._hub.watch_queue(), visit.session)

    async def case(self, visit: Visit) -> Response:
        handoff_id = HandoffId(visit.request.path_params["handoff_id"])
        now = await to_thread.run_sync(case_standing, self._services, handoff_id)
        return self._stream(self._hub.watch_conversation(now.conversation.id), visit.session)

    def _stream(self, watching: AbstractContextManager[Watch], session: Session) -> Response:
        return EventSourceResponse(self._changes(watching, session), ping=int(CHECK_SECONDS), sep="\n")

    async def _changes(
        self, watching: AbstractContextManager[Watch], session: Session
    ) -> AsyncIterator[ServerSentEvent]:
        with watching as watch:
            # What happened before the stream was open, or while it was broken.
            yield CHANGED
            while True:
                await anyio.sleep(REST_SECONDS)
                rang = await watch.wait(CHECK_SECONDS)
                if not await self._may_go_on(session):
                    # Whoever was shut out finds out by asking, and is led to the sign-in page.
                    yield CHANGED
                    return
                if rang:
                    yield CHANGED

    async def _may_go_on(self, session: Session) -> bool:
        try:
            return await self._reception.still_signed_in(session) is not None
        except StoreUnavailable:
            # The stream carries nothing; what the page asks for next is checked again.
            return True
