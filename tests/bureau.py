"""A collections office for tests: real services over a real database, and a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from sqlalchemy import select

from bot.adapters.agreement_pdf import TypstAgreementWriter
from bot.adapters.clock import HolidayCalendars
from bot.adapters.import_files import import_accounts, import_payments
from bot.adapters.live import Hub
from bot.adapters.passwords import Argon2Hasher
from bot.adapters.reminders import ReminderResponses
from bot.adapters.sql.tables import metadata
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId, Language
from bot.core.arrangement import Arrangement, Offer
from bot.core.ask import Ask
from bot.core.conversation import AgentId, ConversationId, Handoff, HandoffReason
from bot.core.hours import OfficeHours
from bot.core.ledger import Balance
from bot.services import agreeing, conversations, handoff, identity, negotiation
from bot.services.accounts import AccountView, view_of
from bot.services.agreeing import Made
from bot.services.conversations import Inbound
from bot.services.identity import Claim, Verified
from bot.services.negotiation import Proposed
from bot.services.ports import AgreementFacts, AgreementWriter, Office, Services
from bot.services.repositories import AuditEvent
from tests.builders import NOW, TODAY, account_row, csv_text, payment_row
from tests.clock import SetClock

Result = TypeVar("Result")
OFFICE_HOURS = OfficeHours(frozenset(range(5)), time(9), time(18), "Europe/Paris")


class PlainAgreements:
    """Agreements as plain text, for tests that make many: the real ones take a tenth of a second each."""

    def write(self, facts: AgreementFacts) -> bytes:
        return f"{facts.account.reference} {facts.schedule.total.minor} {facts.agreed_at}".encode()


class Bureau:
    """Everything as production has it, but for the clock and, where wanted, the agreements.

    Args:
        store: knows the four creditors.
        folder: for files to import.
    """

    def __init__(self, store: SqlStore, folder: Path, *, agreements: AgreementWriter | None = None) -> None:
        self.store = store
        self.clock = SetClock(NOW)
        self.services = Services(
            store=store,
            clock=self.clock,
            calendars=HolidayCalendars(),
            agreements=agreements or TypstAgreementWriter(),
            reminders=ReminderResponses(),
            passwords=Argon2Hasher(),
            live=Hub(),
            office=Office("Cabinet Rivage", "FR", OFFICE_HOURS, "https://rivage.example/privacy?lang={language}"),
        )
        self._folder = folder
        self._payments = 0

    # --- what the creditor and the office bring ---

    def open_account(self, **row: str) -> AccountId:
        """An account as an import brings it; see `tests.builders.ACCOUNT_ROW`."""
        line = account_row(**row)
        self._import(import_accounts, line)
        with self.store.reading() as uow:
            return uow.accounts.by_reference(line["account_reference"])[0].id

    def pay(self, amount: str, *, paid_on: date = TODAY, **row: str) -> None:
        """A payment on the account of `tests.builders.ACCOUNT_ROW`, or on another."""
        self.pay_in_one_file(amount, paid_on=paid_on, **row)

    def pay_in_one_file(self, *amounts: str, paid_on: date = TODAY, **row: str) -> None:
        """As many payments, of which the creditor tells in one file."""
        lines = []
        for amount in amounts:
            self._payments += 1
            line = {
                "payment_reference": f"P{self._payments:06}",
                "amount": amount,
                "paid_on": paid_on.isoformat(),
                **row,
            }
            lines.append(payment_row(**line))
        self._import(import_payments, *lines)

    def _import(self, take: Callable[..., object], *rows: dict[str, str]) -> None:
        file = self._folder / f"{take.__name__}.csv"
        file.write_text(csv_text(*rows), "utf-8")
        outcome = take(self.store, [file], today=self.services.today(), now=self.clock.now())
        assert not isinstance(outcome, list), outcome

    def hire(self, name: str) -> AgentId:
        with self.store.writing() as uow:
            agent_id = uow.agents.add(name.lower(), name, "no password", "agent", self.clock.now())
            uow.commit()
        return agent_id

    # --- what a debtor does ---

    def conversation(self, sender: str = "phone-1", language: Language = Language.FRENCH) -> ConversationId:
        return conversations.find_or_start(self.services, "widget", sender, language).id

    def write(self, text: str, sender: str = "phone-1", external_id: str | None = None) -> ConversationId:
        inbound = Inbound("widget", sender, text, external_id)
        return conversations.receive(self.services, inbound).conversation.id

    def verified(self, sender: str = "phone-1", reference: str = "VOL-26-000001") -> ConversationId:
        """A conversation whose debtor has given the reference and the right birth date."""
        conversation_id = self.conversation(sender)
        with self.store.reading() as uow:
            debtor = uow.accounts.debtor(uow.accounts.by_reference(reference)[0].debtor_id)
        claim = Claim(references=(reference,), birth_dates=(debtor.birth_date,))
        outcome = identity.check_identity(self.services, conversation_id, claim)
        assert isinstance(outcome, Verified), outcome
        return conversation_id

    def offered(self, conversation_id: ConversationId, account_id: AccountId, ask: Ask | None = None) -> Offer:
        proposal = negotiation.propose(self.services, conversation_id, account_id, ask or Ask(count=4))
        assert isinstance(proposal, Proposed), proposal
        return proposal.offer

    def agreed(self, conversation_id: ConversationId, account_id: AccountId) -> Made:
        offer = self.offered(conversation_id, account_id)
        made = agreeing.agree(self.services, conversation_id, offer.id)
        assert isinstance(made, Made), made
        return made

    def call_person(
        self,
        reason: HandoffReason = HandoffReason.REQUEST_HUMAN,
        account_id: AccountId | None = None,
        sender: str = "phone-1",
    ) -> Handoff:
        return handoff.request(self.services, self.conversation(sender), reason, account_id).handoff

    # --- what the database says ---

    def view(self, account_id: AccountId) -> AccountView:
        with self.store.reading() as uow:
            return view_of(uow, account_id, self.services.today())

    def balance(self, account_id: AccountId) -> Balance:
        with self.store.reading() as uow:
            return uow.accounts.balance(account_id)

    def plans(self, account_id: AccountId) -> tuple[Arrangement, ...]:
        with self.store.reading() as uow:
            return uow.plans.of_account(account_id)

    def audit_of(self, account_id: AccountId) -> list[str]:
        return [event.kind for event in self.events_of(account_id)]

    def events_of(self, account_id: AccountId) -> list[AuditEvent]:
        with self.store.reading() as uow:
            return [event for _, event in uow.audit.of_account(account_id)]

    def everything_kept(self, *, but: Iterable[str] = ()) -> str:
        """Every value of every table as text, but for some tables."""
        with self.store.engine.connect() as connection:
            return "\n".join(
                repr(tuple(row))
                for table in metadata.sorted_tables
                if table.name not in set(but)
                for row in connection.execute(select(table))
            )


def at_once(*steps: Callable[[], Result]) -> list[Result | BaseException]:
    """Run steps in as many threads, started together; what each returned or raised, in order."""
    barrier = Barrier(len(steps))

    def run(step: Callable[[], Result]) -> Result:
        barrier.wait(timeout=10)
        return step()

    with ThreadPoolExecutor(len(steps)) as pool:
        running = [pool.submit(run, step) for step in steps]
        return [one.exception() or one.result() for one in running]


def instant(text: str) -> datetime:
    """An instant, e.g. `instant("2026-11-23T18:30:00+01:00")`."""
    return datetime.fromisoformat(text)
