"""Run by Alembic: through `bot.adapters.sql.migrate`, which hands over a connection, or by its command."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context

from bot.adapters.sql.migrate import SETTING, migrating
from bot.adapters.sql.tables import Instant, metadata
from bot.adapters.sql.unit_of_work import make_engine


def _rendered(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a new migration spells our own types, so that migrations outlive the code that declared them."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=_rendered,
            compare_type=True,
            render_as_batch=True,  # SQLite changes a table only by copying it
            transactional_ddl=True,  # so that a migration that fails leaves nothing behind, on SQLite too
        )
        with context.begin_transaction():
            context.run_migrations()
        return
    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get(SETTING)
    if not url:
        raise SystemExit(f"{SETTING}: found nothing, expected a database URL (or give: alembic -x url=…)")
    engine = make_engine(url)
    with migrating(engine) as own:
        context.config.attributes["connection"] = own
        run()


run()
