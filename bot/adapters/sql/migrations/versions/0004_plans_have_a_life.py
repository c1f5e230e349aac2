"""A plan has a stage, a promise an end; what was sent unasked is kept, and so are tasks for people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only for INTEGER keys.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

MARK_PLANS = """
    UPDATE plans SET stage = CASE WHEN state = 'active' THEN 'kept' ELSE state END, stage_since = DATE(agreed_at)
"""
# As with plans: payments booked with a date before the promise are those it did not speak of.
MARK_PROMISES = """
    UPDATE promises SET
        state = CASE WHEN id = (SELECT MAX(newer.id) FROM promises AS newer
                                WHERE newer.account_id = promises.account_id) THEN 'open' ELSE 'replaced' END,
        last_entry_id = COALESCE((SELECT MAX(entries.id) FROM entries
                                  WHERE entries.account_id = promises.account_id
                                    AND entries.booked_on < DATE(promises.made_at)), 0)
"""


def upgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("stage", sa.String(length=16), nullable=False, server_default="kept"))
        plans.add_column(sa.Column("stage_since", sa.Date(), nullable=False, server_default="1970-01-01"))
        plans.add_column(sa.Column("stage_instalment", sa.Integer()))
    op.execute(MARK_PLANS)
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("stage", server_default=None)
        plans.alter_column("stage_since", server_default=None)
    with op.batch_alter_table("promises") as promises:
        promises.add_column(sa.Column("state", sa.String(length=16), nullable=False, server_default="open"))
        promises.add_column(sa.Column("last_entry_id", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(MARK_PROMISES)
    with op.batch_alter_table("promises") as promises:
        promises.alter_column("state", server_default=None)
        promises.alter_column("last_entry_id", server_default=None)
    op.create_table(
        "outreach",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", ID),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name=op.f("fk_outreach_debtor_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outreach_account_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_outreach_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach")),
        sa.UniqueConstraint("account_id", "purpose", "subject", name="uq_outreach_account_purpose_subject"),
    )
    op.create_index(op.f("ix_outreach_debtor_id"), "outreach", ["debtor_id"])
    op.create_table(
        "tasks",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.String(length=80)),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tasks_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(
        "uq_tasks_one_open",
        "tasks",
        ["account_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("tasks")
    op.drop_table("outreach")
    with op.batch_alter_table("promises") as promises:
        promises.drop_column("last_entry_id")
        promises.drop_column("state")
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("stage_instalment")
        plans.drop_column("stage_since")
        plans.drop_column("stage")
