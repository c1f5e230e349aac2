"""Plans and promises are looked after: each step once, reminders within the rules, people called where needed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text

from bot.adapters.formatting import format_date
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import Hold, HoldReason, Language
from bot.core.arrangement import InstalmentState, Offer, OfferId, OfferState, PlanState
from bot.core.ask import Ask
from bot.core.conversation import Author, HandoffReason, HandoffState, Holder
from bot.core.errors import IllegalTransition, PlanNotFound, TaskChanged
from bot.core.ledger import Book, overpaid_so_far
from bot.core.money import Money
from bot.core.negotiation import Referral
from bot.core.plan_life import Stage
from bot.core.schedule import Schedule
from bot.core.task import TaskKind
from bot.core.terms import Frequency
from bot.services import agreeing, conversations, negotiation, plan_stages, promises, tasks
from bot.services.conversations import Inbound
from bot.services.negotiation import ForAPerson, Proposed
from bot.services.plan_keeping import Kept, keep_plans
from bot.services.plan_stages import call_broken
from bot.services.states import account_state
from bot.services.tasks import TaskItem
from tests.builders import TODAY, eur
from tests.bureau import Bureau, at_once

PARIS = ZoneInfo("Europe/Paris")
GRACE, CURE, MISSED = 5, 7, 30


class Keeping:
    """An office with one account on which a plan of four times 50 € is agreed."""

    def __init__(self, bureau: Bureau, *, plan: bool = True) -> None:
        self.bureau = bureau
        self.services = bureau.services
        self.account = bureau.open_account()
        self.talk = bureau.verified()
        if plan:
            bureau.agreed(self.talk, self.account)
            self.due = [one.due_on for one in self.plan.schedule.instalments]

    @property
    def plan(self):
        return self.bureau.plans(self.account)[0]

    @property
    def stage(self) -> Stage:
        with self.services.store.reading() as uow:
            return uow.plans.life(self.plan.id).stage

    def go_to(self, day: date, hour: int = 10) -> None:
        self.bureau.clock.set(datetime.combine(day, time(hour), PARIS))

    def keep_on(self, day: date, hour: int = 10) -> Kept:
        self.go_to(day, hour)
        return keep_plans(self.services)

    def keep_daily(self, first: date, days: int) -> None:
        for number in range(days):
            self.keep_on(first + timedelta(days=number))

    def pay(self, amount: str) -> None:
        self.bureau.pay(amount, paid_on=self.services.today())

    def hold(self, reason: HoldReason, until: date | None = None) -> None:
        with self.services.store.writing() as uow:
            uow.holds.place(Hold(self.account, reason, self.services.today(), until))
            uow.commit()

    def events(self, *kinds: str) -> list[str]:
        return [kind for kind in self.bureau.audit_of(self.account) if kind in kinds or not kinds]

    @property
    def said(self) -> list[str]:
        lines = conversations.transcript(self.services, self.talk)
        return [line.text for line in lines if line.author is Author.BOT]

    @property
    def tasks(self) -> tuple[TaskItem, ...]:
        return tasks.open_tasks(self.services)

    def handoffs(self) -> list[HandoffReason]:
        with self.services.store.reading() as uow:
            return [one.reason for one in uow.handoffs.of_conversation(self.talk)]


def business_day(day: date) -> date:
    """That day, or the next from Monday to Friday."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


@pytest.fixture
def kept(bureau: Bureau) -> Keeping:
    return Keeping(bureau)


@pytest.fixture
def small(small_bureau: Bureau) -> Keeping:
    return Keeping(small_bureau)


# --- stages ---


def test_a_plan_becomes_late_missed_and_broken_each_once(kept: Keeping) -> None:
    """Looked after twice a day, on both databases."""
    first = kept.due[0]
    for number in range(GRACE + CURE + MISSED + 10):
        for hour in (9, 15):
            kept.keep_on(first + timedelta(days=number), hour)

    assert ["plan_late", "plan_missed", "plan_broken"] == kept.events("plan_late", "plan_missed", "plan_broken")
    assert (Stage.BROKEN, PlanState.BROKEN) == (kept.stage, kept.plan.state)
    with kept.services.store.reading() as uow:
        assert 1 == uow.plans.count_broken(kept.account)


