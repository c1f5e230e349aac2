"""Changing a running plan: one yes ends the old one and begins the new one, and every limit goes on counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.adapters.import_files import import_creditors
from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, Offer, PlanState
from bot.core.ask import Ask
from bot.core.conversation import ConversationId, HandoffReason
from bot.core.due_dates import months_after, next_business_day
from bot.core.errors import AccountNotFound
from bot.core.ledger import Book, EntryKind
from bot.core.negotiation import Limit, Referral
from bot.core.plan_change import changed, spread_out, without_next
from bot.core.plan_life import Life, Stage
from bot.core.repayment import accrued_interest
from bot.core.schedule import Instalment
from bot.core.terms import Frequency
from bot.services import agreements, handoff, negotiation
from bot.services.agreeing import Made, Stale, TooLateToWithdraw, Withdrawn, agree, withdraw
from bot.services.negotiation import Counter, ForAPerson, Impossible, Obstacle, Proposal, Proposed, propose_change
from bot.services.plan_keeping import keep_plans
from tests.builders import CREDITORS, TODAY, eur
from tests.bureau import Bureau, at_once
from tests.strategies import french_business_day

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
CREDILEO = {"creditor_id": "credileo", "account_reference": "CRE-26-000001"}


class Desk:
    """One verified debtor, one account, and what they do to its plan."""

    def __init__(self, bureau: Bureau, ask: Ask | None = None, **row: str) -> None:
        self.bureau = bureau
        self.row = {key: row[key] for key in CREDILEO if key in row}
        self.account: AccountId = bureau.open_account(**row)
        self.talk: ConversationId = bureau.verified(reference=row.get("account_reference", "VOL-26-000001"))
        self.first = self.yes(bureau.offered(self.talk, self.account, ask or Ask(count=4)))

    def yes(self, offer: Offer) -> Arrangement:
        made = agree(self.bureau.services, self.talk, offer.id)
        assert isinstance(made, Made), made
        return made.plan

    def propose(self, ask: Ask) -> Proposal:
        return propose_change(self.bureau.services, self.talk, self.account, ask)

    def offered(self, ask: Ask) -> Offer:
        proposal = self.propose(ask)
        assert isinstance(proposal, Proposed), proposal
        return proposal.offer

    def change(self, ask: Ask) -> Arrangement:
        return self.yes(self.offered(ask))

    def withdraw(self) -> Withdrawn | TooLateToWithdraw | None:
        return withdraw(self.bureau.services, self.talk, self.account)

    def pay(self, amount: str) -> None:
        self.bureau.pay(amount, paid_on=self.bureau.services.today(), **self.row)

    def go_to(self, day: date) -> None:
        self.bureau.clock.advance((day - self.bureau.services.today()) * 1)

    @property
    def next_due(self) -> Instalment:
        standing = self.bureau.view(self.account).plan_standing
        assert standing is not None
        assert standing.next_due is not None
        return standing.next_due.instalment

    @property
    def states(self) -> list[PlanState]:
        """Of all plans, the oldest first."""
        return [plan.state for plan in reversed(self.bureau.plans(self.account))]

    def interest_booked(self) -> int:
        with self.bureau.store.reading() as uow:
            entries = uow.accounts.entries(self.account)
        return sum(one.postings[0].amount.minor for one in entries if one.reference.startswith("plan "))


@pytest.fixture
def desk(small_bureau: Bureau) -> Desk:
    """200 euros in four monthly payments of 50, the first in two weeks."""
    return Desk(small_bureau)


def amounts(plan: Arrangement | Offer) -> list[int]:
    return [one.amount.minor for one in plan.schedule.instalments]


def dates(plan: Arrangement | Offer) -> list[date]:
    return [one.due_on for one in plan.schedule.instalments]


# --- one yes ---


def test_a_yes_to_a_change_ends_the_old_plan_and_begins_the_new_one(bureau: Bureau) -> None:
    desk = Desk(bureau)
    offer = desk.offered(Ask(count=5))
    assert [PlanState.ACTIVE] == desk.states

    plan = desk.yes(offer)

    assert [PlanState.REPLACED, PlanState.ACTIVE] == desk.states
    assert (desk.first.id, desk.first.id) == (offer.replaces, plan.replaces)
    assert offer.schedule == plan.schedule
    assert [4000] * 5 == amounts(plan)
    agreed = [event for event in bureau.events_of(desk.account) if event.kind == "plan_agreed"][-1]
    assert (plan.id, desk.first.id, offer.id) == tuple(agreed.data[key] for key in ("plan", "replaces", "offer"))
    (document,) = bureau.view(desk.account).documents
    assert agreed.data["document_sha256"] == document.sha256
    kept = agreements.document_by_token(bureau.services, document.token)
    assert kept is not None
    assert b"VOL-26-000001 20000" in kept[1]


def test_an_offer_alone_changes_nothing(desk: Desk) -> None:
    desk.offered(Ask(count=5))
    assert [PlanState.ACTIVE] == desk.states
    assert desk.first == desk.bureau.view(desk.account).plan


def test_two_yeses_at_once_make_one_change(bureau: Bureau) -> None:
    desk = Desk(bureau)
    offer = desk.offered(Ask(count=5))

    made = at_once(*[lambda: agree(bureau.services, desk.talk, offer.id)] * 3)

    assert [False, True, True] == sorted(one.again for one in made if isinstance(one, Made))
    assert [PlanState.REPLACED, PlanState.ACTIVE] == desk.states
    assert 2 == bureau.audit_of(desk.account).count("plan_agreed")


def test_a_yes_to_two_changes_at_once_makes_one_of_them(bureau: Bureau) -> None:
    desk = Desk(bureau)
    counter = desk.propose(Ask(amount=eur(100), first_due_on=TODAY + 60 * DAY))
    assert isinstance(counter, Counter)
    assert 2 <= len(counter.offers)

    def yes(offer: Offer) -> Callable[[], object]:
        return lambda: agree(bureau.services, desk.talk, offer.id)

    outcomes = at_once(*[yes(offer) for offer in counter.offers])

    assert 1 == sum(isinstance(one, Made) for one in outcomes)
    assert {Impossible(Obstacle.NO_PLAN)} == {one for one in outcomes if not isinstance(one, Made)}
    assert [PlanState.REPLACED, PlanState.ACTIVE] == desk.states


def test_a_change_and_a_withdrawal_at_once_leave_one_plan_or_none(bureau: Bureau) -> None:
    desk = Desk(bureau)
    offer = desk.offered(Ask(count=5))

    agreed, taken_back = at_once(
        lambda: agree(bureau.services, desk.talk, offer.id),
        lambda: withdraw(bureau.services, desk.talk, desk.account),
    )

    assert isinstance(taken_back, Withdrawn), taken_back
    if isinstance(agreed, Made):
        assert [PlanState.ACTIVE, PlanState.WITHDRAWN] == desk.states
    else:
        assert Impossible(Obstacle.NO_PLAN) == agreed
        assert [PlanState.WITHDRAWN] == desk.states


def test_only_who_has_a_plan_can_change_it_and_only_who_has_none_gets_a_new_one(small_bureau: Bureau) -> None:
    account = small_bureau.open_account()
    talk = small_bureau.verified()
    assert Impossible(Obstacle.NO_PLAN) == propose_change(small_bureau.services, talk, account, Ask(count=2))
    small_bureau.agreed(talk, account)
    assert Impossible(Obstacle.HAS_PLAN) == negotiation.propose(small_bureau.services, talk, account, Ask(count=2))


# --- a yes that comes too late ---


def a_payment_comes_in(desk: Desk) -> None:
    desk.pay("0.01")


def the_offer_expires(desk: Desk) -> None:
    desk.bureau.clock.advance(24 * HOUR)


def the_limits_change(desk: Desk) -> None:
    file = desk.bureau._folder / "voltea.yml"
    file.write_text((CREDITORS / "voltea.yml").read_text("utf-8").replace("max_months: 18", "max_months: 17"), "utf-8")
    report = import_creditors(desk.bureau.store, [file], today=TODAY, now=desk.bureau.clock.now())
    assert not isinstance(report, list), report


def another_change_is_offered(desk: Desk) -> None:
    desk.offered(Ask(count=3))


def another_change_is_agreed(desk: Desk) -> None:
    desk.change(Ask(count=3))


def the_claim_changes(desk: Desk) -> None:
    desk.bureau.open_account(principal="199.99")


def a_hold_is_placed(desk: Desk) -> None:
    handoff.request(desk.bureau.services, desk.talk, HandoffReason.HARDSHIP_INCOME, desk.account)


def the_plan_is_withdrawn(desk: Desk) -> None:
    desk.withdraw()


def everything_is_paid(desk: Desk) -> None:
    desk.pay("200.00")


TOO_LATE: list[tuple[Callable[[Desk], None], object]] = [
    (a_payment_comes_in, Stale()),
    (the_offer_expires, Stale()),
    (the_limits_change, Stale()),
    (another_change_is_offered, Stale()),
    (another_change_is_agreed, Impossible(Obstacle.NO_PLAN)),
    (the_claim_changes, Stale()),
    (a_hold_is_placed, Impossible(Obstacle.ON_HOLD)),
    (the_plan_is_withdrawn, Impossible(Obstacle.NO_PLAN)),
    (everything_is_paid, Impossible(Obstacle.NOTHING_DUE)),
]


@pytest.mark.parametrize(("event", "answer"), TOO_LATE, ids=[event.__name__ for event, _ in TOO_LATE])
def test_a_yes_after_something_happened_changes_nothing(
    desk: Desk, event: Callable[[Desk], None], answer: object
) -> None:
    offer = desk.offered(Ask(count=5))
    event(desk)
    before = desk.bureau.plans(desk.account)

    assert answer == agree(desk.bureau.services, desk.talk, offer.id)

    assert before == desk.bureau.plans(desk.account)
    assert offer.id not in {plan.offer_id for plan in before}


def test_a_yes_to_a_change_of_a_plan_that_broke_changes_nothing(desk: Desk) -> None:
    desk.go_to(TODAY + 21 * DAY)
    for days in (0, 8, 30):
        desk.bureau.clock.advance(days * DAY)
        keep_plans(desk.bureau.services)
    offer = desk.offered(Ask(count=5))
    desk.bureau.clock.advance(23 * HOUR)
    keep_plans(desk.bureau.services)
    assert [PlanState.BROKEN] == desk.states

    assert Impossible(Obstacle.NO_PLAN) == agree(desk.bureau.services, desk.talk, offer.id)
    assert [PlanState.BROKEN] == desk.states


# --- taking a change back ---


@pytest.mark.parametrize(("later", "in_time"), [(24 * HOUR, True), (24 * HOUR + timedelta(seconds=1), False)])
def test_a_change_can_be_taken_back_for_24_hours(bureau: Bureau, later: timedelta, in_time: bool) -> None:
    desk = Desk(bureau)
    desk.go_to(TODAY + 3 * DAY)
    plan = desk.change(Ask(count=5))
    bureau.clock.advance(later)

    outcome = desk.withdraw()

    if in_time:
        assert isinstance(outcome, Withdrawn)
        assert desk.first == outcome.goes_on
        assert [PlanState.ACTIVE, PlanState.WITHDRAWN] == desk.states
        withdrawn = [event for event in bureau.events_of(desk.account) if event.kind == "plan_withdrawn"][-1]
        assert {"plan": plan.id, "goes_on": desk.first.id} == withdrawn.data
        late = desk.withdraw()
        assert isinstance(late, TooLateToWithdraw)  # the first plan is three days old
        assert desk.first.id == late.plan.id
    else:
        assert TooLateToWithdraw(plan) == outcome
        assert [PlanState.REPLACED, PlanState.ACTIVE] == desk.states


def test_what_was_paid_meanwhile_counts_for_the_plan_that_comes_back(desk: Desk) -> None:
    desk.pay("10.00")
    desk.change(Ask(count=5))
    desk.pay("50.00")
    desk.withdraw()

    standing = desk.bureau.view(desk.account).plan_standing

    assert standing is not None
    assert [5000, 1000, 0, 0] == [one.paid.minor for one in standing.instalments]
    assert eur(140) == standing.left


def test_changes_of_one_day_are_taken_back_one_by_one(desk: Desk) -> None:
    for count in (5, 3):
        desk.change(Ask(count=count))
    for states in (
        [PlanState.REPLACED, PlanState.ACTIVE, PlanState.WITHDRAWN],
        [PlanState.ACTIVE, PlanState.WITHDRAWN, PlanState.WITHDRAWN],
        [PlanState.WITHDRAWN] * 3,
    ):
        assert isinstance(desk.withdraw(), Withdrawn)
        assert states == desk.states
    assert desk.withdraw() is None


def test_a_change_that_was_taken_back_is_not_agreed_by_a_late_yes(desk: Desk) -> None:
    offer = desk.offered(Ask(count=5))
    desk.yes(offer)
    desk.withdraw()

    assert Stale() == agree(desk.bureau.services, desk.talk, offer.id)
    assert [PlanState.ACTIVE, PlanState.WITHDRAWN] == desk.states


def test_nobody_changes_somebody_elses_plan(desk: Desk) -> None:
    offer = desk.offered(Ask(count=5))
    desk.bureau.open_account(
        account_reference="VOL-26-000009", debtor_id="D9", birth_date="1971-01-01", access_code="ZFHRGXVG"
    )
    stranger = desk.bureau.verified("stranger", "VOL-26-000009")
    with pytest.raises(AccountNotFound):
        propose_change(desk.bureau.services, stranger, desk.account, Ask(count=2))
    with pytest.raises(AccountNotFound):
        agree(desk.bureau.services, stranger, offer.id)
    assert [PlanState.ACTIVE] == desk.states


def missed(desk: Desk) -> Life:
    """Let the first payment be missed, after a reminder on a working day; where the plan stands then."""
    due_on = desk.first.schedule.first.due_on
    for days in (7, 15):
        desk.go_to(due_on + days * DAY)
        keep_plans(desk.bureau.services)
    return life_of(desk)


def life_of(desk: Desk) -> Life:
    """Of the first plan."""
    with desk.bureau.store.reading() as uow:
        return uow.plans.life(desk.first.id)


def test_a_plan_that_comes_back_is_as_late_as_it_was(bureau: Bureau) -> None:
    desk = Desk(bureau)
    before = missed(desk)
    assert Stage.MISSED is before.stage

    for days in (1, 0):
        desk.bureau.clock.advance(days * DAY)
        desk.change(Ask(count=5 + days))
        keep_plans(bureau.services)
        assert (Stage.REPLACED, before) == (life_of(desk).stage, life_of(desk).earlier)
        desk.withdraw()
        assert before == life_of(desk)
    assert [] == [kind for kind in bureau.audit_of(desk.account) if kind in ("plan_caught_up", "task_done")]


def test_a_plan_that_comes_back_breaks_when_it_would_have(desk: Desk) -> None:
    since = missed(desk).since
    desk.change(Ask(count=5))
    desk.withdraw()

    desk.go_to(since + 30 * DAY)
    keep_plans(desk.bureau.services)
    assert Stage.MISSED is life_of(desk).stage
    desk.go_to(since + 31 * DAY)
    keep_plans(desk.bureau.services)
    assert Stage.BROKEN is life_of(desk).stage


def test_a_plan_that_comes_back_paid_up_is_kept(desk: Desk) -> None:
    missed(desk)
    desk.change(Ask(count=5))
    desk.pay("50.00")
    desk.withdraw()
    assert Life(Stage.KEPT, desk.bureau.services.today()) == life_of(desk)


# --- every limit goes on counting ---


def running(desk: Desk) -> dict[str, object]:
    """What the newest offer's decision knew of the plan it would change."""
    event = [event for event in desk.bureau.events_of(desk.account) if event.kind == "plan_offered"][-1]
    found = event.data["table"]["running"]
    assert isinstance(found, dict)
    return found


