"""Settlements: a smaller sum at once, offered only to who asks for it, under the creditor's limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.account import AccountId
from bot.core.conversation import ConversationId
from bot.core.money import Money
from bot.core.settlement import NoSettlement, Settled, settle
from bot.services.accounts import check_owner, view_of
from bot.services.decisions import table_record
from bot.services.negotiation import Impossible, Obstacle, Proposed, obstacle, offer_of, table_for
from bot.services.ports import Services
from bot.services.repositories import AuditEvent

SETTLEMENT_OFFERED = "settlement_offered"


@dataclass(frozen=True, slots=True)
class NotByRule:
    """No settlement within the creditor's limits: a person looks at it."""

    reason: NoSettlement


def propose_settlement(
    services: Services,
    conversation_id: ConversationId,
    account_id: AccountId,
    offered: Money | None = None,
    wanted_on: date | None = None,
) -> Proposed | NotByRule | Impossible:
    """Offer what closes the debt; call only where the debtor has asked for it.

    Args:
        offered: what they say they can pay in one go.
        wanted_on: the day on which they would.
    """
    now = services.clock.now()
    today = services.day_of(now)
    with services.store.writing() as uow:
        uow.accounts.get(account_id, locked=True)
        view = view_of(uow, account_id, today)
        check_owner(uow, conversation_id, view.account)
        found = obstacle(view, today)
        if found is not None and found is not Obstacle.HAS_PLAN:
            return Impossible(found)
        table = table_for(services, uow, view, today, changing=view.plan)
        settled = settle(table, view.account.due_on, offered, wanted_on)
        data: dict[str, object] = {
            "table": table_record(table),
            "debt_due_on": view.account.due_on.isoformat(),
            "offered": offered.minor if offered else None,
            "wanted_on": wanted_on.isoformat() if wanted_on else None,
        }
        if not isinstance(settled, Settled):
            data["reason"] = settled.value
            uow.audit.record(AuditEvent("settlement_referred", "bot", data, account_id, conversation_id), now)
            uow.commit()
            return NotByRule(settled)
        uow.plans.supersede_open_offers(account_id)
        offer = offer_of(conversation_id, view, table, settled.schedule, now, discount=settled.discount)
        uow.plans.add_offer(offer)
        data["offers"] = [offer.id]
        uow.audit.record(AuditEvent(SETTLEMENT_OFFERED, "bot", data, account_id, conversation_id), now)
        uow.commit()
    return Proposed(offer)
