"""What an agent does with a case: claim, answer, note, put back, return, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from anyio import to_thread
from starlette.responses import Response

from bot.console import problems
from bot.console.problems import Problem
from bot.console.visits import Visit
from bot.core.account import Language
from bot.core.conversation import AgentId, Author, HandoffId, HandoffState, Outcome
from bot.core.errors import IllegalTransition, NotTheOwner
from bot.services import handoff
from bot.services.cases import case_standing
from bot.services.ports import Services
from bot.services.repositories import NewLine

# The shortest limit of any channel: Telegram's 4,096 characters a message.
MAX_ANSWER_CHARACTERS = 4_000
MAX_NOTE_CHARACTERS = 4_000
MAX_KEY_CHARACTERS = 64
MAX_COMMENT_CHARACTERS = 2_000
# Tells an open page to ask for what it lacks without waiting for its event stream.
REFRESH = {"HX-Trigger": "case-changed"}

RETURN = "return"
CLOSE = "close"
FINISHES = {
    RETURN: (HandoffState.RETURNED, "utter_agent_returned"),
    CLOSE: (HandoffState.CLOSED, "utter_agent_closed"),
}


class Words(Protocol):
    """The assistant's wording, by response key and language."""

    def __call__(self, key: str, language: Language, /, **values: str) -> str: ...


class Casework:
    def __init__(self, services: Services, words: Words) -> None:
        self._services = services
        self._words = words

    async def claim(self, visit: Visit) -> Response:
        handoff_id = _id(visit)
        await self._do(handoff.claim, handoff_id, visit.agent.id, lost="conflict.lost_race")
        return visit.go(f"/cases/{handoff_id}")

    async def answer(self, visit: Visit) -> Response:
        text = _text(visit, MAX_ANSWER_CHARACTERS)
        key = visit.form.get("key", "")[:MAX_KEY_CHARACTERS] or None
        await self._do(partial(handoff.answer, text=text, key=key), _id(visit), visit.agent.id)
        return _stay(visit)

    async def note(self, visit: Visit) -> Response:
        text = _text(visit, MAX_NOTE_CHARACTERS)
        await self._do(partial(handoff.add_note, text=text), _id(visit), visit.agent.id)
        return _stay(visit)

    async def release(self, visit: Visit) -> Response:
        """Put it back in the queue."""
        await self._do(handoff.release, _id(visit), visit.agent.id)
        return visit.go("/", done="released")

    async def finish(self, visit: Visit) -> Response:
        """Return the conversation to the assistant, or close it; the assistant says which."""
        state, farewell_key = FINISHES.get(visit.form.get("how", ""), (None, ""))
        if state is None:
            raise problems.not_found()
        outcome = _outcome(visit)
        comment = _limited(visit.form.get("comment", "").strip(), MAX_COMMENT_CHARACTERS)
        now = await to_thread.run_sync(case_standing, self._services, _id(visit))
        farewell = self._words(farewell_key, now.conversation.language, agent=visit.agent.name)
        await self._do(
            partial(
                handoff.finish,
                state=state,
                outcome=outcome,
                farewell=[NewLine(Author.BOT, farewell)],
                comment=comment,
                release_hold=visit.form.get("release_hold") == "yes",
            ),
            _id(visit),
            visit.agent.id,
        )
        return visit.go("/", done=state.value)

    async def _do(
        self,
        step: Callable[[Services, HandoffId, AgentId], object],
        handoff_id: HandoffId,
        agent_id: AgentId,
        lost: str = "conflict.held_by",
    ) -> None:
        """Take a step, or say who has the case instead.

        Raises:
            Problem: 409, this agent does not hold the case, or it has no such step any more.
        """
        try:
            await to_thread.run_sync(step, self._services, handoff_id, agent_id)
        except (NotTheOwner, IllegalTransition) as error:
            # The error names the holder only where it read one; the case as it stands now always tells.
            raise await to_thread.run_sync(self._conflict, handoff_id, agent_id, lost) from error

    def _conflict(self, handoff_id: HandoffId, agent_id: AgentId, lost: str) -> Problem:
        now = case_standing(self._services, handoff_id)
        if now.handoff.state is HandoffState.REQUESTED:
            return Problem(409, "conflict.held_by_nobody")
        if now.handoff.state is not HandoffState.CLAIMED:
            return Problem(409, "conflict.ended")
        if now.handoff.agent_id == agent_id:
            return Problem(409, "conflict.held_by_you")
        return Problem(409, lost, name=now.holder_name)


def _id(visit: Visit) -> HandoffId:
    return HandoffId(visit.request.path_params["handoff_id"])


def _stay(visit: Visit) -> Response:
    """Back to the case: the page that is open refreshes itself."""
    if visit.from_script:
        return Response(status_code=204, headers=REFRESH)
    return visit.go(f"/cases/{_id(visit)}")


def _text(visit: Visit, limit: int) -> str:
    text = visit.form.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        raise problems.no_words()
    return _limited(text, limit)


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise problems.too_long(limit)
    return text


def _outcome(visit: Visit) -> Outcome:
    try:
        return Outcome(visit.form.get("outcome", ""))
    except ValueError as error:
        raise problems.no_outcome() from error
