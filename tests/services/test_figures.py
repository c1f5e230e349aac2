"""What the agent reads of a debtor's means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.budget import Budget, Household, LivingAllowance
from bot.core.conversation import HandoffReason
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services import handoff
from bot.services.figures import Figures
from bot.services.states import handoff_states
from tests.builders import eur
from tests.bureau import Bureau

ALLOWANCE = LivingAllowance(eur(600), eur(300), eur(200), "a table of 2026")
WHOLE = Budget(ALLOWANCE, eur(1850), eur(1400), eur(150), Household(2, 1))


def test_a_ceiling_and_the_nearest_plan_are_told_with_how_often():
    """The two sums that a person compares, each time."""
    lines = Figures(eur(20), Frequency.WEEKLY, eur("45.50"), Frequency.MONTHLY).lines()

    assert ("can pay at most: 20.00 EUR weekly", "nearest possible plan: 45.50 EUR monthly") == lines


def test_a_whole_budget_is_told_with_its_steps_and_the_source_of_the_allowance():
    """An agent can check the sum by hand."""
    told = "\n".join(Figures(budget=WHOLE).lines())

    for part in (
        "income: 1850.00 EUR",
        "essential expenses: 1400.00 EUR",
        "payments on other debts: 150.00 EUR",
        "household: 2 adults, 1 child",
        "living allowance: 1100.00 EUR (a table of 2026)",
        "kept to live on: 1400.00 EUR",
        "can pay 300.00 EUR monthly",
    ):
        assert part in told


def test_half_a_budget_tells_what_was_said_and_no_more():
    """Whoever stopped after their income is not made out to have said more."""
    lines = Figures(budget=Budget(ALLOWANCE, income=eur(900))).lines()

    assert ("budget a month, as the debtor said:", "- income: 900.00 EUR") == lines


def test_no_budget_no_line():
    """Nothing said, nothing told."""
    assert () == Figures(budget=Budget(ALLOWANCE)).lines()


def test_the_figures_are_in_the_handoff_that_agents_and_operators_read(bureau: Bureau):
    """`accord show handoffs` prints what the console shows."""
    account = bureau.open_account()
    talk = bureau.verified()

    handoff.request(bureau.services, talk, HandoffReason.HARDSHIP_INCOME, account, figures=Figures(ceiling=eur(20)))

    (shown,) = handoff_states(bureau.services)
    assert "can pay at most: 20.00 EUR" in shown["summary"]


def test_figures_reach_a_handoff_that_is_open_already_and_leave_its_reason(bureau: Bureau):
    """A later, lesser reason adds what it knows, and nothing sinks in the queue."""
    account = bureau.open_account()
    talk = bureau.verified()
    handoff.request(bureau.services, talk, HandoffReason.HARDSHIP_HEALTH, account)

    handoff.request(bureau.services, talk, HandoffReason.NO_PLAN_POSSIBLE, account, figures=Figures(ceiling=eur(20)))

    (shown,) = handoff_states(bureau.services)
    assert HandoffReason.HARDSHIP_HEALTH.value == shown["reason"]
    assert "can pay at most: 20.00 EUR" in shown["summary"]


def test_nothing_is_told_of_somebody_who_is_not_verified(bureau: Bureau):
    """Figures belong to a debtor; an unknown sender has none."""
    talk = bureau.conversation()

    handoff.request(bureau.services, talk, HandoffReason.REQUEST_HUMAN, None, figures=Figures(ceiling=eur(20)))

    (shown,) = handoff_states(bureau.services)
    assert "20.00" not in shown["summary"]


@pytest.mark.parametrize(("country", "currency"), [("FR", "GBP"), ("US", "USD")])
def test_where_no_allowance_is_set_only_the_expenses_stay(bureau: Bureau, country: str, currency: str):
    """Another country, or a French debt in pounds: the agent reads that there is none."""
    services = replace(bureau.services, living_allowances={"FR": ALLOWANCE})

    allowance = services.living_allowance(country, currency)

    assert Money(0, currency) == allowance.for_household(Household(2, 2))
    assert "none is set" in allowance.source
