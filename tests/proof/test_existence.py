"""A plan is offered whenever there is one, and the first that is offered is the nearest of all that there are."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ask import Ask
from bot.core.candidates import Nearness
from bot.core.money import Money
from bot.core.negotiation import Agreed, Countered, Outcome, Referred, decide, referral
from bot.core.schedule import Schedule
from bot.core.table import Table
from bot.core.terms import Frequency
from tests.core.oracle import first_days
from tests.core.oracle_search import Plan, a_plan_exists, bearable, every_plan, meant_frequency
from tests.proof.share import share
from tests.strategies import FREQUENCIES, asks, money, tables


def a_ceiling(amount: Money, frequency: Frequency | None = None) -> Ask:
    return Ask(amount=amount, amount_is_ceiling=True, frequency=frequency)


@share(150)
@given(tables(), money(100, 60_000), st.none() | st.sampled_from(FREQUENCIES))
def test_a_ceiling_gets_a_plan_exactly_where_there_is_one(table: Table, ceiling: Money, frequency: Frequency | None):
    """The oracle tries every frequency and every first day with all that can be borne."""
    ask = a_ceiling(ceiling, frequency)

    if referral(table) is None:
        assert a_plan_exists(ask, table) == (not isinstance(decide(ask, table), Referred))


@share(60)
@given(tables(small=True), money(1, 300), st.none() | st.sampled_from(FREQUENCIES))
def test_a_ceiling_on_a_small_debt_gets_a_plan_exactly_where_there_is_one(
    table: Table, ceiling: Money, frequency: Frequency | None
):
    ask = a_ceiling(ceiling, frequency)

    if referral(table) is None:
        assert a_plan_exists(ask, table) == (not isinstance(decide(ask, table), Referred))


@share(80)
@given(tables(small=True), st.data())
def test_nothing_else_that_is_asked_hides_the_plan_there_is(table: Table, data: st.DataObject):
    """A day, a length or months named beside the ceiling are given up before the debtor is sent away."""
    ask = data.draw(asks(table.today, most=300, most_days=60).filter(lambda one: one.amount is not None))

    if referral(table) is None and a_plan_exists(ask, table):
        assert not isinstance(decide(ask, table), Referred)


@share(15)
@given(tables(small=True), money(1, 120), st.sampled_from(FREQUENCIES))
def test_trying_every_plan_finds_none_where_none_is_offered(table: Table, ceiling: Money, frequency: Frequency):
    """Every amount, every length, every first day and every frequency: the search leaves nothing out."""
    ask = a_ceiling(ceiling, frequency)
    found = (plan for one in table.terms.plan.frequencies for plan in every_plan(table, one, bearable(ask, table, one)))

    if referral(table) is None:
        assert (next(found, None) is not None) == (not isinstance(decide(ask, table), Referred))


@share(15)
@given(tables(small=True), money(1, 450), st.booleans(), st.data())
def test_the_first_offer_is_the_nearest_of_all_plans(table: Table, asked: Money, is_ceiling: bool, data: st.DataObject):
    """At the frequency that was asked for: no plan's payments come nearer, and of those none is shorter."""
    frequency = data.draw(st.sampled_from(table.terms.plan.frequencies))
    ask = Ask(amount=asked, amount_is_ceiling=is_ceiling, frequency=frequency)
    outcome = decide(ask, table)
    plans = list(every_plan(table, frequency, asked.minor if is_ceiling else table.balance.total.minor * 2))

    if referral(table) is None and plans:
        offered = [Plan.of(one) for one in _named(outcome) if one.frequency is frequency]
        nearest = min(_distance(plan, asked) for plan in plans)
        assert _distance(offered[0], asked) == nearest
        alike = [plan for plan in plans if _distance(plan, asked) == nearest and plan.days[0] == offered[0].days[0]]
        assert len(offered[0].days) == min(len(plan.days) for plan in alike)


def _distance(plan: Plan, asked: Money) -> int:
    """How far a plan's regular payment lies from what was asked; one that pays all at once is as near as it gets."""
    regular = plan.amounts[1] if len(plan.amounts) > 2 else plan.amounts[0]
    return 0 if len(plan.amounts) == 1 and regular <= asked.minor else abs(regular - asked.minor)


def _named(outcome: Outcome) -> Iterable[Schedule]:
    if isinstance(outcome, Agreed):
        return [outcome.schedule]
    return [one.schedule for one in outcome.alternatives] if isinstance(outcome, Countered) else []
