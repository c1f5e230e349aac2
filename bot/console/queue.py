"""The queue: who waits for a person, and who has one."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from starlette.responses import Response

from bot.console.visits import Reception, Visit
from bot.core.conversation import OPEN_STATES, HandoffState
from bot.services import cases
from bot.services.ports import Services

# What an agent has just done elsewhere, told once on the queue page.
DONE = ("returned", "closed", "released")


class Queue:
    def __init__(self, services: Services, reception: Reception) -> None:
        self._services = services
        self._reception = reception

    async def page(self, visit: Visit) -> Response:
        done = visit.request.query_params.get("done", "")
        return self._reception.render(visit, "queue.html", done=done if done in DONE else "", **await self._lists())

    async def fragment(self, visit: Visit) -> Response:
        """The lists alone, for the page that is open already."""
        return self._reception.render(visit, "_queue.html", **await self._lists())

    async def _lists(self) -> dict[str, Any]:
        items = await to_thread.run_sync(cases.queue, self._services, OPEN_STATES)
        return {
            "waiting": [item for item in items if item.handoff.state is HandoffState.REQUESTED],
            "claimed": [item for item in items if item.handoff.state is HandoffState.CLAIMED],
        }
