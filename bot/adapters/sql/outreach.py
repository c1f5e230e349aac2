"""What was sent unasked, and why something was not."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import outreach
from bot.core.account import AccountId, DebtorId
from bot.services.keeping_repositories import Outcome, Outreach, Purpose


class SqlOutreach:
    """See `bot.services.keeping_repositories.OutreachRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_outcome(self, account_id: AccountId, purpose: Purpose, subject: str) -> Outcome | None:
        found = self._connection.execute(
            sa.select(outreach.c.outcome).where(
                outreach.c.account_id == account_id,
                outreach.c.purpose == purpose.value,
                outreach.c.subject == subject,
            )
        ).scalar()
        return None if found is None else Outcome(found)

    def note(self, noted: Outreach, at: datetime) -> None:
        key = {"account_id": noted.account_id, "purpose": noted.purpose.value, "subject": noted.subject}
        values = {"outcome": noted.outcome.value, "conversation_id": noted.conversation_id, "at": at}
        changed = self._connection.execute(
            outreach.update().where(*(outreach.c[name] == value for name, value in key.items())).values(**values)
        )
        if changed.rowcount == 0:
            self._connection.execute(outreach.insert().values(debtor_id=noted.debtor_id, **key, **values))

    def sent(self, debtor_id: DebtorId, since: datetime) -> tuple[datetime, ...]:
        rows = self._connection.execute(
            sa.select(outreach.c.at).where(
                outreach.c.debtor_id == debtor_id,
                outreach.c.outcome == Outcome.SENT.value,
                outreach.c.at >= since,
            )
        )
        return tuple(rows.scalars())
