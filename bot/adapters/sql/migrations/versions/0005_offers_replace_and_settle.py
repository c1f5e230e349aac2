"""An offer may settle a debt for less, or replace the plan that runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = {"discount_minor": sa.BigInteger, "skipped_months": sa.Integer}


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


def downgrade() -> None:
    with op.batch_alter_table("plans") as plans:
        plans.drop_constraint("fk_plans_replaces_plan_id", type_="foreignkey")
        plans.drop_column("replaces_plan_id")
    with op.batch_alter_table("offers") as offers:
        offers.drop_column("replaces_plan_id")
    for table in ("offers", "plans"):
        with op.batch_alter_table(table) as altered:
            for name in COUNTS:
                altered.drop_column(name)
