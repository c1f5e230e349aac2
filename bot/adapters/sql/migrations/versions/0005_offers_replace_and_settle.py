"""An offer may settle a debt for less, or replace the plan that runs; what counts by the day keeps the office's day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = {"discount_minor": sa.BigInteger, "skipped_months": sa.Integer}
EARLIER = {"earlier_stage": sa.String(16), "earlier_stage_since": sa.Date(), "earlier_stage_instalment": sa.Integer()}


def upgrade() -> None:
    for table in ("offers", "plans"):
        with op.batch_alter_table(table) as altered:
            for name, kind in COUNTS.items():
                altered.add_column(sa.Column(name, kind(), nullable=False, server_default="0"))
    key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    with op.batch_alter_table("offers") as offers:
        offers.add_column(sa.Column("replaces_plan_id", sa.BigInteger()))
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("replaces_plan_id", key))
        plans.create_foreign_key("fk_plans_replaces_plan_id", "plans", ["replaces_plan_id"], ["id"])
        for name, kind in EARLIER.items():
            plans.add_column(sa.Column(name, kind))
    # What is older was counted by UTC; its days stay what they were.
    for table in ("offers", "promises"):
        with op.batch_alter_table(table) as altered:
            altered.add_column(sa.Column("made_on", sa.Date(), nullable=False, server_default="1970-01-01"))
        op.execute(f"UPDATE {table} SET made_on = DATE(made_at)")  # noqa: S608  # the two names above
        with op.batch_alter_table(table) as altered:
            altered.alter_column("made_on", server_default=None)
    with op.batch_alter_table("holds") as holds:
        holds.add_column(sa.Column("released_on", sa.Date()))
    op.execute("UPDATE holds SET released_on = DATE(released_at) WHERE released_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("holds") as holds:
        holds.drop_column("released_on")
    for table in ("offers", "promises"):
        with op.batch_alter_table(table) as altered:
            altered.drop_column("made_on")
    with op.batch_alter_table("plans") as plans:
        for name in EARLIER:
            plans.drop_column(name)
        plans.drop_constraint("fk_plans_replaces_plan_id", type_="foreignkey")
        plans.drop_column("replaces_plan_id")
    with op.batch_alter_table("offers") as offers:
        offers.drop_column("replaces_plan_id")
    for table in ("offers", "plans"):
        with op.batch_alter_table(table) as altered:
            for name in COUNTS:
                altered.drop_column(name)