def test_two_that_look_at_once_take_each_step_once(kept: Keeping) -> None:
    kept.go_to(business_day(kept.due[0] + timedelta(days=GRACE + 1)))

    done = at_once(*[lambda: keep_plans(kept.services)] * 4)

    assert [one for one in done if isinstance(one, BaseException)] == []
    assert ["plan_late"] == kept.events("plan_late")
    assert 1 == len(kept.said)


def test_a_defect_on_one_account_does_not_keep_reminders_from_the_others(small: Keeping) -> None:
    """The first plan is in a stage that does not exist; the second is looked after, and the defect is told."""
    other = small.bureau.open_account(account_reference="VOL-26-000002", access_code="CCCC2222")
    second = small.bureau.agreed(small.talk, other).plan
    with small.services.store.writing() as uow:
        uow.connection.execute(text("UPDATE plans SET stage = 'nowhere' WHERE account_id = :it"), {"it": small.account})
        uow.commit()

    small.go_to(business_day(small.due[0] + timedelta(days=GRACE + 1)))
    with pytest.raises(ValueError, match="nowhere"):
        keep_plans(small.services)

    with small.services.store.reading() as uow:
        assert Stage.LATE is uow.plans.life(second.id).stage
    assert 1 == len(small.said)


def test_a_run_that_is_asked_to_stop_leaves_the_rest_for_the_next(small: Keeping) -> None:
    other = small.bureau.open_account(account_reference="VOL-26-000002", access_code="CCCC2222")
    small.bureau.agreed(small.talk, other)
    small.go_to(business_day(small.due[0] + timedelta(days=GRACE + 1)))
    answers = iter([False, True])

    first = keep_plans(small.services, should_stop=lambda: next(answers))

    assert Kept(1, {"plan_late": 1, "reminder_sent": 1}) == first
    assert Kept(2, {"plan_late": 1}) == keep_plans(small.services)  # one line a day


def test_a_month_without_a_look_still_gives_the_reminder_and_its_seven_days(small: Keeping) -> None:
    back = business_day(small.due[0] + timedelta(days=60))
    small.keep_on(back)
    assert Stage.LATE is small.stage
    assert 1 == len(small.said)

    small.keep_on(back + timedelta(days=CURE))
    assert Stage.LATE is small.stage
    small.keep_on(back + timedelta(days=CURE + 1))
    assert Stage.MISSED is small.stage


def test_a_payment_brings_a_late_plan_back_at_its_import(small: Keeping) -> None:
    small.keep_on(small.due[0] + timedelta(days=GRACE + 1))
    small.pay("49.99")
    assert Stage.LATE is small.stage

    small.pay("0.01")

    assert Stage.KEPT is small.stage
    assert ["plan_late", "plan_caught_up"] == small.events("plan_late", "plan_caught_up")


def test_a_missed_plan_that_catches_up_needs_nobody_any_more(small_bureau: Bureau) -> None:
    kept = Keeping(small_bureau)
    kept.hold(HoldReason.NO_CONTACT)
    first = kept.due[0]
    kept.keep_daily(first, GRACE + CURE + 3)
    (task,) = kept.tasks
    assert (TaskKind.MISSED_PLAN, eur(50)) == (task.task.kind, task.amount)

    kept.pay("50.00")

    assert Stage.KEPT is kept.stage
    assert kept.tasks == ()


def test_the_task_of_a_missed_plan_follows_what_is_paid_of_it(small: Keeping) -> None:
    small.hold(HoldReason.NO_CONTACT)
    small.keep_daily(small.due[0], GRACE + CURE + 3)

    small.pay("12.50")

    assert Stage.MISSED is small.stage
    assert [eur("37.50")] == [one.amount for one in small.tasks]
    assert ["task_opened", "task_changed"] == small.events("task_opened", "task_changed", "task_closed")


def test_a_missed_plans_task_that_is_done_is_not_opened_by_a_part_payment(small: Keeping) -> None:
    small.hold(HoldReason.NO_CONTACT)
    small.keep_daily(small.due[0], GRACE + CURE + 3)
    (task,) = small.tasks
    tasks.finish(small.services, task.task.id, "camille", task.amount.minor)

    small.pay("12.50")

    assert small.tasks == ()


