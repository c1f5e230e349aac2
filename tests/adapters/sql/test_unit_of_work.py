"""The unit of work: all or nothing, and StoreUnavailable for nothing but unavailability."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.core.account import Language
from bot.core.conversation import ConversationId
from bot.core.errors import ConversationNotFound, StoreUnavailable
from tests.builders import NOW

HURRIED_MS = 50


def started(store: SqlStore, sender: str) -> bool:
    with store.reading() as uow:
        return uow.conversations.find("rest", sender) is not None


def test_without_a_commit_nothing_is_kept(store: SqlStore) -> None:
    with store.writing() as uow:
        uow.conversations.start("rest", "a", Language.FRENCH, NOW)
    assert not started(store, "a")


def test_an_error_undoes_everything_and_goes_on_as_it_is(store: SqlStore) -> None:
    def start_and_fail() -> None:
        with store.writing() as uow:
            started_one = uow.conversations.start("rest", "a", Language.FRENCH, NOW)
            uow.conversations.get(ConversationId(started_one.id + 99))

    with pytest.raises(ConversationNotFound):
        start_and_fail()
    assert not started(store, "a")


def test_a_commit_is_kept(store: SqlStore) -> None:
    with store.writing() as uow:
        uow.conversations.start("rest", "a", Language.FRENCH, NOW)
        uow.commit()
    assert started(store, "a")


def test_what_is_not_committed_is_not_seen_by_others(store: SqlStore) -> None:
    with store.writing() as uow:
        uow.conversations.start("rest", "a", Language.FRENCH, NOW)
        assert not started(store, "a")
        uow.commit()
        assert started(store, "a")


@pytest.mark.parametrize("statement", ["SELECT * FROM no_such_table", "SELECT no_such_column FROM agents", "SELEKT 1"])
@pytest.mark.parametrize("writing", [False, True])
def test_a_mistake_of_ours_is_not_called_unavailability(store: SqlStore, statement: str, writing: bool) -> None:
    unit = store.writing() if writing else store.reading()
    with pytest.raises((OperationalError, ProgrammingError)), unit as uow:
        uow.connection.execute(text(statement))


def test_a_broken_constraint_is_not_called_unavailability(store: SqlStore) -> None:
    with store.writing() as uow:
        uow.agents.add("camille", "Camille", "x", "agent", NOW)
        uow.commit()
    with pytest.raises(IntegrityError), store.writing() as uow:
        uow.agents.add("camille", "Camille", "x", "agent", NOW)


def test_a_failed_unit_leaves_the_store_usable(store: SqlStore) -> None:
    """More failures than the pool has connections."""
    for _ in range(30):
        with pytest.raises((OperationalError, ProgrammingError)), store.reading() as uow:
            uow.connection.execute(text("SELECT * FROM no_such_table"))
    store.ping()


# --- locked ---


@pytest.fixture
def hurried(backend: str, store: SqlStore, request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """A second store on the same database, which waits for locks only a moment."""
    url = str(store.engine.url)
    if backend == "postgresql":
        url = request.getfixturevalue("postgres_template")
    made = SqlStore(make_engine(url, busy_timeout_ms=HURRIED_MS))
    yield made
    made.engine.dispose()


def test_a_lock_held_for_too_long_is_unavailability_and_then_over(store: SqlStore, hurried: SqlStore) -> None:
    with store.writing() as uow:
        conversation = uow.conversations.start("rest", "a", Language.FRENCH, NOW)
        uow.commit()

    def rename() -> None:
        with hurried.writing() as uow:
            uow.conversations.set_language(conversation.id, Language.ENGLISH)
            uow.commit()

    with store.writing() as uow:
        uow.conversations.set_identity_failures(conversation.id, 1)
        for _ in range(25):  # more than the pool has connections
            with pytest.raises(StoreUnavailable):
                rename()
    rename()

    with store.reading() as uow:
        kept = uow.conversations.get(conversation.id)
    assert (Language.ENGLISH, 0) == (kept.language, kept.identity_failures)


def test_readers_do_not_wait_for_a_writer(store: SqlStore, hurried: SqlStore) -> None:
    with store.writing() as uow:
        uow.conversations.start("rest", "a", Language.FRENCH, NOW)
        assert not started(hurried, "a")


def test_a_connection_cut_in_the_middle_is_unavailability(clean_postgres: SqlStore) -> None:
    def work_while_it_is_cut() -> None:
        with clean_postgres.writing() as uow:
            own = uow.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with clean_postgres.engine.begin() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            uow.agents.all()

    with pytest.raises(StoreUnavailable):
        work_while_it_is_cut()
    clean_postgres.ping()


@pytest.mark.parametrize(
    ("code", "unavailable"),
    [
        ("40001", True),  # serialization failure
        ("40P01", True),  # deadlock
        ("55P03", True),  # lock not available
        ("57014", True),  # canceled by a timeout
        ("57P01", True),  # the server shuts down
        ("57P03", True),  # the server starts up
        ("53300", True),  # too many connections
        ("08006", True),  # connection failure
        ("42P01", False),  # undefined table
        ("42703", False),  # undefined column
        ("23505", False),  # unique violation
        ("22P02", False),  # invalid text
        ("57000", False),
    ],
)
def test_postgres_codes_tell_unavailability_from_mistakes(
    clean_postgres: SqlStore, code: str, unavailable: bool
) -> None:
    raised = text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$")
    with (
        pytest.raises(StoreUnavailable if unavailable else DBAPIError),
        clean_postgres.reading() as uow,
    ):
        uow.connection.execute(raised)


# --- gone ---


@pytest.mark.parametrize("url", ["sqlite:////no/such/directory/accord.db", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_is_not_there_is_unavailability(url: str) -> None:
    store = SqlStore(make_engine(url))
    for unit in (store.reading(), store.writing()):
        with pytest.raises(StoreUnavailable), unit:
            pytest.fail("there is nothing to work on")
    with pytest.raises(StoreUnavailable):
        store.ping()


def test_a_missing_file_is_not_replaced_by_an_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "gone.db"
    with pytest.raises(StoreUnavailable):
        SqlStore(make_engine(f"sqlite:///{path}")).ping()
    assert not path.exists()


def test_a_folder_in_place_of_the_file_is_unavailability(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        SqlStore(make_engine(f"sqlite:///{tmp_path}")).ping()


def test_a_file_that_is_no_database_is_not_called_unavailability(tmp_path: Path) -> None:
    """Trying again would not help, so nobody is told to."""
    path = tmp_path / "noise.db"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises((DBAPIError, sqlite3.DatabaseError)):
        SqlStore(make_engine(f"sqlite:///{path}")).ping()
