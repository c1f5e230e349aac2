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
from tests.core.oracle import first_days, least_first
from tests.core.oracle_search import Plan, a_plan_exists, bearable, every_plan, most_level_payments, starts
from tests.proof.share import share
from tests.strategies import FREQUENCIES, SMALL, TINY, asks, money, tables


def a_ceiling(amount: Money, frequency: Frequency | None = None) -> Ask:
    return Ask(amount=amount, amount_is_ceiling=True, frequency=frequency)


@share(120)
@given(tables(), money(100, 60_000), st.none() | st.sampled_from(FREQUENCIES))
def test_a_ceiling_gets_a_plan_exactly_where_there_is_one(table: Table, ceiling: Money, frequency: Frequency | None):
    """The oracle tries every frequency and every first day with all that can be borne."""
    ask = a_ceiling(ceiling, frequency)

    if referral(table) is None:
        assert a_plan_exists(ask, table) == (not isinstance(decide(ask, table), Referred))


@share(60)
@given(tables(SMALL), money(1, 300), st.none() | st.sampled_from(FREQUENCIES))
def test_a_ceiling_on_a_small_debt_gets_a_plan_exactly_where_there_is_one(
    table: Table, ceiling: Money, frequency: Frequency | None
):
    ask = a_ceiling(ceiling, frequency)

    if referral(table) is None:
        assert a_plan_exists(ask, table) == (not isinstance(decide(ask, table), Referred))


@share(70)
@given(tables(SMALL), st.data())
def test_nothing_else_that_is_asked_hides_the_plan_there_is(table: Table, data: st.DataObject):
    """A day, a length or months named beside the ceiling are given up before the debtor is sent away."""
    ask = data.draw(asks(table.today, most=300, most_days=60).filter(lambda one: one.amount is not None))

    if referral(table) is None and a_plan_exists(ask, table):
        assert not isinstance(decide(ask, table), Referred)


@share(15)
@given(tables(TINY), money(1, 30), st.sampled_from(FREQUENCIES))
def test_trying_every_plan_finds_none_where_none_is_offered(table: Table, ceiling: Money, frequency: Frequency):
    """Every amount, every length, every first day and every frequency: the search leaves nothing out."""
    ask = a_ceiling(ceiling, frequency)
    found = (plan for one in table.terms.plan.frequencies for plan in every_plan(table, one, bearable(ask, table, one)))

    if referral(table) is None:
        assert (next(found, None) is not None) == (not isinstance(decide(ask, table), Referred))


@share(15)
@given(tables(TINY), money(1, 90), st.booleans(), st.data())
def test_the_first_offer_is_the_nearest_of_all_plans(table: Table, asked: Money, is_ceiling: bool, data: st.DataObject):
    """No plan's regular payment comes nearer to the asked; of those, it starts nearest and is the shortest."""
    frequency = data.draw(st.sampled_from(table.terms.plan.frequencies))
    ask = Ask(amount=asked, amount_is_ceiling=is_ceiling, frequency=frequency)
    outcome = decide(ask, table)
    found = list(every_plan(table, frequency, asked.minor if is_ceiling else table.balance.total.minor * 2))

    if referral(table) is None and found:
        offered = next(Plan.of(one) for one in _named(outcome) if one.frequency is frequency)
        if table.terms.plan.interest_rate_percent:  # whoever starts later owes more: only plans of one start compare
            found = [one for one in found if one.plan.days[0] == offered.days[0]]
        nearest = min(abs(regular - asked.minor) for regular, _ in found)
        assert _distance(offered, asked, table) <= nearest
        if _distance(offered, asked, table) == nearest:
            alike = [plan for regular, plan in found if abs(regular - asked.minor) == nearest]
            best = min(alike, key=lambda plan: (starts(ask, table).index(plan.days[0]), len(plan.days)))
            assert (best.days[0], len(best.days)) == (offered.days[0], len(offered.days))


@share(20)
@given(tables(TINY), st.data())
def test_the_longest_is_the_longest_of_all_level_plans(table: Table, data: st.DataObject):
    """Its payments are the smallest that the limits allow: over every length, and, without interest, every start."""
    frequency = data.draw(st.sampled_from(table.terms.plan.frequencies))
    outcome = decide(Ask(amount=Money(1, "EUR"), frequency=frequency), table)

    for one in outcome.alternatives if isinstance(outcome, Countered) else ():
        schedule = one.schedule
        if one.nearness is Nearness.LONGEST:
            firsts = [schedule.first.due_on] if table.terms.plan.interest_rate_percent else first_days(table)
            assert schedule.count == max(most_level_payments(table, schedule.frequency, first) for first in firsts)


def _distance(plan: Plan, asked: Money, table: Table) -> int:
    """How far a plan's regular payment lies from what was asked, where its payments tell; else how far at least."""
    count, first, last = len(plan.amounts), plan.amounts[0], plan.amounts[-1]
    if count == 1:
        return max(0, first - asked.minor)
    if count == 2 and first == least_first(table) and asked.minor <= first:
        return max(0, last - asked.minor)
    return abs(plan.amounts[1 if count > 2 else 0] - asked.minor)


def _named(outcome: Outcome) -> Iterable[Schedule]:
    if isinstance(outcome, Agreed):
        return [outcome.schedule]
    return [one.schedule for one in outcome.alternatives] if isinstance(outcome, Countered) else []
