"""The tables. Money is BIGINT minor units; instants are UTC; dates are debtor-local."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 ships untyped
    """An aware datetime, kept in UTC; SQLite forgets zones, so it is given back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


# SQLite numbers rows by itself only for INTEGER keys.
Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[Any]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _to(target: str, *, nullable: bool = False, index: bool = False, name: str | None = None) -> Column[Any]:
    table = target.split(".", maxsplit=1)[0]
    kind = String(64) if table in ("creditors", "debtors", "offers") else Id
    column = name or f"{table.removesuffix('s')}_id"
    return Column(column, kind, ForeignKey(target), nullable=nullable, index=index)


creditors = Table(
    "creditors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("document", JSON, nullable=False),  # the creditor's file as imported
    Column("sha256", String(64), nullable=False),
    Column("imported_at", Instant, nullable=False),
)

debtors = Table(
    "debtors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("country", String(2), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    _to("creditors.id"),
    Column("reference", Text, nullable=False),
    # Reference as people type it: letters and digits only, upper case.
    Column("reference_key", Text, nullable=False, index=True),
    _to("debtors.id", index=True),
    Column("debt_origin", Text, nullable=False),
    Column("contract_reference", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("letter_reference", Text, nullable=False),
    Column("letter_sent_on", Date, nullable=False),
    Column("access_code", Text, nullable=False, index=True),
    UniqueConstraint("creditor_id", "reference", name="uq_accounts_creditor_reference"),
)

entries = Table(
    "entries",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("kind", String(16), nullable=False),
    Column("reference", Text, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("method", Text),
    UniqueConstraint("account_id", "kind", "reference", name="uq_entries_account_kind_reference"),
)

postings = Table(
    "postings",
    metadata,
    _id(),
    Column("entry_id", Id, ForeignKey("entries.id"), nullable=False, index=True),
    Column("book", String(16), nullable=False),
    Column("minor", BigInteger, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("id", String(64), primary_key=True),
    _to("accounts.id", index=True),
    _to("conversations.id"),
    Column("state", String(16), nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("instalments", JSON, nullable=False),  # [[due_on, minor], …]
    Column("interest_minor", BigInteger, nullable=False),
    Column("principal_minor", BigInteger, nullable=False),  # the balance it was made for
    Column("owed_interest_minor", BigInteger, nullable=False),
    Column("fees_minor", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("discount_minor", BigInteger, nullable=False, server_default="0"),  # of a settlement
    Column("skipped_months", Integer, nullable=False, server_default="0"),  # months left without a payment
    Column("replaces_plan_id", BigInteger),  # no foreign key: plans point back at offers
    Column("made_on", Date, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    Column("offer_id", String(64), ForeignKey("offers.id"), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("interest_minor", BigInteger, nullable=False),
    Column("agreed_at", Instant, nullable=False),
    # The account's last entry at that time: what is booked later and received counts towards the plan.
    Column("last_entry_id", BigInteger, nullable=False),
    Column("interest_rate_percent", String(16), nullable=False),  # yearly, a decimal number
    # Where it stands in its life; see bot/core/plan_life.py.
    Column("stage", String(16), nullable=False),
    Column("stage_since", Date, nullable=False),
    Column("stage_instalment", Integer),  # number of the instalment it is late with
    Column("discount_minor", BigInteger, nullable=False, server_default="0"),
    Column("skipped_months", Integer, nullable=False, server_default="0"),
    Column("replaces_plan_id", Id, ForeignKey("plans.id")),
    # Where a plan stood that another has replaced: there it goes on, should that one be taken back.
    Column("earlier_stage", String(16)),
    Column("earlier_stage_since", Date),
    Column("earlier_stage_instalment", Integer),
    # At most one plan at a time lives on an account.
    Index(
        "uq_plans_one_active",
        "account_id",
        unique=True,
        sqlite_where=Column("state", String(16)) == "active",
        postgresql_where=Column("state", String(16)) == "active",
    ),
)

instalments = Table(
    "instalments",
    metadata,
    _id(),
    Column("plan_id", Id, ForeignKey("plans.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("minor", BigInteger, nullable=False),
    UniqueConstraint("plan_id", "number", name="uq_instalments_plan_number"),
    CheckConstraint("minor > 0", name="positive"),
)

documents = Table(
    "documents",
    metadata,
    _id(),
    Column("plan_id", Id, ForeignKey("plans.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("sender", String(128), nullable=False),
    Column("language", String(2), nullable=False),
    Column("holder", String(8), nullable=False),
    _to("debtors.id", nullable=True, index=True),
    Column("identity_failures", Integer, nullable=False, default=0),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("started_at", Instant, nullable=False),
    UniqueConstraint("channel", "sender", name="uq_conversations_channel_sender"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _to("conversations.id"),
    Column("seq", Integer, nullable=False),
    Column("author", String(8), nullable=False),
    Column("agent_id", Id, ForeignKey("agents.id")),
    Column("external_id", String(128)),  # the channel's id of a message: our key against repeats
    Column("answers", Integer),  # seq of the debtor's message that a bot line answers
    Column("answered", Boolean, nullable=False, default=True),
    Column("text", Text, nullable=False),
    Column("buttons", JSON),
    Column("attachment", JSON),
    Column("at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "seq", name="uq_messages_conversation_seq"),
    UniqueConstraint("conversation_id", "external_id", name="uq_messages_conversation_external"),
)

dialogue_memory = Table(
    "dialogue_memory",
    metadata,
    Column("conversation_id", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("state", JSON, nullable=False),
)

handoffs = Table(
    "handoffs",
    metadata,
    _id(),
    _to("conversations.id", index=True),
    _to("accounts.id", nullable=True),
    Column("reason", String(32), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("summary", Text, nullable=False),
    _to("agents.id", nullable=True),
    Column("requested_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", String(32)),
    Column("comment", Text),
    # One open handoff a conversation: a second request joins the first.
    Index(
        "uq_handoffs_one_open",
        "conversation_id",
        unique=True,
        sqlite_where=Column("state", String(16)).in_(("requested", "claimed")),
        postgresql_where=Column("state", String(16)).in_(("requested", "claimed")),
    ),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _to("conversations.id", index=True),
    _to("agents.id"),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    Column("reason", String(16), nullable=False),
    Column("placed_on", Date, nullable=False),
    Column("until", Date),
    Column("released_at", Instant),
    Column("released_on", Date),
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    _to("conversations.id", index=True),
    Column("rating", Integer, nullable=False),
    Column("comment", Text),
    Column("at", Instant, nullable=False),
    CheckConstraint("rating BETWEEN 1 AND 5", name="one_to_five"),
)

promises = Table(
    "promises",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    Column("minor", BigInteger, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    # The account's last entry at that time: what is received later counts towards the promise.
    Column("last_entry_id", BigInteger, nullable=False),
    Column("made_on", Date, nullable=False),
)

outreach = Table(
    "outreach",
    metadata,
    _id(),
    _to("debtors.id", index=True),
    _to("accounts.id"),
    Column("purpose", String(32), nullable=False),
    Column("subject", String(64), nullable=False),  # what it is about, e.g. "plan 3, instalment 2"
    Column("outcome", String(32), nullable=False),  # sent, or why not yet
    _to("conversations.id", nullable=True),
    Column("at", Instant, nullable=False),
    # About one thing we write once.
    UniqueConstraint("account_id", "purpose", "subject", name="uq_outreach_account_purpose_subject"),
)

tasks = Table(
    "tasks",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String(80)),  # agent's login, command or bot
    Index(
        "uq_tasks_one_open",
        "account_id",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

agents = Table(
    "agents",
    metadata,
    _id(),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),
    # Raised to end every session of this agent at once.
    Column("session_epoch", Integer, nullable=False, default=0),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
)

audit_events = Table(
    "audit_events",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),  # debtor, bot, agent:LOGIN or command
    Column("kind", String(48), nullable=False),
    Column("account_id", Id, index=True),
    Column("conversation_id", Id, index=True),
    Column("data", JSON, nullable=False),
)
