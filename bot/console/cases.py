"""One case: the conversation, the accounts it is about, notes, and what came before."""

from __future__ import annotations

import secrets

from anyio import to_thread
from starlette.responses import Response

from bot.console.casework import MAX_ANSWER_CHARACTERS, MAX_NOTE_CHARACTERS
from bot.console.visits import Reception, Visit
from bot.core.account import AccountId
from bot.core.conversation import HandoffId, HandoffState, Outcome
from bot.services import cases
from bot.services.accounts import AccountView
from bot.services.cases import Case, Standing
from bot.services.ports import Services
from bot.services.reasoning import Deliberation, deliberations

MOST_DELIBERATIONS = 5


class Cases:
    def __init__(self, services: Services, reception: Reception) -> None:
        self._services = services
        self._reception = reception

    async def page(self, visit: Visit) -> Response:
        case = await to_thread.run_sync(cases.case, self._services, _id(visit), visit.agent.login)
        return self._reception.render(
            visit,
            "case.html",
            case=case,
            standing=case.standing,
            mine=_is_mine(case.standing, visit),
            waiting=case.standing.handoff.state is HandoffState.REQUESTED,
            accounts=_accounts(case),
            deliberations=await to_thread.run_sync(_deliberations, self._services, case),
            concerned=_concerned(case),
            releasable=_hold_can_be_released(case),
            last_seq=case.lines[-1].seq if case.lines else 0,
            outcomes=tuple(Outcome),
            answer_key=secrets.token_hex(16),
            max_answer=MAX_ANSWER_CHARACTERS,
            max_note=MAX_NOTE_CHARACTERS,
        )

    async def updates(self, visit: Visit) -> Response:
        """What an open page lacks: lines after `after`, notes, and word that the case changed hands."""
        query = visit.request.query_params
        after = query.get("after", "")
        found = await to_thread.run_sync(
            cases.news, self._services, _id(visit), int(after) if after.isascii() and after.isdigit() else 0
        )
        return self._reception.render(
            visit,
            "_updates.html",
            news=found,
            standing=found.standing,
            mine=_is_mine(found.standing, visit),
            moved=query.get("mark") != found.standing.mark,
        )


def _id(visit: Visit) -> HandoffId:
    return HandoffId(visit.request.path_params["handoff_id"])


def _deliberations(services: Services, case: Case) -> dict[AccountId, tuple[Deliberation, ...]]:
    """Why the debtor was offered what they were offered, by account."""
    return {view.account.id: deliberations(services, view.account.id, MOST_DELIBERATIONS) for view in case.accounts}


def _is_mine(standing: Standing, visit: Visit) -> bool:
    return standing.handoff.state is HandoffState.CLAIMED and standing.handoff.agent_id == visit.agent.id


def _accounts(case: Case) -> tuple[AccountView, ...]:
    """The account the case is about first, then those with something owed."""
    concerned = case.standing.handoff.account_id
    return tuple(sorted(case.accounts, key=lambda view: (view.account.id != concerned, view.settled)))


def _hold_can_be_released(case: Case) -> bool:
    concerned = _concerned(case)
    return concerned is not None and concerned.on_hold


def _concerned(case: Case) -> AccountView | None:
    """The account that the case is about."""
    return next((view for view in case.accounts if view.account.id == case.standing.handoff.account_id), None)
