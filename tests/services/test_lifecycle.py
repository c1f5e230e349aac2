"""Anything may happen in any order, and the promises we make about money, people and messages still hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from bot.adapters.sql.tables import audit_events, entries, handoffs, holds, plans, postings
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId
from bot.core.arrangement import Offer, PlanState
from bot.core.ask import Ask
from bot.core.conversation import (
    OPEN_STATES,
    Author,
    Handoff,
    HandoffId,
    HandoffReason,
    HandoffState,
    Holder,
    Outcome,
)
from bot.core.errors import AccountNotFound, IdentityUnverified, NotTheOwner, RuleBroken
from bot.core.ledger import OWED
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services import agreeing, conversations, handoff, negotiation
from bot.services.agreeing import Made, Withdrawn
from bot.services.conversations import Inbound
from bot.services.identity import Claim, Locked, Verified, check_identity
from bot.services.negotiation import Counter as Countered
from bot.services.negotiation import Proposed
from tests.bureau import Bureau, PlainAgreements

ACCOUNTS: list[dict[str, str]] = [
    {},
    {
        "creditor_id": "credileo",
        "account_reference": "CRE-26-000002",
        "principal": "900.00",
        "interest": "12.34",
        "fees": "0.00",
        "access_code": "AAFZA22Q",
    },
    {
        "creditor_id": "harrow",
        "account_reference": "HAR-26-000003",
        "debtor_id": "D2",
        "birth_date": "1971-01-01",
        "access_code": "ZFHRGXVG",
        "currency": "GBP",
        "country": "GB",
        "language": "en",
        "postcode": "LS1 1AA",
        "principal": "77.77",
    },
]
OWNERS = ["D1", "D1", "D2"]
FINISHES = {
    "return": HandoffState.RETURNED,
    "close": HandoffState.CLOSED,
}
LAST_EVENT = {
    HandoffState.CLAIMED: "handoff_claimed",
    HandoffState.RETURNED: "handoff_returned",
    HandoffState.CLOSED: "handoff_closed",
}

SENDERS = ["phone-1", "phone-2", "phone-3", "phone-4"]
senders = st.sampled_from(SENDERS)
account_numbers = st.integers(0, len(ACCOUNTS) - 1)
agent_numbers = st.integers(0, 1)


class Lifecycle(RuleBasedStateMachine):
    offers = Bundle("offers")
    cases = Bundle("cases")

    def __init__(self, fresh: AbstractContextManager[SqlStore], folder: Path) -> None:
        super().__init__()
        self._fresh = fresh
        self.bureau = Bureau(fresh.__enter__(), folder, agreements=PlainAgreements())
        self.services = self.bureau.services
        self.accounts = [self.bureau.open_account(**row) for row in ACCOUNTS]
        self.agents = [self.bureau.hire("Camille"), self.bureau.hire("Dominique")]
        self.locked: set[str] = set()
        self.owner: dict[str, str] = {}
        # The one left over shows who they are when the machine says so.
        for sender, owner, row in zip(SENDERS, OWNERS, ACCOUNTS, strict=False):
            self.bureau.verified(sender, row.get("account_reference", "VOL-26-000001"))
            self.owner[sender] = owner
        self.written: dict[str, list[str]] = {}
        self.messages = 0

    def teardown(self) -> None:
        self._fresh.__exit__(None, None, None)

    # --- what debtors do ---

    @rule(sender=senders, repeat=st.booleans())
    def write(self, sender: str, repeat: bool) -> None:
        self.messages += 1
        text = f"bonjour numéro {self.messages}"
        for _ in range(1 + repeat):
            inbound = Inbound("widget", sender, text, f"m-{self.messages}")
            conversations.receive(self.services, inbound)
        self.written.setdefault(sender, []).append(text)

    @rule(sender=st.just("phone-4"), number=account_numbers, right=st.booleans())
    def show_identity(self, sender: str, number: int, right: bool) -> None:
        view = self.bureau.view(self.accounts[number])
        born = view.debtor.birth_date if right else view.debtor.birth_date + timedelta(days=1)
        claim = Claim(references=(view.account.reference,), birth_dates=(born,))
        outcome = check_identity(self.services, self.bureau.conversation(sender), claim)
        if isinstance(outcome, Verified):
            assert right
            assert sender not in self.locked
            self.owner[sender] = OWNERS[number]
        elif isinstance(outcome, Locked):
            self.locked.add(sender)

    def _refused(self, sender: str, number: int) -> type[Exception] | None:
        """The error that a step on this account must end in, where the sender may not take it."""
        if sender not in self.owner:
            return IdentityUnverified
        return None if self.owner[sender] == OWNERS[number] else AccountNotFound

    @rule(
        target=offers,
        sender=senders,
        number=account_numbers,
        amount=st.none() | st.none() | st.integers(1, 30_000),
        count=st.integers(1, 6) | st.none() | st.integers(1, 40),
        frequency=st.none() | st.none() | st.sampled_from(Frequency),
    )
    def ask_for_a_plan(
        self, sender: str, number: int, amount: int | None, count: int | None, frequency: Frequency | None
    ) -> Any:
        currency = ACCOUNTS[number].get("currency", "EUR")
        ask = Ask(None if amount is None else Money(amount, currency), count=count, frequency=frequency)
        account, talk = self.accounts[number], self.bureau.conversation(sender)
        refused = self._refused(sender, number)
        if refused is not None:
            with pytest.raises(refused):
                negotiation.propose(self.services, talk, account, ask)
            return multiple()
        held = self.bureau.view(account).on_hold
        proposal = negotiation.propose(self.services, talk, account, ask)
        made = (
            proposal.offers
            if isinstance(proposal, Countered)
            else (proposal.offer,)
            if isinstance(proposal, Proposed)
            else ()
        )
        assert not (held and made)
        return multiple(*made)

    @rule(sender=senders, offer=offers)
    def say_yes(self, sender: str, offer: Offer) -> None:
        number, talk = self.accounts.index(offer.account_id), self.bureau.conversation(sender)
        refused = self._refused(sender, number)
        if refused is not None:
            with pytest.raises(refused):
                agreeing.agree(self.services, talk, offer.id)
            return
        before = self.bureau.view(offer.account_id)
        outcome = agreeing.agree(self.services, talk, offer.id)
        if not isinstance(outcome, Made):
            return
        assert offer.id == outcome.plan.offer_id
        if outcome.again:
            assert before.plan == outcome.plan
        else:
            assert not before.on_hold
            assert before.plan is None
            assert before.balance == offer.balance
            assert self.bureau.clock.now() < offer.expires_at

    @rule(number=account_numbers, count=st.integers(1, 4))
    def settle_on_a_plan(self, number: int, count: int) -> None:
        """The short road of most debtors: ask, and say yes to the first offer."""
        talk, account = self.bureau.conversation(SENDERS[number]), self.accounts[number]
        view = self.bureau.view(account)
        proposal = negotiation.propose(self.services, talk, account, Ask(count=count))
        if isinstance(proposal, Proposed | Countered):
            offer = proposal.offer if isinstance(proposal, Proposed) else proposal.offers[0]
            assert not view.on_hold
            assert view.plan is None
            made = agreeing.agree(self.services, talk, offer.id)
            assert isinstance(made, Made)
            assert self.bureau.view(account).plan == made.plan

    @rule(sender=senders, number=account_numbers)
    def take_back(self, sender: str, number: int) -> None:
        talk, account = self.bureau.conversation(sender), self.accounts[number]
        refused = self._refused(sender, number)
        if refused is not None:
            with pytest.raises(refused):
                agreeing.withdraw(self.services, talk, account)
            return
        outcome = agreeing.withdraw(self.services, talk, account)
        if isinstance(outcome, Withdrawn):
            assert self.bureau.clock.now() - outcome.plan.agreed_at <= timedelta(hours=24)

    @rule(
        target=cases,
        sender=senders,
        reason=st.sampled_from(
            [HandoffReason.REQUEST_HUMAN, HandoffReason.HARDSHIP_INCOME, HandoffReason.DISPUTE_AMOUNT]
        ),
        number=st.none() | account_numbers,
    )
    def call_a_person(self, sender: str, reason: HandoffReason, number: int | None) -> HandoffId:
        account = None if number is None else self.accounts[number]
        held_before = [self.bureau.view(one).on_hold for one in self.accounts]
        requested = handoff.request(self.services, self.bureau.conversation(sender), reason, account)
        for one, owner, before in zip(self.accounts, OWNERS, held_before, strict=True):
            if self.owner.get(sender) != owner:
                assert before == self.bureau.view(one).on_hold
        return requested.handoff.id

    # --- what creditors, agents and time do ---

    @rule(number=account_numbers, minor=st.integers(1, 20_000))
    def pay(self, number: int, minor: int) -> None:
        row = {"creditor_id": "voltea", "account_reference": "VOL-26-000001", "currency": "EUR"}
        row |= {key: value for key, value in ACCOUNTS[number].items() if key in row}
        account = self.accounts[number]
        before, interest_before = self.bureau.balance(account).total.minor, self._plan_interest(account)
        plan = self.bureau.view(account).plan
        self.bureau.pay(f"{minor // 100}.{minor % 100:02}", paid_on=self.services.today(), **row)
        accrued = self._plan_interest(account) - interest_before
        assert max(0, before + accrued - minor) == self.bureau.balance(account).total.minor
        # Interest accrues under a plan only, and comes to no more than was agreed.
        assert 0 <= accrued <= (plan.schedule.interest.minor if plan is not None else 0)

    def _plan_interest(self, account: AccountId) -> int:
        with self.services.store.reading() as uow:
            kept = uow.accounts.entries(account)
        return sum(one.postings[0].amount.minor for one in kept if one.reference.startswith("plan "))

    def _now(self, case: HandoffId) -> Handoff:
        with self.services.store.reading() as uow:
            return uow.handoffs.get(case)

    @rule(case=cases, number=agent_numbers)
    def claim(self, case: HandoffId, number: int) -> None:
        before, agent = self._now(case), self.agents[number]
        free = before.state is HandoffState.REQUESTED or (
            before.state is HandoffState.CLAIMED and before.agent_id == agent
        )
        if free:
            assert agent == handoff.claim(self.services, case, agent).agent_id
        else:
            with pytest.raises(RuleBroken):
                handoff.claim(self.services, case, agent)

    @rule(case=cases, number=agent_numbers)
    def answer(self, case: HandoffId, number: int) -> None:
        before, agent = self._now(case), self.agents[number]
        if before.state is HandoffState.CLAIMED and before.agent_id == agent:
            handoff.answer(self.services, case, agent, "Bonjour, je regarde.")
        else:
            with pytest.raises(NotTheOwner):
                handoff.answer(self.services, case, agent, "Bonjour, je regarde.")

    @rule(
        case=cases,
        number=agent_numbers,
        how=st.sampled_from(["return", "close", "release"]),
        free=st.booleans(),
    )
    def finish(self, case: HandoffId, number: int, how: str, free: bool) -> None:
        before, agent = self._now(case), self.agents[number]

        def step() -> Handoff:
            if how == "release":
                return handoff.release(self.services, case, agent)
            return handoff.finish(self.services, case, agent, FINISHES[how], Outcome.ANSWERED, (), release_hold=free)

        if before.state is HandoffState.CLAIMED and before.agent_id == agent:
            expected = HandoffState.REQUESTED if how == "release" else FINISHES[how]
            assert expected is step().state
        else:
            with pytest.raises(NotTheOwner):
                step()
            assert before == self._now(case)

    @rule(hours=st.sampled_from([1, 23, 24, 25, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        self.bureau.clock.advance(timedelta(hours=hours))

    # --- what always holds ---

    @invariant()
    def plans_add_up_and_live_one_at_a_time(self) -> None:
        for account in self.accounts:
            kept = self.bureau.plans(account)
            assert sum(plan.state is PlanState.ACTIVE for plan in kept) <= 1
            for plan in kept:
                with self.services.store.reading() as uow:
                    offer = uow.plans.offer(plan.offer_id)
                    documents = uow.plans.documents(plan.id)
                amounts = [one.amount.minor for one in plan.schedule.instalments]
                assert min(amounts) > 0
                assert sum(amounts) == offer.balance.total.minor + plan.schedule.interest.minor
                assert sorted({one.due_on for one in plan.schedule.instalments}) == [
                    one.due_on for one in plan.schedule.instalments
                ]
                assert 1 == len(documents)

    @invariant()
    def the_ledger_balances(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            sums = connection.execute(
                select(func.sum(postings.c.minor)).group_by(postings.c.entry_id).distinct()
            ).scalars()
            assert [0] == list(sums)
            for account in self.accounts:
                owed = connection.execute(
                    select(func.sum(postings.c.minor))
                    .join(entries, entries.c.id == postings.c.entry_id)
                    .where(entries.c.account_id == account, postings.c.book.in_([book.value for book in OWED]))
                ).scalar_one()
                assert owed == self.bureau.balance(account).total.minor >= 0

    @invariant()
    def an_agent_holds_a_conversation_exactly_while_a_handoff_is_open(self) -> None:
        for sender in SENDERS:
            with self.services.store.reading() as uow:
                found = uow.conversations.find("widget", sender)
                if found is None:
                    continue
                states = [one.state for one in uow.handoffs.of_conversation(found.id)]
            open_ones = sum(state in OPEN_STATES for state in states)
            assert open_ones <= 1
            assert (found.holder is Holder.AGENT) is (open_ones == 1)
            assert (found.debtor_id or None) == self.owner.get(sender)

    @invariant()
    def no_message_is_lost_or_doubled(self) -> None:
        for sender, texts in self.written.items():
            lines = conversations.transcript(self.services, self.bureau.conversation(sender))
            assert list(range(1, len(lines) + 1)) == [line.seq for line in lines]
            assert texts == [line.text for line in lines if line.author is Author.DEBTOR]

    @invariant()
    def every_change_is_in_the_audit_trail(self) -> None:
        with self.bureau.store.engine.connect() as connection:
            events = connection.execute(select(audit_events).order_by(audit_events.c.id)).all()
            kept_plans = connection.execute(select(plans)).all()
            kept_holds = connection.execute(select(holds)).all()
            kept_cases = connection.execute(select(handoffs)).all()
        kinds = Counter((event.kind, event.account_id) for event in events)
        agreed = {event.data["plan"] for event in events if event.kind == "plan_agreed"}
        assert {plan.id for plan in kept_plans} == agreed
        withdrawn = {event.data["plan"] for event in events if event.kind == "plan_withdrawn"}
        assert {plan.id for plan in kept_plans if plan.state == PlanState.WITHDRAWN.value} == withdrawn
        for account in self.accounts:
            mine = [hold for hold in kept_holds if hold.account_id == account]
            assert len(mine) == kinds["hold_placed", account]
            released = sum(
                event.data["holds"] for event in events if (event.kind, event.account_id) == ("hold_released", account)
            )
            assert released == sum(hold.released_at is not None for hold in mine)
        for case in kept_cases:
            trail = [
                event.kind for event in events if event.kind.startswith("handoff_") and event.data["handoff"] == case.id
            ]
            assert "handoff_requested" == trail[0]
            moves = [kind for kind in trail if kind != "handoff_requested"]
            last = LAST_EVENT.get(HandoffState(case.state), "handoff_released")
            assert not moves or last == moves[-1]
            assert bool(moves) or case.state == HandoffState.REQUESTED.value


def test_promises_hold_whatever_happens(
    fresh_store: Callable[[], AbstractContextManager[SqlStore]], tmp_path: Path
) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # Hypothesis leaves it untyped
        lambda: Lifecycle(fresh_store(), tmp_path),
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