def test_a_missed_plan_that_another_replaces_needs_nobody_any_more(small: Keeping) -> None:
    small.go_to(small.due[0])
    small.hold(HoldReason.NO_CONTACT)
    small.keep_daily(small.due[0], GRACE + CURE + 3)
    assert 1 == len(small.tasks)
    with small.services.store.writing() as uow:
        plan_stages.end(uow, small.plan.id, Stage.REPLACED, small.services.today())
        uow.commit()

    keep_plans(small.services)
    assert 1 == len(small.tasks)  # the change may still be taken back
    small.bureau.clock.advance(timedelta(days=2))
    keep_plans(small.services)

    assert small.tasks == ()


def test_a_settlement_that_is_paid_closes_the_debt(small_bureau: Bureau) -> None:
    """The creditor gives up the discount; the next import of the same claim changes nothing."""
    kept = Keeping(small_bureau, plan=False)
    with kept.services.store.writing() as uow:
        owed = uow.accounts.balance(kept.account)
        offer = Offer(
            id=OfferId("settle"),
            account_id=kept.account,
            conversation_id=kept.talk,
            schedule=Schedule.of(Frequency.MONTHLY, [TODAY], [18_000], 0, "EUR"),
            balance=owed,
            made_at=kept.services.clock.now(),
            made_on=TODAY,
            expires_at=kept.services.clock.now(),
            state=OfferState.AGREED,
            discount=eur(20),
        )
        uow.plans.add_offer(offer)
        uow.plans.add(offer, kept.services.clock.now(), TODAY, Decimal(0))
        uow.commit()

    kept.pay("179.99")
    assert eur("20.01") == kept.bureau.balance(kept.account).total
    kept.pay("0.01")

    assert Stage.COMPLETED is kept.stage
    assert eur(0) == kept.bureau.balance(kept.account).total
    kept.bureau.open_account()
    assert (eur(0), ()) == (kept.bureau.balance(kept.account).total, kept.tasks)


def test_a_paid_plan_is_completed_by_the_import_that_pays_it(small: Keeping) -> None:
    small.go_to(small.due[0])
    small.pay("200.00")

    assert (Stage.COMPLETED, PlanState.COMPLETED) == (small.stage, small.plan.state)
    assert ["plan_completed"] == small.events("plan_completed")
    assert Kept(0, {}) == keep_plans(small.services)


def test_days_on_hold_do_not_count(small: Keeping) -> None:
    small.go_to(small.due[0] + timedelta(days=1))
    small.hold(HoldReason.HARDSHIP, until=small.due[0] + timedelta(days=20))

    small.keep_daily(small.due[0] + timedelta(days=1), 20 + GRACE)
    assert Stage.KEPT is small.stage
    small.keep_on(small.due[0] + timedelta(days=21 + GRACE))
    assert Stage.LATE is small.stage


def test_a_person_may_call_a_missed_plan_broken_and_no_other(small: Keeping) -> None:
    with pytest.raises(IllegalTransition):
        call_broken(small.services, small.account, "camille")
    small.keep_daily(small.due[0], GRACE + CURE + 5)

    call_broken(small.services, small.account, "camille")

    (event,) = [one for one in small.bureau.events_of(small.account) if one.kind == "plan_broken"]
    assert "agent:camille" == event.actor
    with pytest.raises(PlanNotFound):
        call_broken(small.services, small.account, "camille")


def test_broken_plans_count_towards_the_creditors_limit(small: Keeping) -> None:
    """Once the creditor's number of plans is really broken, a person decides about the next one.

    Nobody may be written to, so that no person's work keeps the days from running.
    """
    small.hold(HoldReason.NO_CONTACT)
    for broken in range(1, 5):
        small.keep_daily(small.plan.schedule.first.due_on, GRACE + CURE + MISSED + 6)
        with small.services.store.reading() as uow:
            assert broken == uow.plans.count_broken(small.account)
        proposal = negotiation.propose(small.services, small.talk, small.account, Ask(count=4))
        if not isinstance(proposal, Proposed):
            break
        agreeing.agree(small.services, small.talk, proposal.offer.id)

    assert ForAPerson(Referral.TOO_MANY_BROKEN_PLANS) == proposal
    assert small.bureau.view(small.account).terms.plan.max_broken_plans <= broken


