"""The migrations make the tables that the code declares, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import IntegrityError

from bot.adapters.sql.migrate import downgrade_engine, is_current, upgrade, upgrade_engine
from bot.adapters.sql.tables import metadata
from bot.adapters.sql.unit_of_work import make_engine
from bot.core.errors import StoreUnavailable


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """URL and engine of a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'bare.db'}"
        engine = make_engine(url)
        yield url, engine
        engine.dispose()
        return
    session_url = request.getfixturevalue("postgres_server")
    schema = f"accord_bare_{uuid4().hex[:12]}"
    owner = make_engine(session_url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    url = make_url(session_url).update_query_dict({"options": f"-csearch_path={schema}"})
    text_url = url.render_as_string(hide_password=False)
    engine = make_engine(text_url)
    yield text_url, engine
    engine.dispose()
    with owner.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    owner.dispose()


def shape_of(engine: Engine) -> dict[str, Any]:
    """Everything the database knows of its tables, but for the migration's own."""
    inspector = inspect(engine)
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "foreign": sorted(map(repr, inspector.get_foreign_keys(table))),
            "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
            "indexes": sorted(
                (index["name"], index["unique"], tuple(index["column_names"]), _condition(index))
                for index in inspector.get_indexes(table)
            ),
            "checks": sorted(map(repr, inspector.get_check_constraints(table))),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def _condition(index: dict[str, Any]) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_migrations_make_what_the_tables_declare(bare: tuple[str, Engine]) -> None:
    """Columns, keys, indexes with their conditions, and checks are those of `metadata.create_all`."""
    url, engine = bare
    metadata.create_all(engine)
    declared = shape_of(engine)
    metadata.drop_all(engine)

    upgrade(url)

    assert declared == shape_of(engine)


def test_autogenerate_finds_nothing_to_add(bare: tuple[str, Engine]) -> None:
    url, engine = bare
    upgrade(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_downgrade_takes_everything_back_and_can_be_undone(bare: tuple[str, Engine]) -> None:
    _, engine = bare
    upgrade_engine(engine)
    made = shape_of(engine)

    downgrade_engine(engine, "base")
    assert shape_of(engine) == {}

    upgrade_engine(engine)
    assert made == shape_of(engine)


def test_only_a_migrated_database_is_current(bare: tuple[str, Engine]) -> None:
    url, engine = bare
    assert not is_current(engine)
    upgrade(url)
    assert is_current(engine)
    downgrade_engine(engine, "base")
    assert not is_current(engine)


def test_a_second_upgrade_leaves_rows_alone(bare: tuple[str, Engine]) -> None:
    url, engine = bare
    upgrade(url)
    agent = metadata.tables["agents"]
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO agents (login, name, password_hash, role, session_epoch, disabled, created_at) "
                "VALUES ('ann', 'Ann', 'x', 'agent', 0, false, '2026-11-23 00:00:00')"
            )
        )
    upgrade(url)
    with engine.connect() as connection:
        assert [row.login for row in connection.execute(agent.select())] == ["ann"]


def test_plans_of_before_know_which_payments_came_first(bare: tuple[str, Engine]) -> None:
    """0002: an older entry belongs to the balance that the plan spread, one of the day of agreement counts."""
    _, engine = bare
    upgrade_engine(engine, "0001")
    rows = (
        "INSERT INTO creditors VALUES ('c', 'C', '{}', 'x', '2026-01-01 00:00:00')",
        "INSERT INTO debtors VALUES ('d', '', 'A', 'B', '1980-01-01', '75001', '', 'fr', 'FR')",
        "INSERT INTO accounts VALUES (1, 'c', 'R', 'R', 'd', '', '', '2026-01-01', '2026-01-01', 'EUR', '', "
        "'2026-01-01', 'X')",
        "INSERT INTO entries (id, account_id, kind, reference, booked_on) VALUES "
        "(1, 1, 'principal', 'opening', '2026-01-01'), (2, 1, 'payment', 'a', '2026-05-03'), "
        "(3, 1, 'payment', 'b', '2026-05-04')",
        "INSERT INTO conversations (id, channel, sender, language, holder, identity_failures, last_seq, started_at) "
        "VALUES (1, 'rest', 's', 'fr', 'bot', 0, 0, '2026-05-04 09:00:00')",
        "INSERT INTO offers VALUES ('o', 1, 1, 'agreed', 'monthly', '[]', 0, 0, 0, 0, '2026-05-04 09:00:00', "
        "'2026-05-05 09:00:00')",
        "INSERT INTO plans (id, account_id, offer_id, state, frequency, interest_minor, agreed_at) "
        "VALUES (1, 1, 'o', 'active', 'monthly', 0, '2026-05-04 09:00:00')",
    )
    with engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))

    upgrade_engine(engine)

    with engine.connect() as connection:
        assert [2] == list(connection.execute(text("SELECT last_entry_id FROM plans")).scalars())


