"""Imports through the real database, SQLite and PostgreSQL: `accord import`, without the command line."""

from __future__ import annotations

import csv
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.adapters.import_files import import_accounts, import_creditors, import_payments
from bot.adapters.sql import tables
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import Account, AccountId, CreditorId, DebtorId, Language
from bot.core.errors import StoreUnavailable
from bot.core.ledger import Balance, Book, EntryKind
from bot.services.importing import Change, Counts, ImportReport, Kind, Mistake
from tests.builders import (
    CREDITORS,
    NOW,
    PORTFOLIO,
    TODAY,
    a_balance,
    account_row,
    csv_text,
    eur,
    payment_row,
)
from tests.conftest import taken

Row = dict[str, str]


@pytest.fixture
def office(store_with_creditors: SqlStore, tmp_path: Path) -> Office:
    return Office(store_with_creditors, tmp_path)


class Office:
    """Imports rows as files into a store."""

    def __init__(self, store: SqlStore, directory: Path) -> None:
        self.store = store
        self._directory = directory

    def file(self, content: str | bytes, name: str = "file.csv") -> Path:
        path = self._directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def accounts(self, *rows: Row, on: date = TODAY) -> ImportReport | list[Mistake]:
        return import_accounts(self.store, [self.file(csv_text(*rows))], today=on, now=NOW)

    def payments(self, *rows: Row) -> ImportReport | list[Mistake]:
        return import_payments(self.store, [self.file(csv_text(*rows))], today=TODAY, now=NOW)

    def account(self, reference: str = "VOL-26-000001") -> Account:
        with self.store.reading() as uow:
            (account,) = uow.accounts.by_reference(reference)
        return account

    def balance(self, reference: str = "VOL-26-000001") -> Balance:
        with self.store.reading() as uow:
            return uow.accounts.balance(uow.accounts.by_reference(reference)[0].id)


def rows_of(store: SqlStore, *names: str) -> dict[str, list[Mapping[str, Any]]]:
    """Everything in some tables, or in all but the audit trail."""
    wanted = names or [table.name for table in tables.metadata.sorted_tables if table.name != "audit_events"]
    with store.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(sa.select(tables.metadata.tables[name])).mappings()]
            for name in wanted
        }


def mistakes_of(outcome: ImportReport | list[Mistake]) -> list[tuple[int | None, str | None]]:
    assert isinstance(outcome, list), "no mistake was found"
    return [(mistake.line, mistake.column) for mistake in outcome]


def test_the_portfolio_is_taken_in_whole(portfolio: SqlStore) -> None:
    """Every line is there, and each balance is what the two files add up to."""
    found = rows_of(portfolio, "creditors", "debtors", "accounts", "entries", "postings")
    payments = [row for row in found["entries"] if row["kind"] == "payment"]
    assert [len(rows) for rows in (found["creditors"], found["debtors"], found["accounts"], payments)] == [
        4,
        1800,
        1950,
        1598,
    ]
    expected: Counter[str] = Counter()
    for line in lines_of("accounts.csv"):
        claimed = sum(eur(line[part]).minor for part in ("principal", "interest", "fees"))
        expected[line["account_reference"]] += claimed
    for line in lines_of("payments.csv"):
        expected[line["account_reference"]] -= eur(line["amount"]).minor
    account_of = {row["id"]: row["reference"] for row in found["accounts"]}
    entry_of = {row["id"]: account_of[row["account_id"]] for row in found["entries"]}
    balances: Counter[str] = Counter()
    for posting in found["postings"]:
        if posting["book"] in ("principal", "interest", "fees"):
            balances[entry_of[posting["entry_id"]]] += posting["minor"]
    assert dict(expected) == dict(balances)


