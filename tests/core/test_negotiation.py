"""Negotiation: inside the limits always, at the ceiling never above, and the same answer to the same ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ask import Ask
from bot.core.candidates import ABOUT_THE_SAME
from bot.core.due_dates import months_after
from bot.core.money import Money
from bot.core.negotiation import (
    Agreed,
    Countered,
    Limit,
    Outcome,
    Referral,
    Referred,
    Table,
    decide,
)
from bot.core.schedule import Schedule
from bot.core.terms import Frequency
from tests.builders import TODAY, a_balance, eur, terms
from tests.strategies import asks, french_business_day, money, tables


def a_table(balance: object = None, **limits: object) -> Table:
    return Table(
        balance=balance or a_balance(600),
        terms=terms(**limits),
        broken_plans=0,
        is_business_day=french_business_day,
        today=TODAY,
    )


def schedules_of(outcome: Outcome) -> tuple[Schedule, ...]:
    if isinstance(outcome, Agreed):
        return (outcome.schedule,)
    return tuple(one.schedule for one in outcome.alternatives) if isinstance(outcome, Countered) else ()


def breaches(schedule: Schedule, table: Table) -> list[str]:
    """An independent reading of the limits, rule by rule."""
    plan = table.terms.plan
    balance = table.balance.total
    found = []
    if schedule.frequency not in plan.frequencies:
        found.append("frequency")
    if schedule.count > plan.max_instalments:
        found.append("max_instalments")
    if schedule.last.due_on > months_after(
        schedule.first.due_on, plan.max_months_for(balance), schedule.first.due_on.day
    ):
        found.append("max_months")
    if not table.today <= schedule.first.due_on <= table.today + timedelta(plan.first_due_within_days):
        found.append("first_due")
    minimum = plan.min_instalment.get(schedule.frequency)
    # The last instalment carries the rest, whatever it is; a first one of its own only where a percentage asks.
    regular = schedule.instalments[:-1]
    if minimum is not None and any(one.amount < minimum for one in regular):
        found.append("min_instalment")
    if schedule.first.amount.minor * 100 < balance.minor * plan.first_instalment_percent:
        found.append("first_instalment")
    if schedule.total != balance + schedule.interest:
        found.append("sum")
    if not all(table.is_business_day(one.due_on) for one in schedule.instalments):
        found.append("business_day")
    if any(one.amount.minor <= 0 for one in schedule.instalments):
        found.append("nothing_to_pay")
    return found


@settings(max_examples=1000, deadline=None)
@given(tables(), st.data())
def test_no_plan_ever_breaks_a_limit(table: Table, data: st.DataObject):
    ask = data.draw(asks(table.today))

    for schedule in schedules_of(decide(ask, table)):
        assert [] == breaches(schedule, table)


def a_year_of(amount: Money, frequency: Frequency) -> Fraction:
    """What an instalment comes to in a year of 365 days."""
    times = {Frequency.WEEKLY: Fraction(365, 7), Frequency.FORTNIGHTLY: Fraction(365, 14)}
    return amount.minor * times.get(frequency, Fraction(4 if frequency is Frequency.QUARTERLY else 12))


@settings(max_examples=500, deadline=None)
@given(tables(), money(100, 200_000), st.sampled_from(list(Frequency)))
def test_a_stated_ceiling_is_never_exceeded(table: Table, ceiling: Money, frequency: Frequency):
    ask = Ask(amount=ceiling, amount_is_ceiling=True, frequency=frequency)

    for schedule in schedules_of(decide(ask, table)):
        assert schedule.largest <= ceiling
        assert a_year_of(schedule.largest, schedule.frequency) <= a_year_of(ceiling, frequency)


@settings(max_examples=300, deadline=None)
@given(tables(), st.data())
def test_the_same_ask_gets_the_same_answer(table: Table, data: st.DataObject):
    ask = data.draw(asks(table.today))

    assert decide(ask, table) == decide(ask, table)


@settings(max_examples=500, deadline=None)
@given(tables(), st.integers(1, 60))
def test_agreed_means_as_asked(table: Table, count: int):
    outcome = decide(Ask(count=count), table)

    if isinstance(outcome, Agreed):
        assert outcome.schedule.count <= count


def test_an_amount_inside_the_limits_is_taken_as_asked():
    outcome = decide(Ask(amount=eur(100)), a_table())

    assert isinstance(outcome, Agreed)
    assert [eur(100)] * 6 == [one.amount for one in outcome.schedule.instalments]


def test_a_count_inside_the_limits_is_taken_with_level_amounts():
    outcome = decide(Ask(count=7), a_table())

    assert isinstance(outcome, Agreed)
    assert [eur("85.71")] * 6 + [eur("85.74")] == [one.amount for one in outcome.schedule.instalments]


def test_too_small_an_amount_is_countered_with_the_limit_named():
    outcome = decide(Ask(amount=eur(10)), a_table())

    assert isinstance(outcome, Countered)
    assert Limit.MIN_INSTALMENT is outcome.limit
    assert schedules_of(outcome)[0].largest <= eur("33.34")


def test_below_the_smallest_instalment_the_smallest_is_offered():
    outcome = decide(Ask(amount=eur(20)), a_table(balance=a_balance(390)))

    assert isinstance(outcome, Countered)
    assert [eur(25)] * 15 + [eur(15)] == [one.amount for one in schedules_of(outcome)[0].instalments]


def test_a_plan_that_would_take_too_long_is_countered_with_the_longest():
    outcome = decide(Ask(amount=eur(30)), a_table(max_months=12))

    assert isinstance(outcome, Countered)
    assert Limit.MAX_MONTHS is outcome.limit
    assert 13 == schedules_of(outcome)[0].count  # first and last lie twelve months apart


def test_a_frequency_that_is_not_allowed_is_named():
    table = a_table(min_instalment={Frequency.MONTHLY: eur(25)})

    outcome = decide(Ask(amount=eur(50), frequency=Frequency.WEEKLY), table)

    assert isinstance(outcome, Countered)
    assert Limit.FREQUENCY is outcome.limit


def test_a_first_payment_too_late_is_brought_forward_and_named():
    outcome = decide(Ask(count=3, first_due_on=TODAY + timedelta(days=60)), a_table())

    assert isinstance(outcome, Countered)
    assert Limit.FIRST_DUE is outcome.limit
    assert schedules_of(outcome)[0].first.due_on <= TODAY + timedelta(days=30)


def test_a_first_share_that_the_creditor_asks_for_is_in_every_plan():
    outcome = decide(Ask(count=5), a_table(first_instalment_percent=40))

    assert isinstance(outcome, Countered)
    assert Limit.FIRST_INSTALMENT is outcome.limit
    assert all(one.first.amount >= eur(240) for one in schedules_of(outcome))


def test_the_day_of_the_month_asked_for_is_kept():
    outcome = decide(Ask(count=3, day_of_month=5), a_table())

    assert isinstance(outcome, Agreed)
    # 5 December 2026 is a Saturday and 5 January and February 2027 are not.
    assert [date(2026, 12, 7), date(2027, 1, 5), date(2027, 2, 5)] == [
        one.due_on for one in outcome.schedule.instalments
    ]


def test_a_down_payment_comes_first():
    outcome = decide(Ask(amount=eur(50), first_amount=eur(100)), a_table())

    assert isinstance(outcome, Agreed)
    assert eur(100) == outcome.schedule.first.amount
    assert eur(50) == outcome.schedule.regular


def test_a_balance_above_the_limit_is_for_a_person():
    outcome = decide(Ask(count=3), a_table(balance=a_balance("2000.01")))

    assert isinstance(outcome, Referred)
    assert Referral.ABOVE_LIMIT is outcome.reason


def test_a_balance_at_the_limit_is_not():
    assert isinstance(decide(Ask(count=3), a_table(balance=a_balance(2000))), Agreed)


def test_too_many_broken_plans_are_for_a_person():
    outcome = decide(Ask(count=3), replace(a_table(), broken_plans=3))

    assert isinstance(outcome, Referred)
    assert Referral.TOO_MANY_BROKEN_PLANS is outcome.reason


def test_a_ceiling_below_every_plan_is_for_a_person():
    outcome = decide(Ask(amount=eur(5), amount_is_ceiling=True), a_table())

    assert isinstance(outcome, Referred)
    assert Referral.NO_PLAN_POSSIBLE is outcome.reason


def test_a_ceiling_without_a_frequency_is_a_month_s():
    """30 a month at most is not 30 a fortnight: nothing fits, so a person decides."""
    outcome = decide(Ask(amount=eur(30), amount_is_ceiling=True), a_table(a_balance(721)))

    assert isinstance(outcome, Referred)
    assert Referral.NO_PLAN_POSSIBLE is outcome.reason


def test_another_frequency_is_offered_only_where_it_takes_hardly_more():
    outcome = decide(Ask(amount=eur(30)), a_table(a_balance(721)))

    assert isinstance(outcome, Countered)
    assert Frequency.MONTHLY is schedules_of(outcome)[0].frequency
    lightest = a_year_of(schedules_of(outcome)[0].largest, Frequency.MONTHLY)
    assert [] == [
        one for one in schedules_of(outcome) if a_year_of(one.largest, one.frequency) > ABOUT_THE_SAME * lightest
    ]
