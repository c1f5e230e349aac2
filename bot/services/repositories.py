"""What the use cases read and write, as protocols; `bot.adapters.sql` makes them real."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from bot.core.account import Account, AccountId, CreditorId, Debtor, DebtorId, Hold, HoldReason, Language
from bot.core.arrangement import Arrangement, Offer, OfferId, OfferState, PlanId
from bot.core.conversation import (
    AgentId,
    Attachment,
    Author,
    Button,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffState,
    Holder,
    Line,
)
from bot.core.ledger import Balance, Entry
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest
from bot.core.plan_life import Life, Receipt, Rest
from bot.core.terms import CreditorTerms


class CreditorRepository(Protocol):
    def get(self, creditor_id: CreditorId) -> CreditorTerms: ...

    def all(self) -> tuple[CreditorTerms, ...]: ...


class AccountRepository(Protocol):
    def get(self, account_id: AccountId, *, locked: bool = False) -> Account:
        """One account; `locked` lets others who change it, or what hangs on it, wait for this one."""
        ...

    def several(self, account_ids: Collection[AccountId]) -> dict[AccountId, Account]:
        """Many at once, by their keys."""
        ...

    def by_reference(self, reference: str) -> tuple[Account, ...]:
        """Accounts with this reference, as typed: spaces, dashes and case do not count."""
        ...

    def by_access_code(self, code: str) -> tuple[Account, ...]: ...

    def of_debtor(self, debtor_id: DebtorId) -> tuple[Account, ...]: ...

    def debtor(self, debtor_id: DebtorId) -> Debtor: ...

    def balance(self, account_id: AccountId) -> Balance: ...

    def entries(self, account_id: AccountId) -> tuple[Entry, ...]:
        """Oldest first."""
        ...

    def add_entry(self, account_id: AccountId, entry: Entry) -> None: ...

    def of_creditor(self, creditor_id: CreditorId, most: int) -> tuple[Account, ...]:
        """The first so many accounts of a creditor."""
        ...

    def is_empty(self) -> bool:
        """Whether there is no account at all."""
        ...


class HoldRepository(Protocol):
    def active(self, account_id: AccountId, day: date) -> tuple[Hold, ...]: ...

    def place(self, hold: Hold) -> None: ...

    def rests(self, account_id: AccountId) -> tuple[Rest, ...]:
        """Every hold that stops negotiation, past ones too; until the day of its release."""
        ...

    def limit(self, account_id: AccountId, reason: HoldReason, rest: timedelta) -> None:
        """Let open-ended holds for a reason run out so long after they were placed."""
        ...

    def release(self, account_id: AccountId, at: datetime, on: date, reason: HoldReason | None = None) -> int:
        """Release holds that stop negotiation (those for one reason, or all); returns how many there were."""
        ...


class PlanRepository(Protocol):
    def add_offer(self, offer: Offer) -> None: ...

    def offer(self, offer_id: OfferId) -> Offer: ...

    def set_offer_state(self, offer_id: OfferId, old: OfferState, new: OfferState) -> bool:
        """Move an offer on; False where it was no longer in the old state."""
        ...

    def supersede_open_offers(self, account_id: AccountId) -> None: ...

    def add(
        self,
        offer: Offer,
        agreed_at: datetime,
        agreed_on: date,
        interest_rate_percent: Decimal,
    ) -> Arrangement: ...

    def get(self, plan_id: PlanId) -> Arrangement: ...

    def paid(self, plan_id: PlanId) -> Money:
        """What was received on the account since the plan was agreed, whenever it was paid.

        The balance that a plan spreads knows the payments booked before, and no other.
        """
        ...

    def receipts(self, plan_id: PlanId) -> tuple[Receipt, ...]:
        """The payments that make up `paid`, in the order in which they were booked."""
        ...

    def interest(self, plan_id: PlanId) -> PlanInterest: ...

    def active(self, account_id: AccountId) -> Arrangement | None: ...

    def by_offer(self, offer_id: OfferId) -> Arrangement | None: ...

    def of_account(self, account_id: AccountId) -> tuple[Arrangement, ...]:
        """Every plan the account ever had, the newest first."""
        ...

    def count_broken(self, account_id: AccountId) -> int: ...

    def life(self, plan_id: PlanId) -> Life: ...

    def move(self, plan_id: PlanId, before: Life, after: Life) -> bool:
        """Take a step of a plan's life; False where it does not stand any more where it did."""
        ...

    def accounts_behind(self, today: date) -> tuple[AccountId, ...]:
        """Those whose running plan is not kept, or lacks something that was due before today."""
        ...

    def add_document(self, plan_id: PlanId, document: StoredDocument, content: bytes, made_at: datetime) -> None: ...

    def document(self, token: str) -> tuple[StoredDocument, bytes] | None:
        """A document and its content, by the token of its link."""
        ...

    def documents(self, plan_id: PlanId) -> tuple[StoredDocument, ...]: ...


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file kept with a plan; whoever knows the token may download it.

    Attributes:
        sha256: of its content, hexadecimal.
    """

    name: str
    media_type: str
    sha256: str
    token: str


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line about to be recorded; see `bot.core.conversation.Line`.

    Attributes:
        external_id: the channel's id of a debtor's message.
        answers: for a bot's line, the seq of the debtor's line it answers.
    """

    author: Author
    text: str
    external_id: str | None = None
    answers: int | None = None
    agent_id: AgentId | None = None
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None


