"""Handoff: a conversation passes to a person, is answered there, and comes back or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.core.account import AccountId
from bot.core.conversation import (
    AgentId,
    Author,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffReason,
    HandoffState,
    Holder,
    Line,
    Outcome,
)
from bot.core.errors import IllegalTransition, NotTheOwner
from bot.core.hours import OfficeHours
from bot.reading.typed import clean
from bot.services import cases, holds
from bot.services.figures import Figures
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent, NewLine

# Keeps an agent's key apart from a channel's ids of messages.
AGENTS_KEY = "agent:"


@dataclass(frozen=True, slots=True)
class Requested:
    """A handoff was asked for.

    Attributes:
        joined: one was already open; nothing new was created.
        held: an account was put on hold with it.
        answer_at: when a person will be there (aware, office time); None while the office is open.
    """

    handoff: Handoff
    joined: bool
    held: bool
    answer_at: datetime | None


def request(
    services: Services,
    conversation_id: ConversationId,
    reason: HandoffReason,
    account_id: AccountId | None,
    *,
    asked_by: str = "debtor",
    figures: Figures | None = None,
) -> Requested:
    """Call a person: hold what must rest, create the handoff, and give the conversation to the agents.

    A second request joins the open one, and raises its reason where the new one is more pressing.

    Args:
        figures: of the debtor's means, for the agent's summary; only where the account is theirs.
    """
    with services.store.writing() as uow:
        requested = request_within(
            services, uow, conversation_id, reason, account_id, asked_by=asked_by, figures=figures
        )
        uow.commit()
    services.live.queue_changed()
    services.live.conversation_changed(conversation_id)
    return requested


def request_within(
    services: Services,
    uow: UnitOfWork,
    conversation_id: ConversationId,
    reason: HandoffReason,
    account_id: AccountId | None,
    *,
    asked_by: str,
    figures: Figures | None = None,
) -> Requested:
    """Like `request`, as a part of something larger: the caller commits, and tells who watches."""
    now = services.clock.now()
    today = services.day_of(now)
    conversation = uow.conversations.get(conversation_id, locked=True)
    concerned = _concerned(uow, conversation, account_id)
    held = holds.place_for(uow, conversation, concerned, reason, now, today, asked_by)
    summary = cases.summary(uow, conversation, concerned, today, figures)
    handoff = uow.handoffs.open_of(conversation_id)
    joined = handoff is not None
    if handoff is None:
        handoff = uow.handoffs.add(
            Handoff(HandoffId(0), conversation_id, concerned, reason, HandoffState.REQUESTED, summary, now)
        )
    elif figures is not None or reason.priority.rank < handoff.priority.rank:
        pressing = min(handoff.reason, reason, key=lambda one: one.priority.rank)
        uow.handoffs.raise_reason(handoff.id, pressing.value, pressing.priority.rank, summary)
        handoff = uow.handoffs.get(handoff.id)
    uow.conversations.set_holder(conversation_id, Holder.AGENT)
    data = {"handoff": handoff.id, "reason": reason.value, "hold": held, "joined": joined}
    uow.audit.record(AuditEvent("handoff_requested", asked_by, data, concerned, conversation_id), now)
    return Requested(handoff, joined, held, _answer_at(services, uow, concerned, now))


def claim(services: Services, handoff_id: HandoffId, agent_id: AgentId) -> Handoff:
    """Take a waiting handoff. Of two agents who claim at once, one succeeds.

    Raises:
        NotTheOwner: somebody else was faster; it says who.
    """
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = uow.handoffs.get(handoff_id)
        agent = uow.agents.get(agent_id)
        if handoff.state is HandoffState.CLAIMED:
            if handoff.agent_id == agent_id:
                return handoff
            raise NotTheOwner(_name(uow, handoff.agent_id))
        handoff.check_step(HandoffState.CLAIMED)
        claimed = replace(handoff, state=HandoffState.CLAIMED, agent_id=agent_id, claimed_at=now)
        if not uow.handoffs.move(claimed, HandoffState.REQUESTED):
            raise NotTheOwner(_name(uow, uow.handoffs.get(handoff_id).agent_id))
        _audit(uow, "handoff_claimed", agent.login, claimed, now)
        uow.commit()
    _announce(services, claimed)
    return claimed


def release(services: Services, handoff_id: HandoffId, agent_id: AgentId) -> Handoff:
    """Put a claimed handoff back in the queue for a colleague."""
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = _held_by(uow, handoff_id, agent_id)
        waiting = _moved(uow, handoff, replace(handoff, state=HandoffState.REQUESTED, agent_id=None, claimed_at=None))
        _audit(uow, "handoff_released", uow.agents.get(agent_id).login, waiting, now)
        uow.commit()
    _announce(services, waiting)
    return waiting


def answer(services: Services, handoff_id: HandoffId, agent_id: AgentId, text: str, key: str | None = None) -> Line:
    """Write to the debtor as the agent who holds the conversation.

    Args:
        key: names the answer; sent again under the same key it is written once.

    Raises:
        NotTheOwner: this agent does not hold it.
        ValueError: the text is empty.
    """
    text = clean(text)
    if not text:
        raise ValueError("an answer needs words")
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = _held_by(uow, handoff_id, agent_id)
        external_id = f"{AGENTS_KEY}{key}" if key else None
        if external_id is not None:
            known = uow.conversations.by_external_id(handoff.conversation_id, external_id)
            if known is not None:
                return uow.conversations.lines(handoff.conversation_id, known[0] - 1)[0]
        line = NewLine(Author.AGENT, text, external_id, agent_id=agent_id)
        (recorded,) = uow.conversations.add_lines(handoff.conversation_id, [line], now)
        uow.commit()
    services.live.conversation_changed(handoff.conversation_id)
    return recorded


def add_note(services: Services, handoff_id: HandoffId, agent_id: AgentId, text: str) -> None:
    """Keep a private note; debtors never see it."""
    text = clean(text)
    if not text:
        raise ValueError("a note needs words")
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = uow.handoffs.get(handoff_id)
        uow.handoffs.add_note(handoff.conversation_id, agent_id, text, now)
        uow.commit()
    services.live.conversation_changed(handoff.conversation_id)


def finish(
    services: Services,
    handoff_id: HandoffId,
    agent_id: AgentId,
    state: HandoffState,
    outcome: Outcome,
    farewell: Sequence[NewLine],
    *,
    comment: str = "",
    release_hold: bool = False,
) -> Handoff:
    """End a handoff; from then on the debtor talks with the assistant, which says so in `farewell`.

    Args:
        state: RETURNED, so that the assistant carries on, or CLOSED, where the matter is done.
        release_hold: what rested for this handoff rests no longer.
    Raises:
        NotTheOwner: this agent does not hold it.
        IllegalTransition: any other state.
    """
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = _held_by(uow, handoff_id, agent_id)
        if state not in (HandoffState.RETURNED, HandoffState.CLOSED):
            raise IllegalTransition(handoff.state.value, state.value)
        ended = _moved(uow, handoff, replace(handoff, state=state, outcome=outcome, ended_at=now))
        if comment := clean(comment):
            uow.handoffs.set_comment(handoff_id, comment)
        uow.conversations.set_holder(handoff.conversation_id, Holder.BOT)
        if handoff.reason is HandoffReason.IDENTITY_LOCKED:
            # A person has looked at it: the debtor may try again. What was guessed at an account today still counts.
            uow.conversations.set_identity_failures(handoff.conversation_id, 0)
        # A question asked before the agent came is not taken up again.
        uow.conversations.keep_memory(handoff.conversation_id, None)
        uow.conversations.add_lines(handoff.conversation_id, farewell, now)
        login = uow.agents.get(agent_id).login
        released = holds.release_for(uow, handoff, login, now, services.day_of(now)) if release_hold else 0
        if not release_hold:
            holds.let_run_out(uow, handoff)
        _audit(uow, f"handoff_{state.value}", login, ended, now, outcome=outcome.value, holds_released=released)
        uow.commit()
    _announce(services, ended)
    return ended


def _held_by(uow: UnitOfWork, handoff_id: HandoffId, agent_id: AgentId) -> Handoff:
    """A handoff that this agent holds, and whose conversation nobody else changes meanwhile."""
    handoff = _locked(uow, handoff_id)
    handoff.check_held_by(agent_id, _name(uow, handoff.agent_id))
    return handoff


def _moved(uow: UnitOfWork, handoff: Handoff, moved: Handoff) -> Handoff:
    """Take a step, if it is one and nobody was faster."""
    handoff.check_step(moved.state)
    if not uow.handoffs.move(moved, handoff.state):
        raise NotTheOwner(None)
    return moved


def _concerned(uow: UnitOfWork, conversation: Conversation, account_id: AccountId | None) -> AccountId | None:
    """The account, if it is the verified debtor's: nobody moves anything on another's, or unverified."""
    if account_id is None or conversation.debtor_id is None:
        return None
    return account_id if uow.accounts.get(account_id).debtor_id == conversation.debtor_id else None


def _answer_at(services: Services, uow: UnitOfWork, account_id: AccountId | None, now: datetime) -> datetime | None:
    hours, country = _hours(services, uow, account_id)
    is_holiday = partial(services.calendars.is_holiday, country)
    return None if hours.is_open(now, is_holiday) else hours.next_opening(now, is_holiday)


def _hours(services: Services, uow: UnitOfWork, account_id: AccountId | None) -> tuple[OfficeHours, str]:
    if account_id is None:
        return services.office.hours, services.office.country
    terms = uow.creditors.get(uow.accounts.get(account_id).creditor_id)
    return terms.contact.hours, terms.country


def _locked(uow: UnitOfWork, handoff_id: HandoffId) -> Handoff:
    """A handoff whose conversation nobody else changes meanwhile."""
    uow.conversations.get(uow.handoffs.get(handoff_id).conversation_id, locked=True)
    return uow.handoffs.get(handoff_id)


def _name(uow: UnitOfWork, agent_id: AgentId | None) -> str | None:
    return None if agent_id is None else uow.agents.get(agent_id).name


def _audit(uow: UnitOfWork, kind: str, login: str, handoff: Handoff, now: datetime, **data: object) -> None:
    event = AuditEvent(
        kind,
        f"agent:{login}",
        {"handoff": handoff.id, **data},
        handoff.account_id,
        handoff.conversation_id,
    )
    uow.audit.record(event, now)


def _announce(services: Services, handoff: Handoff) -> None:
    services.live.queue_changed()
    services.live.conversation_changed(handoff.conversation_id)
