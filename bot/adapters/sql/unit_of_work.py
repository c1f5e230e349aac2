"""The unit of work over SQLAlchemy, and the store that makes them."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError as PoolTimeout

from bot.adapters.sql.accounts import SqlAccounts, SqlCreditors, SqlHolds
from bot.adapters.sql.agents import SqlAgents, SqlAudit
from bot.adapters.sql.conversations import SqlConversations
from bot.adapters.sql.handoffs import SqlHandoffs
from bot.adapters.sql.plans import SqlPlans
from bot.core.errors import StoreUnavailable

# How long a writer waits for SQLite's one write lock before it gives up.
BUSY_TIMEOUT_MS = 4_000
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)


def make_engine(url: str) -> Engine:
    """An engine with durable, well-ordered writes on SQLite (WAL) or PostgreSQL."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_engine(
        url, future=True, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]  # SQLAlchemy 1.4
    def _prepare(connection: Any, _record: object) -> None:
        # pysqlite's own transaction handling would start writers with a read lock, and two of those deadlock.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a commit that was answered survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]  # SQLAlchemy 1.4
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


class SqlUnitOfWork:
    """See `bot.services.ports.UnitOfWork`."""

    def __init__(self, engine: Engine, *, writing: bool) -> None:
        self._engine = engine
        self._writing = writing

    def __enter__(self) -> SqlUnitOfWork:
        try:
            self._connection = self._engine.connect().execution_options(writing=self._writing)
            self._transaction = self._connection.begin()
        except UNAVAILABLE as error:
            raise StoreUnavailable(type(error).__name__) from error
        connection = self._connection
        self.creditors = SqlCreditors(connection)
        self.accounts = SqlAccounts(connection)
        self.holds = SqlHolds(connection)
        self.plans = SqlPlans(connection)
        self.conversations = SqlConversations(connection)
        self.handoffs = SqlHandoffs(connection)
        self.agents = SqlAgents(connection)
        self.audit = SqlAudit(connection)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._transaction.is_active:
                self._transaction.rollback()
            self._connection.close()
        except UNAVAILABLE as broken:
            self._connection.invalidate()
            raise StoreUnavailable(type(broken).__name__) from (error or broken)
        if isinstance(error, UNAVAILABLE):
            raise StoreUnavailable(type(error).__name__) from error

    @property
    def connection(self) -> Connection:
        """For the importer, which writes many rows at once."""
        return self._connection

    def commit(self) -> None:
        try:
            self._transaction.commit()
        except DBAPIError as error:
            if isinstance(error, UNAVAILABLE):
                raise StoreUnavailable(type(error).__name__) from error
            raise


class SqlStore:
    """See `bot.services.ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def reading(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, writing=False)

    def writing(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, writing=True)

    def ping(self) -> None:
        """Raises StoreUnavailable where the database does not answer."""
        with self.reading() as uow:
            uow.connection.execute(text("SELECT 1"))