def test_plans_and_promises_of_before_get_their_stage_and_state(bare: tuple[str, Engine]) -> None:
    """0004: a running plan is kept, an ended one stays as it ended; the newest promise counts, from its day on."""
    _, engine = bare
    upgrade_engine(engine, "0003")
    rows = (
        "INSERT INTO creditors VALUES ('c', 'C', '{}', 'x', '2026-01-01 00:00:00')",
        "INSERT INTO debtors VALUES ('d', '', 'A', 'B', '1980-01-01', '75001', '', 'fr', 'FR')",
        "INSERT INTO accounts VALUES (1, 'c', 'R', 'R', 'd', '', '', '2026-01-01', '2026-01-01', 'EUR', '', "
        "'2026-01-01', 'X')",
        "INSERT INTO entries (id, account_id, kind, reference, booked_on) VALUES "
        "(1, 1, 'principal', 'opening', '2026-01-01'), (2, 1, 'payment', 'a', '2026-05-04')",
        "INSERT INTO conversations (id, channel, sender, language, holder, identity_failures, last_seq, started_at) "
        "VALUES (1, 'rest', 's', 'fr', 'bot', 0, 0, '2026-05-04 09:00:00')",
        *(
            f"INSERT INTO offers VALUES ('o{key}', 1, 1, 'agreed', 'monthly', '[]', 0, 0, 0, 0, "  # noqa: S608
            "'2026-05-04 09:00:00', '2026-05-05 09:00:00')"
            for key in (1, 2)
        ),
        "INSERT INTO plans (id, account_id, offer_id, state, frequency, interest_minor, agreed_at, last_entry_id, "
        "interest_rate_percent) VALUES (1, 1, 'o1', 'withdrawn', 'monthly', 0, '2026-05-04 09:00:00', 1, '0'), "
        "(2, 1, 'o2', 'active', 'monthly', 0, '2026-05-06 09:00:00', 2, '0')",
        "INSERT INTO instalments (id, plan_id, number, due_on, minor) VALUES (1, 2, 1, '2026-06-01', 100)",
        "INSERT INTO promises (id, account_id, minor, due_on, made_at) VALUES "
        "(1, 1, 100, '2026-05-10', '2026-05-02 09:00:00'), (2, 1, 200, '2026-05-12', '2026-05-04 09:00:00')",
    )
    with engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))

    upgrade_engine(engine, "0004")

    with engine.connect() as connection:
        stages = connection.execute(text("SELECT stage, stage_since, stage_instalment FROM plans ORDER BY id")).all()
        kept = connection.execute(text("SELECT state, last_entry_id FROM promises ORDER BY id")).all()
    assert [("withdrawn", "2026-05-04", None), ("kept", "2026-05-06", None)] == [
        (stage, str(since), instalment) for stage, since, instalment in stages
    ]
    assert [("replaced", 1), ("open", 1)] == [tuple(row) for row in kept]


def test_plans_with_everything_that_hangs_on_them_go_up_and_down(bare: tuple[str, Engine]) -> None:
    """Tables that others refer to are copied on the way; no row may be lost, and references are watched again after."""
    _, engine = bare
    upgrade_engine(engine)
    rows = (
        "INSERT INTO creditors VALUES ('c', 'C', '{}', 'x', '2026-01-01 00:00:00')",
        "INSERT INTO debtors VALUES ('d', '', 'A', 'B', '1980-01-01', '75001', '', 'fr', 'FR')",
        "INSERT INTO accounts VALUES (1, 'c', 'R', 'R', 'd', '', '', '2026-01-01', '2026-01-01', 'EUR', '', "
        "'2026-01-01', 'X')",
        "INSERT INTO conversations (id, channel, sender, language, holder, identity_failures, last_seq, started_at) "
        "VALUES (1, 'rest', 's', 'fr', 'bot', 0, 0, '2026-05-04 09:00:00')",
        "INSERT INTO offers (id, account_id, conversation_id, state, frequency, instalments, interest_minor, "
        "principal_minor, owed_interest_minor, fees_minor, made_at, made_on, expires_at) VALUES ('o', 1, 1, "
        "'agreed', 'monthly', '[]', 0, 0, 0, 0, '2026-05-04 09:00:00', '2026-05-04', '2026-05-05 09:00:00')",
        "INSERT INTO plans (id, account_id, offer_id, state, frequency, interest_minor, agreed_at, last_entry_id, "
        "interest_rate_percent, stage, stage_since) VALUES (1, 1, 'o', 'active', 'monthly', 0, "
        "'2026-05-04 09:00:00', 0, '0', 'kept', '2026-05-04')",
        "INSERT INTO instalments (id, plan_id, number, due_on, minor) VALUES (1, 1, 1, '2026-06-01', 100)",
    )
    with engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))

    downgrade_engine(engine, "0001")
    upgrade_engine(engine)

    with engine.connect() as connection:
        assert [1] == list(connection.execute(text("SELECT plan_id FROM instalments")).scalars())
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("DELETE FROM plans"))


def test_a_migration_that_fails_leaves_nothing_behind(bare: tuple[str, Engine]) -> None:
    """A table in the way stops the first migration half-way; the tables made before it are gone again."""
    url, engine = bare
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE postings (id INTEGER)"))

    with pytest.raises(Exception, match="postings"):
        upgrade(url)

    assert inspect(engine).get_table_names() == ["postings"]


def test_working_directory_does_not_matter(
    bare: tuple[str, Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine = bare
    monkeypatch.chdir(tmp_path)
    upgrade(url)
    assert is_current(engine)


@pytest.mark.parametrize("url", ["sqlite:////no/such/directory/accord.db", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_does_not_answer_is_unavailable(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        upgrade(url)
    with pytest.raises(StoreUnavailable):
        is_current(make_engine(url))


def test_workers_that_start_together_migrate_once(bare: tuple[str, Engine]) -> None:
    url, engine = bare
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(upgrade, url) for _ in range(3)]:
            done.result()
    assert is_current(engine)