def test_a_withdrawn_plan_has_no_life_any_more(small: Keeping) -> None:
    agreeing.withdraw(small.services, small.talk, small.account)

    small.keep_daily(small.due[0], 60)

    assert Stage.WITHDRAWN is small.stage
    assert small.events("plan_late") == []


def test_a_late_plan_can_be_seen_whole(small: Keeping) -> None:
    small.go_to(small.due[0])
    small.pay("20.00")
    small.keep_on(small.due[0] + timedelta(days=GRACE + 1))

    (plan,) = account_state(small.services, small.account)["plans"]

    assert ("active", "late") == (plan["state"], plan["stage"])
    assert [2000, 0, 0, 0] == [one["paid"] for one in plan["instalments"]]
    assert InstalmentState.LATE.value == plan["instalments"][0]["state"]


# --- reminders ---


def test_the_reminder_says_what_the_rules_ask_for(small: Keeping) -> None:
    """Compliance C, "Reminder", and FR-03: letter and its date, the sum, the way to pay, the ways out."""
    small.keep_on(business_day(small.due[0] + timedelta(days=GRACE + 1)))

    (said,) = small.said
    for words in ("L2604-00001", "10 avril 2026", "50,00", "https://pay.voltea.example/VOL-26-000001", "STOP"):
        assert words in said
    (line,) = conversations.transcript(small.services, small.talk)
    about = '{"account_reference": "VOL-26-000001"}'
    payloads = [f"/dispute_already_paid{about}", f"/hardship_income{about}", "/stop_contact"]
    assert payloads == [button.payload for button in line.buttons]
    assert ["reminder_sent"] == small.events("reminder_sent", "reminder_not_sent")


def test_each_line_names_what_is_unpaid_of_one_instalment_with_its_own_day(small_bureau: Bureau) -> None:
    """Of a weekly plan, several instalments are behind by then; 5 € of the first have been paid."""
    kept = Keeping(small_bureau, plan=False)
    ask = Ask(amount=eur(20), frequency=Frequency.WEEKLY)
    proposal = negotiation.propose(kept.services, kept.talk, kept.account, ask)
    assert isinstance(proposal, Proposed)
    agreeing.agree(kept.services, kept.talk, proposal.offer.id)
    kept.go_to(TODAY, 15)
    kept.pay("5.00")
    first = kept.plan.schedule.first

    kept.keep_daily(first.due_on + timedelta(days=16), 12)

    assert (Stage.MISSED, eur(20)) == (kept.stage, first.amount)
    assert 2 == len(kept.said)
    for said in kept.said:
        assert "15,00" in said
        assert format_date(first.due_on, Language.FRENCH) in said


@pytest.mark.parametrize(("hour", "sent"), [(7, 0), (8, 1), (19, 1), (20, 0)])
def test_reminders_keep_to_the_hours(small_bureau: Bureau, hour: int, sent: int) -> None:
    kept = Keeping(small_bureau)
    kept.keep_on(business_day(kept.due[0] + timedelta(days=GRACE + 1)), hour)
    assert sent == len(kept.said)


@pytest.mark.parametrize("why", ["night", "person"])
def test_the_seven_days_do_not_run_before_the_reminder(small_bureau: Bureau, why: str) -> None:
    """Neither where it is never a decent hour when somebody looks, nor beside a person."""
    kept = Keeping(small_bureau)
    if why == "person":
        kept.bureau.call_person()
    hour = 22 if why == "night" else 10
    late_on = business_day(kept.due[0] + timedelta(days=GRACE + 1))
    for number in range(CURE + 15):
        kept.keep_on(late_on + timedelta(days=number), hour)
    assert (Stage.LATE, []) == (kept.stage, kept.said)

    if why == "person":
        with kept.services.store.writing() as uow:
            uow.conversations.set_holder(kept.talk, Holder.BOT)
            uow.commit()
    reminded_on = business_day(kept.services.today() + timedelta(days=1))
    kept.keep_on(reminded_on)
    kept.keep_on(reminded_on + timedelta(days=CURE))
    assert (Stage.LATE, 1) == (kept.stage, len(kept.said))
    kept.keep_on(reminded_on + timedelta(days=CURE + 1))
    assert Stage.MISSED is kept.stage


