"""Negotiation by examples: what an ask means, which limit is named, what is offered. Its proof: tests/proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from bot.core.ask import Ask
from bot.core.candidates import ABOUT_THE_SAME
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
from bot.core.table import Running
from bot.core.terms import Frequency
from tests.builders import TODAY, a_balance, eur, terms
from tests.strategies import french_business_day


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


def a_year_of(amount: Money, frequency: Frequency) -> Fraction:
    """What an instalment comes to in a year of 365 days."""
    times = {Frequency.WEEKLY: Fraction(365, 7), Frequency.FORTNIGHTLY: Fraction(365, 14)}
    return amount.minor * times.get(frequency, Fraction(4 if frequency is Frequency.QUARTERLY else 12))


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


def test_what_the_creditor_asks_for_first_is_no_sum_of_the_debtors():
    """ "Only 10 in August" does not let the creditor's share pass the ceiling."""
    table = replace(a_table(a_balance(300), first_instalment_percent=20), today=date(2026, 8, 3))
    ask = Ask(amount=eur(55), amount_is_ceiling=True, special_amounts=((date(2026, 8, 1), eur(10)),))

    assert [] == [one for one in schedules_of(decide(ask, table)) if one.largest > eur(55)]


def test_a_first_share_is_owed_until_it_is_wholly_paid():
    running = Running(TODAY, TODAY + timedelta(days=14), eur(300), paid_count=1, first_paid=False)
    table = replace(a_table(a_balance("299.99"), first_instalment_percent=20), running=running)

    assert isinstance(decide(Ask(amount=eur(50), first_amount=eur(25)), table), Countered)
    paid = replace(table, running=replace(running, first_paid=True))
    assert isinstance(decide(Ask(amount=eur(50), first_amount=eur(25)), paid), Agreed)


def test_a_named_day_that_would_have_to_come_earlier_is_not_as_asked():
    """5 September 2026 is a Saturday and the last day allowed: Friday the 4th may be before the wages."""
    table = replace(a_table(), today=date(2026, 8, 6))

    outcome = decide(Ask(count=3, first_due_on=date(2026, 9, 5)), table)

    assert isinstance(outcome, Countered)
    assert Limit.FIRST_DUE is outcome.limit
