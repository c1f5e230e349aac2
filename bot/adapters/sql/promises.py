"""Promises to pay, and how they end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.tables import accounts, entries, postings, promises
from bot.core.account import AccountId
from bot.core.ledger import Book
from bot.core.money import Money
from bot.core.promise import Promise, PromiseId, PromiseState

_PROMISES = sa.select(promises, accounts.c.currency).join(accounts, accounts.c.id == promises.c.account_id)
_PAID = (
    sa.select(sa.func.coalesce(sa.func.sum(postings.c.minor), 0).label("minor"), accounts.c.currency)
    .select_from(promises)
    .join(accounts, accounts.c.id == promises.c.account_id)
    .outerjoin(entries, sa.and_(entries.c.account_id == accounts.c.id, entries.c.id > promises.c.last_entry_id))
    .outerjoin(postings, sa.and_(postings.c.entry_id == entries.c.id, postings.c.book == Book.RECEIVED.value))
    .where(promises.c.id == sa.bindparam("this"))
    .group_by(accounts.c.currency)
)


class SqlPromises:
    """See `bot.services.keeping_repositories.PromiseRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account_id: AccountId, amount: Money, due_on: date, made_at: datetime, made_on: date) -> None:
        self._connection.execute(
            promises.update()
            .where(promises.c.account_id == account_id, promises.c.state == PromiseState.OPEN.value)
            .values(state=PromiseState.REPLACED.value)
        )
        self._connection.execute(
            promises.insert().values(
                account_id=account_id,
                minor=amount.minor,
                due_on=due_on,
                made_at=made_at,
                made_on=made_on,
                state=PromiseState.OPEN.value,
                last_entry_id=sa.select(sa.func.coalesce(sa.func.max(entries.c.id), 0))
                .where(entries.c.account_id == account_id)
                .scalar_subquery(),
            )
        )

    def open(self) -> tuple[Promise, ...]:
        rows = self._connection.execute(
            _PROMISES.where(promises.c.state == PromiseState.OPEN.value).order_by(promises.c.id)
        )
        return tuple(_promise(row) for row in rows)

    def lapsed(self, since: date) -> tuple[Promise, ...]:
        rows = self._connection.execute(
            _PROMISES.where(promises.c.state == PromiseState.LAPSED.value, promises.c.due_on >= since)
        )
        return tuple(_promise(row) for row in rows)

    def of_account(self, account_id: AccountId) -> tuple[Promise, ...]:
        rows = self._connection.execute(
            _PROMISES.where(promises.c.account_id == account_id).order_by(promises.c.id.desc())
        )
        return tuple(_promise(row) for row in rows)

    def paid(self, promise_id: PromiseId) -> Money:
        row = self._connection.execute(_PAID, {"this": promise_id}).one()
        return Money(int(row.minor), row.currency)

    def settle(self, promise_id: PromiseId, state: PromiseState) -> bool:
        changed = self._connection.execute(
            promises.update()
            .where(promises.c.id == promise_id, promises.c.state == PromiseState.OPEN.value)
            .values(state=state.value)
        )
        return bool(changed.rowcount == 1)


def _promise(row: Any) -> Promise:
    return Promise(
        id=PromiseId(row.id),
        account_id=AccountId(row.account_id),
        amount=Money(row.minor, row.currency),
        made_on=row.made_on,
        due_on=row.due_on,
        state=PromiseState(row.state),
    )
