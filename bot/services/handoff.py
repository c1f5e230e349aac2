"""Handoff: a conversation passes to a person, is answered there, and comes back or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.core.account import AccountId, Hold, HoldReason
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
from bot.core.errors import NotTheOwner
from bot.core.hours import OfficeHours
from bot.services.accounts import AccountView, view_of
from bot.services.ports import AuditEvent, NewLine, Note, Services, UnitOfWork

# UK-03 and compliance D (POLICY): hardship rests for thirty days; a dispute until somebody has decided it.
HARDSHIP_HOLD = timedelta(days=30)
LAST_WORDS = 160


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
) -> Requested:
    """Call a person: hold what must rest, create the handoff, and give the conversation to the agents.

    A second request joins the open one, and raises its reason where the new one is more pressing.
    """
    now = services.clock.now()
    with services.store.writing() as uow:
        conversation = uow.conversations.get(conversation_id, locked=True)
        concerned = _concerned(uow, conversation, account_id)
        held = _hold(uow, conversation, concerned, reason, now, asked_by)
        summary = _summary(uow, conversation, concerned, now.date())
        handoff = uow.handoffs.open_of(conversation_id)
        joined = handoff is not None
        if handoff is None:
            handoff = uow.handoffs.add(
                Handoff(HandoffId(0), conversation_id, concerned, reason, HandoffState.REQUESTED, summary, now)
            )
        elif reason.priority.rank < handoff.priority.rank:
            uow.handoffs.raise_reason(handoff.id, reason.value, reason.priority.rank, summary)
            handoff = uow.handoffs.get(handoff.id)
        uow.conversations.set_holder(conversation_id, Holder.AGENT)
        data = {"handoff": handoff.id, "reason": reason.value, "hold": held, "joined": joined}
        uow.audit.record(AuditEvent("handoff_requested", asked_by, data, concerned, conversation_id), now)
        answer_at = _answer_at(services, uow, concerned, now)
        uow.commit()
    services.live.queue_changed()
    services.live.conversation_changed(conversation_id)
    return Requested(handoff, joined, held, answer_at)


def place_no_contact(services: Services, conversation_id: ConversationId) -> int:
    """Stop everything we would send unasked, on all accounts of the verified debtor; returns how many."""
    now = services.clock.now()
    with services.store.writing() as uow:
        debtor_id = uow.conversations.get(conversation_id).debtor_id
        accounts = uow.accounts.of_debtor(debtor_id) if debtor_id is not None else ()
        for account in accounts:
            hold = Hold(account.id, HoldReason.NO_CONTACT, now.date(), None)
            _place(uow, conversation_id, hold, now, "debtor")
        uow.audit.record(
            AuditEvent("contact_stopped", "debtor", {"accounts": len(accounts)}, None, conversation_id), now
        )
        uow.commit()
    return len(accounts)


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
    return _end(services, handoff_id, agent_id, HandoffState.REQUESTED, None, None, ())


def answer(services: Services, handoff_id: HandoffId, agent_id: AgentId, text: str) -> Line:
    """Write to the debtor as the agent who holds the conversation.

    Raises:
        NotTheOwner: this agent does not hold it.
        ValueError: the text is empty.
    """
    if not text.strip():
        raise ValueError("an answer needs words")
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = _locked(uow, handoff_id)
        handoff.check_held_by(agent_id, _name(uow, handoff.agent_id))
        line = NewLine(Author.AGENT, text.strip(), agent_id=agent_id)
        (recorded,) = uow.conversations.add_lines(handoff.conversation_id, [line], now)
        uow.commit()
    services.live.conversation_changed(handoff.conversation_id)
    return recorded


def add_note(services: Services, handoff_id: HandoffId, agent_id: AgentId, text: str) -> None:
    """Keep a private note; debtors never see it."""
    if not text.strip():
        raise ValueError("a note needs words")
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = uow.handoffs.get(handoff_id)
        uow.handoffs.add_note(handoff.conversation_id, agent_id, text.strip(), now)
        uow.commit()
    services.live.conversation_changed(handoff.conversation_id)


def return_to_bot(
    services: Services,
    handoff_id: HandoffId,
    agent_id: AgentId,
    outcome: Outcome,
    farewell: Sequence[NewLine],
    *,
    comment: str = "",
    release_hold: bool = False,
) -> Handoff:
    """Give the conversation back to the assistant, which says so in `farewell`."""
    return _end(
        services,
        handoff_id,
        agent_id,
        HandoffState.RETURNED,
        outcome,
        comment,
        farewell,
        release_hold=release_hold,
    )


def close(
    services: Services,
    handoff_id: HandoffId,
    agent_id: AgentId,
    outcome: Outcome,
    farewell: Sequence[NewLine],
    *,
    comment: str = "",
    release_hold: bool = False,
) -> Handoff:
    """End the matter; the debtor may write again, to the assistant."""
    return _end(
        services,
        handoff_id,
        agent_id,
        HandoffState.CLOSED,
        outcome,
        comment,
        farewell,
        release_hold=release_hold,
    )


@dataclass(frozen=True, slots=True)
class QueueItem:
    handoff: Handoff
    conversation: Conversation
    debtor_name: str | None
    creditor_name: str | None
    agent_name: str | None
    last_words: str


def queue(services: Services, states: Sequence[HandoffState]) -> tuple[QueueItem, ...]:
    """Handoffs in these states, by priority, the longest waiting first."""
    with services.store.reading() as uow:
        return tuple(_queue_item(uow, handoff) for handoff in uow.handoffs.list(states))


@dataclass(frozen=True, slots=True)
class Case:
    """Everything an agent sees of one handoff."""

    item: QueueItem
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    accounts: tuple[AccountView, ...]
    earlier: tuple[Handoff, ...]


def case(services: Services, handoff_id: HandoffId, agent_login: str) -> Case:
    """One handoff with its transcript and accounts; reading personal data leaves an audit event."""
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = uow.handoffs.get(handoff_id)
        conversation = uow.conversations.get(handoff.conversation_id)
        accounts: tuple[AccountView, ...] = ()
        if conversation.debtor_id is not None:
            accounts = tuple(
                view_of(uow, account.id, now.date()) for account in uow.accounts.of_debtor(conversation.debtor_id)
            )
        _audit(uow, "case_read", agent_login, handoff, now)
        read = Case(
            item=_queue_item(uow, handoff),
            lines=uow.conversations.lines(conversation.id),
            notes=uow.handoffs.notes(conversation.id),
            accounts=accounts,
            earlier=tuple(one for one in uow.handoffs.of_conversation(conversation.id) if one.id != handoff.id),
        )
        uow.commit()
    return read


def _queue_item(uow: UnitOfWork, handoff: Handoff) -> QueueItem:
    conversation = uow.conversations.get(handoff.conversation_id)
    debtor_name = creditor_name = None
    if conversation.debtor_id is not None:
        debtor_name = uow.accounts.debtor(conversation.debtor_id).full_name
    if handoff.account_id is not None:
        account = uow.accounts.get(handoff.account_id)
        creditor_name = uow.creditors.get(account.creditor_id).name
    words = [line.text for line in uow.conversations.lines(conversation.id) if line.author is Author.DEBTOR]
    return QueueItem(
        handoff,
        conversation,
        debtor_name,
        creditor_name,
        _name(uow, handoff.agent_id),
        words[-1][:LAST_WORDS] if words else "",
    )


def _concerned(uow: UnitOfWork, conversation: Conversation, account_id: AccountId | None) -> AccountId | None:
    """The account, if it is the verified debtor's: nobody moves anything on another's, or unverified."""
    if account_id is None or conversation.debtor_id is None:
        return None
    return account_id if uow.accounts.get(account_id).debtor_id == conversation.debtor_id else None


def _hold(
    uow: UnitOfWork,
    conversation: Conversation,
    account_id: AccountId | None,
    reason: HandoffReason,
    now: datetime,
    actor: str,
) -> bool:
    hold_reason = reason.hold
    if hold_reason is None:
        return False
    accounts = _accounts_concerned(uow, conversation, account_id, hold_reason)
    today = now.date()
    until = today + HARDSHIP_HOLD if hold_reason is HoldReason.HARDSHIP else None
    for concerned in accounts:
        _place(uow, conversation.id, Hold(concerned, hold_reason, today, until), now, actor)
        uow.plans.supersede_open_offers(concerned)
    return bool(accounts)


def _place(uow: UnitOfWork, conversation_id: ConversationId, hold: Hold, now: datetime, actor: str) -> None:
    """Place a hold, unless one for the same reason lasts as long already."""
    for active in uow.holds.active(hold.account_id, now.date()):
        if active.reason is hold.reason and (
            active.until is None or (hold.until is not None and hold.until <= active.until)
        ):
            return
    uow.holds.place(hold)
    data = {"reason": hold.reason.value, "until": hold.until.isoformat() if hold.until else None}
    uow.audit.record(AuditEvent("hold_placed", actor, data, hold.account_id, conversation_id), now)


def _release_holds(uow: UnitOfWork, handoff: Handoff, login: str, now: datetime) -> int:
    """Release what this handoff is about: its own account, and the others that its reason put on hold."""
    debtor_id = uow.conversations.get(handoff.conversation_id).debtor_id
    accounts = [one.id for one in uow.accounts.of_debtor(debtor_id)] if debtor_id is not None else []
    released = 0
    for account_id in accounts:
        if account_id == handoff.account_id:
            count = uow.holds.release(account_id, now)
        elif handoff.reason.hold is not None and (
            handoff.account_id is None or handoff.reason.hold is not HoldReason.DISPUTE
        ):
            count = uow.holds.release(account_id, now, handoff.reason.hold)
        else:
            continue
        if count:
            data = {"handoff": handoff.id, "holds": count}
            event = AuditEvent("hold_released", f"agent:{login}", data, account_id, handoff.conversation_id)
            uow.audit.record(event, now)
        released += count
    return released


def _accounts_concerned(
    uow: UnitOfWork, conversation: Conversation, account_id: AccountId | None, hold: HoldReason | None
) -> list[AccountId]:
    """Hardship concerns the person and so every account; a dispute concerns the one account."""
    if conversation.debtor_id is None:
        return []
    if account_id is not None and hold in (None, HoldReason.DISPUTE):
        return [account_id]
    return [one.id for one in uow.accounts.of_debtor(conversation.debtor_id)]


def _summary(uow: UnitOfWork, conversation: Conversation, account_id: AccountId | None, today: date) -> str:
    """Facts only, one a line; what the debtor said stands in the transcript beside it."""
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
        if view.on_hold:
            lines.append("on hold")
        if view.time_barred:
            lines.append("may be time-barred: ask nothing before checking")
    return "\n".join(lines)


def _answer_at(services: Services, uow: UnitOfWork, account_id: AccountId | None, now: datetime) -> datetime | None:
    hours, country = _hours(services, uow, account_id)
    is_holiday = partial(services.calendars.is_holiday, country)
    return None if hours.is_open(now, is_holiday) else hours.next_opening(now, is_holiday)


def _hours(services: Services, uow: UnitOfWork, account_id: AccountId | None) -> tuple[OfficeHours, str]:
    if account_id is None:
        return services.office_hours, services.office_country
    terms = uow.creditors.get(uow.accounts.get(account_id).creditor_id)
    return terms.contact.hours, terms.country


def _end(
    services: Services,
    handoff_id: HandoffId,
    agent_id: AgentId,
    state: HandoffState,
    outcome: Outcome | None,
    comment: str | None,
    farewell: Sequence[NewLine],
    *,
    release_hold: bool = False,
) -> Handoff:
    now = services.clock.now()
    with services.store.writing() as uow:
        handoff = _locked(uow, handoff_id)
        handoff.check_held_by(agent_id, _name(uow, handoff.agent_id))
        handoff.check_step(state)
        back_in_queue = state is HandoffState.REQUESTED
        ended = replace(
            handoff,
            state=state,
            outcome=outcome,
            agent_id=None if back_in_queue else agent_id,
            claimed_at=None if back_in_queue else handoff.claimed_at,
            ended_at=None if back_in_queue else now,
        )
        if not uow.handoffs.move(ended, HandoffState.CLAIMED):
            raise NotTheOwner(None)
        if comment:
            uow.handoffs.set_comment(handoff_id, comment)
        if not back_in_queue:
            uow.conversations.set_holder(handoff.conversation_id, Holder.BOT)
            # A question asked before the agent came is not taken up again.
            uow.conversations.keep_memory(handoff.conversation_id, None)
            uow.conversations.add_lines(handoff.conversation_id, farewell, now)
        login = uow.agents.get(agent_id).login
        released = _release_holds(uow, handoff, login, now) if release_hold else 0
        kind = "handoff_released" if back_in_queue else f"handoff_{state.value}"
        _audit(
            uow,
            kind,
            login,
            ended,
            now,
            outcome=outcome.value if outcome else None,
            holds_released=released,
        )
        uow.commit()
    _announce(services, ended)
    return ended


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
