"""Whatever the order of lines, an import leaves the same balances; a second one leaves everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.import_files import import_accounts, import_payments
from bot.adapters.sql import tables
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.ledger import OWED
from tests.builders import NOW, TODAY, account_row, csv_text, payment_row
from tests.conftest import taken

Row = dict[str, str]
Fresh = Callable[[], AbstractContextManager[SqlStore]]

REFERENCES = [f"VOL-{number}" for number in range(1, 5)]
CENTS = st.integers(1, 30_000).map(lambda cents: f"{cents / 100:.2f}")
DAYS = st.dates(min_value=TODAY.replace(year=2025), max_value=TODAY).map(str)

property_test = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def account_lines(draw: st.DrawFn) -> list[Row]:
    return [
        account_row(
            account_reference=reference,
            debtor_id=draw(st.sampled_from(["D1", "D2"])),
            language=draw(st.sampled_from(["fr", "en"])),
            letter_sent_on=draw(DAYS),
            due_on="2024-12-31",
            principal=draw(CENTS),
            interest=draw(CENTS),
            fees=draw(CENTS),
        )
        for reference in REFERENCES
    ]


@st.composite
def payment_lines(draw: st.DrawFn) -> list[Row]:
    return [
        payment_row(
            account_reference=draw(st.sampled_from(REFERENCES)),
            payment_reference=f"P{number}",
            paid_on=draw(DAYS),
            amount=draw(CENTS),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    directory = tmp_path_factory.mktemp("files")

    def written(kind: str, rows: list[Row], header: Mapping[str, str]) -> Path:
        path = directory / f"{kind}.csv"
        text = csv_text(*rows) if rows else ",".join(header) + "\n"
        path.write_text(text, "utf-8", newline="")
        return path

    return written


def take(store: SqlStore, write: Callable[..., Path], accounts: list[Row], *batches: list[Row]) -> None:
    path = write("accounts", accounts, account_row())
    taken(import_accounts(store, [path], today=TODAY, now=NOW))
    for payments in batches:
        path = write("payments", payments, payment_row())
        taken(import_payments(store, [path], today=TODAY, now=NOW))


def ledger(store: SqlStore) -> set[tuple[Any, ...]]:
    """Every posting, by account, entry and book."""
    query = (
        sa.select(
            tables.accounts.c.reference,
            tables.entries.c.kind,
            tables.entries.c.reference,
            tables.entries.c.booked_on,
            tables.postings.c.book,
            tables.postings.c.minor,
        )
        .join(tables.entries, tables.entries.c.account_id == tables.accounts.c.id)
        .join(tables.postings, tables.postings.c.entry_id == tables.entries.c.id)
    )
    with store.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(query)}


def balances(store: SqlStore) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for reference, _, _, _, book, minor in ledger(store):
        if book in {one.value for one in OWED} | {"overpaid", "received"}:
            sums[reference, book] = sums.get((reference, book), 0) + minor
    return {key: value for key, value in sums.items() if value}


def people(store: SqlStore) -> set[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(sa.select(tables.debtors))}


@property_test
@given(account_lines(), payment_lines(), st.randoms(use_true_random=False))
def test_any_order_of_lines_books_the_same(
    fresh_store: Fresh, write: Callable[..., Path], accounts: list[Row], payments: list[Row], random: Any
) -> None:
    shuffled_accounts, shuffled_payments = list(accounts), list(payments)
    random.shuffle(shuffled_accounts)
    random.shuffle(shuffled_payments)
    with fresh_store() as one, fresh_store() as other:
        take(one, write, accounts, payments)
        take(other, write, shuffled_accounts, shuffled_payments)
        assert ledger(one) == ledger(other)
        assert people(one) == people(other)


@property_test
@given(account_lines(), payment_lines(), st.integers(0, 12))
def test_payments_in_two_files_leave_the_balances_of_one(
    fresh_store: Fresh, write: Callable[..., Path], accounts: list[Row], payments: list[Row], cut: int
) -> None:
    """Later payments may come first: what is owed, received and overpaid in the end does not depend on it."""
    with fresh_store() as one, fresh_store() as other:
        take(one, write, accounts, payments)
        take(other, write, accounts, payments[cut:], payments[:cut])
        assert balances(one) == balances(other)


@property_test
@given(account_lines(), account_lines(), payment_lines())
def test_importing_again_is_identity_even_after_a_change(
    fresh_store: Fresh, write: Callable[..., Path], first: list[Row], later: list[Row], payments: list[Row]
) -> None:
    """A changed file is taken once; the second time it finds everything as it says."""
    later = [
        {**new, "debtor_id": old["debtor_id"]} for new, old in zip(later, first, strict=True)
    ]  # an account keeps its debtor
    with fresh_store() as store:
        take(store, write, first, payments)
        take(store, write, later, payments)
        before = ledger(store), people(store)
        take(store, write, later, payments)
        assert before == (ledger(store), people(store))


@property_test
@given(account_lines(), payment_lines())
def test_every_entry_sums_to_zero_and_nothing_owed_is_negative(
    fresh_store: Fresh, write: Callable[..., Path], accounts: list[Row], payments: list[Row]
) -> None:
    with fresh_store() as store:
        take(store, write, accounts, payments)
        sums: dict[tuple[Any, ...], int] = {}
        for row in ledger(store):
            sums[row[:3]] = sums.get(row[:3], 0) + row[-1]
        assert set(sums.values()) == {0}
        owed = {key: value for key, value in balances(store).items() if key[1] in {one.value for one in OWED}}
        assert all(value > 0 for value in owed.values())
