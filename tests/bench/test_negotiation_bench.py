"""The simulator behind `bench/negotiation.py`: its judge, its search for a plan, its debtors."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.debtors import Debtor, Style, ceiling_of, least_ceiling
from bench.negotiation import creditor_files, negotiate, plan_of, schedules, simulated
from bench.peers import _task
from bench.plans import Ceiling, Debt, Plan, broken_limits, clears, fitting_plan, level_plans, month_later
from bench.sessions import Session, figures_of
from bot.core.ask import Ask
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.negotiation import Table, decide
from bot.core.terms import CreditorTerms, Frequency

FILES = creditor_files()
TODAY = date(2026, 11, 23)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def tiny_terms(
    frequencies: dict[Frequency, int],
    *,
    max_months: int = 2,
    max_instalments: int = 4,
    within: int = 6,
    first_percent: int = 0,
    rate: str = "0",
) -> CreditorTerms:
    """A creditor so small that every way to pay can be written out; minimums are minor units."""
    voltea = FILES["voltea"]
    plan = replace(
        voltea.plan,
        max_months=max_months,
        max_instalments=max_instalments,
        min_instalment={frequency: Money(least, "EUR") for frequency, least in frequencies.items()},
        first_due_within_days=within,
        first_instalment_percent=Decimal(first_percent),
        interest_rate_percent=Decimal(rate),
        by_balance=(),
    )
    return replace(voltea, plan=plan)


def debt_of(minor: int, terms: CreditorTerms, interest: int = 0, today: date = TODAY) -> Debt:
    balance = Balance(Money(minor - interest, "EUR"), Money(interest, "EUR"), Money(0, "EUR"))
    return Debt(balance, terms, today, weekday)


def every_plan(debt: Debt) -> Iterator[Plan]:
    """Each way to cut a debt without interest into whole minor units, on all dates, where the file allows it."""
    for frequency in debt.terms.plan.frequencies:
        for first in debt.first_dates():
            dates = debt.dates(frequency, first)
            for count in range(1, len(dates) + 1):
                for cuts in combinations(range(1, debt.total), count - 1):
                    amounts = tuple(b - a for a, b in zip((0, *cuts), (*cuts, debt.total), strict=True))
                    plan = Plan(frequency, dates[:count], amounts)
                    if not broken_limits(debt, plan):
                        yield plan


tiny_files = st.builds(
    tiny_terms,
    st.dictionaries(st.sampled_from(list(Frequency)), st.integers(1, 9), min_size=1, max_size=2),
    max_months=st.integers(1, 3),
    max_instalments=st.integers(1, 4),
    within=st.integers(3, 6),
    first_percent=st.sampled_from((0, 0, 20, 50)),
)


@given(terms=tiny_files, total=st.integers(1, 18), single=st.integers(1, 18), months_worth=st.integers(1, 40))
def test_a_plan_is_found_if_and_only_if_some_way_to_cut_the_debt_fits(terms, total, single, months_worth):
    """Paying the ceiling each time finds a plan exactly where writing out every plan does."""
    debt = debt_of(total, terms)
    ceiling = Ceiling(single, Fraction(months_worth))

    found = fitting_plan(debt, ceiling)

    assert any(map(ceiling.bears, every_plan(debt))) == (found is not None)
    assert found is None or (ceiling.bears(found) and not broken_limits(debt, found))


@given(terms=tiny_files, total=st.integers(1, 18), share=st.integers(1, 18))
def test_the_peers_space_holds_a_bearable_plan_where_one_exists(terms, total, share):
    """Nobody loses to us for want of the right plan among their outcomes."""
    debt = debt_of(total, terms)
    plans = list(level_plans(debt))
    speaks = terms.plan.frequencies[0]
    ceiling = ceiling_of(share, speaks)

    assert [] == [plan for plan in plans if broken_limits(debt, plan)]
    assert (fitting_plan(debt, ceiling) is not None) == any(map(ceiling.bears, plans))


@given(
    total=st.integers(5_000, 200_000),
    interest_share=st.floats(0, 0.3),
    count=st.integers(2, 30),
    name=st.sampled_from(("credileo", "voltea")),
)
def test_two_ways_to_reckon_interest_agree(total, interest_share, count, name):
    """The service's plans clear the debt by the judge's own arithmetic too, to the cent."""
    terms = FILES[name]
    debt = debt_of(total, terms, int(total * interest_share))
    table = Table(debt.balance, terms, 0, weekday, debt.today)
    plans = [plan_of(schedule) for schedule in schedules(decide(Ask(count=count), table))]

    for plan in plans:
        assert clears(debt, plan)
        assert not clears(debt, replace(plan, amounts=(*plan.amounts[:-1], plan.amounts[-1] + 1)))
        if len(plan.amounts) > 1:
            assert not clears(debt, replace(plan, amounts=(plan.amounts[0] + 1_000, *plan.amounts[1:])))
    assert plans


@pytest.mark.parametrize(
    ("limit", "changed"),
    [
        ("first_due_within_days", {"dates": (date(2026, 12, 24), date(2027, 1, 25))}),
        ("first_due_within_days", {"dates": (date(2026, 11, 20), date(2026, 12, 21))}),
        ("max_months", {"dates": (date(2026, 12, 1), date(2028, 6, 2))}),
        ("min_instalment", {"amounts": (2_499, 7_501)}),
        ("sum", {"amounts": (5_000, 4_999)}),
        ("sum", {"amounts": (5_000, 5_001)}),
        ("dates", {"dates": (date(2026, 12, 1), date(2027, 1, 2))}),
        ("frequencies", {"frequency": Frequency.QUARTERLY}),
    ],
)
def test_a_plan_outside_a_limit_is_seen(limit, changed):
    """Each key of the file is judged, by the one thing that breaks it."""
    debt = debt_of(10_000, FILES["voltea"])
    sound = Plan(Frequency.MONTHLY, (date(2026, 12, 1), date(2027, 1, 1)), (5_000, 5_000))

    assert () == broken_limits(debt, sound)
    assert (limit,) == broken_limits(debt, replace(sound, **changed))


def test_a_small_first_payment_and_too_many_are_seen():
    """Filnet asks for a fifth at first, and for six payments at most."""
    debt = debt_of(30_000, FILES["filnet"])
    first = date(2026, 12, 1)
    seven = tuple(month_later(first, months) for months in range(7))

    assert ("first_instalment_percent",) == broken_limits(
        debt, Plan(Frequency.MONTHLY, (first, date(2027, 1, 1)), (5_999, 24_001))
    )
    assert {"max_instalments", "dates"} == set(
        broken_limits(debt, Plan(Frequency.MONTHLY, seven, (6_000, *[4_000] * 6)))
    )


def test_nothing_fits_below_the_smallest_first_payment():
    """Six payments of 55 would clear 300, but the first must be a fifth."""
    debt = debt_of(30_000, FILES["filnet"])

    assert fitting_plan(debt, ceiling_of(5_999, Frequency.MONTHLY)) is None
    assert fitting_plan(debt, ceiling_of(6_000, Frequency.MONTHLY)) is not None


def test_nothing_fits_below_the_smallest_instalment():
    """Two payments of 20 would clear 40, but the smallest is 25."""
    debt = debt_of(4_000, tiny_terms({Frequency.MONTHLY: 2_500}))

    assert fitting_plan(debt, ceiling_of(2_499, Frequency.MONTHLY)) is None
    assert fitting_plan(debt, ceiling_of(2_500, Frequency.MONTHLY)) is not None


def test_every_first_date_is_tried():
    """A month after the 26th and the 27th comes a weekend, and so a payment too late; the 30th has room for two."""
    debt = debt_of(10, tiny_terms({Frequency.MONTHLY: 1}, max_months=1), today=date(2026, 11, 26))

    plan = fitting_plan(debt, ceiling_of(5, Frequency.MONTHLY))

    assert Plan(Frequency.MONTHLY, (date(2026, 11, 30), date(2026, 12, 30)), (5, 5)) == plan


def test_the_debtors_own_day_is_tried():
    """From the 27th there is room for one payment only; with the next ones on the 15th, for two."""
    terms = tiny_terms({Frequency.MONTHLY: 1}, max_months=1, within=1)
    debt = debt_of(10, terms, today=date(2026, 11, 26))
    ceiling = ceiling_of(5, Frequency.MONTHLY)

    assert fitting_plan(debt, ceiling) is None
    plan = fitting_plan(debt, ceiling, day_of_month=15)
    assert Plan(Frequency.MONTHLY, (date(2026, 11, 26), date(2026, 12, 15)), (5, 5)) == plan


def test_the_least_ceiling_is_the_last_that_bears_a_plan():
    """A cent below it no plan exists."""
    debt = debt_of(61_234, FILES["credileo"], 1_000)
    least = least_ceiling(debt, Frequency.MONTHLY)

    assert fitting_plan(debt, ceiling_of(least, Frequency.MONTHLY)) is not None
    assert fitting_plan(debt, ceiling_of(least - 1, Frequency.MONTHLY)) is None


def test_the_same_seed_gives_the_same_debtors_of_every_kind():
    """Debtors repeat, owe what a person need not decide, and open in every way there is."""
    group = simulated(60)

    def drawn(people: list[Debtor]) -> list[object]:
        return [(one.debt.balance, one.debt.today, one.ceiling, one.patience, one.opening) for one in people]

    assert drawn(simulated(60)) == drawn(group)
    assert set(Style) == {one.style for one in group}
    assert set(FILES) == {one.debt.terms.id for one in group}
    assert all(one.debt.total <= one.debt.terms.human_above.minor for one in group)
    assert all(len(list(one.asks())) == one.patience - 1 for one in group)


def test_a_debtor_agrees_only_to_what_they_can_bear_and_every_offer_is_judged():
    """A small run of our side from end to end."""
    sessions = [negotiate(one) for one in simulated(40)]

    assert all(one.agreed is None or one.debtor.ceiling.bears(one.agreed) for one in sessions)
    assert all(one.agreed is None or one.turns >= 2 for one in sessions)
    assert all(one.turns <= one.debtor.patience for one in sessions)


def test_figures_count_what_went_wrong():
    """Rates are over those who could agree; violations over everybody."""
    debtor = next(one for one in simulated(40) if one.fitting_plan() is not None)
    fits = debtor.fitting_plan()
    assert fits is not None
    short = replace(fits, amounts=(*fits.amounts[:-1], fits.amounts[-1] + debtor.ceiling.single))
    told = next(turn for turn, ask in enumerate(debtor.asks(), 1) if ask.amount_is_ceiling)
    good = Session(debtor, offers=[(1, fits)], agreed=fits, turns=2, seconds=[0.001])
    bad = Session(debtor, offers=[(told, short)], agreed=short, turns=4, seconds=[0.003])

    figures = figures_of([good, bad], frozenset({debtor.number}))

    assert 0.5 == figures.agreement_rate
    assert 0.5 == figures.recovered_share
    assert 2 == figures.limit_violations
    assert 1 == figures.ceiling_violations
    assert 1 == figures.offers_over_said_ceiling
    assert 2 == figures.median_turns
    assert pytest.approx(2.0) == figures.decision_ms_median


def test_peers_are_given_true_limits_and_never_a_plan_their_debtor_cannot_bear():
    """What the debtor puts forward is bearable; every plan of the space is worth more than no plan."""
    for debtor in simulated(24):
        plans = tuple(level_plans(debtor.debt, debtor.opening.day_of_month))
        task = _task(debtor, plans)

        assert min(task["utilities"]) > 0
        assert any(task["bearable"]) == (debtor.fitting_plan() is not None)
        assert all(proposal is None or task["bearable"][proposal] for proposal in task["proposals"])
        assert debtor.patience - 1 == len(task["proposals"])


def test_negmas_stays_out_of_the_service():
    """The peers have an environment of their own."""
    assert importlib.util.find_spec("negmas") is None
