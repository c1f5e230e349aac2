"""A plan knows the ledger it was made on: what is booked later and received counts towards it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Until now payments counted from the day of agreement on, so older entries are those the plan was made on.
MARK_PLANS = """
    UPDATE plans SET last_entry_id = COALESCE(
        (SELECT MAX(entries.id) FROM entries
         WHERE entries.account_id = plans.account_id AND entries.booked_on < DATE(plans.agreed_at)), 0)
"""


def upgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("last_entry_id", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(MARK_PLANS)
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("last_entry_id", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("last_entry_id")