def lines_of(name: str) -> list[dict[str, str]]:
    with (PORTFOLIO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_files_again_change_nothing_and_say_so(portfolio: SqlStore) -> None:
    before = rows_of(portfolio)
    reports = [
        taken(import_creditors(portfolio, sorted(CREDITORS.glob("*.yml")), today=TODAY, now=NOW)),
        taken(import_accounts(portfolio, [PORTFOLIO / "accounts.csv"], today=TODAY, now=NOW)),
        taken(import_payments(portfolio, [PORTFOLIO / "payments.csv"], today=TODAY, now=NOW)),
    ]
    assert before == rows_of(portfolio)
    assert [report.changed_nothing for report in reports] == [True, True, True]
    assert dict(reports[1].counts) == {
        Kind.DEBTORS: Counts(unchanged=1800),
        Kind.ACCOUNTS: Counts(unchanged=1950),
    }


def test_a_file_with_mistakes_lists_each_and_not_its_good_line(portfolio: SqlStore) -> None:
    before = rows_of(portfolio)
    path = PORTFOLIO / "accounts-with-mistakes.csv"

    found = import_accounts(portfolio, [path], today=TODAY, now=NOW)

    assert mistakes_of(found) == [
        (2, "creditor_id"),
        (3, "birth_date"),
        (4, "principal"),
        (5, "principal"),
        (6, "principal"),
        (7, "currency"),
        (8, "account_reference"),
        (9, "account_reference"),
        (10, "account_reference"),
        (11, "due_on"),
        (12, "letter_sent_on"),
        (13, "first_name"),
        (14, "last_name"),
        (15, "country"),
        (16, "birth_date"),
    ]
    assert before == rows_of(portfolio)


def test_one_bad_file_keeps_the_others_out(office: Office) -> None:
    good = office.file(csv_text(account_row()), "good.csv")
    bad = office.file(csv_text(account_row(account_reference="VOL-2", principal="?")), "bad.csv")
    before = rows_of(office.store, "accounts", "entries", "debtors", "audit_events")

    found = import_accounts(office.store, [good, bad], today=TODAY, now=NOW)

    assert isinstance(found, list)
    assert [(str(bad), 2, "principal")] == [(one.file, one.line, one.column) for one in found]
    assert before == rows_of(office.store, "accounts", "entries", "debtors", "audit_events")


def test_mistakes_come_by_file_and_line(office: Office) -> None:
    second = office.file(csv_text(account_row(country="?"), account_row(account_reference="VOL-2")), "a.csv")
    first = office.file(csv_text(account_row(creditor_id="nosuch", fees="?")), "b.csv")
    missing = second.with_name("missing.csv")

    found = import_accounts(office.store, [first, missing, second], today=TODAY, now=NOW)

    assert isinstance(found, list)
    assert [(Path(one.file).name, one.line) for one in found] == [
        ("b.csv", 2),
        ("b.csv", 2),
        ("missing.csv", None),
        ("a.csv", 2),
    ]


def test_amounts_become_entries_and_balances_their_sum(office: Office) -> None:
    taken(office.accounts(account_row(principal="200.00", interest="3.50", fees="1.00")))
    assert office.balance() == a_balance("200.00", "3.50", "1.00")
    with office.store.reading() as uow:
        entries = uow.accounts.entries(office.account().id)
    assert [entry.kind for entry in entries] == [EntryKind.PRINCIPAL, EntryKind.INTEREST, EntryKind.FEES]
    assert {date(2026, 3, 10)} == {entry.booked_on for entry in entries}


def test_a_changed_amount_is_one_more_entry_and_is_reported(office: Office) -> None:
    taken(office.accounts(account_row(principal="200.00")))
    taken(office.payments(payment_row(amount="50.00")))
    report = taken(office.accounts(account_row(principal="150.00", interest="2.00"), on=date(2026, 11, 24)))

    assert office.balance() == a_balance("100.00", "2.00")
    assert [(change.field, change.old, change.new) for change in report.changes] == [
        ("principal", "200", "150"),
        ("interest", "0", "2"),
    ]
    assert dict(report.counts)[Kind.ACCOUNTS] == Counts(updated=1)
    with office.store.reading() as uow:
        entries = uow.accounts.entries(office.account().id)
    assert [entry.kind for entry in entries] == [
        EntryKind.PRINCIPAL,
        EntryKind.PAYMENT,
        EntryKind.ADJUSTMENT,
        EntryKind.ADJUSTMENT,
    ]
    assert entries[-1].booked_on == date(2026, 11, 24)
    assert taken(office.accounts(account_row(principal="150.00", interest="2.00"))).changed_nothing


def test_a_claim_below_what_was_paid_is_remarked_on(office: Office) -> None:
    taken(office.accounts(account_row(principal="200.00")))
    taken(office.payments(payment_row(amount="150.00")))
    report = taken(office.accounts(account_row(principal="100.00")))
    assert office.balance() == a_balance(0)
    assert ["50 EUR more has been paid" in remark.text for remark in report.remarks] == [True]


def test_a_running_plan_on_a_changed_amount_is_remarked_on(office: Office) -> None:
    taken(office.accounts(account_row(principal="200.00")))
    put_plan(office.store, office.account().id)
    report = taken(office.accounts(account_row(principal="210.00")))
    assert ["running plan" in remark.text for remark in report.remarks] == [True]


def put_plan(store: SqlStore, account_id: AccountId) -> None:
    with store.engine.begin() as connection:
        connection.execute(
            tables.conversations.insert().values(
                id=1, channel="rest", sender="x", language="fr", holder="bot", started_at=NOW
            )
        )
        connection.execute(
            tables.offers.insert().values(
                id="o1",
                account_id=account_id,
                conversation_id=1,
                state="agreed",
                frequency="monthly",
                instalments=[],
                interest_minor=0,
                principal_minor=20000,
                owed_interest_minor=0,
                fees_minor=0,
                made_at=NOW,
                expires_at=NOW,
                made_on=TODAY,
            )
        )
        connection.execute(
            tables.plans.insert().values(
                account_id=account_id,
                offer_id="o1",
                state="active",
                frequency="monthly",
                interest_minor=0,
                agreed_at=NOW,
                last_entry_id=0,
                interest_rate_percent="0",
                stage="kept",
                stage_since=TODAY,
            )
        )


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("account_reference", "VOL 26 000001", "reference"),
        ("debt_origin", "Facture de gaz", "debt_origin"),
        ("contract_reference", "600000002", "contract_reference"),
        ("opened_on", "2024-01-11", "opened_on"),
        ("due_on", "2026-03-11", "due_on"),
        ("letter_reference", "L2604-00002", "letter_reference"),
        ("letter_sent_on", "2026-04-11", "letter_sent_on"),
        ("access_code", "NEWCODE2", "access_code"),
    ],
)
def test_what_may_change_of_an_account_is_updated_and_reported(
    office: Office, column: str, value: str, field: str
) -> None:
    taken(office.accounts(account_row()))
    report = taken(office.accounts(account_row(**{column: value})))
    assert value == str(getattr(office.account(), field))
    assert [column] == [change.field for change in report.changes]
    assert dict(report.counts) == {Kind.DEBTORS: Counts(unchanged=1), Kind.ACCOUNTS: Counts(updated=1)}
    assert office.balance() == a_balance("200.00")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Mlle"),
        ("postcode", "75011"),
        ("email", "moreau@example.org"),
        ("language", "en"),
        ("country", "BE"),
    ],
)
def test_what_may_change_of_a_debtor_is_updated_and_reported(office: Office, column: str, value: str) -> None:
    taken(office.accounts(account_row()))
    report = taken(office.accounts(account_row(**{column: value})))
    with office.store.reading() as uow:
        found = getattr(uow.accounts.debtor(DebtorId("D1")), column)
    assert value == (found.value if isinstance(found, Language) else found)
    assert [("debtor D1", column, "", "")] == [
        (change.subject, change.field, change.old, change.new) for change in report.changes
    ]
    assert dict(report.counts) == {Kind.DEBTORS: Counts(updated=1), Kind.ACCOUNTS: Counts(unchanged=1)}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("debtor_id", "D2"),
        ("first_name", "Jean"),
        ("last_name", "Martin"),
        ("birth_date", "1980-05-18"),
        ("currency", "GBP"),
    ],
)
def test_what_may_not_change_is_a_mistake(office: Office, column: str, value: str) -> None:
    taken(office.accounts(account_row()))
    before = rows_of(office.store)
    assert [(2, column)] == mistakes_of(office.accounts(account_row(**{column: value})))
    assert before == rows_of(office.store)


