"""How far a plan's interest is booked, from the entries since it was agreed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import entries, offers, postings
from bot.core.arrangement import PlanId
from bot.core.ledger import Book, EntryKind
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest


def plan_interest(connection: Connection, plan: Any) -> PlanInterest:
    """How far the interest of one plan is booked.

    Args:
        plan: a row of plans, with the account's currency.
    """
    # The schedule counts from the day of its offer; a yes may come the day after.
    offered_on = connection.execute(sa.select(offers.c.made_on).where(offers.c.id == plan.offer_id)).scalar_one()
    rows = connection.execute(
        sa.select(entries.c.kind, entries.c.booked_on, postings.c.minor)
        .join(postings, postings.c.entry_id == entries.c.id)
        .where(
            entries.c.account_id == plan.account_id,
            entries.c.id > plan.last_entry_id,
            entries.c.kind.in_((EntryKind.INTEREST.value, EntryKind.PAYMENT.value)),
            postings.c.book.in_((Book.INTEREST.value, Book.RECEIVED.value)),
        )
    ).all()
    booked = sum(row.minor for row in rows if row.kind == EntryKind.INTEREST.value)
    return PlanInterest(
        plan_id=PlanId(plan.id),
        rate_percent=Decimal(plan.interest_rate_percent),
        booked_until=max([offered_on, *(row.booked_on for row in rows)]),
        # A plan that came back may have seen more than its own: what accrued under the one that was taken back.
        left=Money(max(0, plan.interest_minor - booked), plan.currency),
    )
