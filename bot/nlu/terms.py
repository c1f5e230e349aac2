"""What a message says of a plan, as entities: the readers of `bot.reading` put together, so that nothing is said twice.

A day that is an end is no first day, a sum for one month no sum for every month, and a month without payment no
month in which payments begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from bot.reading.amounts import AmountRead, read_amounts
from bot.reading.ceilings import read_ceilings
from bot.reading.counts import read_counts
from bot.reading.dates import DayOfMonthRead, read_dates, read_day_of_month
from bot.reading.deadlines import DeadlineRead, read_deadlines
from bot.reading.durations import read_durations
from bot.reading.first_payments import count_follows_first, read_paid_now
from bot.reading.fractions import read_fractions
from bot.reading.frequencies import read_frequencies
from bot.reading.pay_days import read_pay_day, read_preferred_day
from bot.reading.skipped_months import read_skipped_months
from bot.reading.special_amounts import SpecialAmountRead, read_special_amounts

Found = tuple[str, Any, int, int]

INTO: Final = re.compile(r"(?<![\w'])(?:en|in) \d{1,2}\W*(?:svp|stp|please|pls)?\W*\Z", re.IGNORECASE)
CURRENCY: Final = {"fr": "EUR", "en": "GBP"}
NEGOTIATING: Final = frozenset({"terms", "offer", "offers", "change"})


def read_terms(text: str, language: str, question: str, today: date, *, one_payment: bool = False) -> Iterator[Found]:
    """Every entity about terms: (name, value, start, end), offsets in the text as typed.

    Args:
        question: what the debtor was asked last (the slot `expecting`).
        one_payment: a promise is made or asked for: "d'ici vendredi" is its day, not the end of a plan.
    """
    asked = question in NEGOTIATING
    amounts = read_amounts(text, language, default_currency=CURRENCY[language], bare_numbers=asked)
    special = () if one_payment else read_special_amounts(text, amounts, today)
    named_apart = {each.month for each in special}
    skipped = tuple(each for each in read_skipped_months(text, language, today) if each.month not in named_apart)
    yield from _amounts(text, amounts, special)
    yield from _payments(text, language, amounts, asked=asked)
    day = read_day_of_month(text, language)
    if day is None and not one_payment:
        day = read_pay_day(text, language) or (read_preferred_day(text, language) if asked else None)
    if day is not None:
        yield "day_of_month", day.day, day.start, day.end
    ends = () if one_payment else tuple(one for one in read_deadlines(text, language, today) if not _in(day, one))
    for last in ends[-1:]:
        yield "end_date", last.on.isoformat(), last.start, last.end
    for month in skipped:
        yield "skipped_month", f"{month.month:%Y-%m}", month.start, month.end
    told = bytearray(len(text))
    spans = [(one.start, one.end) for one in ends] + [(one.start, one.end) for one in skipped]
    for start, end in spans + [(one.start, one.end) for one in special]:
        told[start:end] = b"\x01" * (end - start)
    for read in read_dates(text, language, today):
        if not any(told[read.start : read.end]):
            yield "date", read.on.isoformat(), read.start, read.end


def _amounts(text: str, amounts: tuple[AmountRead, ...], special: tuple[SpecialAmountRead, ...]) -> Iterator[Found]:
    of_one_month = {each.amount for each in special}
    for amount, ceiling in zip(amounts, read_ceilings(text, amounts), strict=True):
        if amount not in of_one_month:
            value = {"minor": amount.minor, "currency": amount.currency, "kind": amount.kind, "ceiling": ceiling}
            yield "amount", value, amount.start, amount.end
    for each in special:
        yield "special_amount", {"month": f"{each.month:%Y-%m}", "minor": each.minor}, each.start, each.end


def _payments(text: str, language: str, amounts: tuple[AmountRead, ...], *, asked: bool) -> Iterator[Found]:
    """How many payments, over how long, how often, what part at first, and whether that is made at once."""
    # "12" is an amount where a plan is talked about, "en 12" a number of payments.
    into = asked and INTO.search(text) is not None
    counts, fractions = read_counts(text, language, bare_numbers=into), read_fractions(text, language)
    paid_now = read_paid_now(text, amounts, fractions, asked=asked)
    for count in counts:
        yield "count", count.count, count.start, count.end
    for count in counts[:1]:
        if count_follows_first(text, count, amounts, fractions, paid_now):
            yield "count_after_first", True, count.start, count.end
    for duration in read_durations(text, language):
        yield "duration", {"number": duration.number, "unit": duration.unit}, duration.start, duration.end
    for frequency in read_frequencies(text, language):
        yield "frequency", frequency.frequency, frequency.start, frequency.end
    for fraction in fractions:
        yield "fraction", float(fraction.fraction), fraction.start, fraction.end
    if paid_now is not None:
        yield "paid_now", True, paid_now.start, paid_now.end


def _in(day: DayOfMonthRead | None, end: DeadlineRead) -> bool:
    """ "Avant le 10 du mois" is a day of every month."""
    return day is not None and day.start < end.end and end.start < day.end
