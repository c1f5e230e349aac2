"""Databases for tests: a SQLite file and a PostgreSQL schema of their own, migrated as in production."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot.adapters.import_files import import_accounts, import_creditors, import_payments
from bot.adapters.sql.migrate import upgrade
from bot.adapters.sql.tables import creditors, metadata
from bot.adapters.sql.unit_of_work import SqlStore, make_engine
from bot.cli.model import model_file, train
from bot.cli.quiet import be_quiet
from bot.services.importing import ImportReport, Mistake
from tests.builders import CREDITORS, NOW, PORTFOLIO, ROOT, TODAY

if TYPE_CHECKING:
    from bot.assistant.agent import RasaAssistant

be_quiet()

# How long an example takes says nothing about whether it is right: a busy machine must not fail a property.
settings.register_profile("accord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accord")

POSTGRES_SETTING = "ACCORD_TEST_POSTGRES_URL"
POSTGRES_DEFAULT = "postgresql://root@127.0.0.1:5432/test"


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of the present inputs; trained here where it is missing."""
    model = model_file(ROOT, ROOT / "models")
    return model if model.exists() else train(ROOT, ROOT / "models", ROOT / "build")


@pytest.fixture(scope="session")
def assistant(trained_model: Path) -> RasaAssistant:
    """The trained assistant, loaded once: it keeps nothing between turns."""
    from bot.assistant.agent import RasaAssistant  # Rasa takes seconds to import; most tests do without it

    return RasaAssistant(trained_model)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL schema that only this session uses; it is dropped at the end."""
    server = make_url(os.environ.get(POSTGRES_SETTING, POSTGRES_DEFAULT))
    engine = make_engine(server.render_as_string(hide_password=False))
    schema = f"accord_test_{uuid4().hex[:12]}"
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        reason = f"no PostgreSQL at {server!r} ({str(error.orig).strip()}): name one in {POSTGRES_SETTING}"
        if POSTGRES_SETTING in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    yield server.update_query_dict({"options": f"-csearch_path={schema} -csynchronous_commit=off"}).render_as_string(
        hide_password=False
    )
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The same schema, migrated."""
    upgrade(postgres_server)
    return postgres_server


@pytest.fixture
def clean_postgres(postgres_template: str) -> Iterator[SqlStore]:
    """An empty store on PostgreSQL."""
    made = SqlStore(make_engine(postgres_template))
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with made.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    yield made
    made.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Runs a test once on SQLite and once on PostgreSQL."""
    name: str = request.param
    return name


@pytest.fixture
def store(backend: str, request: pytest.FixtureRequest) -> SqlStore:
    """An empty store."""
    made: SqlStore = request.getfixturevalue("sqlite_empty" if backend == "sqlite" else "clean_postgres")
    return made


@pytest.fixture
def store_with_creditors(backend: str, request: pytest.FixtureRequest) -> SqlStore:
    """A store that knows the four creditors of the portfolio."""
    if backend == "sqlite":
        ready: SqlStore = request.getfixturevalue("sqlite_store")
        return ready
    made: SqlStore = request.getfixturevalue("clean_postgres")
    template = make_engine(f"sqlite:///{request.getfixturevalue('sqlite_creditors_template')}")
    with template.connect() as source, made.engine.begin() as target:
        rows = [dict(row) for row in source.execute(creditors.select()).mappings()]
        target.execute(creditors.insert(), rows)
    template.dispose()
    return made


@pytest.fixture
def portfolio(backend: str, request: pytest.FixtureRequest) -> SqlStore:
    """A store with the whole portfolio: creditors, accounts, payments."""
    if backend == "sqlite":
        ready: SqlStore = request.getfixturevalue("sqlite_portfolio")
        return ready
    made: SqlStore = request.getfixturevalue("clean_postgres")
    load_creditors(made)
    load_accounts(made)
    return made


@pytest.fixture(scope="session")
def fresh_store(
    tmp_path_factory: pytest.TempPathFactory, sqlite_creditors_template: Path
) -> Callable[[], AbstractContextManager[SqlStore]]:
    """Makes SQLite stores that know the creditors, as many as wanted: one for each example of Hypothesis."""
    directory = tmp_path_factory.mktemp("fresh")

    @contextmanager
    def make() -> Iterator[SqlStore]:
        path = directory / f"{uuid4().hex}.db"
        with copied(sqlite_creditors_template, path) as made:
            yield made
        path.unlink()

    return make


@pytest.fixture
def sqlite_store(fresh_store: Callable[[], AbstractContextManager[SqlStore]]) -> Iterator[SqlStore]:
    """A store with creditors on SQLite alone, for tests that are not about the database."""
    with fresh_store() as made:
        yield made


@pytest.fixture(scope="session")
def sqlite_creditors_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite file with the four creditors, to be copied."""
    path = tmp_path_factory.mktemp("creditors") / "creditors.db"
    with copied(sqlite_template, path) as made:
        load_creditors(made)
    return path


@pytest.fixture(scope="session")
def sqlite_portfolio_template(tmp_path_factory: pytest.TempPathFactory, sqlite_creditors_template: Path) -> Path:
    """A SQLite file with the whole portfolio, to be copied."""
    path = tmp_path_factory.mktemp("portfolio") / "portfolio.db"
    with copied(sqlite_creditors_template, path) as made:
        load_accounts(made)
    return path


@pytest.fixture
def sqlite_empty(tmp_path: Path, sqlite_template: Path) -> Iterator[SqlStore]:
    """An empty store on SQLite alone."""
    with copied(sqlite_template, tmp_path / "empty.db") as made:
        yield made


@pytest.fixture
def sqlite_portfolio(tmp_path: Path, sqlite_portfolio_template: Path) -> Iterator[SqlStore]:
    """A store with the whole portfolio on SQLite alone; quick, because it is copied."""
    with copied(sqlite_portfolio_template, tmp_path / "portfolio.db") as made:
        yield made


@contextmanager
def copied(template: Path, path: Path) -> Iterator[SqlStore]:
    """A store on a copy of a SQLite file; closing it folds the write-ahead log into the file."""
    shutil.copyfile(template, path)
    made = SqlStore(make_engine(f"sqlite:///{path}"))
    try:
        yield made
    finally:
        made.engine.dispose()


def load_creditors(store: SqlStore) -> None:
    taken(import_creditors(store, sorted(CREDITORS.glob("*.yml")), today=TODAY, now=NOW))


def load_accounts(store: SqlStore) -> None:
    """The portfolio's accounts and payments."""
    taken(import_accounts(store, [PORTFOLIO / "accounts.csv"], today=TODAY, now=NOW))
    taken(import_payments(store, [PORTFOLIO / "payments.csv"], today=TODAY, now=NOW))


def taken(outcome: ImportReport | Sequence[Mistake]) -> ImportReport:
    """The report of an import that should have worked."""
    if not isinstance(outcome, ImportReport):
        pytest.fail("\n".join(map(str, outcome)))
    return outcome