def test_one_reference_belongs_to_two_creditors_in_two_files(office: Office) -> None:
    taken(office.accounts(account_row(account_reference="A-1")))
    taken(office.accounts(account_row(account_reference="A-1", creditor_id="filnet")))
    with office.store.reading() as uow:
        found = uow.accounts.by_reference("a1")
    assert {"voltea", "filnet"} == {account.creditor_id for account in found}


def test_references_that_people_type_alike_are_one(office: Office) -> None:
    found = office.accounts(account_row(account_reference="A-1"), account_row(account_reference="a 1"))
    assert mistakes_of(found) == [(2, "account_reference"), (3, "account_reference")]


def test_lines_of_one_debtor_agree_on_who_it_is(office: Office) -> None:
    found = office.accounts(account_row(), account_row(account_reference="VOL-2", postcode="75011", last_name="Martin"))
    assert {(3, "last_name"), (3, "postcode")} == set(mistakes_of(found))


def test_the_latest_letter_says_how_to_reach_a_debtor(office: Office) -> None:
    old = account_row(account_reference="VOL-2", letter_sent_on="2026-05-01", language="fr", email="old@example.org")
    new = account_row(account_reference="VOL-3", letter_sent_on="2026-06-01", language="en", email="new@example.org")
    taken(office.accounts(new, old))
    with office.store.reading() as uow:
        debtor = uow.accounts.debtor(DebtorId("D1"))
    assert (debtor.language, debtor.email) == (Language.ENGLISH, "new@example.org")
    assert taken(office.accounts(old, new)).changed_nothing


