"""Negotiation: an offer is laid under an id, and a yes to that id makes one plan, or none."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest

from bot.adapters.import_files import import_creditors
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId
from bot.core.arrangement import InstalmentState, Offer, OfferId, PlanState
from bot.core.ask import Ask
from bot.core.conversation import ConversationId, HandoffReason, HandoffState, Outcome
from bot.core.errors import AccountNotFound, IdentityUnverified, OfferNotFound
from bot.core.ledger import Book, overpaid_so_far
from bot.core.money import Money
from bot.core.negotiation import Limit, Referral
from bot.core.terms import Frequency
from bot.services import agreements, handoff, negotiation
from bot.services.agreeing import Made, Stale, TooLateToWithdraw, Withdrawn, agree, withdraw
from bot.services.negotiation import (
    Counter,
    ForAPerson,
    Impossible,
    Obstacle,
    Proposed,
    propose,
)
from bot.services.promises import Promised, PromiseTooLate, promise
from tests.builders import CREDITORS, TODAY, eur
from tests.bureau import Bureau, at_once, instant

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def account(small_bureau: Bureau) -> AccountId:
    return small_bureau.open_account()


@pytest.fixture
def talk(small_bureau: Bureau, account: AccountId) -> ConversationId:
    return small_bureau.verified()


def a_stranger(bureau: Bureau) -> ConversationId:
    """A verified debtor who owes something else."""
    bureau.open_account(
        account_reference="VOL-26-000009", debtor_id="D9", birth_date="1971-01-01", access_code="ZFHRGXVG"
    )
    return bureau.verified("stranger", "VOL-26-000009")


# --- proposing ---


def test_an_ask_inside_the_limits_becomes_one_open_offer(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    proposal = propose(small_bureau.services, talk, account, Ask(amount=eur(50)))

    assert isinstance(proposal, Proposed)
    assert [5000] * 4 == [one.amount.minor for one in proposal.offer.schedule.instalments]
    assert proposal.offer == negotiation.open_offer(small_bureau.services, proposal.offer.id)
    assert () == small_bureau.plans(account)


def test_an_ask_outside_the_limits_is_countered_with_offers_that_each_can_be_agreed(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    proposal = propose(small_bureau.services, talk, account, Ask(amount=eur(10)))

    assert isinstance(proposal, Counter)
    assert Limit.MIN_INSTALMENT is proposal.limit
    assert 1 <= len(proposal.offers) <= 3
    for offer in proposal.offers:
        assert eur(200) == offer.schedule.total
        assert offer == negotiation.open_offer(small_bureau.services, offer.id)
    made = agree(small_bureau.services, talk, proposal.offers[-1].id)
    assert isinstance(made, Made)
    assert proposal.offers[-1].schedule == made.plan.schedule


def test_a_balance_above_the_creditors_limit_goes_to_a_person(small_bureau: Bureau) -> None:
    account = small_bureau.open_account(principal="2000.01")
    talk = small_bureau.verified()
    assert ForAPerson(Referral.ABOVE_LIMIT) == propose(small_bureau.services, talk, account, Ask(count=3))
    assert "plan_referred" in small_bureau.audit_of(account)


def test_a_ceiling_that_no_plan_fits_goes_to_a_person(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    ask = Ask(amount=eur(3), amount_is_ceiling=True)
    proposal = propose(small_bureau.services, talk, account, ask)

    assert isinstance(proposal, ForAPerson)
    assert (Referral.NO_PLAN_POSSIBLE, Limit.MIN_INSTALMENT) == (proposal.reason, proposal.limit)
    assert proposal.gentlest is not None
    assert proposal.gentlest.largest > eur(3)


# --- agreeing ---


def test_a_yes_makes_the_plan_that_was_offered(bureau: Bureau) -> None:
    account = bureau.open_account(principal="100.00", interest="1.01", fees="0.99")
    talk = bureau.verified()
    offer = bureau.offered(talk, account, Ask(count=3))

    made = agree(bureau.services, talk, offer.id)

    assert isinstance(made, Made)
    assert not made.again
    assert (made.plan,) == bureau.plans(account)
    assert offer.schedule == made.plan.schedule
    assert [3400, 3400, 3400] == [one.amount.minor for one in made.plan.schedule.instalments]
    assert PlanState.ACTIVE is made.plan.state
    assert bureau.clock.now() == made.plan.agreed_at


def test_the_written_agreement_is_kept_whole_and_can_be_fetched_by_its_token(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    bureau = Bureau(sqlite_store, tmp_path)
    account = bureau.open_account()
    made = bureau.agreed(bureau.verified(), account)

    kept = agreements.document_by_token(bureau.services, made.document.token)

    assert kept is not None
    document, content = kept
    assert document == made.document
    assert hashlib.sha256(content).hexdigest() == made.document.sha256
    assert ("accord-VOL-26-000001.pdf", "application/pdf") == (made.document.name, made.document.media_type)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "VOL-26-000001" in text
    assert 4 <= text.count("50,00")
    assert (made.document,) == bureau.view(account).documents
    assert agreements.document_by_token(bureau.services, made.document.token[:-1]) is None


def test_the_same_yes_twice_is_one_plan_and_one_document(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    offer = bureau.offered(talk, account)
    first = agree(bureau.services, talk, offer.id)
    bureau.clock.advance(timedelta(days=3))

    second = agree(bureau.services, talk, offer.id)

    assert isinstance(first, Made)
    assert isinstance(second, Made)
    assert (False, True) == (first.again, second.again)
    assert (first.plan, first.document) == (second.plan, second.document)
    assert 1 == len(bureau.plans(account))
    assert 1 == bureau.audit_of(account).count("plan_agreed")


def test_the_same_yes_from_threads_at_once_is_one_plan(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    offer = bureau.offered(talk, account)

    outcomes = at_once(*[lambda: agree(bureau.services, talk, offer.id)] * 4)

    assert all(isinstance(one, Made) for one in outcomes), outcomes
    made = [one for one in outcomes if isinstance(one, Made)]
    assert [False, True, True, True] == sorted(one.again for one in made)
    assert 1 == len({one.document.sha256 for one in made}) == len(bureau.plans(account))
    assert 1 == bureau.audit_of(account).count("plan_agreed")


def test_a_yes_to_two_offers_at_once_agrees_one_of_them(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    too_late = Ask(amount=eur(100), first_due_on=TODAY + timedelta(days=60))
    counter = propose(bureau.services, talk, account, too_late)
    assert isinstance(counter, Counter)
    assert 2 <= len(counter.offers)

    def yes(offer: Offer) -> Callable[[], object]:
        return lambda: agree(bureau.services, talk, offer.id)

    outcomes = at_once(*[yes(offer) for offer in counter.offers])

    assert 1 == sum(isinstance(one, Made) for one in outcomes)
    refused = [one for one in outcomes if not isinstance(one, Made)]
    assert {Impossible(Obstacle.HAS_PLAN)} == set(refused)
    assert 1 == len(bureau.plans(account))


def test_a_hold_and_a_yes_at_once_never_make_a_plan_on_a_held_account(bureau: Bureau) -> None:
    """Either the plan came first, or the hold did and there is no plan."""
    account = bureau.open_account()
    talk = bureau.verified()
    offer = bureau.offered(talk, account)

    agreed, held = at_once(
        lambda: agree(bureau.services, talk, offer.id),
        lambda: handoff.request(bureau.services, talk, HandoffReason.HARDSHIP_INCOME, account),
    )

    assert isinstance(held, handoff.Requested), held
    assert bureau.view(account).on_hold
    events = [kind for kind in bureau.audit_of(account) if kind in ("plan_agreed", "hold_placed")]
    if isinstance(agreed, Made):
        assert ["plan_agreed", "hold_placed"] == events
    else:
        assert Impossible(Obstacle.ON_HOLD) == agreed
        assert ["hold_placed"] == events
        assert () == bureau.plans(account)


@pytest.mark.parametrize(
    ("later", "still_counts"), [(24 * HOUR - SECOND, True), (24 * HOUR, False), (48 * HOUR, False)]
)
def test_an_offer_counts_for_24_hours(
    small_bureau: Bureau, account: AccountId, talk: ConversationId, later: timedelta, still_counts: bool
) -> None:
    offer = small_bureau.offered(talk, account)
    small_bureau.clock.advance(later)

    assert (negotiation.open_offer(small_bureau.services, offer.id) is not None) is still_counts
    outcome = agree(small_bureau.services, talk, offer.id)

    assert isinstance(outcome, Made if still_counts else Stale)
    assert len(small_bureau.plans(account)) == still_counts


def test_an_offer_is_stale_once_a_payment_came_in(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    offer = bureau.offered(talk, account)
    bureau.pay("18.31")

    assert negotiation.open_offer(bureau.services, offer.id) is None
    assert Stale() == agree(bureau.services, talk, offer.id)
    assert () == bureau.plans(account)
    fresh = bureau.offered(talk, account)
    assert eur("181.69") == fresh.schedule.total


def test_an_offer_is_refused_after_a_hold_and_stale_when_it_is_released(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = small_bureau.offered(talk, account)
    asked = handoff.request(small_bureau.services, talk, HandoffReason.DISPUTE_AMOUNT, account).handoff

    assert Impossible(Obstacle.ON_HOLD) == agree(small_bureau.services, talk, offer.id)

    agent = small_bureau.hire("Camille")
    handoff.claim(small_bureau.services, asked.id, agent)
    handoff.finish(
        small_bureau.services, asked.id, agent, HandoffState.RETURNED, Outcome.DISPUTE_REJECTED, (), release_hold=True
    )
    assert Stale() == agree(small_bureau.services, talk, offer.id)
    assert () == small_bureau.plans(account)


def test_a_new_offer_takes_the_place_of_the_one_before(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    old = small_bureau.offered(talk, account, Ask(count=4))
    new = small_bureau.offered(talk, account, Ask(count=2))

    assert Stale() == agree(small_bureau.services, talk, old.id)
    assert isinstance(agree(small_bureau.services, talk, new.id), Made)


def test_a_yes_to_an_offer_whose_plan_was_taken_back_agrees_nothing(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = small_bureau.offered(talk, account)
    assert isinstance(agree(small_bureau.services, talk, offer.id), Made)
    assert isinstance(withdraw(small_bureau.services, talk, account), Withdrawn)

    assert Stale() == agree(small_bureau.services, talk, offer.id)
    assert [PlanState.WITHDRAWN] == [plan.state for plan in small_bureau.plans(account)]


# --- whose it is ---


def test_nobody_agrees_or_asks_for_somebody_else(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = small_bureau.offered(talk, account)
    stranger, nobody = a_stranger(small_bureau), small_bureau.conversation("unverified")
    services = small_bureau.services

    for conversation, error in ((stranger, AccountNotFound), (nobody, IdentityUnverified)):
        with pytest.raises(error):
            propose(services, conversation, account, Ask(count=2))
        with pytest.raises(error):
            agree(services, conversation, offer.id)
        with pytest.raises(error):
            withdraw(services, conversation, account)
        with pytest.raises(error):
            promise(services, conversation, account, None, TODAY)
    assert () == small_bureau.plans(account)
    assert isinstance(agree(services, talk, offer.id), Made)
    with pytest.raises(AccountNotFound):
        agree(services, stranger, offer.id)


def test_an_offer_nobody_made_is_not_found(small_bureau: Bureau, talk: ConversationId) -> None:
    with pytest.raises(OfferNotFound):
        agree(small_bureau.services, talk, OfferId("0" * 16))


# --- obstacles ---


def settled(bureau: Bureau) -> AccountId:
    account = bureau.open_account()
    bureau.pay("200.00")
    return account


def held(bureau: Bureau) -> AccountId:
    account = bureau.open_account()
    talk = bureau.verified()
    handoff.request(bureau.services, talk, HandoffReason.HARDSHIP_HEALTH, account)
    return account


def with_plan(bureau: Bureau) -> AccountId:
    account = bureau.open_account()
    bureau.agreed(bureau.verified(), account)
    return account


def too_old(bureau: Bureau) -> AccountId:
    return bureau.open_account(due_on="2024-11-22", letter_sent_on="2025-01-10")


OBSTACLES = {
    Obstacle.NOTHING_DUE: settled,
    Obstacle.ON_HOLD: held,
    Obstacle.HAS_PLAN: with_plan,
    Obstacle.TIME_BARRED: too_old,
}


@pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda one: one.value)
def test_nothing_is_offered_over_an_obstacle(small_bureau: Bureau, obstacle: Obstacle) -> None:
    account = OBSTACLES[obstacle](small_bureau)
    talk = small_bureau.verified()
    before = len(small_bureau.plans(account))

    assert Impossible(obstacle) == propose(small_bureau.services, talk, account, Ask(count=2))
    assert len(small_bureau.plans(account)) == before


def test_nothing_is_offered_after_the_mandate_ended(small_bureau: Bureau) -> None:
    account = small_bureau.open_account()
    small_bureau.clock.set(instant("2027-12-31T12:00:00+00:00"))
    talk = small_bureau.verified()
    offer = small_bureau.offered(talk, account)

    small_bureau.clock.set(instant("2028-01-01T09:00:00+00:00"))

    assert Impossible(Obstacle.NO_MANDATE) == propose(small_bureau.services, talk, account, Ask(count=2))
    assert Impossible(Obstacle.NO_MANDATE) == agree(small_bureau.services, talk, offer.id)


@pytest.mark.parametrize(("due_on", "barred"), [("2024-11-23", False), ("2024-11-22", True)])
def test_limitation_runs_out_the_day_after_its_anniversary(small_bureau: Bureau, due_on: str, barred: bool) -> None:
    account = small_bureau.open_account(due_on=due_on, letter_sent_on="2025-01-10")
    talk = small_bureau.verified()
    outcome = propose(small_bureau.services, talk, account, Ask(count=2))
    assert (outcome == Impossible(Obstacle.TIME_BARRED)) is barred


def test_a_plan_on_one_account_leaves_the_others_free(small_bureau: Bureau) -> None:
    first = small_bureau.open_account()
    second = small_bureau.open_account(account_reference="VOL-26-000002", access_code="AAFZA22Q")
    talk = small_bureau.verified()
    small_bureau.agreed(talk, first)

    assert isinstance(propose(small_bureau.services, talk, second, Ask(count=2)), Proposed)


# --- taking back ---


@pytest.mark.parametrize(("later", "in_time"), [(24 * HOUR, True), (24 * HOUR + SECOND, False)])
def test_a_plan_can_be_taken_back_for_24_hours(
    small_bureau: Bureau, account: AccountId, talk: ConversationId, later: timedelta, in_time: bool
) -> None:
    made = small_bureau.agreed(talk, account)
    small_bureau.clock.advance(later)

    outcome = withdraw(small_bureau.services, talk, account)

    assert outcome == (Withdrawn(made.plan) if in_time else TooLateToWithdraw(made.plan))
    expected = PlanState.WITHDRAWN if in_time else PlanState.ACTIVE
    assert [expected] == [plan.state for plan in small_bureau.plans(account)]
    assert ("plan_withdrawn" in small_bureau.audit_of(account)) is in_time


def test_after_taking_back_another_plan_can_be_agreed(bureau: Bureau) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    bureau.agreed(talk, account)
    withdraw(bureau.services, talk, account)
    assert withdraw(bureau.services, talk, account) is None

    again = bureau.agreed(talk, account)

    assert [PlanState.ACTIVE, PlanState.WITHDRAWN] == [plan.state for plan in bureau.plans(account)]
    assert again.plan == bureau.view(account).plan


# --- promising ---


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        (0, Promised(eur(200), TODAY)),
        (21, Promised(eur(200), TODAY + timedelta(days=21))),
        (22, PromiseTooLate(TODAY + timedelta(days=21))),
    ],
)
def test_a_promise_lies_within_the_creditors_days(
    small_bureau: Bureau, account: AccountId, talk: ConversationId, days: int, outcome: object
) -> None:
    day = TODAY + timedelta(days=days)
    assert outcome == promise(small_bureau.services, talk, account, None, day)
    assert ("promise_made" in small_bureau.audit_of(account)) is isinstance(outcome, Promised)


def test_a_promise_is_never_for_more_than_is_owed(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    assert Promised(eur(200), TODAY) == promise(small_bureau.services, talk, account, eur(500), TODAY)
    assert Promised(eur(20), TODAY) == promise(small_bureau.services, talk, account, eur(20), TODAY)


@pytest.mark.parametrize(("amount", "day"), [(None, TODAY - timedelta(days=1)), (eur(0), TODAY), (eur(-5), TODAY)])
def test_a_promise_for_the_past_or_of_nothing_is_refused(
    small_bureau: Bureau, account: AccountId, talk: ConversationId, amount: Money | None, day: date
) -> None:
    with pytest.raises(ValueError, match="a promise is"):
        promise(small_bureau.services, talk, account, amount, day)
    assert "promise_made" not in small_bureau.audit_of(account)


@pytest.mark.parametrize("obstacle", [Obstacle.ON_HOLD, Obstacle.NOTHING_DUE, Obstacle.TIME_BARRED])
def test_no_promise_is_taken_over_an_obstacle(small_bureau: Bureau, obstacle: Obstacle) -> None:
    account = OBSTACLES[obstacle](small_bureau)
    talk = small_bureau.verified()
    assert Impossible(obstacle) == promise(small_bureau.services, talk, account, None, TODAY)


def test_who_has_a_plan_may_promise_besides(small_bureau: Bureau) -> None:
    account = with_plan(small_bureau)
    talk = small_bureau.verified()
    assert isinstance(promise(small_bureau.services, talk, account, eur(10), TODAY), Promised)


# --- afterwards ---


def test_payments_after_the_agreement_meet_the_oldest_instalments(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    small_bureau.agreed(talk, account)
    small_bureau.clock.advance(timedelta(days=20))
    small_bureau.pay("60.00", paid_on=TODAY + timedelta(days=14))

    standing = small_bureau.view(account).plan_standing

    assert standing is not None
    assert [InstalmentState.PAID, InstalmentState.PARTLY_PAID] == [one.state for one in standing.instalments[:2]]
    assert eur(140) == standing.left


def test_what_was_paid_before_the_agreement_is_not_counted_twice(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    """A payment of the same day lowered the balance that the plan spreads; one that comes in later counts."""
    small_bureau.pay("30.00", paid_on=TODAY)
    small_bureau.agreed(talk, account)
    before = small_bureau.view(account).plan_standing
    small_bureau.pay("25.00", paid_on=TODAY)
    small_bureau.pay("1.00", paid_on=TODAY - timedelta(days=3))
    after = small_bureau.view(account).plan_standing

    assert before is not None
    assert after is not None
    assert eur(170) == before.left
    assert eur(144) == after.left


def test_the_payment_that_clears_the_balance_completes_the_plan(bureau: Bureau) -> None:
    account = bureau.open_account()
    bureau.agreed(bureau.verified(), account)
    bureau.pay("150.00")
    assert [PlanState.ACTIVE] == [plan.state for plan in bureau.plans(account)]

    bureau.pay("50.00")

    assert [PlanState.COMPLETED] == [plan.state for plan in bureau.plans(account)]
    assert 1 == bureau.audit_of(account).count("plan_completed")
    view = bureau.view(account)
    assert view.settled
    assert view.plan is None


def test_a_creditor_who_drops_the_claim_completes_the_plan(small_bureau: Bureau) -> None:
    account = small_bureau.open_account()
    small_bureau.agreed(small_bureau.verified(), account)

    small_bureau.pay("120.00")
    small_bureau.open_account(principal="120.00")

    assert [PlanState.COMPLETED] == [plan.state for plan in small_bureau.plans(account)]


@pytest.mark.parametrize("late", [0, 9])
def test_a_plan_with_interest_is_paid_to_its_last_cent(bureau: Bureau, late: int) -> None:
    """What was agreed is what is paid, interest and all; who pays late pays no more."""
    row = {"creditor_id": "credileo", "account_reference": "CRE-26-000001", "principal": "1500.00"}
    account = bureau.open_account(**row)
    talk = bureau.verified(reference="CRE-26-000001")
    offer = bureau.offered(talk, account, Ask(count=12))
    assert isinstance(agree(bureau.services, talk, offer.id), Made)
    assert offer.schedule.interest.minor > 0

    for instalment in offer.schedule.instalments:
        paid_on = instalment.due_on + timedelta(days=late)
        bureau.clock.advance(timedelta(days=(paid_on - bureau.services.today()).days))
        bureau.pay(instalment.amount.major, paid_on=paid_on, creditor_id="credileo", account_reference="CRE-26-000001")

    assert 0 == bureau.balance(account).total.minor
    assert [PlanState.COMPLETED] == [plan.state for plan in bureau.plans(account)]
    with bureau.store.reading() as uow:
        entries = uow.accounts.entries(account)
    interest = sum(one.postings[0].amount.minor for one in entries if one.reference.startswith("plan "))
    assert interest == offer.schedule.interest.minor
    assert [] == [one for one in entries for posting in one.postings if posting.book is Book.OVERPAID]


@pytest.mark.parametrize("cent_less", [0, 1])
def test_what_is_said_to_pay_everything_off_today_does_to_the_cent(bureau: Bureau, cent_less: int) -> None:
    """1,900.00 € at 3.49 % for 60 days is 10.90 € of interest."""
    row = {"creditor_id": "credileo", "account_reference": "CRE-26-000001"}
    account = bureau.open_account(principal="1900.00", **row)
    talk = bureau.verified(reference="CRE-26-000001")
    offer = bureau.offered(talk, account, Ask(count=12))
    assert isinstance(agree(bureau.services, talk, offer.id), Made)
    bureau.clock.advance(timedelta(days=60))

    view = bureau.view(account)
    assert (eur(1900), eur("1910.90")) == (view.balance.total, view.pays_off)
    bureau.pay((view.pays_off - Money(cent_less, "EUR")).major, paid_on=bureau.services.today(), **row)

    assert cent_less == bureau.view(account).pays_off.minor
    assert [PlanState.ACTIVE if cent_less else PlanState.COMPLETED] == [plan.state for plan in bureau.plans(account)]
    with bureau.store.reading() as uow:
        assert 0 == overpaid_so_far(uow.accounts.entries(account), "EUR").minor


def test_a_yes_to_what_was_offered_under_other_limits_is_too_late(bureau: Bureau, tmp_path: Path) -> None:
    account = bureau.open_account()
    talk = bureau.verified()
    offer = bureau.offered(talk, account, Ask(count=6))
    stricter = tmp_path / "voltea.yml"
    limits = (CREDITORS / "voltea.yml").read_text("utf-8")
    for before, after in (("max_months: 18", "max_months: 3"), ("max_instalments: 36", "max_instalments: 12")):
        assert before in limits
        limits = limits.replace(before, after)
    stricter.write_text(limits, "utf-8")
    report = import_creditors(bureau.store, [stricter], today=TODAY, now=bureau.clock.now())
    assert not isinstance(report, list), report

    assert Stale() == agree(bureau.services, talk, offer.id)
    assert () == bureau.plans(account)


def test_a_yes_after_the_first_payment_s_day_is_too_late(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    offer = small_bureau.offered(talk, account, Ask(count=2, first_due_on=TODAY))
    small_bureau.clock.advance(timedelta(hours=20))

    assert Stale() == agree(small_bureau.services, talk, offer.id)


def test_the_newest_promise_counts_and_the_same_twice_is_one(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    for day in (TODAY, TODAY, TODAY + timedelta(days=1)):
        assert isinstance(promise(small_bureau.services, talk, account, eur(20), day), Promised)
    with small_bureau.store.reading() as uow:
        kept = [(one.amount, one.due_on) for one in uow.promises.of_account(account)]
    assert [(eur(20), TODAY + timedelta(days=1)), (eur(20), TODAY)] == kept


def test_every_step_leaves_an_audit_event_with_what_was_asked(
    small_bureau: Bureau, account: AccountId, talk: ConversationId
) -> None:
    ask = Ask(amount=eur(50), frequency=Frequency.MONTHLY)
    offer = small_bureau.offered(talk, account, ask)
    made = agree(small_bureau.services, talk, offer.id)
    withdraw(small_bureau.services, talk, account)
    promise(small_bureau.services, talk, account, eur(20), TODAY)

    assert isinstance(made, Made)
    offered, agreed, withdrawn, promised = [
        event for event in small_bureau.events_of(account) if event.kind.startswith(("plan", "promise"))
    ]
    assert {talk} == {one.conversation_id for one in (offered, agreed, withdrawn, promised)}
    assert ("plan_offered", [offer.id]) == (offered.kind, offered.data["offers"])
    assert (5000, "monthly") == (offered.data["ask"]["amount"], offered.data["ask"]["frequency"])
    assert agreed.data == {
        "offer": offer.id,
        "plan": made.plan.id,
        "replaces": None,
        "document_sha256": made.document.sha256,
    }
    assert ("plan_withdrawn", {"plan": made.plan.id, "goes_on": None}) == (withdrawn.kind, withdrawn.data)
    assert {"minor": 2000, "due_on": TODAY.isoformat()} == promised.data
