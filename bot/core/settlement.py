"""Settlement: a smaller sum, paid at once, that closes the debt; only where the creditor allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from bot.core.money import Money
from bot.core.schedule import Schedule
from bot.core.table import Table
from bot.core.terms import Frequency


class NoSettlement(str, Enum):
    """Why none can be offered by rule; a person may still decide otherwise."""

    NEVER = "never"
    TOO_RECENT = "too_recent"
    ABOVE_LIMIT = "above_limit"
    PLAN_RUNS = "plan_runs"
    OUTSIDE_LIMITS = "outside_limits"


@dataclass(frozen=True, slots=True)
class Settled:
    """What closes the debt.

    Attributes:
        schedule: the one payment.
        discount: what the creditor gives up once it is paid; with the payment it makes the balance.
    """

    schedule: Schedule
    discount: Money


def settle(
    table: Table, due_on: date, offered: Money | None = None, wanted_on: date | None = None
) -> Settled | NoSettlement:
    """The whole discount the creditor allows, at once: it is not haggled out of people.

    Args:
        due_on: the day the debt fell due; its age counts from there.
        offered: what the debtor says they can pay in one go.
        wanted_on: the day on which they would pay; without one, the creditor's last.
    Rule: `settlement.*` and `human_above` of the creditor's file.
    """
    terms = table.terms.settlement
    if terms is None or not terms.max_discount_percent:
        return NoSettlement.NEVER
    if table.balance.total > table.terms.human_above:
        return NoSettlement.ABOVE_LIMIT
    if table.running is not None:
        return NoSettlement.PLAN_RUNS
    if (table.today - due_on).days < terms.min_age_days:
        return NoSettlement.TOO_RECENT
    discount = _rounded_down(table.balance.total, terms.max_discount_percent)
    amount = table.balance.total - discount
    day = _payment_day(table, terms.pay_within_days, wanted_on)
    if not discount or day is None or (offered is not None and offered < amount):
        return NoSettlement.OUTSIDE_LIMITS
    return Settled(Schedule.of(Frequency.MONTHLY, (day,), (amount.minor,), 0, amount.currency), discount)


def _rounded_down(amount: Money, percent: Decimal) -> Money:
    return Money(int(Decimal(amount.minor) * percent / 100), amount.currency)


def _payment_day(table: Table, within_days: int, wanted_on: date | None) -> date | None:
    """The last business day up to the one wanted (the creditor's last, where none is), else the first after it.

    None where that would be too late.
    """
    latest = table.today + timedelta(days=within_days)
    if wanted_on is not None and wanted_on > latest:
        return None
    wanted = latest if wanted_on is None else max(wanted_on, table.today)
    days = [table.today + timedelta(days=number) for number in range(within_days + 1)]
    business_days = [day for day in days if table.is_business_day(day)]
    before = [day for day in business_days if day <= wanted]
    return before[-1] if before else next(iter(business_days), None)