def test_an_account_missing_from_a_later_file_stays(office: Office) -> None:
    taken(office.accounts(account_row(), account_row(account_reference="VOL-2")))
    taken(office.accounts(account_row()))
    assert office.balance("VOL-2") == a_balance("200.00")


def test_a_payment_meets_interest_then_fees_then_principal(office: Office) -> None:
    taken(office.accounts(account_row(principal="100.00", interest="10.00", fees="5.00")))
    taken(office.payments(payment_row(amount="12.00")))
    assert office.balance() == a_balance("100.00", "0.00", "3.00")


def test_payments_are_booked_in_the_order_of_their_days(office: Office) -> None:
    """The later payment is the one that has nothing left to pay."""
    taken(office.accounts(account_row(principal="100.00")))
    report = taken(
        office.payments(
            payment_row(payment_reference="P2", paid_on="2026-07-02", amount="80.00"),
            payment_row(payment_reference="P1", paid_on="2026-07-01", amount="60.00"),
        )
    )
    assert office.balance() == a_balance(0)
    (remark,) = report.remarks
    assert (remark.line, remark.column) == (2, "amount")
    assert "40 EUR more than was owed" in remark.text
    with office.store.reading() as uow:
        entries = uow.accounts.entries(office.account().id)
    overpaid = [p.amount for entry in entries for p in entry.postings if p.book is Book.OVERPAID]
    assert [eur(-40)] == overpaid


def test_a_payment_is_booked_once_whichever_file_brings_it(office: Office) -> None:
    taken(office.accounts(account_row()))
    taken(office.payments(payment_row(amount="20.00")))
    report = taken(office.payments(payment_row(amount="20.00"), payment_row(amount="30.00", payment_reference="P2")))
    assert dict(report.counts) == {Kind.PAYMENTS: Counts(created=1, unchanged=1)}
    assert office.balance() == a_balance("150.00")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "20.01"),
        ("paid_on", "2026-06-12"),
        ("method", "cheque"),
        ("account_reference", "VOL-2"),
    ],
)
def test_a_booked_payment_does_not_change(office: Office, column: str, value: str) -> None:
    taken(office.accounts(account_row(), account_row(account_reference="VOL-2")))
    taken(office.payments(payment_row(amount="20.00")))
    before = rows_of(office.store)
    assert [(2, column)] == mistakes_of(office.payments(payment_row(**{"amount": "20.00", column: value})))
    assert before == rows_of(office.store)


def test_payments_need_a_known_account_its_currency_and_a_reference_of_their_own(office: Office) -> None:
    taken(office.accounts(account_row()))
    found = office.payments(
        payment_row(payment_reference="P1", account_reference="VOL-9"),
        payment_row(payment_reference="P2", creditor_id="filnet"),
        payment_row(payment_reference="P3", currency="GBP"),
        payment_row(payment_reference="P4"),
        payment_row(payment_reference="P4"),
    )
    assert mistakes_of(found) == [
        (2, "account_reference"),
        (3, "account_reference"),
        (4, "currency"),
        (5, "payment_reference"),
        (6, "payment_reference"),
    ]
    assert office.balance() == a_balance("200.00")


def test_a_changed_creditor_is_updated_key_by_key(office: Office) -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8")
    path = office.file(text.replace("max_months: 18", "max_months: 12"), "voltea.yml")

    report = taken(import_creditors(office.store, [path], today=TODAY, now=NOW))

    line = next(n for n, one in enumerate(text.splitlines(), start=1) if "max_months: 18" in one)
    assert report.changes == (Change(str(path), line, "creditor voltea", "plan.max_months", "18", "12"),)
    with office.store.reading() as uow:
        assert uow.creditors.get(CreditorId("voltea")).plan.max_months == 12


def test_a_new_comment_in_a_creditors_file_changes_nothing(office: Office) -> None:
    path = office.file((CREDITORS / "voltea.yml").read_text("utf-8") + "# a note\n", "voltea.yml")
    assert taken(import_creditors(office.store, [path], today=TODAY, now=NOW)).changed_nothing


