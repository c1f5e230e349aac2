"""A conversation, who holds it, and how it passes to a person and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from bot.core.account import AccountId, DebtorId, HoldReason, Language
from bot.core.errors import IllegalTransition, NotTheOwner

ConversationId = NewType("ConversationId", int)
HandoffId = NewType("HandoffId", int)
AgentId = NewType("AgentId", int)

MAX_IDENTITY_FAILURES = 3


class Holder(str, Enum):
    """Who speaks to the debtor. From the request of a handoff until its return it is the agents' side."""

    BOT = "bot"
    AGENT = "agent"


class Author(str, Enum):
    DEBTOR = "debtor"
    BOT = "bot"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One debtor's talk with us on one channel.

    Attributes:
        sender: the channel's own id of whoever writes.
        debtor_id: None until identity is verified.
        identity_failures: failed checks so far; at three the conversation is locked and a person called.
    """

    id: ConversationId
    channel: str
    sender: str
    language: Language
    holder: Holder
    debtor_id: DebtorId | None
    identity_failures: int
    started_at: datetime

    @property
    def identity_locked(self) -> bool:
        return self.identity_failures >= MAX_IDENTITY_FAILURES


class Priority(str, Enum):
    """Order in the queue, the most pressing first."""

    CRISIS = "crisis"
    VULNERABLE = "vulnerable"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    OTHER = "other"

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


class HandoffReason(str, Enum):
    """Why a person takes over: what the debtor said (see the intents), or what the bot met."""

    CRISIS_SELF_HARM = "crisis_self_harm"
    HARDSHIP_INCOME = "hardship_income"
    HARDSHIP_HEALTH = "hardship_health"
    HARDSHIP_BEREAVEMENT = "hardship_bereavement"
    HARDSHIP_OVERINDEBTED = "hardship_overindebted"
    HARDSHIP_ABUSE = "hardship_abuse"
    DISPUTE_NOT_MINE = "dispute_not_mine"
    DISPUTE_AMOUNT = "dispute_amount"
    DISPUTE_ALREADY_PAID = "dispute_already_paid"
    DISPUTE_SERVICE = "dispute_service"
    DISPUTE_FRAUD = "dispute_fraud"
    DISPUTE_TIME_BARRED = "dispute_time_barred"
    FILE_COMPLAINT = "file_complaint"
    REQUEST_HUMAN = "request_human"
    REFUSE_TO_PAY = "refuse_to_pay"
    WRONG_PERSON = "wrong_person"
    THIRD_PARTY = "third_party"
    DEBTOR_DECEASED = "debtor_deceased"
    STOP_CONTACT = "stop_contact"
    CONTACT_PREFERENCE = "contact_preference"
    PRIVACY_ACCESS = "privacy_access"
    PRIVACY_ERASURE = "privacy_erasure"
    REQUEST_DOCUMENT = "request_document"
    ASK_SETTLEMENT = "ask_settlement"
    REQUEST_PLAN_CHANGE = "request_plan_change"
    CANCEL_PLAN = "cancel_plan"
    ABUSE = "abuse"
    IDENTITY_LOCKED = "identity_locked"
    NO_PLAN_POSSIBLE = "no_plan_possible"
    ABOVE_LIMIT = "above_limit"
    TOO_MANY_BROKEN_PLANS = "too_many_broken_plans"
    BOT_UNSURE = "bot_unsure"
    PAYMENT_PROBLEM = "payment_problem"
    PLAN_MISSED = "plan_missed"

    @property
    def priority(self) -> Priority:
        if self is HandoffReason.CRISIS_SELF_HARM:
            return Priority.CRISIS
        if self.value.startswith("hardship_") or self is HandoffReason.DEBTOR_DECEASED:
            return Priority.VULNERABLE
        if self.value.startswith("dispute_"):
            return Priority.DISPUTE
        if self is HandoffReason.FILE_COMPLAINT:
            return Priority.COMPLAINT
        return Priority.OTHER

    @property
    def hold(self) -> HoldReason | None:
        """The rest that the account gets with this handoff (compliance D, UK-03, UK-04, US-09)."""
        if self in (HandoffReason.HARDSHIP_ABUSE, HandoffReason.CRISIS_SELF_HARM, HandoffReason.DEBTOR_DECEASED):
            return HoldReason.VULNERABILITY
        if self.value.startswith("hardship_"):
            return HoldReason.HARDSHIP
        if self.value.startswith("dispute_") or self is HandoffReason.WRONG_PERSON:
            return HoldReason.DISPUTE
        return None


class HandoffState(str, Enum):
    REQUESTED = "requested"
    CLAIMED = "claimed"
    RETURNED = "returned"
    CLOSED = "closed"


OPEN_STATES = (HandoffState.REQUESTED, HandoffState.CLAIMED)
STEPS = {
    HandoffState.REQUESTED: {HandoffState.CLAIMED},
    HandoffState.CLAIMED: {HandoffState.REQUESTED, HandoffState.RETURNED, HandoffState.CLOSED},
}


class Outcome(str, Enum):
    """How an agent ended a handoff."""

    ANSWERED = "answered"
    PLAN_ADAPTED = "plan_adapted"
    PAUSE_GRANTED = "pause_granted"
    DISPUTE_UPHELD = "dispute_upheld"
    DISPUTE_REJECTED = "dispute_rejected"
    SENT_TO_CREDITOR = "sent_to_creditor"
    NO_REPLY = "no_reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Handoff:
    """A conversation's passage to a person.

    Attributes:
        summary: a few lines made from facts, for the agent; no health details (EU-05).
        agent_id: who has claimed it.
        comment: what the agent noted when ending it.
    """

    id: HandoffId
    conversation_id: ConversationId
    account_id: AccountId | None
    reason: HandoffReason
    state: HandoffState
    summary: str
    requested_at: datetime
    agent_id: AgentId | None = None
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    comment: str | None = None

    @property
    def priority(self) -> Priority:
        return self.reason.priority

    def check_step(self, wanted: HandoffState) -> None:
        """Raises IllegalTransition where this state does not lead to the wanted one."""
        if wanted not in STEPS.get(self.state, set()):
            raise IllegalTransition(self.state.value, wanted.value)

    def check_held_by(self, agent: AgentId, holder_name: str | None) -> None:
        """Raises NotTheOwner unless this agent has claimed it and still holds it."""
        if self.state is not HandoffState.CLAIMED or self.agent_id != agent:
            raise NotTheOwner(holder_name)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message; pressing it sends the payload."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the debtor may download.

    Attributes:
        url: path below the service's public address, with an unguessable token.
        sha256: of the content, hexadecimal.
    """

    name: str
    url: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the transcript.

    Attributes:
        seq: position in its conversation, from 1.
        agent_name: display name where an agent wrote it.
    """

    seq: int
    author: Author
    text: str
    at: datetime
    agent_name: str | None = None
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None
