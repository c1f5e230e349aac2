"""What counts by the day counts by the office's: half past midnight in Paris is still yesterday by UTC."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement
from bot.core.ask import Ask
from bot.core.conversation import ConversationId, HandoffReason, HandoffState, Outcome
from bot.core.plan_life import Rest
from bot.core.promise import PromiseState
from bot.core.repayment import accrued_interest
from bot.services import handoff
from bot.services.agreeing import Made, agree
from bot.services.plan_keeping import keep_plans
from bot.services.promises import Promised, promise
from tests.builders import TODAY, eur
from tests.bureau import Bureau, instant

CREDILEO = {"creditor_id": "credileo", "account_reference": "CRE-26-000001"}
DAY = timedelta(days=1)
PRINCIPAL = eur(1500)


@pytest.fixture
def night(bureau: Bureau) -> Bureau:
    """At half past midnight in Paris, of the first day."""
    bureau.clock.set(instant(f"{(TODAY - DAY).isoformat()}T23:30:00+00:00"))
    assert TODAY - DAY == bureau.clock.now().date()
    return bureau


@pytest.fixture
def account(night: Bureau) -> AccountId:
    return night.open_account(principal="1500.00", **CREDILEO)


@pytest.fixture
def talk(night: Bureau, account: AccountId) -> ConversationId:
    return night.verified(reference="CRE-26-000001")


def agreed(night: Bureau, account: AccountId, talk: ConversationId) -> Arrangement:
    made = agree(night.services, talk, night.offered(talk, account, Ask(count=12)).id)
    assert isinstance(made, Made)
    return made.plan


def test_interest_counts_from_the_day_of_the_offer(night: Bureau, account: AccountId, talk: ConversationId) -> None:
    plan = agreed(night, account, talk)

    with night.store.reading() as uow:
        interest = uow.plans.interest(plan.id)

    assert TODAY == interest.booked_until
    assert eur(0) == interest.until(TODAY, PRINCIPAL)
    assert accrued_interest(PRINCIPAL, plan.interest_rate_percent, 1) == interest.until(TODAY + DAY, PRINCIPAL)


def test_a_plan_is_kept_from_the_day_of_the_yes(night: Bureau, account: AccountId, talk: ConversationId) -> None:
    plan = agreed(night, account, talk)
    with night.store.reading() as uow:
        assert TODAY == uow.plans.life(plan.id).since


def test_a_promise_is_of_the_day_on_which_it_was_made(night: Bureau, account: AccountId, talk: ConversationId) -> None:
    promise(night.services, talk, account, eur(20), TODAY + 3 * DAY)
    with night.store.reading() as uow:
        (kept,) = uow.promises.of_account(account)
    assert TODAY == kept.made_on


def test_a_hold_rests_on_the_day_of_its_release(night: Bureau, account: AccountId, talk: ConversationId) -> None:
    asked = handoff.request(night.services, talk, HandoffReason.DISPUTE_AMOUNT, account).handoff
    camille = night.hire("Camille")
    handoff.claim(night.services, asked.id, camille)
    night.clock.advance(3 * DAY)
    handoff.finish(night.services, asked.id, camille, HandoffState.RETURNED, next(iter(Outcome)), [], release_hold=True)
    with night.store.reading() as uow:
        assert (Rest(TODAY, TODAY + 3 * DAY),) == uow.holds.rests(account)


def test_a_promise_that_was_kept_may_be_made_again(night: Bureau, account: AccountId, talk: ConversationId) -> None:
    """Only the one that still counts stands in the way of the same again."""
    due_on = TODAY + 3 * DAY
    for _ in range(2):
        promise(night.services, talk, account, eur(20), due_on)
    night.pay("20.00", paid_on=TODAY, **CREDILEO)
    keep_plans(night.services)

    assert Promised(eur(20), due_on) == promise(night.services, talk, account, eur(20), due_on)

    with night.store.reading() as uow:
        states = [one.state for one in uow.promises.of_account(account)]
    assert [PromiseState.OPEN, PromiseState.KEPT] == states
    assert 2 == night.audit_of(account).count("promise_made")
