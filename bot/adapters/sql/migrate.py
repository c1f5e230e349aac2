"""Brings a database to the shape of `bot.adapters.sql.tables`, and says whether it has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.adapters.sql.unavailability import UNAVAILABLE
from bot.adapters.sql.unit_of_work import make_engine
from bot.core.errors import StoreUnavailable

SETTING = "ACCORD_DATABASE_URL"
SCRIPTS = Path(__file__).parent / "migrations"
# Any number that nothing else here locks by: workers that start together migrate one after another.
ADVISORY_LOCK = 7_226_731


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at this URL, in one transaction; does nothing where it is current.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    engine = make_engine(url)
    try:
        upgrade_engine(engine, revision)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine, revision: str = "head") -> None:
    """Like `upgrade`, on an engine that is there already."""
    with migrating(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade_engine(engine: Engine, revision: str) -> None:
    """Undo migrations down to a revision; "base" removes every table."""
    with migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether every migration has been applied.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    try:
        with engine.connect() as connection:
            applied = MigrationContext.configure(connection).get_current_heads()
    except UNAVAILABLE as error:
        raise StoreUnavailable(type(error).__name__) from error
    return set(applied) == set(ScriptDirectory(str(SCRIPTS)).get_heads())


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection that alone may migrate, in a transaction of its own.

    Raises:
        StoreUnavailable: the database does not answer, or somebody else writes for too long.
    """
    try:
        connection = engine.connect().execution_options(writing=True)
    except UNAVAILABLE as error:
        raise StoreUnavailable(type(error).__name__) from error
    with connection, _tables_may_be_copied(connection):
        try:
            transaction = connection.begin()
            if connection.dialect.name == "postgresql":
                # Another's migration may take longer than a debtor should wait.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        except UNAVAILABLE as error:
            raise StoreUnavailable(type(error).__name__) from error
        with transaction:
            yield connection
            _check_references(connection)


@contextmanager
def _tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, to which others refer in between.

    It takes the setting outside a transaction only.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _pragma(connection, "foreign_keys=OFF")
    try:
        yield
    finally:
        _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, setting: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _check_references(connection: Connection) -> None:
    """What SQLite did not watch meanwhile.

    Raises:
        IntegrityError: a row refers to one that is not there.
    """
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise IntegrityError(f"a row of {broken[0]} refers to a missing row of {broken[2]}", None, None)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