class ConversationRepository(Protocol):
    def find(self, channel: str, sender: str, *, locked: bool = False) -> Conversation | None:
        """A sender's conversation; `locked` lets others who change it wait for this unit of work."""
        ...

    def get(self, conversation_id: ConversationId, *, locked: bool = False) -> Conversation: ...

    def newest_of(self, debtor_id: DebtorId, channels: Sequence[str], *, locked: bool = False) -> Conversation | None:
        """The verified conversation in which a debtor has written last, of those on some channels."""
        ...

    def lock_of(self, debtor_id: DebtorId) -> None:
        """Let whoever changes a verified conversation of a debtor wait for this unit of work."""
        ...

    def start(self, channel: str, sender: str, language: Language, at: datetime) -> Conversation:
        """A new conversation, or the sender's own where somebody else has just started it."""
        ...

    def add_lines(
        self, conversation_id: ConversationId, lines: Sequence[NewLine], at: datetime
    ) -> tuple[Line, ...]: ...

    def by_external_id(self, conversation_id: ConversationId, external_id: str) -> tuple[int, bool] | None:
        """Position of a debtor's line by the channel's message id, and whether it was answered."""
        ...

    def answers_to(self, conversation_id: ConversationId, seq: int) -> tuple[Line, ...]: ...

    def mark_answered(self, conversation_id: ConversationId, seq: int) -> None: ...

    def has_lines(self, conversation_id: ConversationId) -> bool: ...

    def bot_has_spoken(self, conversation_id: ConversationId) -> bool: ...

    def title_of(self, conversation_id: ConversationId, payload: str) -> str | None:
        """What stood on the button that sends this, among the latest that the debtor was shown."""
        ...

    def lines(self, conversation_id: ConversationId, after: int = 0) -> tuple[Line, ...]: ...

    def set_holder(self, conversation_id: ConversationId, holder: Holder) -> None: ...

    def set_debtor(self, conversation_id: ConversationId, debtor_id: DebtorId | None) -> None: ...

    def set_identity_failures(self, conversation_id: ConversationId, failures: int) -> None: ...

    def set_language(self, conversation_id: ConversationId, language: Language) -> None: ...

    def memory(self, conversation_id: ConversationId) -> dict[str, Any] | None:
        """Where the dialogue stands, as Rasa's tracker left it."""
        ...

    def keep_memory(self, conversation_id: ConversationId, state: dict[str, Any] | None) -> None: ...

    def add_feedback(self, conversation_id: ConversationId, rating: int, comment: str | None, at: datetime) -> None: ...

    def comment_feedback(self, conversation_id: ConversationId, comment: str) -> None: ...

    def feedback(self, conversation_id: ConversationId) -> list[dict[str, Any]]:
        """Ratings with their comments, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Note:
    agent_name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A handoff as the queue shows it.

    Attributes:
        language: what the debtor writes.
        debtor_name: None where nobody is verified.
        last_words: how the debtor's last message begins.
    """

    handoff: Handoff
    language: Language
    debtor_name: str | None
    creditor_name: str | None
    agent_name: str | None
    last_words: str


class HandoffRepository(Protocol):
    def get(self, handoff_id: HandoffId) -> Handoff: ...

    def open_of(self, conversation_id: ConversationId) -> Handoff | None: ...

    def of_conversation(self, conversation_id: ConversationId) -> tuple[Handoff, ...]: ...

    def open_of_debtor(self, debtor_id: DebtorId) -> tuple[Handoff, ...]:
        """Those waiting or claimed in any of a verified debtor's conversations."""
        ...

    def list(self) -> tuple[Handoff, ...]:
        """By priority, then the longest waiting first."""
        ...

    def queue(self, states: Sequence[HandoffState]) -> tuple[QueueItem, ...]:
        """The same order, each with what an agent chooses by."""
        ...

    def add(self, handoff: Handoff) -> Handoff:
        """Keep a new one; its id is given here."""
        ...

    def move(self, handoff: Handoff, old: HandoffState) -> bool:
        """Write a handoff's new state if it is still in the old one; False where somebody was faster."""
        ...

    def raise_reason(self, handoff_id: HandoffId, reason: str, priority_rank: int, summary: str) -> None: ...

    def set_comment(self, handoff_id: HandoffId, comment: str) -> None: ...

    def add_note(self, conversation_id: ConversationId, agent_id: AgentId, text: str, at: datetime) -> None: ...

    def notes(self, conversation_id: ConversationId) -> tuple[Note, ...]: ...


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who works in the console.

    Attributes:
        role: agent, supervisor, admin or auditor.
        session_epoch: a session signed under another epoch is over.
    """

    id: AgentId
    login: str
    name: str
    password_hash: str
    role: str
    session_epoch: int
    disabled: bool


class AgentRepository(Protocol):
    def get(self, agent_id: AgentId) -> Agent: ...

    def by_login(self, login: str) -> Agent | None: ...

    def all(self) -> tuple[Agent, ...]: ...

    def add(self, login: str, name: str, password_hash: str, role: str, at: datetime) -> AgentId: ...

    def set_password(self, agent_id: AgentId, password_hash: str) -> None:
        """Also ends the agent's sessions."""
        ...

    def disable(self, agent_id: AgentId) -> None: ...


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the audit trail; `data` holds facts, never what was typed for identity."""

    kind: str
    actor: str
    data: dict[str, Any]
    account_id: AccountId | None = None
    conversation_id: ConversationId | None = None


class AuditTrail(Protocol):
    def record(self, event: AuditEvent, at: datetime) -> None: ...

    def of_account(self, account_id: AccountId) -> tuple[tuple[datetime, AuditEvent], ...]: ...

    def of_conversation(self, conversation_id: ConversationId) -> tuple[tuple[datetime, AuditEvent], ...]: ...

    def count(self, kind: str, account_id: AccountId, since: datetime) -> int:
        """How many events of one kind an account has had since an instant."""
        ...
