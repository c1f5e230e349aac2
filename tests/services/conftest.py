"""Fixtures of the use cases' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.sql.unit_of_work import SqlStore
from tests.bureau import Bureau, PlainAgreements


@pytest.fixture
def bureau(store_with_creditors: SqlStore, tmp_path: Path) -> Bureau:
    """An office with the four creditors, once on SQLite and once on PostgreSQL."""
    return Bureau(store_with_creditors, tmp_path, agreements=PlainAgreements())


@pytest.fixture
def small_bureau(sqlite_store: SqlStore, tmp_path: Path) -> Bureau:
    """An office with the four creditors on SQLite alone, for rules that do not hang on the database."""
    return Bureau(sqlite_store, tmp_path, agreements=PlainAgreements())
