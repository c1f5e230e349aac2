"""What the use cases need from the outside, as protocols; `bot.adapters` makes them real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.core.account import Account, Debtor, Language
from bot.core.arrangement import Arrangement
from bot.core.budget import LivingAllowance
from bot.core.conversation import (
    ConversationId,
)
from bot.core.due_dates import IsBusinessDay
from bot.core.hours import OfficeHours
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.schedule import Schedule
from bot.core.terms import CreditorTerms
from bot.services.keeping_repositories import OutreachRepository, PromiseRepository, Purpose, TaskRepository
from bot.services.repositories import (
    AccountRepository,
    AgentRepository,
    AuditTrail,
    ConversationRepository,
    CreditorRepository,
    HandoffRepository,
    HoldRepository,
    NewLine,
    PlanRepository,
)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class Calendars(Protocol):
    """Public holidays and business days of a country (ISO 3166 alpha-2)."""

    def is_holiday(self, country: str, day: date) -> bool: ...

    def is_business_day(self, country: str, day: date) -> bool: ...

    def business_days(self, country: str) -> IsBusinessDay:
        """Whether a day is one, in this country: the same function each time, so that what it says can be kept."""
        ...


class UnitOfWork(Protocol):
    """One transaction: everything inside is written by `commit`, or nothing is.

    Raises StoreUnavailable when the database is gone or locked for too long.
    """

    @property
    def creditors(self) -> CreditorRepository: ...

    @property
    def accounts(self) -> AccountRepository: ...

    @property
    def holds(self) -> HoldRepository: ...

    @property
    def plans(self) -> PlanRepository: ...

    @property
    def promises(self) -> PromiseRepository: ...

    @property
    def outreach(self) -> OutreachRepository: ...

    @property
    def tasks(self) -> TaskRepository: ...

    @property
    def conversations(self) -> ConversationRepository: ...

    @property
    def handoffs(self) -> HandoffRepository: ...

    @property
    def agents(self) -> AgentRepository: ...

    @property
    def audit(self) -> AuditTrail: ...

    def __enter__(self) -> UnitOfWork: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None: ...


class Store(Protocol):
    def reading(self) -> UnitOfWork:
        """A unit of work that will write nothing."""
        ...

    def writing(self) -> UnitOfWork:
        """A unit of work that takes its place in the line of writers at once."""
        ...


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """Everything the written agreement says (compliance C, "Plan").

    Attributes:
        discount: what the creditor gives up once a settlement is paid; zero for a plan.
        replaced: the plan that this one changes.
    """

    account: Account
    debtor: Debtor
    terms: CreditorTerms
    balance: Balance
    schedule: Schedule
    discount: Money
    replaced: Arrangement | None
    agreed_at: datetime
    today: date
    language: Language
    office_name: str


class AgreementWriter(Protocol):
    def write(self, facts: AgreementFacts) -> bytes:
        """The written agreement as PDF."""
        ...


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """Everything a line says that is sent unasked (compliance C, "Reminder").

    Attributes:
        amount: what is due.
        day: when it was, or will be, due.
    """

    purpose: Purpose
    language: Language
    account: Account
    terms: CreditorTerms
    amount: Money
    day: date
    office_name: str


class ReminderWriter(Protocol):
    def write(self, facts: ReminderFacts) -> NewLine:
        """The line, with what can be answered at a press."""
        ...


class PasswordHasher(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str, password: str) -> bool: ...


class LiveFeed(Protocol):
    """Tells whoever watches that something changed; carries no content, so nothing can leak or be lost."""

    def conversation_changed(self, conversation_id: ConversationId) -> None: ...

    def queue_changed(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """The collections office that runs the service, as debtors come to know it.

    Attributes:
        hours: when its people answer, where no creditor's own hours are known.
        phone, email: empty where debtors are not told one.
        privacy_url: its privacy notice; `{language}` in it stands for fr or en.
    """

    name: str
    country: str
    hours: OfficeHours
    privacy_url: str
    phone: str = ""
    email: str = ""

    def privacy_link(self, language: Language) -> str:
        return self.privacy_url.replace("{language}", language.value)


@dataclass(frozen=True, slots=True)
class Services:
    """What every use case gets: the ports, wired once by `bot.bootstrap`.

    Attributes:
        public_url: prefix of links in messages, without a trailing slash; empty for relative links.
        living_allowances: what a household keeps each month, by country (ISO 3166 alpha-2).
    """

    store: Store
    clock: Clock
    calendars: Calendars
    agreements: AgreementWriter
    reminders: ReminderWriter
    passwords: PasswordHasher
    live: LiveFeed
    office: Office
    public_url: str = ""
    living_allowances: Mapping[str, LivingAllowance] = field(default_factory=dict)

    def living_allowance(self, country: str, currency: str) -> LivingAllowance:
        """What a household keeps each month; nothing beyond its own expenses where no amount is set."""
        allowance = self.living_allowances.get(country)
        if allowance is None or allowance.currency != currency:
            nothing = Money(0, currency)
            return LivingAllowance(nothing, nothing, nothing, "none is set for this country and currency")
        return allowance

    def day_of(self, instant: datetime) -> date:
        """The date of an instant by the office's clocks, which all debtors of its creditors share so far."""
        return instant.astimezone(ZoneInfo(self.office.hours.zone)).date()

    def today(self) -> date:
        return self.day_of(self.clock.now())