def test_the_seven_days_begin_once_it_is_clear_that_no_reminder_can_be_sent(small: Keeping) -> None:
    """After days beside a person the debtor wants no more contact."""
    small.bureau.call_person()
    late_on = small.due[0] + timedelta(days=GRACE + 1)
    small.keep_daily(late_on, 20)
    stopped_on = late_on + timedelta(days=20)
    small.go_to(stopped_on)
    small.hold(HoldReason.NO_CONTACT)

    small.keep_daily(stopped_on, CURE + 1)
    assert Stage.LATE is small.stage
    small.keep_on(stopped_on + timedelta(days=CURE + 1))

    assert (Stage.MISSED, []) == (small.stage, small.said)


@pytest.mark.parametrize("hour", [10, 22])
@pytest.mark.parametrize("hold", [None, HoldReason.NO_CONTACT])
def test_a_second_look_right_after_the_first_keeps_nobody_waiting(
    small_bureau: Bureau, monkeypatch: pytest.MonkeyPatch, hour: int, hold: HoldReason | None
) -> None:
    """A late plan whose reminder was sent, cannot be sent, or waits for the morning asks for no writer."""
    kept = Keeping(small_bureau)
    if hold is not None:
        kept.hold(hold)
    first = kept.keep_on(business_day(kept.due[0] + timedelta(days=GRACE + 1)), hour)
    assert {"plan_late": 1} == {kind: count for kind, count in first.done.items() if kind != "reminder_sent"}
    assert (hour == 10 and hold is None) == bool(kept.said)
    writers: list[bool] = []
    writing = SqlStore.writing
    monkeypatch.setattr(SqlStore, "writing", lambda store: writers.append(True) or writing(store))

    assert Kept(1, {}) == keep_plans(kept.services)

    assert writers == []


def test_nothing_is_sent_where_nobody_would_see_it(small_bureau: Bureau) -> None:
    """A REST client gets the answers of its turns and nothing else; the widget shows what was written meanwhile."""
    kept = Keeping(small_bureau)
    with kept.services.store.writing() as uow:
        theirs = uow.conversations.get(kept.talk).debtor_id
        rest = uow.conversations.start("rest", "server", Language.FRENCH, kept.services.clock.now())
        uow.conversations.set_debtor(rest.id, theirs)
        uow.commit()
    kept.go_to(TODAY, 15)
    conversations.receive(kept.services, Inbound("rest", "server", "bonjour"))

    kept.keep_on(business_day(kept.due[0] + timedelta(days=GRACE + 1)))

    assert 1 == len(kept.said)
    lines = conversations.transcript(kept.services, rest.id)
    assert [Author.DEBTOR] == [line.author for line in lines]


def test_a_reminder_put_off_by_sunday_or_night_is_sent_later_and_its_days_begin_then(small: Keeping) -> None:
    late_on = small.due[0] + timedelta(days=GRACE + 1)
    sunday = late_on + timedelta(days=(6 - late_on.weekday()) % 7)
    small.keep_on(sunday)
    assert (Stage.LATE, []) == (small.stage, small.said)

    monday = sunday + timedelta(days=1)
    small.keep_on(monday)

    assert 1 == len(small.said)
    small.keep_on(monday + timedelta(days=CURE))
    assert Stage.LATE is small.stage
    small.keep_on(monday + timedelta(days=CURE + 1))
    assert Stage.MISSED is small.stage


