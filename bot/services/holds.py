"""Holds: what must rest while a person looks at it, and until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.core.account import AccountId, Hold, HoldReason
from bot.core.conversation import Conversation, ConversationId, Handoff, HandoffReason
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent

# UK-03 and compliance D (POLICY): hardship rests for thirty days, and until a person has looked at it in any case; a
# dispute rests until somebody has decided it.
HARDSHIP_HOLD = timedelta(days=30)


def place_no_contact(services: Services, conversation_id: ConversationId) -> int:
    """Stop everything we would send unasked, on all accounts of the verified debtor; returns how many."""
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        debtor_id = uow.conversations.get(conversation_id).debtor_id
        accounts = uow.accounts.of_debtor(debtor_id) if debtor_id is not None else ()
        for account in accounts:
            hold = Hold(account.id, HoldReason.NO_CONTACT, today, None)
            _place(uow, conversation_id, hold, now, "debtor")
        uow.audit.record(
            AuditEvent("contact_stopped", "debtor", {"accounts": len(accounts)}, None, conversation_id), now
        )
        uow.commit()
    return len(accounts)


def place_for(
    uow: UnitOfWork,
    conversation: Conversation,
    account_id: AccountId | None,
    reason: HandoffReason,
    now: datetime,
    today: date,
    actor: str,
) -> bool:
    """Let rest what a handoff is about, and what was offered on it; returns whether anything does."""
    hold_reason = reason.hold
    if hold_reason is None:
        return False
    accounts = _accounts_concerned(uow, conversation, account_id, hold_reason)
    for concerned in accounts:
        _place(uow, conversation.id, Hold(concerned, hold_reason, today, None), now, actor)
        uow.plans.supersede_open_offers(concerned)
    return bool(accounts)


def let_run_out(uow: UnitOfWork, handoff: Handoff) -> None:
    """A person has looked at the hardship: from here on its rest ends by itself, thirty days after it began."""
    debtor_id = uow.conversations.get(handoff.conversation_id).debtor_id
    if debtor_id is None or handoff.reason.hold is not HoldReason.HARDSHIP:
        return
    for account in uow.accounts.of_debtor(debtor_id):
        uow.holds.limit(account.id, HoldReason.HARDSHIP, HARDSHIP_HOLD)


def release_for(uow: UnitOfWork, handoff: Handoff, login: str, now: datetime, today: date) -> int:
    """Release what a handoff is about: its own account, and the others that its reason put on hold.

    What another open handoff of the debtor has put on hold goes on resting.
    """
    debtor_id = uow.conversations.get(handoff.conversation_id).debtor_id
    if debtor_id is None:
        return 0
    others = [one for one in uow.handoffs.open_of_debtor(debtor_id) if one.id != handoff.id]
    released = 0
    for account in uow.accounts.of_debtor(debtor_id):
        account_id = account.id
        own = handoff.reason.hold
        if account_id == handoff.account_id:
            reasons = [one for one in HoldReason if one.stops_negotiation]
        elif own is not None and (handoff.account_id is None or own is not HoldReason.DISPUTE):
            reasons = [own]
        else:
            continue
        needed = {one.reason.hold for one in others if one.account_id in (None, account_id) or _is_personal(one)}
        count = sum(uow.holds.release(account_id, now, today, one) for one in reasons if one not in needed)
        if count:
            data = {"handoff": handoff.id, "holds": count}
            event = AuditEvent("hold_released", f"agent:{login}", data, account_id, handoff.conversation_id)
            uow.audit.record(event, now)
        released += count
    return released


def _is_personal(handoff: Handoff) -> bool:
    """Whether its hold concerns the person, and so every account."""
    return handoff.reason.hold is not None and handoff.reason.hold is not HoldReason.DISPUTE


def _place(uow: UnitOfWork, conversation_id: ConversationId, hold: Hold, now: datetime, actor: str) -> None:
    """Place a hold, unless one for the same reason lasts as long already."""
    for active in uow.holds.active(hold.account_id, hold.placed_on):
        if active.reason is hold.reason and (
            active.until is None or (hold.until is not None and hold.until <= active.until)
        ):
            return
    uow.holds.place(hold)
    data = {"reason": hold.reason.value, "until": hold.until.isoformat() if hold.until else None}
    uow.audit.record(AuditEvent("hold_placed", actor, data, hold.account_id, conversation_id), now)


def _accounts_concerned(
    uow: UnitOfWork, conversation: Conversation, account_id: AccountId | None, hold: HoldReason
) -> list[AccountId]:
    """Hardship concerns the person and so every account; a dispute concerns the one account."""
    if conversation.debtor_id is None:
        return []
    if account_id is not None and hold is HoldReason.DISPUTE:
        return [account_id]
    return [one.id for one in uow.accounts.of_debtor(conversation.debtor_id)]
