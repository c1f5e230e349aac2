"""What keeping plans and promises reads and writes, as protocols; `bot.adapters.sql` makes them real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol

from bot.core.account import AccountId, DebtorId
from bot.core.conversation import ConversationId
from bot.core.money import Money
from bot.core.promise import Promise, PromiseId, PromiseState
from bot.core.task import Task, TaskId, TaskKind


class PromiseRepository(Protocol):
    def add(self, account_id: AccountId, amount: Money, due_on: date, made_at: datetime, made_on: date) -> None:
        """Keep a promise, in place of the one that counted before."""
        ...

    def open(self) -> tuple[Promise, ...]:
        """Those that count and are neither kept nor lapsed."""
        ...

    def lapsed(self, since: date) -> tuple[Promise, ...]:
        """Those for that day or a later one that were not kept."""
        ...

    def of_account(self, account_id: AccountId) -> tuple[Promise, ...]:
        """The newest first."""
        ...

    def paid(self, promise_id: PromiseId) -> Money:
        """What was received on the account since the promise was made."""
        ...

    def settle(self, promise_id: PromiseId, state: PromiseState) -> bool:
        """Say how an open promise ended; False where it was not open any more."""
        ...


class Outcome(str, Enum):
    """What became of a line that we would send unasked."""

    SENT = "sent"
    NO_CONVERSATION = "no_conversation"
    NO_CONTACT = "no_contact"
    ON_HOLD = "on_hold"
    WITH_A_PERSON = "with_a_person"
    TIME_BARRED = "time_barred"
    NO_MANDATE = "no_mandate"
    NOT_NOW = "not_now"  # outside the hours, or the caps are reached

    @property
    def lasting(self) -> bool:
        """Whether nothing more is to be waited for; a night, a hold and a person's work end."""
        return self not in (Outcome.NOT_NOW, Outcome.ON_HOLD, Outcome.WITH_A_PERSON)


class Purpose(str, Enum):
    """Why we write unasked; each purpose and subject is written about once."""

    PLAN_LATE = "plan_late"
    PLAN_MISSED = "plan_missed"
    PROMISE_TOMORROW = "promise_tomorrow"
    PROMISE_LAPSED = "promise_lapsed"


@dataclass(frozen=True, slots=True)
class Outreach:
    """A line sent unasked, or why it was not."""

    debtor_id: DebtorId
    account_id: AccountId
    purpose: Purpose
    subject: str
    outcome: Outcome
    conversation_id: ConversationId | None = None


class OutreachRepository(Protocol):
    def last_outcome(self, account_id: AccountId, purpose: Purpose, subject: str) -> Outcome | None: ...

    def note(self, outreach: Outreach, at: datetime) -> None:
        """Keep what became of it, in place of what was known."""
        ...

    def sent(self, debtor_id: DebtorId, since: datetime) -> tuple[datetime, ...]:
        """When a debtor got lines unasked, over all accounts and channels."""
        ...


class TaskRepository(Protocol):
    def get(self, task_id: TaskId) -> Task:
        """Raises TaskNotFound."""
        ...

    def open(self) -> tuple[Task, ...]:
        """The longest waiting first."""
        ...

    def open_of(self, account_id: AccountId, kind: TaskKind, subject: str) -> Task | None: ...

    def add(self, account_id: AccountId, kind: TaskKind, subject: str, data: dict[str, Any], at: datetime) -> Task: ...

    def change(self, task_id: TaskId, data: dict[str, Any]) -> None: ...

    def close(self, task_id: TaskId, done_by: str, at: datetime) -> bool:
        """Mark an open task as done; False where somebody was faster."""
        ...
