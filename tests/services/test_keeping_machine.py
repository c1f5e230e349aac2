"""Payments, days, holds, people and looks in any order: plans and promises still keep to their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select, text

from bot.adapters.clock import HolidayCalendars
from bot.adapters.sql.tables import audit_events, conversations, creditors, entries, metadata, plans, postings, tasks
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.core.account import AccountId, Hold, HoldReason
from bot.core.ask import Ask
from bot.core.conversation import Author, HandoffReason, HandoffState, Outcome
from bot.core.ledger import Book, EntryKind
from bot.core.money import Money
from bot.core.plan_life import STEPS, Stage
from bot.core.task import TaskKind
from bot.services import agreeing, handoff, negotiation, promises
from bot.services import conversations as talks
from bot.services import tasks as task_service
from bot.services.agreeing import Made
from bot.services.negotiation import Proposed
from bot.services.plan_keeping import keep_plans
from bot.services.plan_stages import EVENTS
from tests.bureau import Bureau, PlainAgreements, at_once

PARIS = ZoneInfo("Europe/Paris")
CALENDARS = HolidayCalendars()
GRACE, CURE, MISSED = 5, 7, 30
ACCOUNTS: list[dict[str, str]] = [
    {},
    # The same debtor's, with contractual interest.
    {
        "creditor_id": "credileo",
        "account_reference": "CRE-26-000002",
        "principal": "900.00",
        "interest": "12.34",
        "access_code": "AAFZA22Q",
    },
]
CLAIMED = [20_000, 91_234]
STAGES = {kind: stage for stage, kind in EVENTS.items()}
numbers = st.integers(0, len(ACCOUNTS) - 1)


class Keeping(RuleBasedStateMachine):
    def __init__(self, fresh: AbstractContextManager[SqlStore], folder: Path) -> None:
        super().__init__()
        self._fresh = fresh
        self.bureau = Bureau(fresh.__enter__(), folder, agreements=PlainAgreements())
        self.services = self.bureau.services
        self.accounts = [self.bureau.open_account(**row) for row in ACCOUNTS]
        self.talk = self.bureau.verified()
        self.agent = self.bureau.hire("Camille")
        self.paid = [0, 0]
        self.refunded = [0, 0]
        self.last_payment: list[tuple[str, date] | None] = [None, None]
        self.held: list[set[str]] = [set(), set()]
        self.rest_days: list[set[date]] = [set(), set()]
        self.judged: set[tuple[int, int]] = set()
        for number in range(len(ACCOUNTS)):
            self.agree(number, 5)

    def teardown(self) -> None:
        self._fresh.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return self.services.today()

    # --- what people and time do ---

    @rule(number=numbers, count=st.integers(1, 5))
    def agree(self, number: int, count: int) -> None:
        proposal = negotiation.propose(self.services, self.talk, self.accounts[number], Ask(count=count))
        if isinstance(proposal, Proposed):
            made = agreeing.agree(self.services, self.talk, proposal.offer.id)
            assert isinstance(made, Made)

    @rule(number=numbers, minor=st.integers(1, 9_000) | st.sampled_from([4_000, 20_000]), doubled=st.booleans())
    def pay(self, number: int, minor: int, doubled: bool) -> None:
        """A payment comes in, sometimes in two files."""
        reference = f"R{len(ACCOUNTS) * sum(self.paid) + number}-{self.paid[number]}"
        for _ in range(1 + doubled):
            self._import(number, minor, reference)
        self.paid[number] += minor

    @rule(number=numbers)
    def pay_what_is_next(self, number: int) -> None:
        view = self.bureau.view(self.accounts[number])
        following = view.plan_standing.next_due if view.plan_standing else None
        if following is not None:
            self.pay(number, (following.instalment.amount - following.paid).minor, doubled=False)

    @precondition(lambda self: self.today.day % 3 == 0)
    @rule(number=numbers, more=st.integers(0, 3_000))
    def pay_everything_and_more(self, number: int, more: int) -> None:
        owed = self.bureau.balance(self.accounts[number]).total.minor
        if owed + more:
            self.pay(number, owed + more, doubled=False)

    def _import(self, number: int, minor: int, reference: str) -> None:
        row = {"creditor_id": "voltea", "account_reference": "VOL-26-000001"}
        row |= {key: value for key, value in ACCOUNTS[number].items() if key in row}
        amount = f"{minor // 100}.{minor % 100:02}"
        self.bureau.pay(amount, paid_on=self.today, payment_reference=reference, **row)

    @rule(days=st.sampled_from([0, 1, 1, 2, 6, 8, 31, 45, 120]), hour=st.sampled_from([3, 8, 9, 14, 19, 20, 23]))
    def time_passes(self, days: int, hour: int) -> None:
        for _ in range(days):
            self._note_rest()
            self._set(self.today + timedelta(days=1), 0)
        if hour >= self.bureau.clock.now().astimezone(PARIS).hour:
            self._set(self.today, hour)
        self._note_rest()

    @rule(number=numbers, days=st.sampled_from([0, 5, 6, 7]), hour=st.sampled_from([9, 10, 21]))
    def a_due_day_passes_and_somebody_looks(self, number: int, days: int, hour: int) -> None:
        view = self.bureau.view(self.accounts[number])
        following = view.plan_standing.next_due if view.plan_standing else None
        if following is not None:
            ahead = (following.instalment.due_on - self.today).days + days
            self.time_passes(max(0, ahead), hour)
        self.look(1)

    @rule(days=st.sampled_from([1, 4, 9, 32]))
    def days_pass_with_a_look_on_each(self, days: int) -> None:
        for _ in range(days):
            self.time_passes(1, 10)
            keep_plans(self.services)

    def _set(self, day: date, hour: int) -> None:
        self.bureau.clock.set(datetime.combine(day, time(hour), PARIS))

    def _note_rest(self) -> None:
        for held, rest in zip(self.held, self.rest_days, strict=True):
            if held - {"no_contact"}:
                rest.add(self.today)

    @rule(number=numbers, reason=st.sampled_from([HoldReason.DISPUTE, HoldReason.HARDSHIP]))
    def place_hold(self, number: int, reason: HoldReason) -> None:
        if reason.value not in self.held[number]:
            self._hold(number, reason)

    @precondition(lambda self: sum(self.paid) > 30_000 and not any("no_contact" in held for held in self.held))
    @rule(number=numbers)
    def stop_contact(self, number: int) -> None:
        self._hold(number, HoldReason.NO_CONTACT)

    def _hold(self, number: int, reason: HoldReason) -> None:
        with self.services.store.writing() as uow:
            uow.holds.place(Hold(self.accounts[number], reason, self.today, None))
            uow.commit()
        self.held[number].add(reason.value)
        self._note_rest()

    @rule(number=numbers)
    def release_holds(self, number: int) -> None:
        with self.services.store.writing() as uow:
            uow.holds.release(self.accounts[number], self.bureau.clock.now(), self.today)
            uow.commit()
        self.held[number] &= {"no_contact"}

    @rule()
    def an_agent_ends_the_case(self) -> None:
        with self.services.store.reading() as uow:
            case = uow.handoffs.open_of(self.talk)
        if case is not None:
            handoff.claim(self.services, case.id, self.agent)
            handoff.finish(self.services, case.id, self.agent, HandoffState.RETURNED, Outcome.ANSWERED, ())

    @precondition(lambda self: self.paid[0] % 2 == 0)
    @rule(number=numbers, days=st.integers(0, 14), minor=st.integers(1, 9_000))
    def promise(self, number: int, days: int, minor: int) -> None:
        due_on = self.today + timedelta(days=days)
        promises.promise(self.services, self.talk, self.accounts[number], Money(minor, "EUR"), due_on)

    @rule()
    def refund_the_oldest(self) -> None:
        for item in task_service.open_tasks(self.services):
            if item.task.kind is TaskKind.REFUND:
                task_service.finish(self.services, item.task.id, "camille", item.amount.minor)
                self.refunded[self.accounts.index(item.task.account_id)] += item.amount.minor
                return

    @rule(times=st.integers(1, 3), together=st.booleans())
    def look_at_once(self, times: int, together: bool) -> None:
        if together:
            found = at_once(*[lambda: keep_plans(self.services)] * times)
            assert [one for one in found if isinstance(one, BaseException)] == []
        else:
            self.look(times)

    def look(self, times: int) -> None:
        before, resting = self._reminded(), [bool(held - {"no_contact"}) for held in self.held]
        stages = [self._running(number) for number in range(len(ACCOUNTS))]
        for _ in range(times):
            keep_plans(self.services)
        again = keep_plans(self.services)
        assert again.done == {}
        for number, account in enumerate(self.accounts):
            if resting[number]:
                assert before.get(account, 0) == self._reminded().get(account, 0)
                assert stages[number] == self._running(number)
        if any("no_contact" in held for held in self.held):
            assert before == self._reminded()

    def _running(self, number: int) -> Stage | None:
        with self.services.store.reading() as uow:
            plan = uow.plans.active(self.accounts[number])
            return None if plan is None else uow.plans.life(plan.id).stage

    def _reminded(self) -> dict[AccountId, int]:
        with self.bureau.store.engine.connect() as connection:
            rows = connection.execute(
                select(audit_events.c.account_id, func.count())
                .where(audit_events.c.kind == "reminder_sent")
                .group_by(audit_events.c.account_id)
            ).all()
        return {account: count for account, count in rows}

    # --- what always holds ---

    @invariant()
    def every_step_is_in_the_table_and_has_one_event(self) -> None:
        for number, account in enumerate(self.accounts):
            events = self._events(account)
            for plan in self.bureau.plans(account):
                walk = [(STAGES[kind], at, data) for kind, at, data in events if data.get("plan") == plan.id]
                stages = [Stage.KEPT, *(stage for stage, _, _ in walk)]
                assert all(after in STEPS[before] for before, after in zip(stages, stages[1:], strict=False)), stages
                with self.services.store.reading() as uow:
                    life = uow.plans.life(plan.id)
                assert stages[-1] is life.stage
                assert life.stage.plan_state is plan.state
                self._check_days(number, plan, walk)

    def _events(self, account: AccountId) -> list[tuple[str, date, dict]]:
        with self.services.store.reading() as uow:
            trail = uow.audit.of_account(account)
        return [(one.kind, at.astimezone(PARIS).date(), one.data) for at, one in trail if one.kind in STAGES]

    def _check_days(self, number: int, plan, walk: list[tuple[Stage, date, dict]]) -> None:
        """Nothing gets worse before its days are over, and no day at rest is one of them."""
        due = {one.number: one.due_on for one in plan.schedule.instalments}
        last = plan.agreed_at.date()
        for place, (stage, day, data) in enumerate(walk):
            if (plan.id, place) in self.judged:  # a hold placed later that day does not speak against it
                last = day
                continue
            self.judged.add((plan.id, place))
            if stage is Stage.LATE:
                assert self._counted(number, due[data["instalment"]], day) > GRACE
            elif stage is Stage.MISSED:
                assert self._counted(number, last, day) > CURE
            elif stage is Stage.BROKEN:
                assert self._counted(number, last, day) > MISSED
            if stage in (Stage.LATE, Stage.MISSED, Stage.BROKEN):
                assert data["arrears"] > 0
                assert day not in self.rest_days[number]
            last = day

    def _counted(self, number: int, after: date, until: date) -> int:
        days = [after + timedelta(days=one) for one in range(1, (until - after).days + 1)]
        return sum(day not in self.rest_days[number] for day in days)

    @invariant()
    def what_is_paid_up_is_completed(self) -> None:
        for account in self.accounts:
            view = self.bureau.view(account)
            if view.plan is not None and view.plan_standing is not None:
                assert view.balance.total.minor > 0
                assert view.plan_standing.left.minor > 0

    @invariant()
    def what_was_paid_too_much_is_one_task_of_that_amount(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            for number, account in enumerate(self.accounts):
                of_account = entries.c.account_id == account
                accrued = connection.execute(
                    select(func.coalesce(func.sum(postings.c.minor), 0))
                    .join(entries, entries.c.id == postings.c.entry_id)
                    .where(of_account, entries.c.kind == EntryKind.INTEREST.value, entries.c.reference != "opening")
                    .where(postings.c.book == Book.INTEREST.value)
                ).scalar_one()
                too_much = max(0, self.paid[number] - CLAIMED[number] - accrued) - self.refunded[number]
                open_ones = connection.execute(
                    select(tasks.c.data).where(
                        tasks.c.account_id == account,
                        tasks.c.kind == TaskKind.REFUND.value,
                        tasks.c.done_at.is_(None),
                    )
                ).scalars()
                assert [too_much] * bool(too_much) == [data["minor"] for data in open_ones]
                owed = max(0, CLAIMED[number] + accrued - self.paid[number])
                assert owed == self.bureau.balance(account).total.minor

    @invariant()
    def the_ledger_balances(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            sums = connection.execute(
                select(func.sum(postings.c.minor)).group_by(postings.c.entry_id).distinct()
            ).scalars()
            assert [0] == list(sums)

    @invariant()
    def nothing_is_sent_outside_hours_and_caps_or_beside_a_person(self) -> None:
        """Every line of the bot's is one that was sent unasked: nobody writes here."""
        lines = [line for line in talks.transcript(self.services, self.talk) if line.author is Author.BOT]
        sent = [line.at.astimezone(PARIS) for line in lines]
        for at in sent:
            assert 8 <= at.hour < 20
            assert at.weekday() != 6
            assert not CALENDARS.is_holiday("FR", at.date())
            for days, most in ((1, 1), (7, 2), (30, 4)):
                assert sum(at.date() - timedelta(days=days) < one.date() <= at.date() for one in sent) <= most
        assert len(sent) == sum(self._reminded().values())

    @invariant()
    def a_missed_plan_has_called_a_person_once(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            for account in self.accounts:
                kinds = connection.execute(
                    select(audit_events.c.kind, audit_events.c.data).where(audit_events.c.account_id == account)
                ).all()
                missed = sum(kind == "plan_missed" for kind, _ in kinds)
                opened = sum(kind == "task_opened" and data["kind"] == "missed_plan" for kind, data in kinds)
                called = sum(
                    kind == "handoff_requested" and data["reason"] == HandoffReason.PLAN_MISSED.value
                    for kind, data in kinds
                )
                assert missed == opened
                assert called <= missed

    @invariant()
    def at_most_one_plan_runs(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            running = connection.execute(
                select(func.count()).select_from(plans).where(plans.c.state == "active").group_by(plans.c.account_id)
            ).scalars()
            assert all(count <= 1 for count in running)
            assert 1 == connection.execute(select(func.count()).select_from(conversations)).scalar_one()


def machine(fresh: Callable[[], AbstractContextManager[SqlStore]], folder: Path, examples: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # Hypothesis leaves it untyped
        lambda: Keeping(fresh(), folder),
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_plans_and_promises_keep_to_their_rules(
    fresh_store: Callable[[], AbstractContextManager[SqlStore]], tmp_path: Path
) -> None:
    machine(fresh_store, tmp_path, examples=12)


def test_they_do_on_postgresql(clean_postgres: SqlStore, sqlite_creditors_template: Path, tmp_path: Path) -> None:
    template = make_engine(f"sqlite:///{sqlite_creditors_template}")
    with template.connect() as source:
        rows = [dict(row) for row in source.execute(creditors.select()).mappings()]
    template.dispose()
    names = ", ".join(table.name for table in metadata.sorted_tables)

    @contextmanager
    def emptied() -> Iterator[SqlStore]:
        with clean_postgres.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            connection.execute(creditors.insert(), rows)
        yield clean_postgres

    machine(emptied, tmp_path, examples=3)
