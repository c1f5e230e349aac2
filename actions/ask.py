"""What the debtor has asked for so far: kept in a slot, and mended by what they say next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from actions.pace import at_another_pace, said_before
from actions.talk import Talk
from bot.core.ask import Ask
from bot.core.due_dates import LAST_DAY, months_after
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services.accounts import AccountView
from bot.services.decisions import ask_of, ask_record

DAYS_IN = {"days": 1, "weeks": 7}
# A small number and nothing else.
BARE = re.compile(r"\W*(?:(?:et|ou|alors|bon|plut[oô]t|disons|and|or|say|maybe|then)\W+)*(\d{1,2})\W*", re.IGNORECASE)
MONTHS_IN = {"months": 1, "years": 12}


def ask_in_slot(talk: Talk, view: AccountView) -> Ask:
    """The ask as it stood before this message."""
    return ask_of(talk.slot("ask") or {}, view.account.currency)


def remember_ask(talk: Talk, ask: Ask) -> None:
    talk.remember(ask={**ask_record(ask), "as_said": said_before(talk, ask)})


def heard(talk: Talk, view: AccountView) -> Ask:
    """The ask with this message taken in.

    How much (an amount, a number of payments, a last day) is said in one way at a time: the newest replaces the
    others. Frequency, dates, a first payment and months that differ stand until they are said anew; a number of
    payments said anew makes them all alike again.
    """
    before = ask_in_slot(talk, view)
    amount, first_amount, is_ceiling = _amounts(talk, view)
    first_amount = first_amount or _share(talk, view)
    count = _count(talk, first_amount)
    if before.count is not None and before.amount is None and count is None and (bare := BARE.fullmatch(talk.text)):
        amount, count = None, max(1, int(bare[1]))  # "en 9 fois", and then "12 ?": they speak of payments
    end_on = _end(talk)
    if first_amount is not None and (amount, count, end_on) == (None, None, None) and not before.says_how_much:
        count = 2  # "la moitié maintenant": the rest comes with the next payment
    if talk.said("paid_now") and amount is not None and before.says_how_much and count is None and end_on is None:
        amount, first_amount = None, amount  # "et si je donne 100 tout de suite": before what is on the table
    ask = before
    if (amount, count, end_on) != (None, None, None):
        ask = replace(ask, count=count, end_on=end_on)
        # What they cannot pay more than stays true, however long they would like to take.
        if amount is not None or not before.amount_is_ceiling:
            ask = replace(ask, amount=amount, amount_is_ceiling=is_ceiling)
    if first_amount is not None or count is not None:
        ask = replace(ask, first_amount=first_amount)
    if (said := talk.said("frequency")) is not None:
        frequency = Frequency(said)
        if amount is None:
            ask = replace(ask, amount=at_another_pace(talk, ask, frequency))
        ask = replace(ask, frequency=frequency)
    first_due_on, day_of_month = _first_day(talk, end_on)
    begins_today = ask.first_amount is not None and ask.first_due_on == talk.services.today()
    if first_due_on is not None and begins_today and first_due_on != ask.first_due_on:
        day_of_month, first_due_on = first_due_on.day, None  # "100 now, then 50", and then "the 5th": of what follows
    if first_due_on is not None or day_of_month is not None:
        # "100 today, then 50 a month", and then "on the 5th": the first payment stays where it was.
        stays = first_due_on is None and ask.first_amount is not None
        ask = replace(ask, first_due_on=ask.first_due_on if stays else first_due_on, day_of_month=day_of_month)
    return _with_months_that_differ(talk, view, ask)


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


def _share(talk: Talk, view: AccountView) -> Money | None:
    """ "Half now" as a sum of the balance."""
    fraction = talk.said("fraction")
    return None if fraction is None else Money(int(view.balance.total.minor * float(fraction)), view.account.currency)


def _count(talk: Talk, first_amount: Money | None) -> int | None:
    """Payments in all: "100 now and the rest in 5" makes six."""
    said = talk.said("count")
    if said is None:
        return None
    return int(said) + (1 if first_amount is not None and talk.said("count_after_first") else 0)


def _with_months_that_differ(talk: Talk, view: AccountView, ask: Ask) -> Ask:
    """Take in months without a payment, and months with another; what is said last of a month counts."""
    skipped = {date.fromisoformat(f"{month}-01") for month in talk.entities.get("skipped_month", ())}
    special = {
        date.fromisoformat(f"{value['month']}-01"): Money(int(value["minor"]), view.account.currency)
        for value in talk.entities.get("special_amount", ())
        if int(value["minor"]) > 0
    }
    if not skipped and not special:
        return ask
    amounts = {**dict(ask.special_amounts), **special}
    return replace(
        ask,
        skipped_months=frozenset((ask.skipped_months | skipped) - set(special)),
        special_amounts=tuple(sorted((month, one) for month, one in amounts.items() if month not in skipped)),
    )


def _end(talk: Talk) -> date | None:
    """The last day said, or the one that a length of time ("over six months") leads to."""
    if (said := talk.said("end_date")) is not None:
        return date.fromisoformat(said)
    duration = talk.said("duration")
    if duration is None:
        return None
    today = talk.services.today()
    if duration["unit"] in DAYS_IN:
        return today + timedelta(days=int(duration["number"]) * DAYS_IN[duration["unit"]])
    months = int(duration["number"]) * MONTHS_IN[duration["unit"]]
    return months_after(today, months, today.day)


def _first_day(talk: Talk, end_on: date | None) -> tuple[date | None, int | None]:
    """The day of the first payment, the day of the month of all, or both: "100 today, then 50 on the 5th"."""
    said_day = talk.said("day_of_month")
    day_of_month = None if said_day is None else LAST_DAY if said_day == "last" else int(said_day)
    if talk.said("paid_now"):
        return talk.services.today(), day_of_month
    said = talk.said("date")
    if said is None or day_of_month is not None:
        return None, day_of_month
    day = date.fromisoformat(said)
    if end_on is not None and day >= end_on:
        return None, None  # "in six months" is the last day, not the first
    return day, None
