"""Decisions, as the audit trail keeps them: everything that went in, so that anybody can work them out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.core.ask import Ask
from bot.core.due_dates import IsBusinessDay
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.negotiation import Countered, Outcome, Referred
from bot.core.table import Running, Table
from bot.core.terms import BalanceBand, CreditorTerms, Frequency, PlanTerms, SettlementTerms

Record = dict[str, Any]


def ask_record(ask: Ask) -> Record:
    """An ask as JSON values: amounts in minor units, dates in ISO form."""
    return {
        "amount": _minor(ask.amount),
        "ceiling": ask.amount_is_ceiling,
        "count": ask.count,
        "frequency": ask.frequency.value if ask.frequency else None,
        "first_due_on": _iso(ask.first_due_on),
        "end_on": _iso(ask.end_on),
        "day_of_month": ask.day_of_month,
        "first_amount": _minor(ask.first_amount),
        "skipped_months": sorted(month.isoformat() for month in ask.skipped_months),
        "special_amounts": [[month.isoformat(), amount.minor] for month, amount in ask.special_amounts],
    }


def ask_of(record: Mapping[str, Any], currency: str) -> Ask:
    """The ask that a record holds; keys may be missing."""
    frequency = record.get("frequency")
    return Ask(
        amount=_money(record.get("amount"), currency),
        amount_is_ceiling=bool(record.get("ceiling")),
        count=record.get("count"),
        frequency=Frequency(frequency) if frequency else None,
        first_due_on=_day(record.get("first_due_on")),
        end_on=_day(record.get("end_on")),
        day_of_month=record.get("day_of_month"),
        first_amount=_money(record.get("first_amount"), currency),
        skipped_months=frozenset(date.fromisoformat(month) for month in record.get("skipped_months", ())),
        special_amounts=tuple(
            (date.fromisoformat(month), Money(minor, currency)) for month, minor in record.get("special_amounts", ())
        ),
    )


def table_record(table: Table) -> Record:
    """Everything a decision rests on but the calendar, which follows from the country."""
    running = table.running
    return {
        "today": table.today.isoformat(),
        "country": table.terms.country,
        "currency": table.balance.currency,
        "balance": [table.balance.principal.minor, table.balance.interest.minor, table.balance.fees.minor],
        "broken_plans": table.broken_plans,
        "human_above": table.terms.human_above.minor,
        "limits": _limits(table.terms.plan),
        "settlement": _settlement(table.terms.settlement),
        "source": table.terms.source,
        "running": None
        if running is None
        else {
            "first_due_on": running.first_due_on.isoformat(),
            "next_due_on": running.next_due_on.isoformat(),
            "planned": running.planned.minor,
            "paid_count": running.paid_count,
            "first_paid": running.first_paid,
            "skipped_count": running.skipped_count,
            "change_count": running.change_count,
        },
    }


def table_of(record: Mapping[str, Any], terms: CreditorTerms, is_business_day: IsBusinessDay) -> Table:
    """The table as it stood.

    Args:
        terms: of the same creditor, as they are now; the limits come from the record.
    """
    currency = record["currency"]
    running = record["running"]
    return Table(
        balance=Balance(*(Money(minor, currency) for minor in record["balance"])),
        terms=replace(
            terms,
            plan=_plan_terms(record["limits"], currency),
            settlement=_settlement_terms(record["settlement"]),
            human_above=Money(record["human_above"], currency),
            source=record["source"],
        ),
        broken_plans=record["broken_plans"],
        is_business_day=is_business_day,
        today=date.fromisoformat(record["today"]),
        running=None
        if running is None
        else Running(
            first_due_on=date.fromisoformat(running["first_due_on"]),
            next_due_on=date.fromisoformat(running["next_due_on"]),
            planned=Money(running["planned"], currency),
            paid_count=running["paid_count"],
            first_paid=running["first_paid"],
            skipped_count=running["skipped_count"],
            change_count=running["change_count"],
        ),
    )


def outcome_record(outcome: Outcome) -> Record:
    """What was decided, in short; the plans themselves are the offers."""
    if isinstance(outcome, Countered):
        nearness = [one.nearness.value for one in outcome.alternatives]
        return {"decided": "countered", "limit": outcome.limit.value, "nearness": nearness}
    if isinstance(outcome, Referred):
        limit = outcome.limit.value if outcome.limit else None
        return {"decided": "referred", "reason": outcome.reason.value, "limit": limit}
    return {"decided": "as_asked"}


def _limits(plan: PlanTerms) -> Record:
    return {
        "max_months": plan.max_months,
        "max_instalments": plan.max_instalments,
        "min_instalment": {one.value: amount.minor for one, amount in plan.min_instalment.items()},
        "first_due_within_days": plan.first_due_within_days,
        "first_instalment_percent": str(plan.first_instalment_percent),
        "max_broken_plans": plan.max_broken_plans,
        "max_skipped_months": plan.max_skipped_months,
        "interest_rate_percent": str(plan.interest_rate_percent),
        "by_balance": [[band.up_to.minor, band.max_months] for band in plan.by_balance],
    }


def _plan_terms(limits: Mapping[str, Any], currency: str) -> PlanTerms:
    return PlanTerms(
        max_months=limits["max_months"],
        max_instalments=limits["max_instalments"],
        min_instalment={Frequency(one): Money(minor, currency) for one, minor in limits["min_instalment"].items()},
        first_due_within_days=limits["first_due_within_days"],
        max_broken_plans=limits["max_broken_plans"],
        first_instalment_percent=Decimal(limits["first_instalment_percent"]),
        interest_rate_percent=Decimal(limits["interest_rate_percent"]),
        by_balance=tuple(BalanceBand(Money(up_to, currency), months) for up_to, months in limits["by_balance"]),
        max_skipped_months=limits["max_skipped_months"],
    )


def _settlement(terms: SettlementTerms | None) -> Record | None:
    if terms is None:
        return None
    return {
        "max_discount_percent": str(terms.max_discount_percent),
        "pay_within_days": terms.pay_within_days,
        "min_age_days": terms.min_age_days,
    }


def _settlement_terms(limits: Mapping[str, Any] | None) -> SettlementTerms | None:
    if limits is None:
        return None
    return SettlementTerms(Decimal(limits["max_discount_percent"]), limits["pay_within_days"], limits["min_age_days"])


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
