"""A small office for the console's tests: real services over a real database, agents, debtors and cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import argon2

from bot.adapters.import_files import import_accounts, import_payments
from bot.adapters.live import Hub
from bot.adapters.passwords import Argon2Hasher
from bot.adapters.sql.unit_of_work import SqlStore
from bot.bootstrap import build_services
from bot.core.account import AccountId, Language
from bot.core.arrangement import Arrangement
from bot.core.ask import Ask
from bot.core.conversation import (
    AgentId,
    Author,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffReason,
)
from bot.services import agents, agreeing, conversations, handoff, negotiation
from bot.services.agreeing import Made
from bot.services.conversations import Inbound
from bot.services.importing import ImportReport
from bot.services.negotiation import Proposed
from bot.services.repositories import Agent, NewLine
from bot.settings import Settings
from tests.builders import NOW, TODAY, account_row, csv_text, payment_row

PASSWORD = "a good long password"  # noqa: S105  # of agents who exist for one test
ROLES = {"camille": "agent", "dominique": "agent", "sacha": "supervisor", "alix": "auditor"}
NAMES = {
    "camille": "Camille Roy",
    "dominique": "Dominique Petit",
    "sacha": "Sacha Lemoine",
    "alix": "Alix Berger",
}


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self, starts_at: datetime) -> None:
        self._now = starts_at

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by


class QuickHasher(Argon2Hasher):
    """argon2 with its smallest parameters: the real one takes a tenth of a second and 64 MB by design."""

    def __init__(self) -> None:
        super().__init__()
        self._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Office:
    """Everything the console shows, made through the use cases that make it in production.

    Args:
        folder: holds `accord.db`, migrated, with the four creditors.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.clock = HandClock(NOW)
        self.hub = Hub()
        built = build_services(Settings(data_dir=folder))
        self.services = replace(built, live=self.hub, clock=self.clock, passwords=QuickHasher())
        assert isinstance(built.store, SqlStore)
        self.store = built.store

    def hire(self, login: str) -> Agent:
        """An agent of the cast above."""
        agents.add_agent(self.services, login, NAMES[login], PASSWORD, ROLES[login])
        with self.store.reading() as uow:
            agent = uow.agents.by_login(login)
        assert agent is not None
        return agent

    def open_account(self, *payments: dict[str, str], **row: str) -> AccountId:
        """An account, and payments on it, as an import brings them."""
        account = account_row(**row)
        self._import("accounts.csv", account)
        if payments:
            same = {key: account[key] for key in ("creditor_id", "account_reference", "currency")}
            self._import("payments.csv", *(payment_row(**{**same, **payment}) for payment in payments))
        with self.store.reading() as uow:
            return uow.accounts.by_reference(account["account_reference"])[0].id

    def _import(self, name: str, *rows: dict[str, str]) -> None:
        file = self._folder / name
        file.write_text(csv_text(*rows), "utf-8")
        take = import_accounts if name == "accounts.csv" else import_payments
        report = take(self.store, [file], today=TODAY, now=self.clock.now())
        assert isinstance(report, ImportReport), report

    def debtor_writes(self, text: str, sender: str = "phone-1", language: Language | None = None) -> Conversation:
        return conversations.receive(self.services, Inbound("widget", sender, text, language=language)).conversation

    def bot_says(self, conversation_id: ConversationId, *lines: NewLine | str) -> None:
        said = [line if isinstance(line, NewLine) else NewLine(Author.BOT, line) for line in lines]
        with self.store.writing() as uow:
            uow.conversations.add_lines(conversation_id, said, self.clock.now())
            uow.commit()
        self.hub.conversation_changed(conversation_id)

    def verify(self, conversation_id: ConversationId, account_id: AccountId) -> None:
        with self.store.writing() as uow:
            uow.conversations.set_debtor(conversation_id, uow.accounts.get(account_id).debtor_id)
            uow.commit()

    def agree_plan(self, conversation_id: ConversationId, account_id: AccountId, count: int) -> Arrangement:
        proposal = negotiation.propose(self.services, conversation_id, account_id, Ask(count=count))
        assert isinstance(proposal, Proposed), proposal
        made = agreeing.agree(self.services, conversation_id, proposal.offer.id)
        assert isinstance(made, Made), made
        return made.plan

    def call_person(
        self,
        reason: HandoffReason = HandoffReason.REQUEST_HUMAN,
        text: str = "je veux parler à quelqu'un",
        *,
        account_id: AccountId | None = None,
        sender: str = "phone-1",
        language: Language | None = None,
    ) -> Handoff:
        """A debtor writes, is verified where an account is named, and a person is called."""
        conversation = self.debtor_writes(text, sender, language)
        if account_id is not None:
            self.verify(conversation.id, account_id)
        return handoff.request(self.services, conversation.id, reason, account_id).handoff

    def claim(self, handoff_id: HandoffId, agent_id: AgentId) -> None:
        handoff.claim(self.services, handoff_id, agent_id)

    def handoff(self, handoff_id: HandoffId) -> Handoff:
        with self.store.reading() as uow:
            return uow.handoffs.get(handoff_id)

    def conversation(self, conversation_id: ConversationId) -> Conversation:
        with self.store.reading() as uow:
            return uow.conversations.get(conversation_id)

    def transcript(self, conversation_id: ConversationId) -> list[tuple[Author, str, str | None]]:
        lines = conversations.transcript(self.services, conversation_id)
        return [(line.author, line.text, line.agent_name) for line in lines]
