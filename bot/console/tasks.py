"""Tasks: what waits for a person outside any conversation."""

from __future__ import annotations

from anyio import to_thread
from starlette.responses import Response

from bot.console.problems import Problem, not_found
from bot.console.visits import Reception, Visit
from bot.core.errors import TaskChanged
from bot.core.task import TaskId
from bot.services import tasks
from bot.services.ports import Services

MAX_DIGITS = 15


class Tasks:
    def __init__(self, services: Services, reception: Reception) -> None:
        self._services = services
        self._reception = reception

    async def page(self, visit: Visit) -> Response:
        items = await to_thread.run_sync(tasks.open_tasks, self._services)
        done = visit.request.query_params.get("done") == "yes"
        return self._reception.render(visit, "tasks.html", items=items, done=done)

    async def finish(self, visit: Visit) -> Response:
        """Mark a task as done, for the amount that the page showed.

        Raises:
            Problem: 404, no such task or no amount; 409, the amount has changed since.
        """
        task_id, seen = TaskId(visit.request.path_params["task_id"]), visit.form.get("minor", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) <= MAX_DIGITS):
            raise not_found()
        try:
            await to_thread.run_sync(tasks.finish, self._services, task_id, visit.agent.login, int(seen))
        except TaskChanged as error:
            raise Problem(409, "task.changed") from error
        return visit.go("/tasks", done="yes")
