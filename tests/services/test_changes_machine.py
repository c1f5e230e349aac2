"""Asking, changing, settling, yes to anything ever offered, payments and time in any order: every limit still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test
from sqlalchemy import select, text

from bot.adapters.import_files import import_creditors
from bot.adapters.sql.tables import creditors, metadata
from bot.adapters.sql.tables import offers as offer_table
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.core.account import AccountId, HoldReason
from bot.core.arrangement import Arrangement, Offer, OfferId, PlanId, PlanState
from bot.core.ask import Ask
from bot.core.conversation import HandoffReason
from bot.core.due_dates import months_after
from bot.core.ledger import Book, Entry
from bot.core.plan_change import changed, spread_out, without_next
from bot.core.plan_life import Stage
from bot.services import agreeing, negotiation, settlements
from bot.services.accounts import AccountView
from bot.services.agreeing import Made, Stale, TooLateToWithdraw, Withdrawn
from bot.services.holds import place_for
from bot.services.negotiation import ForAPerson, Impossible, Obstacle, Proposed
from bot.services.plan_keeping import keep_plans
from bot.services.reasoning import reasoning
from bot.services.settlements import NotByRule
from tests.builders import CREDITORS, TODAY
from tests.bureau import Bureau, PlainAgreements, at_once
from tests.strategies import asks, french_business_day

ACCOUNTS: list[dict[str, str]] = [
    {"creditor_id": "voltea", "account_reference": "VOL-26-000001", "principal": "190.00", "interest": "10.00"},
    # The same debtor's, with contractual interest.
    {
        "creditor_id": "credileo",
        "account_reference": "CRE-26-000002",
        "principal": "490.00",
        "interest": "8.34",
        "fees": "1.00",
        "due_on": "2026-09-01",
        "access_code": "AAFZA22Q",
    },
]
CLAIMED_PRINCIPAL = [19_000, 49_000]
RATE_PERCENT = [0.0, 3.49]
# Other files of the same creditors, by what they say instead.
OTHER_LIMITS = [
    [],
    [("max_months: 18", "max_months: 9"), ("max_months: 12}", "max_months: 5}")],
    [("max_instalments: 36", "max_instalments: 19"), ("max_instalments: 72", "max_instalments: 37")],
    [("max_discount_percent: 10", "max_discount_percent: 4"), ("monthly: 40.00", "monthly: 55.00")],
]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
numbers = st.integers(0, len(ACCOUNTS) - 1)


class Changes(RuleBasedStateMachine):
    offers = Bundle("offers")

    def __init__(self, fresh: AbstractContextManager[SqlStore], folder: Path) -> None:
        super().__init__()
        self._fresh = fresh
        self._folder = folder
        self.bureau = Bureau(fresh.__enter__(), folder, agreements=PlainAgreements())
        self.services = self.bureau.services
        self.accounts = [self.bureau.open_account(**row) for row in ACCOUNTS]
        self.talk = self.bureau.verified()
        self.limits = [0, 0]
        # How often something has happened on an account that no open offer outlives.
        self.version = [0, 0]
        self.offered_at: dict[OfferId, int] = {}
        self.payments: list[list[int]] = [[], []]
        self.payments_before: dict[PlanId, int] = {}
        self.explained: set[OfferId] = set()

    def teardown(self) -> None:
        self._fresh.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return self.services.today()

    def view(self, number: int) -> AccountView:
        return self.bureau.view(self.accounts[number])

    # --- what the debtor asks for ---

    @rule(target=offers, number=numbers, data=st.data())
    def ask(self, number: int, data: st.DataObject) -> object:
        return self._negotiate(number, data.draw(asks(self.today, most=12_000)))

    @rule(target=offers, number=numbers, count=st.integers(1, 12))
    def ask_for_payments(self, number: int, count: int) -> object:
        return self._negotiate(number, Ask(count=count))

    @rule(
        target=offers,
        number=numbers,
        how=st.sampled_from([spread_out, without_next, without_next, None]),
        data=st.data(),
    )
    def change(self, number: int, how: Callable[..., Ask] | None, data: st.DataObject) -> object:
        view = self.view(number)
        following = view.plan_standing.next_due if view.plan_standing else None
        if view.plan is None or following is None:
            return multiple()
        if how is None:
            said = data.draw(asks(self.today, most=12_000))
            return self._negotiate(number, changed(said, view.plan.schedule, following.instalment, french_business_day))
        return self._negotiate(number, how(view.plan.schedule, following.instalment, french_business_day))

    def _negotiate(self, number: int, ask: Ask) -> object:
        """Of who has a plan, an ask for another in its place."""
        view = self.view(number)
        propose = negotiation.propose if view.plan is None else negotiation.propose_change
        proposal = propose(self.services, self.talk, self.accounts[number], ask)
        if view.on_hold:
            assert Impossible(Obstacle.ON_HOLD) == proposal
        if isinstance(proposal, Impossible | ForAPerson):
            return multiple()
        offered = (proposal.offer,) if isinstance(proposal, Proposed) else proposal.offers
        for offer in offered:
            assert offer.replaces == (view.plan.id if view.plan else None)
            self._inside_limits(number, offer, view)
        return self._laid_before(number, offered)

    @rule(target=offers, number=numbers)
    def ask_for_a_settlement(self, number: int) -> object:
        view = self.view(number)
        proposal = settlements.propose_settlement(self.services, self.talk, self.accounts[number])
        if view.on_hold:
            assert Impossible(Obstacle.ON_HOLD) == proposal
        if isinstance(proposal, Impossible | NotByRule):
            return multiple()
        offer, limits = proposal.offer, view.terms.settlement
        assert view.plan is None
        assert limits is not None
        assert 0 < offer.discount.minor * 100 <= view.balance.total.minor * limits.max_discount_percent
        assert self.today <= offer.schedule.first.due_on <= self.today + limits.pay_within_days * DAY
        return self._laid_before(number, (offer,))

    def _laid_before(self, number: int, offered: tuple[Offer, ...]) -> object:
        self.version[number] += 1
        for offer in offered:
            self.offered_at[offer.id] = self.version[number]
        return multiple(*((number, offer.id) for offer in offered))

    def _inside_limits(self, number: int, offer: Offer, view: AccountView) -> None:
        """Over the offer and every plan that it would replace, by what the creditor allows today."""
        chain = self._chain(view.plan)
        began = chain[-1].schedule.first.due_on if chain else offer.schedule.first.due_on
        balances = [offer.balance.total, *(self._offer(one.offer_id).balance.total for one in chain)]
        months = view.terms.plan.max_months_for(max(balances, key=lambda amount: amount.minor))
        assert offer.schedule.last.due_on <= months_after(began, months, began.day)
        paid = sum(self._payments_under(number, chain))
        assert paid + offer.schedule.count <= view.terms.plan.max_instalments
        skipped = offer.skipped_months + sum(one.skipped_months for one in chain)
        assert skipped <= view.terms.plan.max_skipped_months
        assert len(chain) <= 2
        minimum = view.terms.plan.min_instalment[offer.schedule.frequency]
        assert all(one.amount >= minimum for one in offer.schedule.instalments[:-1])
        assert self.today <= offer.schedule.first.due_on

    def _chain(self, plan: Arrangement | None) -> list[Arrangement]:
        """A plan and those it has replaced, the newest first."""
        chain: list[Arrangement] = []
        with self.services.store.reading() as uow:
            while plan is not None:
                chain.append(plan)
                plan = uow.plans.get(plan.replaces) if plan.replaces is not None else None
        return chain

    def _payments_under(self, number: int, chain: list[Arrangement]) -> Iterator[int]:
        """How many payments each plan of a chain has had."""
        starts = [len(self.payments[number]), *(self.payments_before[one.id] for one in chain)]
        for (end, start), plan in zip(pairwise(starts), chain, strict=True):
            left = sum(self.payments[number][start:end])
            for instalment in plan.schedule.instalments:
                yield left > 0
                left -= instalment.amount.minor

    def _offer(self, offer_id: OfferId) -> Offer:
        with self.services.store.reading() as uow:
            return uow.plans.offer(offer_id)

    # --- yes, and taking it back ---

    @rule(which=offers, times=st.sampled_from([1, 1, 1, 2, 3]))
    def say_yes(self, which: tuple[int, OfferId], times: int) -> None:
        number, offer_id = which
        before, expected = self.bureau.plans(self.accounts[number]), self._answer_expected(number, offer_id)

        def yes() -> agreeing.Agreement:
            return agreeing.agree(self.services, self.talk, offer_id)

        answers = at_once(*[yes] * times) if times > 1 else [yes()]

        after = self.bureau.plans(self.accounts[number])
        if expected != "new":
            assert before == after
            expected_kind = Made if expected == "again" else (Stale, Impossible)
            assert all(isinstance(one, expected_kind) for one in answers), (expected, answers)
            assert all(one.again for one in answers if isinstance(one, Made))
            return
        assert [False] + [True] * (times - 1) == sorted(one.again for one in answers if isinstance(one, Made)), answers
        assert [offer_id] == [one.offer_id for one in after if one.id not in {plan.id for plan in before}]
        self.version[number] += 1
        self.payments_before[after[0].id] = len(self.payments[number])

    def _answer_expected(self, number: int, offer_id: OfferId) -> str:
        view, offer = self.view(number), self._offer(offer_id)
        if view.plan is not None and view.plan.offer_id == offer_id:
            return "again"
        counts = (
            self.offered_at[offer_id] == self.version[number]
            and self.bureau.clock.now() < offer.expires_at
            and self.today <= offer.schedule.first.due_on
            and offer.replaces == (view.plan.id if view.plan else None)
            and view.balance.total.minor > 0
            and not view.on_hold
            and not view.time_barred
            and view.terms.in_force_on(self.today)
        )
        return "new" if counts else "refused"

    @rule(number=numbers)
    def take_back(self, number: int) -> None:
        plan = self.view(number).plan
        outcome = agreeing.withdraw(self.services, self.talk, self.accounts[number])
        if plan is None:
            assert outcome is None
        elif self.bureau.clock.now() - plan.agreed_at > 24 * HOUR:
            assert TooLateToWithdraw(plan) == outcome
        else:
            assert isinstance(outcome, Withdrawn)
            assert plan == outcome.plan
            goes_on = self.view(number).plan
            assert goes_on == outcome.goes_on
            assert goes_on is None or goes_on.id == plan.replaces

    # --- what the creditor and time bring ---

    @rule(number=numbers, minor=st.integers(1, 9_000) | st.sampled_from([18_000, 45_000]))
    def pay(self, number: int, minor: int) -> None:
        row = {key: ACCOUNTS[number][key] for key in ("creditor_id", "account_reference")}
        self.bureau.pay(f"{minor // 100}.{minor % 100:02}", paid_on=self.today, **row)
        self.payments[number].append(minor)
        self.version[number] += 1

    @rule(number=numbers)
    def pay_what_is_next(self, number: int) -> None:
        view = self.view(number)
        following = view.plan_standing.next_due if view.plan_standing else None
        if following is not None:
            self.bureau.clock.advance(max(0, (following.instalment.due_on - self.today).days) * DAY)
            self.pay(number, (following.instalment.amount - following.paid).minor)

    @rule()
    def look(self) -> None:
        keep_plans(self.services)
        assert {} == {kind: count for kind, count in keep_plans(self.services).done.items() if kind != "reminder_sent"}

    @rule(number=numbers)
    def dispute(self, number: int) -> None:
        now = self.bureau.clock.now()
        with self.services.store.writing() as uow:
            talk = uow.conversations.get(self.talk)
            reason = HandoffReason.DISPUTE_AMOUNT
            place_for(uow, talk, self.accounts[number], reason, now, self.today, "bot")
            uow.commit()
        self.version[number] += 1

    @rule(number=numbers)
    def decide_the_dispute(self, number: int) -> None:
        with self.services.store.writing() as uow:
            uow.holds.release(self.accounts[number], self.bureau.clock.now(), self.today, HoldReason.DISPUTE)
            uow.commit()

    @rule(number=numbers, which=st.integers(0, len(OTHER_LIMITS) - 1))
    def limits_change(self, number: int, which: int) -> None:
        name = ACCOUNTS[number]["creditor_id"]
        limits = kept = (CREDITORS / f"{name}.yml").read_text("utf-8")
        for before, after in OTHER_LIMITS[which]:
            limits = limits.replace(before, after)
        assert which == 0 or limits != kept
        file = self._folder / f"{name}.yml"
        file.write_text(limits, "utf-8")
        report = import_creditors(self.bureau.store, [file], today=self.today, now=self.bureau.clock.now())
        assert not isinstance(report, list) or self.view(number).terms.mandate.valid_until < self.today, report
        if not isinstance(report, list) and which != self.limits[number]:
            self.limits[number] = which
            self.version[number] += 1

    @rule(hours=st.sampled_from([1, 7, 12, 23, 24]))
    def hours_pass(self, hours: int) -> None:
        self.bureau.clock.advance(hours * HOUR)

    @rule(days=st.sampled_from([2, 9, 15, 31, 40, 75]))
    def days_pass(self, days: int) -> None:
        self.bureau.clock.advance(days * DAY)

    # --- reasons ---

    @rule(which=offers)
    def ask_why(self, which: tuple[int, OfferId]) -> None:
        """Of anything ever offered, whatever the limits, the balance and the day are by now."""
        assert reasoning(self.services, which[1]).holds

    @invariant()
    def what_lies_open_follows_from_its_record(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            found = select(offer_table.c.id, offer_table.c.account_id).where(offer_table.c.state == "open")
            open_ones = connection.execute(found).all()
        held = {account for number, account in enumerate(self.accounts) if self.view(number).on_hold}
        assert not held & {AccountId(one.account_id) for one in open_ones}
        for one in {OfferId(one.id) for one in open_ones} - self.explained:
            assert reasoning(self.services, one).holds
            self.explained.add(one)

    # --- what always holds ---

    @invariant()
    def one_plan_runs_and_a_yes_made_each_once(self) -> None:
        for account in self.accounts:
            plans = self.bureau.plans(account)
            assert sum(plan.state is PlanState.ACTIVE for plan in plans) <= 1
            assert len(plans) == len({plan.offer_id for plan in plans})
            replaced = [plan.replaces for plan in plans if plan.state is not PlanState.WITHDRAWN and plan.replaces]
            assert len(replaced) == len(set(replaced))
            assert set(replaced) == {plan.id for plan in plans if plan.state is PlanState.REPLACED} & {*replaced}

    @invariant()
    def plans_add_up(self) -> None:
        for account in self.accounts:
            for plan in self.bureau.plans(account):
                offer = self._offer(plan.offer_id)
                owed = offer.balance.total.minor - offer.discount.minor + offer.schedule.interest.minor
                assert owed == plan.schedule.total.minor
                assert offer.discount == plan.discount

    @invariant()
    def what_is_given_up_was_paid_for(self) -> None:
        for number, account in enumerate(self.accounts):
            plans = {f"settlement {plan.id}": plan for plan in self.bureau.plans(account)}
            for entry in self._entries(account):
                if entry.reference.startswith("settlement "):
                    plan = plans[entry.reference]
                    with self.services.store.reading() as uow:
                        assert Stage.COMPLETED is uow.plans.life(plan.id).stage
                    received = sum(self.payments[number][self.payments_before[plan.id] :])
                    assert received >= plan.schedule.total.minor
                    assert -sum(one.amount.minor for one in entry.postings if one.book is not Book.CLAIMED) <= (
                        plan.discount.minor
                    )

    @invariant()
    def nothing_is_owed_less_than_nothing_and_no_interest_twice(self) -> None:
        for number, account in enumerate(self.accounts):
            owed = self.bureau.balance(account)
            assert min(owed.principal.minor, owed.interest.minor, owed.fees.minor) >= 0
            entries = self._entries(account)
            accrued = [one.postings[0].amount.minor for one in entries if one.reference.startswith("plan ")]
            plans = self.bureau.plans(account)
            assert sum(accrued) <= sum(plan.schedule.interest.minor for plan in plans)
            # As if all of it had been owed from the first day on; each booking rounds, and each plan begins by UTC.
            days = (self.today - TODAY).days + len(plans)
            most = CLAIMED_PRINCIPAL[number] * RATE_PERCENT[number] / 100 * days / 365
            assert sum(accrued) <= most + len(accrued)

    def _entries(self, account: AccountId) -> tuple[Entry, ...]:
        with self.services.store.reading() as uow:
            return uow.accounts.entries(account)


def machine(fresh: Callable[[], AbstractContextManager[SqlStore]], folder: Path, examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # Hypothesis leaves it untyped
        lambda: Changes(fresh(), folder),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_changes_keep_to_every_limit(
    fresh_store: Callable[[], AbstractContextManager[SqlStore]], tmp_path: Path
) -> None:
    machine(fresh_store, tmp_path, examples=12, steps=40)


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

    machine(emptied, tmp_path, examples=3, steps=25)
