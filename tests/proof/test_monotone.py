"""More room is never worse: a higher ceiling lengthens no plan, looser limits refuse nothing that tighter allowed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ask import Ask
from bot.core.money import Money
from bot.core.negotiation import Agreed, Countered, Outcome, Referral, Referred, decide
from bot.core.schedule import Schedule
from bot.core.table import Table
from bot.core.terms import PlanTerms
from tests.proof.share import share
from tests.strategies import FREQUENCIES, SMALL, asks, money, tables


@st.composite
def looser(draw: st.DrawFn, plan: PlanTerms) -> PlanTerms:
    """The same limits but for one, which is looser."""
    more = draw(st.integers(1, 6))
    share_left = Decimal(draw(st.integers(0, 99))) / 100
    limits = {
        "max_months": plan.max_months + more,
        "max_instalments": plan.max_instalments + more,
        "first_due_within_days": plan.first_due_within_days + more,
        "max_skipped_months": plan.max_skipped_months + more,
        "first_instalment_percent": plan.first_instalment_percent * share_left,
        "min_instalment": {
            one: Money(max(1, int(least.minor * share_left)), least.currency)
            for one, least in plan.min_instalment.items()
        },
        "by_balance": tuple(replace(band, max_months=band.max_months + more) for band in plan.by_balance),
    }
    name = draw(st.sampled_from(sorted(limits)))
    return replace(plan, **{name: limits[name]})


def best(outcome: Outcome) -> Schedule | None:
    if isinstance(outcome, Agreed):
        return outcome.schedule
    return outcome.alternatives[0].schedule if isinstance(outcome, Countered) else None


@share(50)
@given(tables(), money(100, 60_000), money(1, 30_000), st.sampled_from(FREQUENCIES), st.data())
def test_a_higher_ceiling_never_lengthens_the_plan(
    table: Table, ceiling: Money, more: Money, frequency: str, data: st.DataObject
):
    """And any ceiling above one that got a plan gets one. As long: of two plans alike in frequency and first day."""
    low = Ask(amount=ceiling, amount_is_ceiling=True, frequency=frequency)
    ask_low = replace(data.draw(asks(table.today)), amount=None, count=None, end_on=None, first_amount=None)
    low = replace(ask_low, amount=ceiling, amount_is_ceiling=True, frequency=frequency, special_amounts=())
    before = best(decide(low, table))
    after = best(decide(replace(low, amount=ceiling + more), table))

    if before is not None:
        assert after is not None
        if (before.frequency, before.first.due_on) == (after.frequency, after.first.due_on):
            assert after.count <= before.count


@share(50)
@given(tables(), st.data())
def test_a_looser_limit_refuses_nothing(table: Table, data: st.DataObject):
    """What was agreed is still agreed; where there was a plan there still is one. The frequency being said."""
    _compare_with_looser(table, data, data.draw(asks(table.today)))


@share(50)
@given(tables(SMALL), st.data())
def test_a_looser_limit_refuses_nothing_of_a_small_debt(table: Table, data: st.DataObject):
    _compare_with_looser(table, data, data.draw(asks(table.today, most=450, most_days=60)))


def _compare_with_looser(table: Table, data: st.DataObject, ask: Ask) -> None:
    ask = ask if ask.frequency else replace(ask, frequency=data.draw(st.sampled_from(FREQUENCIES)))
    before = decide(ask, table)
    eased = replace(table, terms=replace(table.terms, plan=data.draw(looser(table.terms.plan))))
    after = decide(ask, eased)

    if isinstance(before, Agreed):
        assert isinstance(after, Agreed)
    if isinstance(before, Countered):
        assert not isinstance(after, Referred)
    if isinstance(after, Referred):
        assert after.reason in (Referral.NO_PLAN_POSSIBLE, Referral.TOO_MANY_CHANGES)