def test_payments_under_every_plan_of_the_chain_count_once(desk: Desk) -> None:
    desk.pay("60.00")  # the first payment, and part of the second
    desk.change(Ask(count=5))
    desk.pay("28.00")
    desk.pay("10.00")

    offer = desk.offered(Ask(count=3))

    found = running(desk)
    assert (2 + 2, 1) == (found["paid_count"], found["change_count"])
    assert desk.first.schedule.first.due_on.isoformat() == found["first_due_on"]
    assert 20000 == found["planned"]
    assert 20000 - 9800 == offer.schedule.total.minor


def test_months_count_from_the_first_plan(desk: Desk) -> None:
    first_due = desk.first.schedule.first.due_on
    desk.go_to(first_due)
    desk.pay("50.00")
    desk.bureau.clock.advance(200 * DAY)
    desk.change(Ask(amount=eur(75)))

    counter = desk.propose(Ask(end_on=first_due + 600 * DAY, amount=eur(10)))

    assert isinstance(counter, Counter)
    for offer in counter.offers:
        assert offer.schedule.last.due_on <= months_after(first_due, 18, first_due.day)


def test_instalments_count_over_the_chain(small_bureau: Bureau) -> None:
    desk = Desk(small_bureau, Ask(frequency=Frequency.WEEKLY, count=30), principal="400.00")
    desk.pay("130.00")
    paid = sum(1 for part in range(30) if part * (400 // 30) < 130)

    counter = desk.propose(Ask(amount=eur("1.00")))

    assert isinstance(counter, Counter)
    assert paid == running(desk)["paid_count"]
    assert max(offer.schedule.count for offer in counter.offers) <= 36 - paid


def test_a_month_is_left_out_once_where_the_creditor_allows_one(desk: Desk) -> None:
    left_out = desk.next_due.due_on
    plan = desk.change(without_next(desk.first.schedule, desk.next_due, french_business_day))

    assert [next_business_day(months_after(left_out, months, 7), french_business_day) for months in (1, 2, 3, 4)] == (
        dates(plan)
    )
    assert amounts(desk.first) == amounts(plan)
    assert left_out not in dates(plan)
    again = desk.propose(without_next(plan.schedule, desk.next_due, french_business_day))
    assert isinstance(again, Counter)
    assert Limit.SKIPPED_MONTHS is again.limit


def test_months_after_the_end_of_a_plan_are_not_left_out_of_it(small_bureau: Bureau) -> None:
    later = frozenset({date(2027, 5, 1), date(2026, 10, 1)})
    desk = Desk(small_bureau, Ask(count=3))
    proposal = desk.propose(Ask(count=2, skipped_months=later))

    offers = proposal.offers if isinstance(proposal, Counter) else (desk.offered(Ask(count=2)),)

    assert {0} == {offer.skipped_months for offer in offers if offer.schedule.last.due_on < date(2027, 5, 1)}


def test_months_before_a_plan_begins_are_not_left_out_of_it(small_bureau: Bureau) -> None:
    """It is November, and the first payment is in December; of a change, the next payment is."""
    november = frozenset({TODAY.replace(day=1)})
    desk = Desk(small_bureau, Ask(count=3, skipped_months=november))
    assert desk.first.schedule.first.due_on.month == TODAY.month + 1
    assert 0 == desk.first.skipped_months
    assert 0 == desk.change(Ask(count=4, skipped_months=november)).skipped_months

    december = frozenset({desk.first.schedule.first.due_on.replace(day=1)})
    offer = desk.offered(Ask(count=3, skipped_months=december, first_due_on=date(2027, 1, 7)))
    assert 1 == offer.skipped_months


def test_a_third_change_is_for_a_person(desk: Desk) -> None:
    for count in (5, 3):
        desk.change(Ask(count=count))
    assert ForAPerson(Referral.TOO_MANY_CHANGES) == desk.propose(Ask(count=2))
    assert "plan_referred" == desk.bureau.audit_of(desk.account)[-1]


def test_a_change_that_was_taken_back_counts_as_one(desk: Desk) -> None:
    """Else a debtor who changes and takes back would never meet a person."""
    desk.change(Ask(count=5))
    desk.change(Ask(count=3))
    for _ in range(2):
        desk.withdraw()
        assert ForAPerson(Referral.TOO_MANY_CHANGES) == desk.propose(Ask(count=2))
    desk.withdraw()
    proposal = negotiation.propose(desk.bureau.services, desk.talk, desk.account, Ask(count=2))
    assert isinstance(proposal, Proposed)  # a plan of its own


def test_the_band_of_the_balance_first_planned_holds(small_bureau: Bureau) -> None:
    """Interest is no part of the balance whose band counts: 495 euros have 12 months, and 500 are not passed."""
    desk = Desk(small_bureau, Ask(count=12), principal="495.00", **CREDILEO)
    assert desk.first.schedule.total > eur(500)

    counter = desk.propose(Ask(amount=eur(40), count=20))

    last = months_after(desk.first.schedule.first.due_on, 12, desk.first.schedule.first.due_on.day)
    offers = counter.offers if isinstance(counter, Counter) else [desk.offered(Ask(count=12))]
    assert 49500 == running(desk)["planned"]
    assert max(offer.schedule.last.due_on for offer in offers) <= last


# --- what a wish for a change means ---


def test_what_was_missed_is_shared_over_the_payments_that_remain(desk: Desk) -> None:
    desk.go_to(desk.first.schedule.instalments[1].due_on + 10 * DAY)
    keep_plans(desk.bureau.services)

    plan = desk.change(spread_out(desk.first.schedule, desk.next_due, french_business_day))

    assert eur(200) == plan.schedule.total
    assert plan.schedule.last.due_on <= desk.first.schedule.last.due_on
    assert desk.bureau.services.today() <= plan.schedule.first.due_on
    standing = desk.bureau.view(desk.account).plan_standing
    assert standing is not None
    keep_plans(desk.bureau.services)
    assert [PlanState.REPLACED, PlanState.ACTIVE] == desk.states


@pytest.mark.parametrize("frequency", [Frequency.WEEKLY, Frequency.FORTNIGHTLY])
def test_the_next_payment_of_a_weekly_plan_is_left_out(small_bureau: Bureau, frequency: Frequency) -> None:
    desk = Desk(small_bureau, Ask(frequency=frequency, count=8))
    left_out = desk.next_due

    plan = desk.change(without_next(desk.first.schedule, left_out, french_business_day))

    assert left_out.due_on < plan.schedule.first.due_on
    assert frequency is plan.schedule.frequency
    assert amounts(desk.first)[0] == amounts(plan)[0]
    assert eur(200) == plan.schedule.total


def test_another_day_leaves_amounts_and_another_amount_leaves_the_day(desk: Desk) -> None:
    moved = desk.offered(changed(Ask(day_of_month=15), desk.first.schedule, desk.next_due, french_business_day))
    assert amounts(desk.first) == amounts(moved)
    assert [15] * 4 == [day.day if day.weekday() != 0 else 15 for day in dates(moved)]

    less = desk.offered(changed(Ask(amount=eur(40)), desk.first.schedule, desk.next_due, french_business_day))
    assert [4000] * 5 == amounts(less)
    assert dates(desk.first) == dates(less)[:4]


def test_another_frequency_ends_when_the_plan_did(desk: Desk) -> None:
    offer = desk.offered(
        changed(Ask(frequency=Frequency.FORTNIGHTLY), desk.first.schedule, desk.next_due, french_business_day)
    )
    assert Frequency.FORTNIGHTLY is offer.schedule.frequency
    assert desk.first.schedule.first.due_on == offer.schedule.first.due_on
    assert desk.first.schedule.last.due_on - 14 * DAY <= offer.schedule.last.due_on <= desk.first.schedule.last.due_on


# --- interest that goes on ---


@pytest.fixture
def loan(bureau: Bureau) -> Desk:
    """1500 euros at 3.49 % in twelve payments."""
    return Desk(bureau, Ask(count=12), principal="1500.00", **CREDILEO)


def pay_to_the_end(desk: Desk, plan: Arrangement) -> None:
    for instalment in plan.schedule.instalments:
        desk.go_to(instalment.due_on)
        desk.pay(str(instalment.amount.major))


def overpaid(desk: Desk) -> int:
    with desk.bureau.store.reading() as uow:
        entries = uow.accounts.entries(desk.account)
    return sum(one.amount.minor for entry in entries for one in entry.postings if one.book is Book.OVERPAID)


def test_interest_that_accrued_before_a_change_is_charged_once(loan: Desk) -> None:
    loan.bureau.clock.advance(40 * DAY)
    accrued = accrued_interest(eur(1500), loan.first.interest_rate_percent, 40)
    offer = loan.offered(Ask(count=8))

    assert eur(1500) + accrued == offer.balance.total
    assert offer == negotiation.open_offer(loan.bureau.services, offer.id)
    assert 0 == loan.interest_booked()
    plan = loan.yes(offer)
    assert accrued.minor == loan.interest_booked()
    assert offer.balance == loan.bureau.balance(loan.account)

    pay_to_the_end(loan, plan)

    assert accrued.minor + plan.schedule.interest.minor == loan.interest_booked()
    assert (0, 0) == (loan.bureau.balance(loan.account).total.minor, overpaid(loan))
    assert [PlanState.REPLACED, PlanState.COMPLETED] == loan.states


def test_a_change_with_no_change_of_payments_costs_no_cent_more(small_bureau: Bureau) -> None:
    """Interest before and after a change comes to what it would have been without."""
    desk = Desk(small_bureau, Ask(count=12), principal="1500.00", **CREDILEO)
    desk.go_to(desk.first.schedule.first.due_on)
    desk.pay(str(desk.first.schedule.first.amount.major))
    desk.bureau.clock.advance(9 * DAY)
    plan = desk.change(Ask(end_on=desk.first.schedule.last.due_on, count=11, first_due_on=desk.next_due.due_on))

    pay_to_the_end(desk, plan)

    # Each booking rounds to the cent.
    assert abs(desk.interest_booked() - desk.first.schedule.interest.minor) <= 12
    assert 0 == desk.bureau.balance(desk.account).total.minor


def test_a_change_agreed_after_midnight_is_paid_to_its_last_cent(loan: Desk) -> None:
    loan.bureau.clock.advance(40 * DAY + 8 * HOUR)
    offer = loan.offered(Ask(count=8))
    loan.bureau.clock.advance(12 * HOUR)
    assert offer.made_at.date() < loan.bureau.services.today()

    plan = loan.yes(offer)
    pay_to_the_end(loan, plan)

    assert (0, 0) == (loan.bureau.balance(loan.account).total.minor, overpaid(loan))
    assert offer.balance.interest.minor + plan.schedule.interest.minor == loan.interest_booked()


def test_a_first_plan_agreed_after_midnight_is_paid_to_its_last_cent(small_bureau: Bureau) -> None:
    account = small_bureau.open_account(principal="1500.00", **CREDILEO)
    talk = small_bureau.verified(reference="CRE-26-000001")
    offer = small_bureau.offered(talk, account, Ask(count=12))
    small_bureau.clock.advance(20 * HOUR)
    made = agree(small_bureau.services, talk, offer.id)
    assert isinstance(made, Made)
    for instalment in offer.schedule.instalments:
        small_bureau.clock.advance((instalment.due_on - small_bureau.services.today()) * 1)
        small_bureau.pay(str(instalment.amount.major), paid_on=instalment.due_on, **CREDILEO)

    with small_bureau.store.reading() as uow:
        entries = uow.accounts.entries(account)
    booked = sum(one.postings[0].amount.minor for one in entries if one.kind is EntryKind.INTEREST)
    assert offer.schedule.interest.minor == booked
    assert [] == [one for entry in entries for one in entry.postings if one.book is Book.OVERPAID]


def test_interest_booked_by_a_change_that_is_taken_back_is_not_booked_again(loan: Desk) -> None:
    loan.bureau.clock.advance(40 * DAY)
    loan.change(Ask(count=8))
    once = loan.interest_booked()
    loan.bureau.clock.advance(HOUR)
    loan.withdraw()

    loan.pay("200.00")

    assert once == loan.interest_booked()
    loan.bureau.clock.advance(10 * DAY)
    principal = loan.bureau.balance(loan.account).principal
    loan.pay("1.00")
    assert once + accrued_interest(principal, loan.first.interest_rate_percent, 10).minor == loan.interest_booked()


def test_who_was_late_pays_no_more_interest_than_was_agreed(small_bureau: Bureau) -> None:
    desk = Desk(small_bureau, Ask(count=12), principal="1500.00", due_on="2026-10-01", **CREDILEO)
    small_bureau.clock.advance(500 * DAY)
    offer = desk.offered(Ask(count=3))
    assert desk.first.schedule.interest == offer.balance.interest
