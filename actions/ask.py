"""What the debtor has asked for so far: kept in a slot, and mended by what they say next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from actions.talk import Talk
from bot.core.ask import Ask
from bot.core.due_dates import LAST_DAY, months_after
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services.accounts import AccountView

DAYS_IN = {"days": 1, "weeks": 7}
MONTHS_IN = {"months": 1, "years": 12}


def ask_in_slot(talk: Talk, view: AccountView) -> Ask:
    """The ask as it stood before this message."""
    kept: dict[str, Any] = talk.slot("ask") or {}
    return Ask(
        amount=_money(kept.get("amount"), view),
        amount_is_ceiling=bool(kept.get("ceiling")),
        count=kept.get("count"),
        frequency=Frequency(kept["frequency"]) if kept.get("frequency") else None,
        first_due_on=_date(kept.get("first_due_on")),
        end_on=_date(kept.get("end_on")),
        day_of_month=kept.get("day_of_month"),
        first_amount=_money(kept.get("first_amount"), view),
    )


def remember_ask(talk: Talk, ask: Ask) -> None:
    talk.remember(
        ask={
            "amount": ask.amount.minor if ask.amount else None,
            "ceiling": ask.amount_is_ceiling,
            "count": ask.count,
            "frequency": ask.frequency.value if ask.frequency else None,
            "first_due_on": ask.first_due_on.isoformat() if ask.first_due_on else None,
            "end_on": ask.end_on.isoformat() if ask.end_on else None,
            "day_of_month": ask.day_of_month,
            "first_amount": ask.first_amount.minor if ask.first_amount else None,
        }
    )


def heard(talk: Talk, view: AccountView) -> Ask:
    """The ask with this message taken in.

    How much (an amount, a number of payments, a last day) is said in one way at a time: the newest replaces the
    others. Frequency, dates and a first payment stand until they are said anew.
    """
    before = ask_in_slot(talk, view)
    amount, first_amount, is_ceiling = _amounts(talk, view)
    count = talk.said("count")
    end_on = _end(talk)
    first_due_on, day_of_month = _first_day(talk, end_on)
    says_how_much = amount is not None or count is not None or end_on is not None
    frequency = talk.said("frequency")
    if first_amount is None and (fraction := talk.said("fraction")) is not None:
        first_amount = Money(int(view.balance.total.minor * float(fraction)), view.account.currency)
        if not says_how_much and not before.says_how_much:
            count, says_how_much = 2, True
    new_day = first_due_on is not None or day_of_month is not None
    return Ask(
        amount=amount if says_how_much else before.amount,
        amount_is_ceiling=is_ceiling if says_how_much else before.amount_is_ceiling,
        count=(int(count) if count is not None else None) if says_how_much else before.count,
        frequency=Frequency(frequency) if frequency else before.frequency,
        first_due_on=first_due_on if new_day else before.first_due_on,
        end_on=end_on if says_how_much else before.end_on,
        day_of_month=day_of_month if new_day else before.day_of_month,
        first_amount=first_amount or before.first_amount,
    )


def amount_said(talk: Talk, view: AccountView) -> Money | None:
    """The amount offered in this very message, above zero."""
    return _amounts(talk, view)[0]


def _amounts(talk: Talk, view: AccountView) -> tuple[Money | None, Money | None, bool]:
    """The amount per payment, a different first payment, and whether more is out of the question."""
    regular: Money | None = None
    first: Money | None = None
    ceiling = False
    for value in talk.entities.get("amount", ()):
        money = Money(int(value["minor"]), view.account.currency)
        if money.minor <= 0:
            continue
        if value["kind"] == "down_payment":
            first = money
        elif value["kind"] == "offer" and regular is None:
            regular = money
            ceiling = bool(value.get("ceiling"))
    return regular, first, ceiling


def _end(talk: Talk) -> date | None:
    """The last day that a length of time ("over six months") leads to."""
    duration = talk.said("duration")
    if duration is None:
        return None
    today = talk.services.today()
    if duration["unit"] in DAYS_IN:
        return today + timedelta(days=int(duration["number"]) * DAYS_IN[duration["unit"]])
    months = int(duration["number"]) * MONTHS_IN[duration["unit"]]
    return months_after(today, months, today.day)


def _first_day(talk: Talk, end_on: date | None) -> tuple[date | None, int | None]:
    day_of_month = talk.said("day_of_month")
    if day_of_month is not None:
        return None, LAST_DAY if day_of_month == "last" else int(day_of_month)
    said = talk.said("date")
    day = date.fromisoformat(said) if said else None
    if day is not None and end_on is not None and day >= end_on:
        return None, None  # "in six months" is the last day, not the first
    return day, None


def _money(minor: int | None, view: AccountView) -> Money | None:
    return None if minor is None else Money(minor, view.account.currency)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
