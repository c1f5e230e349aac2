"""A promise to pay: when it is reminded of, kept, lapsed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.account import AccountId
from bot.core.plan_life import Rest
from bot.core.promise import Promise, PromiseId, PromiseState
from tests.builders import eur
from tests.strategies import french_business_day

FRIDAY = date(2026, 12, 4)


def a_promise(due_on: date = FRIDAY, made_on: date = date(2026, 11, 23)) -> Promise:
    return Promise(PromiseId(1), AccountId(1), eur(50), made_on, due_on, PromiseState.OPEN)


@pytest.mark.parametrize(
    ("due_on", "reminded"),
    [
        (FRIDAY, {date(2026, 12, 3)}),
        (date(2026, 12, 7), {date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 6)}),  # a Monday
        (date(2026, 11, 25), set()),  # two days ahead
        (date(2026, 11, 26), {date(2026, 11, 25)}),
    ],
)
def test_it_is_reminded_of_from_the_business_day_before(due_on: date, reminded: set[date]) -> None:
    promise = a_promise(due_on)
    days = [promise.made_on + timedelta(days=number) for number in range(40)]
    assert reminded == {day for day in days if promise.reminder_due(day, french_business_day)}


def test_it_is_kept_by_the_last_cent_or_by_a_balance_of_nothing() -> None:
    promise = a_promise()
    assert promise.outcome(eur("49.99"), eur(10), (), 5, FRIDAY) is None
    assert PromiseState.KEPT is promise.outcome(eur(50), eur(10), (), 5, FRIDAY)
    assert PromiseState.KEPT is promise.outcome(eur(0), eur(0), (), 5, FRIDAY)


def test_it_lapses_once_its_grace_is_over_and_not_while_the_account_rests() -> None:
    promise, over = a_promise(), FRIDAY + timedelta(days=6)
    assert promise.outcome(eur(0), eur(99), (), 5, over - timedelta(days=1)) is None
    assert PromiseState.LAPSED is promise.outcome(eur(0), eur(99), (), 5, over)
    assert promise.outcome(eur(0), eur(99), (Rest(FRIDAY, FRIDAY + timedelta(days=1)),), 5, over) is None
    assert promise.outcome(eur(0), eur(99), (Rest(over, None),), 5, over) is None
