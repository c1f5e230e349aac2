"""What a household can pay a month: never at the cost of what it lives on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Budget, Household, LivingAllowance, means
from bot.core.errors import CurrencyMismatch
from bot.core.money import Money
from tests.builders import eur, gbp

ALLOWANCE = LivingAllowance(eur(600), eur(300), eur(200), "a table of 2026")
amounts = st.integers(0, 1_000_000).map(lambda minor: Money(minor, "EUR"))
households = st.builds(Household, adults=st.integers(1, 6), children=st.integers(0, 8))


def test_every_step_is_told():
    """1,850.50 comes in, 150 goes to other debts, 1,400 is needed: 300 can be paid."""
    worked_out = means(eur("1850.50"), eur(1400), eur(150), eur(600))

    assert (eur("1700.50"), eur(1400), eur("300.50"), eur(300)) == (
        worked_out.after_debts,
        worked_out.to_live_on,
        worked_out.left,
        worked_out.payable,
    )


def test_whoever_says_they_need_little_keeps_the_allowance():
    """Expenses of 100 leave a household no less than what it is granted."""
    assert eur(400) == means(eur(1000), eur(100), eur(0), eur(600)).payable


def test_nothing_can_be_paid_where_debts_and_needs_take_it_all():
    """A month that ends below zero is no debt of the month: nothing can be paid, and the gap is told."""
    worked_out = means(eur(900), eur(800), eur(250), eur(600))

    assert (eur(-150), eur(0)) == (worked_out.left, worked_out.payable)


@given(amounts, amounts, amounts, amounts)
def test_what_can_be_paid_is_whole_and_never_below_zero(income: Money, expenses: Money, debts: Money, allowance: Money):
    """Whole euros, rounded down by less than one."""
    worked_out = means(income, expenses, debts, allowance)

    assert worked_out.payable.minor >= 0
    assert worked_out.payable.minor % 100 == 0
    assert worked_out.payable.minor in range(max(0, worked_out.left.minor) - 99, max(0, worked_out.left.minor) + 1)


@given(amounts, amounts, amounts, amounts)
def test_paying_it_leaves_the_allowance_and_the_expenses(
    income: Money, expenses: Money, debts: Money, allowance: Money
):
    """Whoever can pay something keeps the allowance, pays what is essential, and pays their other debts."""
    payable = means(income, expenses, debts, allowance).payable

    if payable:
        kept = income - debts - payable
        assert kept >= allowance
        assert kept >= expenses


@given(amounts, amounts, amounts, amounts, st.integers(0, 100_000))
def test_it_moves_with_each_figure(income: Money, expenses: Money, debts: Money, allowance: Money, more: int):
    """More income never lowers it; more expenses, debts or allowance never raise it."""
    change = Money(more, "EUR")
    before = means(income, expenses, debts, allowance).payable

    assert means(income + change, expenses, debts, allowance).payable >= before
    assert means(income, expenses + change, debts, allowance).payable <= before
    assert means(income, expenses, debts + change, allowance).payable <= before
    assert means(income, expenses, debts, allowance + change).payable <= before


def test_an_allowance_counts_everybody():
    """One adult, one more, two children."""
    assert eur(1300) == ALLOWANCE.for_household(Household(2, 2))


@given(households)
def test_a_larger_household_is_left_no_less(household: Household):
    """One more at the table never lowers what stays with the household."""
    left = ALLOWANCE.for_household(household)

    assert ALLOWANCE.for_household(Household(household.adults + 1, household.children)) >= left
    assert ALLOWANCE.for_household(Household(household.adults, household.children + 1)) >= left


@pytest.mark.parametrize(("adults", "children"), [(0, 2), (-1, 0), (1, -1)])
def test_a_household_has_an_adult(adults: int, children: int):
    """Children alone owe nothing."""
    with pytest.raises(ValueError, match="no household"):
        Household(adults, children)


def test_a_budget_says_nothing_before_it_is_whole():
    """Three figures of four are no answer yet; nought is a figure."""
    partial = Budget(ALLOWANCE, income=eur(1500), expenses=eur(900), other_debts=eur(0))
    whole = Budget(ALLOWANCE, eur(1500), eur(900), eur(0), Household(1, 0))

    assert partial.means is None
    assert whole.means is not None
    assert eur(600) == whole.means.payable


def test_pounds_and_euros_do_not_mix():
    """An income in pounds is not measured by an allowance in euros."""
    with pytest.raises(CurrencyMismatch):
        means(gbp(1500), gbp(900), gbp(0), eur(600))
