"""A plan knows the interest rate it was agreed at, so that interest is booked as it accrues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUNNING = "SELECT DISTINCT accounts.creditor_id FROM plans JOIN accounts ON accounts.id = plans.account_id"
AT_RATE = """
    UPDATE plans SET interest_rate_percent = :rate
    WHERE interest_minor > 0 AND account_id IN (SELECT id FROM accounts WHERE creditor_id = :creditor)
"""


def upgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("interest_rate_percent", sa.String(length=16), nullable=False, server_default="0"))
    connection = op.get_bind()
    creditors = sa.table("creditors", sa.column("id"), sa.column("document", sa.JSON))
    for creditor_id in connection.execute(sa.text(RUNNING)).scalars().all():
        document = connection.execute(sa.select(creditors.c.document).where(creditors.c.id == creditor_id)).scalar_one()
        rate = str(document.get("plan", {}).get("interest_rate_percent", 0))
        connection.execute(sa.text(AT_RATE), {"rate": rate, "creditor": creditor_id})
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("interest_rate_percent", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("interest_rate_percent")