@pytest.mark.parametrize(("reason", "why"), [(HoldReason.NO_CONTACT, "no_contact"), (HoldReason.DISPUTE, "on_hold")])
def test_nothing_is_sent_after_stop_or_on_hold(small_bureau: Bureau, reason: HoldReason, why: str) -> None:
    kept = Keeping(small_bureau)
    late_on = business_day(kept.due[0] + timedelta(days=GRACE + 1))
    kept.keep_on(late_on, hour=22)
    assert Stage.LATE is kept.stage
    kept.hold(reason)

    kept.keep_daily(late_on + timedelta(days=1), CURE)

    assert kept.said == []
    whys = [one.data["why"] for one in kept.bureau.events_of(kept.account) if one.kind == "reminder_not_sent"]
    assert [why] == whys


def test_stop_on_another_account_of_theirs_counts_too(small: Keeping) -> None:
    other = small.bureau.open_account(
        creditor_id="filnet", account_reference="FIL-26-000009", access_code="AAAA2222", debt_origin="Box"
    )
    with small.services.store.writing() as uow:
        uow.holds.place(Hold(other, HoldReason.NO_CONTACT, TODAY, None))
        uow.commit()

    small.keep_on(business_day(small.due[0] + timedelta(days=GRACE + 1)))

    assert small.said == []


def test_nothing_is_said_beside_a_person(small: Keeping) -> None:
    small.bureau.call_person()

    small.keep_on(business_day(small.due[0] + timedelta(days=GRACE + 1)))

    assert small.said == []
    (event,) = [one for one in small.bureau.events_of(small.account) if one.kind == "reminder_not_sent"]
    assert "with_a_person" == event.data["why"]


def test_where_there_is_no_conversation_the_audit_says_so_once(small: Keeping) -> None:
    with small.services.store.writing() as uow:
        uow.conversations.set_debtor(small.talk, None)
        uow.commit()

    small.keep_daily(small.due[0], GRACE + CURE)

    assert small.said == []
    assert ["reminder_not_sent"] == small.events("reminder_sent", "reminder_not_sent")


def test_the_reminder_goes_where_the_debtor_wrote_last(small: Keeping) -> None:
    newer = small.bureau.verified("phone-2")
    small.go_to(TODAY, 15)
    small.bureau.write("bonjour", "phone-1")

    small.keep_on(business_day(small.due[0] + timedelta(days=GRACE + 1)))

    assert 1 == len(small.said)
    assert conversations.transcript(small.services, newer) == ()


# --- people are called ---


def test_a_missed_plan_calls_a_person_and_the_debtor_is_told(kept: Keeping) -> None:
    kept.keep_daily(kept.due[0], GRACE + CURE + 5)

    assert Stage.MISSED is kept.stage
    assert [HandoffReason.PLAN_MISSED] == kept.handoffs()
    assert kept.tasks == ()
    assert 2 == len(kept.said)
    assert "aucune pénalité" in kept.said[-1]
    with kept.services.store.reading() as uow:
        assert Holder.AGENT is uow.conversations.get(kept.talk).holder
        (handoff,) = uow.handoffs.of_conversation(kept.talk)
    assert (HandoffState.REQUESTED, kept.account) == (handoff.state, handoff.account_id)
    assert "the plan is missed" in handoff.summary.splitlines()


def test_a_missed_plan_without_a_conversation_is_a_task(small: Keeping) -> None:
    with small.services.store.writing() as uow:
        uow.conversations.set_debtor(small.talk, None)
        uow.commit()

    small.keep_daily(small.due[0], GRACE + CURE + 5)

    assert [(TaskKind.MISSED_PLAN, eur(50))] == [(one.task.kind, one.amount) for one in small.tasks]
    assert small.handoffs() == []


# --- promises ---


def promised(kept: Keeping, days: int) -> date:
    due = TODAY + timedelta(days=days)
    promises.promise(kept.services, kept.talk, kept.account, eur(80), due)
    return due


def test_a_promise_is_reminded_of_once_on_the_business_day_before(bureau: Bureau) -> None:
    kept = Keeping(bureau, plan=False)
    due = promised(kept, 11)  # a Friday
    kept.keep_daily(TODAY, 10)
    assert kept.said == []

    kept.keep_on(due - timedelta(days=1))
    kept.keep_on(due - timedelta(days=1), 15)
    kept.keep_on(due)

    (said,) = kept.said
    assert "80,00" in said
    assert "4 décembre 2026" in said


