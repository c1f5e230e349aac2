"""What agents see of handoffs: the queue, one case whole, and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.account import AccountId
from bot.core.conversation import Conversation, Handoff, HandoffId, HandoffState, Line
from bot.core.plan_life import Stage
from bot.services.accounts import AccountView, view_of
from bot.services.figures import Figures
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent, Note, QueueItem


def queue(services: Services, states: Sequence[HandoffState]) -> tuple[QueueItem, ...]:
    """Handoffs in these states, by priority, the longest waiting first."""
    with services.store.reading() as uow:
        return uow.handoffs.queue(states)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a case now.

    Attributes:
        holder_name: who has claimed it, or who ended it.
    """

    handoff: Handoff
    conversation: Conversation
    holder_name: str | None

    @property
    def mark(self) -> str:
        """Differs whenever the case has passed to somebody else; a page compares it with its own."""
        return f"{self.handoff.state.value}:{self.handoff.agent_id or 0}"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything an agent sees of one handoff.

    Attributes:
        accounts: all of the verified debtor's; empty where nobody is verified.
        earlier: the conversation's other handoffs.
    """

    standing: Standing
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    accounts: tuple[AccountView, ...]
    earlier: tuple[Handoff, ...]

    @property
    def debtor_name(self) -> str | None:
        return self.accounts[0].debtor.full_name if self.accounts else None


@dataclass(frozen=True, slots=True)
class News:
    """What an open page lacks.

    Attributes:
        lines: those after the last one the page has.
    """

    standing: Standing
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]


def case(services: Services, handoff_id: HandoffId, agent_login: str) -> Case:
    """One handoff with its transcript and accounts; reading personal data leaves an audit event.

    Raises:
        HandoffNotFound: there is no such case.
    """
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        standing = _standing(uow, handoff_id)
        handoff, conversation = standing.handoff, standing.conversation
        accounts: tuple[AccountView, ...] = ()
        if conversation.debtor_id is not None:
            mine = uow.accounts.of_debtor(conversation.debtor_id)
            accounts = tuple(view_of(uow, account.id, today) for account in mine)
        data = {"handoff": handoff_id}
        event = AuditEvent("case_read", f"agent:{agent_login}", data, handoff.account_id, conversation.id)
        uow.audit.record(event, now)
        read = Case(
            standing=standing,
            lines=uow.conversations.lines(conversation.id),
            notes=uow.handoffs.notes(conversation.id),
            accounts=accounts,
            earlier=tuple(one for one in uow.handoffs.of_conversation(conversation.id) if one.id != handoff.id),
        )
        uow.commit()
    return read


def case_standing(services: Services, handoff_id: HandoffId) -> Standing:
    """Who has a case now.

    Raises:
        HandoffNotFound: there is no such case.
    """
    with services.store.reading() as uow:
        return _standing(uow, handoff_id)


def news(services: Services, handoff_id: HandoffId, after: int) -> News:
    """Everything new in a case since line `after`, for whoever has read the case.

    Raises:
        HandoffNotFound: there is no such case.
    """
    with services.store.reading() as uow:
        standing = _standing(uow, handoff_id)
        return News(
            standing=standing,
            lines=uow.conversations.lines(standing.conversation.id, after),
            notes=uow.handoffs.notes(standing.conversation.id),
        )


def summary(
    uow: UnitOfWork,
    conversation: Conversation,
    account_id: AccountId | None,
    today: date,
    figures: Figures | None = None,
) -> str:
    """How things stood when a person was asked for: facts only, one a line; what was said is in the transcript."""
    if conversation.debtor_id is None:
        return f"identity not verified ({conversation.identity_failures} failed checks)"
    debtor = uow.accounts.debtor(conversation.debtor_id)
    lines = [f"verified: {debtor.full_name}, writes {conversation.language.value}"]
    accounts = [one.id for one in uow.accounts.of_debtor(debtor.id)]
    for concerned in [account_id] if account_id is not None else accounts:
        view = view_of(uow, concerned, today)
        lines.append(
            f"{view.account.reference} ({view.terms.name}): {view.balance.total.major}"
            f" {view.account.currency} owed, {len(view.payments)} payments received"
        )
        if view.plan is not None and view.plan_standing is not None:
            lines.append(f"plan of {view.plan.schedule.count} instalments, {view.plan_standing.paid_count} paid")
            stage = uow.plans.life(view.plan.id).stage
            if stage is not Stage.KEPT:
                lines.append(f"the plan is {stage.value}")
        if view.on_hold:
            lines.append("on hold")
        if view.time_barred:
            lines.append("may be time-barred: ask nothing before checking")
    if figures is not None:
        lines.extend(figures.lines())
    return "\n".join(lines)


def _standing(uow: UnitOfWork, handoff_id: HandoffId) -> Standing:
    handoff = uow.handoffs.get(handoff_id)
    return Standing(
        handoff=handoff,
        conversation=uow.conversations.get(handoff.conversation_id),
        holder_name=None if handoff.agent_id is None else uow.agents.get(handoff.agent_id).name,
    )
