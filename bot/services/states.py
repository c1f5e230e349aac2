"""The state of things as plain JSON values, for operators and black-box tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, standing
from bot.core.conversation import ConversationId, Handoff, Line
from bot.core.errors import ConversationNotFound
from bot.services.accounts import view_of
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent
from bot.services.tasks import open_tasks


def account_state(services: Services, account_id: AccountId) -> dict[str, Any]:
    """One account: balance (minor units), entries, plans, holds, audit trail."""
    with services.store.reading() as uow:
        view = view_of(uow, account_id, services.today())
        return {
            "reference": view.account.reference,
            "creditor": view.account.creditor_id,
            "debtor_id": view.account.debtor_id,
            "currency": view.account.currency,
            "balance": {
                "principal": view.balance.principal.minor,
                "interest": view.balance.interest.minor,
                "fees": view.balance.fees.minor,
                "total": view.balance.total.minor,
            },
            "entries": [
                {
                    "kind": entry.kind.value,
                    "reference": entry.reference,
                    "booked_on": entry.booked_on.isoformat(),
                    "postings": {one.book.value: one.amount.minor for one in entry.postings},
                }
                for entry in uow.accounts.entries(account_id)
            ],
            "holds": [
                {"reason": hold.reason.value, "until": hold.until.isoformat() if hold.until else None}
                for hold in view.holds
            ],
            "plans": [_plan(uow, plan, services.today()) for plan in uow.plans.of_account(account_id)],
            "promises": [
                {"amount": one.amount.minor, "due_on": one.due_on.isoformat(), "state": one.state.value}
                for one in uow.promises.of_account(account_id)
            ],
            "time_barred": view.time_barred,
            "audit": [_event(at.isoformat(), event) for at, event in uow.audit.of_account(account_id)],
        }


def handoff_states(services: Services) -> list[dict[str, Any]]:
    """Every handoff, the most pressing first."""
    with services.store.reading() as uow:
        return [_handoff(uow, one) for one in uow.handoffs.list()]


def task_states(services: Services) -> list[dict[str, Any]]:
    """What waits for a person outside any conversation, the longest waiting first."""
    return [
        {
            "id": one.task.id,
            "account": one.account.reference,
            "creditor": one.account.creditor_id,
            "kind": one.task.kind.value,
            "subject": one.task.subject,
            "amount": one.amount.minor,
            "currency": one.amount.currency,
            "data": one.task.data,
            "created_at": one.task.created_at.isoformat(),
        }
        for one in open_tasks(services)
    ]


def conversation_number(services: Services, channel: str, sender: str) -> ConversationId:
    """Raises ConversationNotFound where nobody has written from there."""
    with services.store.reading() as uow:
        conversation = uow.conversations.find(channel, sender)
    if conversation is None:
        raise ConversationNotFound(f"{channel}:{sender}")
    return conversation.id


def conversation_state(services: Services, conversation_id: ConversationId) -> dict[str, Any]:
    """One conversation: who holds it, its lines, its handoffs, its audit trail."""
    with services.store.reading() as uow:
        conversation = uow.conversations.get(conversation_id)
        return {
            "id": conversation.id,
            "channel": conversation.channel,
            "language": conversation.language.value,
            "holder": conversation.holder.value,
            "verified": conversation.debtor_id is not None,
            "debtor_id": conversation.debtor_id,
            "identity_failures": conversation.identity_failures,
            "lines": [_line(line) for line in uow.conversations.lines(conversation_id)],
            "feedback": uow.conversations.feedback(conversation_id),
            "handoffs": [_handoff(uow, one) for one in uow.handoffs.of_conversation(conversation_id)],
            "audit": [_event(at.isoformat(), one) for at, one in uow.audit.of_conversation(conversation_id)],
        }


def _plan(uow: UnitOfWork, plan: Arrangement, today: date) -> dict[str, Any]:
    life = uow.plans.life(plan.id)
    stands = standing(plan.schedule, uow.plans.paid(plan.id), today)
    return {
        "id": plan.id,
        "offer_id": plan.offer_id,
        "state": plan.state.value,
        "stage": life.stage.value,
        "stage_since": life.since.isoformat(),
        "frequency": plan.schedule.frequency.value,
        "agreed_at": plan.agreed_at.isoformat(),
        "total": plan.schedule.total.minor,
        "interest": plan.schedule.interest.minor,
        "discount": plan.discount.minor,
        "replaces": plan.replaces,
        "instalments": [
            {
                "number": one.instalment.number,
                "due_on": one.instalment.due_on.isoformat(),
                "amount": one.instalment.amount.minor,
                "paid": one.paid.minor,
                "state": one.state.value,
            }
            for one in stands.instalments
        ],
        "documents": [
            {"name": one.name, "sha256": one.sha256, "url": f"/documents/{one.token}"}
            for one in uow.plans.documents(plan.id)
        ],
    }


def _handoff(uow: UnitOfWork, handoff: Handoff) -> dict[str, Any]:
    account = None if handoff.account_id is None else uow.accounts.get(handoff.account_id).reference
    return {
        "id": handoff.id,
        "conversation_id": handoff.conversation_id,
        "account": account,
        "reason": handoff.reason.value,
        "priority": handoff.priority.value,
        "state": handoff.state.value,
        "agent": None if handoff.agent_id is None else uow.agents.get(handoff.agent_id).login,
        "requested_at": handoff.requested_at.isoformat(),
        "outcome": handoff.outcome.value if handoff.outcome else None,
        "summary": handoff.summary,
        "comment": handoff.comment,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "author": line.author.value,
        "name": line.agent_name,
        "text": line.text,
        "buttons": [{"title": one.title, "payload": one.payload} for one in line.buttons],
        "attachment": line.attachment.url if line.attachment else None,
        "at": line.at.isoformat(),
    }


def _event(at: str, event: AuditEvent) -> dict[str, Any]:
    return {"at": at, "kind": event.kind, "actor": event.actor, "data": event.data}