def test_a_creditor_with_accounts_keeps_its_currency(office: Office) -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8").replace("currency: EUR", "currency: GBP")
    path = office.file(text, "voltea.yml")
    taken(import_creditors(office.store, [path], today=TODAY, now=NOW))  # nobody owes it anything yet
    taken(import_creditors(office.store, [CREDITORS / "voltea.yml"], today=TODAY, now=NOW))
    taken(office.accounts(account_row()))

    found = import_creditors(office.store, [path], today=TODAY, now=NOW)

    line = next(n for n, one in enumerate(text.splitlines(), start=1) if one.startswith("currency"))
    assert [(line, "currency")] == mistakes_of(found)


def test_a_creditor_whose_terms_are_not_yet_in_force_is_remarked_on(office: Office) -> None:
    def remarks(today: date) -> list[str | None]:
        report = taken(import_creditors(office.store, [CREDITORS / "voltea.yml"], today=today, now=NOW))
        return [remark.column for remark in report.remarks]

    assert [remarks(date(2027, 12, 31)), remarks(date(2025, 12, 31))] == [[], ["mandate"]]


def test_an_expired_mandate_is_refused(office: Office) -> None:
    found = import_creditors(office.store, [CREDITORS / "voltea.yml"], today=date(2028, 1, 1), now=NOW)

    assert [(8, "mandate.valid_until")] == mistakes_of(found)


def test_two_different_files_for_one_creditor_are_a_mistake(office: Office) -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8").replace("max_months: 18", "max_months: 12")
    paths = [CREDITORS / "voltea.yml", office.file(text, "voltea.yml")]
    found = import_creditors(office.store, paths, today=TODAY, now=NOW)
    assert [column for _, column in mistakes_of(found)] == ["id"]


def test_each_file_leaves_one_audit_event_with_hash_and_counts(office: Office) -> None:
    content = csv_text(account_row())
    taken(office.accounts(account_row()))
    event = rows_of(office.store, "audit_events")["audit_events"][-1]
    assert (event["kind"], event["actor"]) == ("accounts_imported", "command")
    assert event["data"] == {
        "file": "file.csv",
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "counts": {
            "debtors": {"created": 1, "updated": 0, "unchanged": 0},
            "accounts": {"created": 1, "updated": 0, "unchanged": 0},
        },
    }


@pytest.mark.parametrize("command", [import_creditors, import_accounts, import_payments])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe", "Élodie".encode("latin-1")])
def test_an_unreadable_file_is_one_mistake_of_every_command(
    sqlite_store: SqlStore, tmp_path: Path, content: bytes, command: Callable[..., Any]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    for given in (path, tmp_path, tmp_path / "missing"):
        found = command(sqlite_store, [given], today=TODAY, now=NOW)
        assert [str(given)] == [mistake.file for mistake in found]


def test_a_file_with_a_byte_order_mark_and_crlf_is_taken(office: Office) -> None:
    assert "\r\n" in csv_text(account_row())
    content = b"\xef\xbb\xbf" + csv_text(account_row()).encode()
    taken(import_accounts(office.store, [office.file(content)], today=TODAY, now=NOW))
    assert office.balance() == a_balance("200.00")


def test_progress_goes_from_the_first_line_to_the_last(sqlite_store: SqlStore) -> None:
    path = PORTFOLIO / "accounts.csv"
    told: list[tuple[str, int, int]] = []
    taken(
        import_accounts(
            sqlite_store,
            [path],
            today=TODAY,
            now=NOW,
            progress=lambda file, done, total: told.append((file, done, total)),
        )
    )
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((str(path), 0, 1950), (str(path), 1950, 1950))
    assert len(told) > 5


def test_a_locked_database_is_unavailable_and_nothing_is_written(sqlite_store: SqlStore, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(csv_text(account_row()), "utf-8")
    before = rows_of(sqlite_store)
    with sqlite_store.writing(), pytest.raises(StoreUnavailable):
        import_accounts(sqlite_store, [path], today=TODAY, now=NOW)
    assert before == rows_of(sqlite_store)


def test_the_whole_portfolio_takes_seconds(
    fresh_store: Callable[[], AbstractContextManager[SqlStore]],
) -> None:
    """Processor time, because other tests may run beside this one."""
    with fresh_store() as store:
        started = time.process_time()
        taken(import_accounts(store, [PORTFOLIO / "accounts.csv"], today=TODAY, now=NOW))
        taken(import_payments(store, [PORTFOLIO / "payments.csv"], today=TODAY, now=NOW))
        assert time.process_time() - started < 3
