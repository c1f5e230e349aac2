"""No plan that the negotiator names breaks a limit, a ceiling, the calendar or a sum; the same ask, the same answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ask import Ask
from bot.core.negotiation import Agreed, Countered, Outcome, Referral, Referred, decide
from bot.core.schedule import Schedule
from bot.core.table import Table
from tests.core.oracle import faults, least_first, own_amounts
from tests.core.oracle_search import bearable
from tests.proof.share import share
from tests.strategies import SMALL, asks, tables


def schedules_of(outcome: Outcome) -> tuple[Schedule, ...]:
    """Every plan that an answer names, the one that only a person would be shown included."""
    if isinstance(outcome, Agreed):
        return (outcome.schedule,)
    if isinstance(outcome, Countered):
        return tuple(one.schedule for one in outcome.alternatives)
    return (outcome.gentlest,) if outcome.gentlest else ()


def over_the_ceiling(schedule: Schedule, ask: Ask, table: Table) -> list[int]:
    """The payments that are larger than the debtor can bear, and that they did not name themselves."""
    most = bearable(ask, table, schedule.frequency)
    named = own_amounts(ask, [one.due_on for one in schedule.instalments])
    return [one.number for one in schedule.instalments if one.amount.minor > max(most, named.get(one.due_on, 0))]


@share(100)
@given(tables(), st.data())
def test_no_plan_breaks_a_limit(table: Table, data: st.DataObject):
    """Limits, business days, the calendar's rules and sums to the cent, for whatever ask."""
    ask = data.draw(asks(table.today))

    for schedule in schedules_of(decide(ask, table)):
        assert [] == faults(schedule, table, ask)


@share(70)
@given(tables(SMALL), st.data())
def test_no_plan_for_a_small_debt_breaks_a_limit(table: Table, data: st.DataObject):
    """Where cents, few days and few payments make every limit bite."""
    ask = data.draw(asks(table.today, most=450, most_days=40))

    for schedule in schedules_of(decide(ask, table)):
        assert [] == faults(schedule, table, ask)


@share(40)
@given(tables(), st.data())
def test_a_plan_has_the_shape_that_is_promised(table: Table, data: st.DataObject):
    """One regular amount; only the last payment, the creditor's first share and what was named are others."""
    ask = data.draw(asks(table.today))

    for schedule in schedules_of(decide(ask, table)):
        days = [one.due_on for one in schedule.instalments]
        amounts = [one.amount.minor for one in schedule.instalments]
        named = own_amounts(ask, days)
        if ask.first_amount is not None:
            named[days[0]] = amounts[0]  # it may have had to be lifted to the smallest that is allowed
        regular = [
            amount
            for day, amount in zip(days[:-1], amounts[:-1], strict=True)
            if amount != named.get(day) and not (day == days[0] and amount == least_first(table))
        ]
        assert len(set(regular)) <= 1
        assert not regular or amounts[-1] < regular[0] + len(amounts) or amounts[-1] <= named.get(days[-1], 0)


@share(80)
@given(tables(), st.data(), st.booleans())
def test_a_ceiling_is_never_exceeded(table: Table, data: st.DataObject, small: bool):
    """Neither at a time nor by the day; what they named themselves may be what they named."""
    ask = data.draw(asks(table.today, most=20_000 if small else 300_000).filter(lambda one: one.amount is not None))
    outcome = decide(ask, table)

    if ask.amount_is_ceiling and not isinstance(outcome, Referred):
        for schedule in schedules_of(outcome):
            assert [] == over_the_ceiling(schedule, ask, table)


@share(20)
@given(tables(), st.data())
def test_the_same_ask_gets_the_same_answer(table: Table, data: st.DataObject):
    ask = data.draw(asks(table.today))

    assert decide(ask, table) == decide(ask, table)


@share(20)
@given(tables(), st.data())
def test_answers_are_short_lists_without_repeats(table: Table, data: st.DataObject):
    """At most three plans, no two alike; never none; a person where there is none, with a reason."""
    outcome = decide(data.draw(asks(table.today)), table)

    if isinstance(outcome, Countered):
        named = schedules_of(outcome)
        assert 1 <= len(named) <= 3
        assert len(set(named)) == len(named)
    if isinstance(outcome, Referred):
        assert outcome.reason in (Referral.NO_PLAN_POSSIBLE,)
