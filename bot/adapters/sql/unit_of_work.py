"""The unit of work over SQLAlchemy, and the store that makes them."""

from __future__ import annotations

import os
import sqlite3
import time
from threading import Lock
from types import TracebackType
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

from bot.adapters.sql.accounts import SqlAccounts, SqlCreditors, SqlHolds
from bot.adapters.sql.agents import SqlAgents, SqlAudit
from bot.adapters.sql.conversations import SqlConversations
from bot.adapters.sql.handoffs import SqlHandoffs
from bot.adapters.sql.outreach import SqlOutreach
from bot.adapters.sql.plans import SqlPlans
from bot.adapters.sql.promises import SqlPromises
from bot.adapters.sql.tasks import SqlTasks
from bot.adapters.sql.unavailability import UNAVAILABLE, is_unavailability
from bot.core.errors import StoreUnavailable

# How long a writer waits for a lock, and anybody for a connection, before it gives up.
BUSY_TIMEOUT_MS = 4_000
ASK_AGAIN_SECONDS = 0.02


def make_engine(url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine with durable, well-ordered writes on SQLite (WAL) or PostgreSQL.

    Args:
        busy_timeout_ms: how long a statement waits for somebody else's lock.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return _postgres_engine(url, busy_timeout_ms)
    engine = create_engine(
        url,
        future=True,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
        poolclass=QueuePool,  # by default SQLAlchemy 1.4 opens a SQLite file anew for every transaction
        pool_size=10,
        max_overflow=10,
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]  # SQLAlchemy 1.4
    def _prepare(connection: Any, _record: object) -> None:
        # pysqlite's own transaction handling would start writers with a read lock, and two of those deadlock.
        connection.isolation_level = None
        cursor = connection.cursor()
        _use_write_ahead_log(cursor, busy_timeout_ms)
        for pragma in (
            "synchronous=FULL",  # a commit that was answered survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={busy_timeout_ms}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")  # type: ignore[untyped-decorator]  # SQLAlchemy 1.4
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _use_write_ahead_log(cursor: sqlite3.Cursor, patience_ms: int) -> None:
    """Switch a new database over; SQLite waits for nobody here, so of several that start together we ask again."""
    deadline = time.monotonic() + patience_ms / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return


def _postgres_engine(url: str, busy_timeout_ms: int) -> Engine:
    engine = create_engine(
        url,
        future=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        connect_args={"connect_timeout": BUSY_TIMEOUT_MS // 1000},
    )

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]  # SQLAlchemy 1.4
    def _prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(busy_timeout_ms)}")
        connection.commit()

    return engine


class SqlUnitOfWork:
    """See `bot.services.ports.UnitOfWork`."""

    def __init__(self, engine: Engine, *, writing: bool, file: str | None, line: Lock | None = None) -> None:
        """`file`: of a SQLite database; `line`: where this process's writers queue."""
        self._engine = engine
        self._writing = writing
        self._file = file
        self._line = line

    def __enter__(self) -> SqlUnitOfWork:
        # pathlib takes four times as long, and every transaction passes here.
        if self._file is not None and not os.path.exists(self._file):
            # SQLite would make an empty database in its place.
            raise StoreUnavailable("there is no database file")
        if self._line is not None and not self._line.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise StoreUnavailable("another writer takes too long")
        try:
            connection = self._connection = self._begin()
        except BaseException:
            self._leave_line()
            raise
        self.creditors = SqlCreditors(connection)
        self.accounts = SqlAccounts(connection)
        self.holds = SqlHolds(connection)
        self.plans = SqlPlans(connection)
        self.promises = SqlPromises(connection)
        self.outreach = SqlOutreach(connection)
        self.tasks = SqlTasks(connection)
        self.conversations = SqlConversations(connection)
        self.handoffs = SqlHandoffs(connection)
        self.agents = SqlAgents(connection)
        self.audit = SqlAudit(connection)
        return self

    def _begin(self) -> Connection:
        try:
            connection = self._engine.connect().execution_options(writing=self._writing)
        except UNAVAILABLE as error:
            _raise_unavailable(error)
            raise
        try:
            self._transaction = connection.begin()
        except UNAVAILABLE as error:
            connection.close()
            _raise_unavailable(error)
            raise
        return connection

    def _leave_line(self) -> None:
        if self._line is not None:
            self._line.release()

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
        finally:
            self._leave_line()
        _raise_unavailable(error)

    @property
    def connection(self) -> Connection:
        """For the importer, which writes many rows at once."""
        return self._connection

    def commit(self) -> None:
        try:
            self._transaction.commit()
        except UNAVAILABLE as error:
            _raise_unavailable(error)
            raise


def _file_of(url: URL) -> str | None:
    """The file of a SQLite database; None for any other."""
    return url.database or None if url.get_backend_name() == "sqlite" and url.database != ":memory:" else None


def _raise_unavailable(error: BaseException | None) -> None:
    """Raises StoreUnavailable where that is what an error means; a mistake of ours goes on as it is."""
    if error is not None and is_unavailability(error):
        raise StoreUnavailable(type(error).__name__) from error


class SqlStore:
    """See `bot.services.ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._file = _file_of(engine.url)
        # SQLite lets one writer in and has the others ask again after ever longer sleeps; a lock wakes the next at
        # once. Writers of other processes still meet SQLite's own.
        self._writers = Lock() if engine.dialect.name == "sqlite" else None

    def reading(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, writing=False, file=self._file)

    def writing(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, writing=True, file=self._file, line=self._writers)

    def ping(self) -> None:
        """Raises StoreUnavailable where the database does not answer."""
        with self.reading() as uow:
            uow.connection.execute(text("SELECT 1"))
