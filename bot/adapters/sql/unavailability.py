"""Which errors of a driver mean that the database is gone or locked, and which a mistake of ours."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# What SQLAlchemy raises for these and, alas, for some mistakes of ours ("no such table").
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)

# SQLite says it in words only (https://www.sqlite.org/rescode.html: BUSY, LOCKED, CANTOPEN, IOERR, FULL).
SQLITE_WORDS = (
    "database is locked",
    "database table is locked",
    "database schema is locked",
    "unable to open database file",
    "disk i/o error",
    "database or disk is full",
)
# PostgreSQL, appendix A: connection exceptions, insufficient resources, operator intervention.
POSTGRES_CLASSES = ("08", "53", "57P")
# Serialization failure, deadlock, lock not available (lock_timeout), query canceled (statement_timeout).
POSTGRES_CODES = ("40001", "40P01", "55P03", "57014")


def is_unavailability(error: BaseException) -> bool:
    """Whether trying again later may help."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    original = error.orig
    if not hasattr(original, "pgcode"):
        return isinstance(error, OperationalError) and _sqlite_is_unavailable(str(original))
    if original.pgcode is None:
        # psycopg2 gives no code where no server was there to give one.
        return isinstance(error, UNAVAILABLE)
    return original.pgcode.startswith(POSTGRES_CLASSES) or original.pgcode in POSTGRES_CODES


def _sqlite_is_unavailable(message: str) -> bool:
    return any(words in message.lower() for words in SQLITE_WORDS)
