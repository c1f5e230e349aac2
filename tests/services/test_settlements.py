"""Settlements: paying the smaller sum closes the debt, and nothing less does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, Offer, PlanState
from bot.core.ask import Ask
from bot.core.conversation import ConversationId, HandoffReason
from bot.core.errors import AccountNotFound
from bot.core.ledger import Book, EntryKind
from bot.core.money import Money
from bot.core.plan_life import Stage
from bot.core.settlement import NoSettlement
from bot.core.task import TaskKind
from bot.services import agreements, handoff
from bot.services.agreeing import Made, Stale, Withdrawn, agree, withdraw
from bot.services.negotiation import Impossible, Obstacle, Proposed, propose_change
from bot.services.plan_keeping import keep_plans
from bot.services.settlements import NotByRule, propose_settlement
from tests.builders import TODAY, eur
from tests.bureau import Bureau, at_once

DAY = timedelta(days=1)


@pytest.fixture
def account(bureau: Bureau) -> AccountId:
    """200 euros, old enough to be settled for 180 within 15 days."""
    return bureau.open_account(principal="190.00", interest="7.00", fees="3.00")


@pytest.fixture
def talk(bureau: Bureau, account: AccountId) -> ConversationId:
    return bureau.verified()


def offered(bureau: Bureau, talk: ConversationId, account: AccountId) -> Offer:
    proposal = propose_settlement(bureau.services, talk, account)
    assert isinstance(proposal, Proposed), proposal
    return proposal.offer


def settled(bureau: Bureau, talk: ConversationId, account: AccountId) -> Arrangement:
    made = agree(bureau.services, talk, offered(bureau, talk, account).id)
    assert isinstance(made, Made), made
    return made.plan


def states(bureau: Bureau, account: AccountId) -> list[PlanState]:
    return [plan.state for plan in reversed(bureau.plans(account))]


def given_up(bureau: Bureau, account: AccountId) -> int:
    """What the creditor has written off, in minor units."""
    with bureau.store.reading() as uow:
        entries = uow.accounts.entries(account)
    return sum(
        posting.amount.minor
        for entry in entries
        if entry.kind is EntryKind.ADJUSTMENT and entry.reference.startswith("settlement ")
        for posting in entry.postings
        if posting.book is Book.CLAIMED
    )


def test_a_yes_makes_a_plan_of_one_payment_with_its_discount_and_document(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = offered(bureau, talk, account)
    made = agree(bureau.services, talk, offer.id)

    assert isinstance(made, Made)
    assert (eur(20), True) == (made.plan.discount, made.plan.settles)
    assert [eur(180)] == [one.amount for one in made.plan.schedule.instalments]
    assert TODAY + 15 * DAY == made.plan.schedule.first.due_on
    kept = agreements.document_by_token(bureau.services, made.document.token)
    assert kept is not None
    assert b"VOL-26-000001 18000" in kept[1]
    assert eur(200) == bureau.balance(account).total


def test_paying_it_closes_the_debt(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    plan = settled(bureau, talk, account)
    bureau.pay("180.00")

    assert [PlanState.COMPLETED] == states(bureau, account)
    assert 0 == bureau.balance(account).total.minor
    assert plan.discount.minor == given_up(bureau, account)
    assert 1 == bureau.audit_of(account).count("plan_completed")
    keep_plans(bureau.services)
    assert plan.discount.minor == given_up(bureau, account)


def test_a_part_payment_closes_nothing(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    settled(bureau, talk, account)
    bureau.pay("179.99")
    assert ([PlanState.ACTIVE], 0) == (states(bureau, account), given_up(bureau, account))
    assert eur("20.01") == bureau.balance(account).total

    bureau.pay("0.01")

    assert ([PlanState.COMPLETED], 2000) == (states(bureau, account), given_up(bureau, account))
    assert 0 == bureau.balance(account).total.minor


@pytest.mark.parametrize(
    ("files", "overpaid"),
    [
        ([["190.00"]], 1000),
        ([["200.00"]], 2000),
        ([["215.00"]], 3500),
        ([["180.00"], ["20.00"]], 2000),
        ([["20.00"], ["180.00"]], 2000),
        ([["180.00", "20.00"]], 2000),
        ([["20.00", "180.00"]], 2000),
        ([["5.00"], ["190.00"]], 1500),
    ],
)
def test_what_is_paid_beyond_a_settlement_is_given_back_however_the_bank_splits_it(
    bureau: Bureau, account: AccountId, talk: ConversationId, files: list[list[str]], overpaid: int
) -> None:
    settled(bureau, talk, account)
    for amounts in files:
        bureau.pay_in_one_file(*amounts)

    assert [PlanState.COMPLETED] == states(bureau, account)
    assert (0, 2000) == (bureau.balance(account).total.minor, given_up(bureau, account))
    assert [overpaid] == refunds(bureau)


def test_only_what_is_still_owed_is_given_up(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    """The creditor lowered the claim to 188 after the settlement was agreed."""
    settled(bureau, talk, account)
    bureau.open_account(principal="178.00", interest="7.00", fees="3.00")
    bureau.pay("185.00")

    assert (0, 800) == (bureau.balance(account).total.minor, given_up(bureau, account))
    assert [500] == refunds(bureau)


def test_the_next_file_that_claims_less_tells_of_the_discount_and_of_nothing_paid(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    settled(bureau, talk, account)
    bureau.pay("180.00")
    claims = {"interest": "7.00", "fees": "3.00"}
    bureau.open_account(principal="170.00", **claims)
    assert ([], 0) == (refunds(bureau), bureau.balance(account).total.minor)
    bureau.open_account(principal="170.00", **claims)
    assert ([], 0) == (refunds(bureau), bureau.balance(account).total.minor)

    bureau.open_account(principal="165.00", **claims)
    assert ([500], 0) == (refunds(bureau), bureau.balance(account).total.minor)


def go_to_missed(bureau: Bureau, plan: Arrangement) -> None:
    """Late on the sixth day after its due day, missed eight days later."""
    bureau.clock.advance((plan.schedule.first.due_on - TODAY) + 6 * DAY)
    for days in (0, 8):
        bureau.clock.advance(days * DAY)
        keep_plans(bureau.services)
    assert Stage.MISSED is stage(bureau, plan)


def stage(bureau: Bureau, plan: Arrangement) -> Stage:
    with bureau.store.reading() as uow:
        return uow.plans.life(plan.id).stage


def test_the_reduction_no_longer_holds_for_what_is_paid_after_it_was_missed(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    plan = settled(bureau, talk, account)
    go_to_missed(bureau, plan)
    bureau.clock.advance(10 * DAY)
    bureau.pay("180.00", paid_on=bureau.services.today())
    keep_plans(bureau.services)

    assert (Stage.MISSED, eur(20)) == (stage(bureau, plan), bureau.balance(account).total)
    assert 0 == given_up(bureau, account)
    with bureau.store.reading() as uow:
        called = [one.reason for one in uow.handoffs.of_conversation(talk)]
        assert called or [one for one in uow.tasks.open() if one.kind is TaskKind.MISSED_PLAN]

    bureau.pay("20.00", paid_on=bureau.services.today())
    assert ([PlanState.COMPLETED], 0) == (states(bureau, account), given_up(bureau, account))
    assert [] == refunds(bureau)


def test_the_settlement_pays_everything_off_until_it_is_missed(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    plan = settled(bureau, talk, account)
    bureau.pay("30.00")
    assert (eur(170), eur(150)) == (bureau.balance(account).total, bureau.view(account).pays_off)
    go_to_missed(bureau, plan)
    assert eur(170) == bureau.view(account).pays_off


def test_what_was_paid_in_time_counts_although_it_is_heard_of_after_it_was_missed(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    plan = settled(bureau, talk, account)
    go_to_missed(bureau, plan)
    bureau.pay("180.00", paid_on=bureau.services.today() - DAY)

    assert ([PlanState.COMPLETED], 2000) == (states(bureau, account), given_up(bureau, account))


@pytest.mark.parametrize("clock_first", [True, False])
@pytest.mark.parametrize(("days", "closes"), [(7, True), (8, False)])
def test_after_the_reminder_it_is_honoured_for_seven_days_whatever_is_looked_at_first(
    bureau: Bureau, account: AccountId, talk: ConversationId, days: int, closes: bool, clock_first: bool
) -> None:
    plan = settled(bureau, talk, account)
    bureau.clock.advance((plan.schedule.first.due_on - TODAY) + 6 * DAY)
    keep_plans(bureau.services)
    reminded_on = bureau.services.today()
    bureau.clock.advance(8 * DAY)
    if clock_first:
        keep_plans(bureau.services)
    bureau.pay("180.00", paid_on=reminded_on + days * DAY)

    assert (Stage.COMPLETED if closes else Stage.MISSED) is stage(bureau, plan)
    assert (2000 if closes else 0) == given_up(bureau, account)


def refunds(bureau: Bureau) -> list[int]:
    """What waits to be given back, in minor units."""
    with bureau.store.reading() as uow:
        return [task.data["minor"] for task in uow.tasks.open() if task.kind is TaskKind.REFUND]


def test_a_settlement_that_is_not_paid_leaves_the_whole_balance(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    plan = settled(bureau, talk, account)
    bureau.pay("100.00")
    bureau.clock.advance((plan.schedule.first.due_on - TODAY) + 6 * DAY)
    for days in (0, 8, 31):
        bureau.clock.advance(days * DAY)
        keep_plans(bureau.services)

    assert [PlanState.BROKEN] == states(bureau, account)
    assert (eur(100), 0) == (bureau.balance(account).total, given_up(bureau, account))
    bureau.pay("80.00", paid_on=bureau.services.today())
    assert eur(20) == bureau.balance(account).total


def test_a_settlement_taken_back_leaves_the_whole_balance(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    plan = settled(bureau, talk, account)
    assert Withdrawn(plan) == withdraw(bureau.services, talk, account)
    bureau.pay("180.00")

    assert ([PlanState.WITHDRAWN], eur(20)) == (states(bureau, account), bureau.balance(account).total)
    assert 0 == given_up(bureau, account)


def test_a_settlement_that_comes_back_paid_is_closed_at_once(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    """It was changed into instalments, its sum was paid, and the change was taken back."""
    settled(bureau, talk, account)
    change = propose_change(bureau.services, talk, account, Ask(count=4))
    assert isinstance(change, Proposed)
    assert eur(200) == change.offer.schedule.total
    assert isinstance(agree(bureau.services, talk, change.offer.id), Made)
    bureau.pay("180.00")
    assert eur(20) == bureau.balance(account).total

    assert isinstance(withdraw(bureau.services, talk, account), Withdrawn)

    assert [PlanState.COMPLETED, PlanState.WITHDRAWN] == states(bureau, account)
    assert (0, 2000) == (bureau.balance(account).total.minor, given_up(bureau, account))


def test_the_same_yes_at_once_settles_once(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    offer = offered(bureau, talk, account)
    made = at_once(*[lambda: agree(bureau.services, talk, offer.id)] * 3)
    assert [False, True, True] == sorted(one.again for one in made if isinstance(one, Made))
    assert [PlanState.ACTIVE] == states(bureau, account)


def test_a_yes_is_too_late_after_a_payment_a_day_or_another_offer(
    bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    old = offered(bureau, talk, account)
    newer = offered(bureau, talk, account)
    assert Stale(settlement=True) == agree(bureau.services, talk, old.id)
    bureau.pay("0.01")
    assert Stale(settlement=True) == agree(bureau.services, talk, newer.id)
    newest = offered(bureau, talk, account)
    bureau.clock.advance(DAY)
    assert Stale(settlement=True) == agree(bureau.services, talk, newest.id)
    assert [] == states(bureau, account)


def test_a_hold_lets_settlements_rest(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    offer = offered(bureau, talk, account)
    handoff.request(bureau.services, talk, HandoffReason.DISPUTE_AMOUNT, account)
    assert Impossible(Obstacle.ON_HOLD) == agree(bureau.services, talk, offer.id)
    assert Impossible(Obstacle.ON_HOLD) == propose_settlement(bureau.services, talk, account)


def refused(bureau: Bureau, offered: Money | None = None, **row: str) -> NoSettlement:
    account = bureau.open_account(**row)
    talk = bureau.verified(reference=row.get("account_reference", "VOL-26-000001"))
    outcome = propose_settlement(bureau.services, talk, account, offered)
    assert isinstance(outcome, NotByRule), outcome
    event = bureau.events_of(account)[-1]
    assert ("settlement_referred", outcome.reason.value) == (event.kind, event.data["reason"])
    return outcome.reason


def test_what_the_rules_do_not_allow_is_for_a_person(small_bureau: Bureau) -> None:
    credileo = {"creditor_id": "credileo", "account_reference": "CRE-26-000001"}
    assert NoSettlement.NEVER is refused(small_bureau, **credileo)
    assert NoSettlement.TOO_RECENT is refused(small_bureau, due_on="2026-05-28")
    assert NoSettlement.OUTSIDE_LIMITS is refused(small_bureau, eur("179.99"), due_on="2026-03-10")
    assert NoSettlement.ABOVE_LIMIT is refused(small_bureau, principal="2000.01")


def test_while_a_plan_runs_a_person_decides(bureau: Bureau, account: AccountId, talk: ConversationId) -> None:
    bureau.agreed(talk, account)
    assert NotByRule(NoSettlement.PLAN_RUNS) == propose_settlement(bureau.services, talk, account)


def test_nobody_settles_somebody_elses_debt(bureau: Bureau, account: AccountId) -> None:
    bureau.open_account(
        account_reference="VOL-26-000009", debtor_id="D9", birth_date="1971-01-01", access_code="ZFHRGXVG"
    )
    stranger = bureau.verified("stranger", "VOL-26-000009")
    with pytest.raises(AccountNotFound):
        propose_settlement(bureau.services, stranger, account)