@pytest.mark.parametrize("days", [0, 1, 2])
def test_a_promise_for_the_next_days_needs_no_reminder(small_bureau: Bureau, days: int) -> None:
    kept = Keeping(small_bureau, plan=False)
    promised(kept, days)
    kept.keep_daily(TODAY, days + 1)
    assert kept.said == []


def test_a_kept_promise_is_noted_by_the_import_and_no_more_is_said(small_bureau: Bureau) -> None:
    kept = Keeping(small_bureau, plan=False)
    promised(kept, 11)
    kept.pay("30.00")
    assert kept.events("promise_kept") == []
    kept.pay("50.00")
    kept.keep_daily(TODAY, 40)

    assert ["promise_kept"] == kept.events("promise_kept", "promise_lapsed")
    assert kept.said == []


def test_a_promise_that_lapses_gets_one_kind_line_and_nothing_else(small_bureau: Bureau) -> None:
    kept = Keeping(small_bureau, plan=False)
    due = promised(kept, 11)

    kept.keep_daily(due, 60)

    assert ["promise_lapsed"] == kept.events("promise_kept", "promise_lapsed")
    (said,) = kept.said
    assert "autre jour" in said
    assert (kept.tasks, kept.handoffs()) == ((), [])


def test_only_the_newest_promise_counts(small_bureau: Bureau) -> None:
    kept = Keeping(small_bureau, plan=False)
    promised(kept, 4)
    newer = promised(kept, 18)

    kept.keep_daily(TODAY, 17)
    assert (kept.events("promise_lapsed"), kept.said) == ([], [])

    kept.keep_on(newer - timedelta(days=1))
    (said,) = kept.said
    assert format_date(newer, Language.FRENCH) in said


# --- tasks ---


def overpay(kept: Keeping, amount: str) -> None:
    kept.go_to(TODAY, 15)
    kept.pay(amount)


def test_what_is_paid_too_much_is_one_task_of_that_amount(kept: Keeping) -> None:
    overpay(kept, "212.34")
    (task,) = kept.tasks
    assert (TaskKind.REFUND, eur("12.34"), "VOL-26-000001") == (task.task.kind, task.amount, task.account.reference)

    overpay(kept, "1.00")

    (task,) = kept.tasks
    assert eur("13.34") == task.amount


def test_a_refund_that_is_done_is_booked_and_a_later_one_is_another_task(kept: Keeping) -> None:
    overpay(kept, "212.34")
    (task,) = kept.tasks
    with pytest.raises(TaskChanged):
        tasks.finish(kept.services, task.task.id, "camille", 1)
    for _ in range(2):
        tasks.finish(kept.services, task.task.id, "camille", 1234)

    assert kept.tasks == ()
    with kept.services.store.reading() as uow:
        entries = uow.accounts.entries(kept.account)
        done = uow.tasks.get(task.task.id)
    assert "camille" == done.done_by
    assert eur(0) == overpaid_so_far(entries, "EUR")
    refunded = [one.amount for entry in entries for one in entry.postings if one.book is Book.REFUNDED]
    assert [Money(-1234, "EUR")] == refunded
    assert ["task_opened", "task_done"] == kept.events("task_opened", "task_done", "task_closed")

    overpay(kept, "5.00")
    (task,) = kept.tasks
    assert eur(5) == task.amount


def test_a_longer_list_of_tasks_takes_no_more_queries(small: Keeping) -> None:
    small.bureau.open_account(account_reference="VOL-26-000002", access_code="CCCC2222")
    asked: list[str] = []
    event.listen(small.bureau.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for reference in ("VOL-26-000001", "VOL-26-000002"):
        small.bureau.pay("300.00", paid_on=TODAY, account_reference=reference)
        asked.clear()
        assert reference == small.tasks[-1].account.reference
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_claim_that_rises_again_takes_the_task_back(small: Keeping) -> None:
    overpay(small, "210.00")
    assert 1 == len(small.tasks)

    small.bureau.open_account(principal="250.00")

    assert small.tasks == ()
    assert eur(40) == small.bureau.balance(small.account).total
