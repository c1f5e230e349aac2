"""Many rows at once for the importer, within its transaction."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.plan_interest import plan_interest
from bot.adapters.sql.tables import accounts, creditors, debtors, entries, offers, plans, postings
from bot.core.account import Account, AccountId, CreditorId, Debtor, DebtorId, Language, reference_key
from bot.core.arrangement import OfferState, PlanState
from bot.core.ledger import Book, Entry, EntryKind, Posting, balance_of, overpaid_so_far
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest
from bot.services.importing_ledger import claimed_by, waived_by
from bot.services.importing_lines import AccountKey, KnownAccount
from bot.services.importing_payments import BookedPayment, Payment, PaymentKey
from bot.services.plan_keeping import Touched

Item = TypeVar("Item")

# Well below the number of bound values that SQLite and PostgreSQL take in one statement.
AT_ONCE = 500


class SqlImportDesk:
    """See `bot.services.importing_lines.AccountDesk` and `bot.services.importing_payments.PaymentDesk`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._planned_accounts: set[AccountId] = set()
        self._booked: set[AccountId] = set()
        self._overpaid: set[AccountId] = set()

    @property
    def touched(self) -> Touched:
        """What this import has booked on, for whoever looks after plans, promises and refunds."""
        return Touched(
            booked=frozenset(self._booked),
            planned=frozenset(self._planned_accounts & self._booked),
            overpaid=frozenset(self._overpaid),
        )

    def currencies(self) -> dict[CreditorId, str]:
        rows = self._connection.execute(sa.select(creditors.c.id, creditors.c.document))
        return {CreditorId(row.id): str(row.document["currency"]) for row in rows}

    def debtors(self, ids: Iterable[DebtorId]) -> dict[DebtorId, Debtor]:
        found: dict[DebtorId, Debtor] = {}
        for some in _portions(sorted(ids)):
            rows = self._connection.execute(sa.select(debtors).where(debtors.c.id.in_(some)))
            found.update((DebtorId(row.id), _debtor(row)) for row in rows)
        return found

    def accounts(self, keys: Iterable[AccountKey]) -> dict[AccountKey, KnownAccount]:
        keys = tuple(keys)
        self._lock(keys)
        rows: dict[AccountKey, Account] = {}
        for creditor_id, some in _by_creditor(keys):
            query = sa.select(accounts).where(accounts.c.creditor_id == creditor_id, accounts.c.reference_key.in_(some))
            for row in self._connection.execute(query):
                rows[creditor_id, row.reference_key] = _account(row)
        ids = [account.id for account in rows.values()]
        booked, planned = self._entries(rows.values()), self._planned(ids)
        self._planned_accounts |= set(planned)
        found: dict[AccountKey, KnownAccount] = {}
        for key, account in rows.items():
            own = booked[account.id]
            claimed, adjustments = claimed_by(own, account.currency)
            found[key] = KnownAccount(
                account,
                balance_of(own, account.currency),
                claimed,
                overpaid_so_far(own, account.currency),
                waived_by(own, account.currency),
                adjustments,
                planned.get(account.id),
            )
        return found

    def _lock(self, keys: Iterable[AccountKey]) -> None:
        """Nobody books on these accounts, or agrees a plan, between our reading and our booking.

        In the order of their ids, so that two imports wait for each other instead of standing in each other's way.
        SQLite has one writer at a time and leaves FOR UPDATE out.
        """
        ids: list[int] = []
        for creditor_id, some in _by_creditor(keys):
            query = sa.select(accounts.c.id).where(
                accounts.c.creditor_id == creditor_id, accounts.c.reference_key.in_(some)
            )
            ids += self._connection.execute(query).scalars()
        for portion in _portions(sorted(ids)):
            query = sa.select(accounts.c.id).where(accounts.c.id.in_(portion))
            self._connection.execute(query.order_by(accounts.c.id).with_for_update()).all()

    def payments(self, keys: Iterable[PaymentKey]) -> dict[PaymentKey, BookedPayment]:
        found: dict[PaymentKey, BookedPayment] = {}
        for creditor_id, some in _by_creditor(keys):
            query = (
                sa.select(
                    accounts.c.id,
                    accounts.c.reference.label("account_reference"),
                    accounts.c.currency,
                    entries.c.reference,
                    entries.c.booked_on,
                    entries.c.method,
                    postings.c.minor,
                )
                .join(entries, entries.c.account_id == accounts.c.id)
                .join(postings, postings.c.entry_id == entries.c.id)
                .where(
                    accounts.c.creditor_id == creditor_id,
                    entries.c.kind == EntryKind.PAYMENT.value,
                    entries.c.reference.in_(some),
                    postings.c.book == Book.RECEIVED.value,
                )
            )
            for row in self._connection.execute(query):
                payment = Payment(row.booked_on, Money(row.minor, row.currency), row.method or "")
                found[creditor_id, row.reference] = BookedPayment(row.account_reference, AccountId(row.id), payment)
        return found

    def add_debtors(self, new: Sequence[Debtor]) -> None:
        self._insert(debtors, [_debtor_row(debtor) for debtor in new])

    def update_debtors(self, changed: Sequence[Debtor]) -> None:
        for debtor in changed:
            self._connection.execute(debtors.update().where(debtors.c.id == debtor.id).values(**_debtor_row(debtor)))

    def add_accounts(self, new: Mapping[AccountKey, Account]) -> dict[AccountKey, AccountId]:
        self._insert(accounts, [_account_row(account) for account in new.values()])
        ids: dict[AccountKey, AccountId] = {}
        for creditor_id, some in _by_creditor(new):
            query = sa.select(accounts.c.id, accounts.c.reference_key).where(
                accounts.c.creditor_id == creditor_id, accounts.c.reference_key.in_(some)
            )
            for row in self._connection.execute(query):
                ids[creditor_id, row.reference_key] = AccountId(row.id)
        return ids

    def update_accounts(self, changed: Mapping[AccountKey, Account]) -> None:
        for account in changed.values():
            self._connection.execute(
                accounts.update().where(accounts.c.id == account.id).values(**_account_row(account))
            )

    def add_entries(self, new: Sequence[tuple[AccountId, Entry]]) -> None:
        self._booked.update(account_id for account_id, _ in new)
        self._overpaid.update(
            account_id for account_id, entry in new if any(one.book is Book.OVERPAID for one in entry.postings)
        )
        self._insert(
            entries,
            [
                {
                    "account_id": account_id,
                    "kind": entry.kind.value,
                    "reference": entry.reference,
                    "booked_on": entry.booked_on,
                    "method": entry.method,
                }
                for account_id, entry in new
            ],
        )
        ids: dict[tuple[int, str, str], int] = {}
        for some in _portions(sorted({account_id for account_id, _ in new})):
            query = sa.select(entries.c.id, entries.c.account_id, entries.c.kind, entries.c.reference)
            for row in self._connection.execute(query.where(entries.c.account_id.in_(some))):
                ids[row.account_id, row.kind, row.reference] = row.id
        self._insert(
            postings,
            [
                {
                    "entry_id": ids[account_id, entry.kind.value, entry.reference],
                    "book": posting.book.value,
                    "minor": posting.amount.minor,
                }
                for account_id, entry in new
                for posting in entry.postings
            ],
        )

    def creditor_documents(self) -> dict[CreditorId, dict[str, Any]]:
        """The creditors' files as they were imported."""
        rows = self._connection.execute(sa.select(creditors.c.id, creditors.c.document))
        return {CreditorId(row.id): dict(row.document) for row in rows}

    def creditors_with_accounts(self) -> set[CreditorId]:
        rows = self._connection.execute(sa.select(accounts.c.creditor_id).distinct())
        return {CreditorId(row.creditor_id) for row in rows}

    def keep_creditor(
        self,
        creditor_id: CreditorId,
        name: str,
        document: dict[str, Any],
        sha256: str,
        at: datetime,
        *,
        new: bool,
    ) -> None:
        values = {"name": name, "document": document, "sha256": sha256, "imported_at": at}
        if new:
            self._connection.execute(creditors.insert().values(id=creditor_id, **values))
        else:
            self._connection.execute(creditors.update().where(creditors.c.id == creditor_id).values(**values))

    def withdraw_offers(self, creditor_id: CreditorId) -> None:
        """What was offered under limits that have changed can no longer be agreed."""
        theirs = sa.select(accounts.c.id).where(accounts.c.creditor_id == creditor_id)
        self._connection.execute(
            offers.update()
            .where(offers.c.account_id.in_(theirs), offers.c.state == OfferState.OPEN.value)
            .values(state=OfferState.SUPERSEDED.value)
        )

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(table.insert(), rows)

    def _entries(self, of: Iterable[Account]) -> dict[AccountId, list[Entry]]:
        """Every entry of some accounts, whole."""
        currency = {account.id: account.currency for account in of}
        heads: dict[int, Any] = {}
        parts: dict[int, list[Posting]] = defaultdict(list)
        for some in _portions(sorted(currency)):
            query = (
                sa.select(entries, postings.c.book, postings.c.minor)
                .join(postings, postings.c.entry_id == entries.c.id)
                .where(entries.c.account_id.in_(some))
            )
            for row in self._connection.execute(query):
                heads[row.id] = row
                money = Money(row.minor, currency[AccountId(row.account_id)])
                parts[row.id].append(Posting(Book(row.book), money))
        found: dict[AccountId, list[Entry]] = defaultdict(list)
        for key, head in heads.items():
            entry = Entry(EntryKind(head.kind), head.reference, head.booked_on, tuple(parts[key]), head.method)
            found[AccountId(head.account_id)].append(entry)
        return found

    def _planned(self, ids: Iterable[AccountId]) -> dict[AccountId, PlanInterest]:
        found: dict[AccountId, PlanInterest] = {}
        for some in _portions(sorted(ids)):
            query = (
                sa.select(plans, accounts.c.currency)
                .join(accounts, accounts.c.id == plans.c.account_id)
                .where(plans.c.account_id.in_(some), plans.c.state == PlanState.ACTIVE.value)
            )
            for row in self._connection.execute(query):
                found[AccountId(row.account_id)] = plan_interest(self._connection, row)
        return found


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _by_creditor(keys: Iterable[tuple[CreditorId, str]]) -> Iterator[tuple[CreditorId, Sequence[str]]]:
    grouped: dict[CreditorId, set[str]] = defaultdict(set)
    for creditor_id, reference in keys:
        grouped[creditor_id].add(reference)
    for creditor_id, references in sorted(grouped.items()):
        for some in _portions(sorted(references)):
            yield creditor_id, some


def _account(row: Any) -> Account:
    return Account(**{field.name: row._mapping[field.name] for field in dataclasses.fields(Account)})


def _debtor(row: Any) -> Debtor:
    values = {field.name: row._mapping[field.name] for field in dataclasses.fields(Debtor)}
    return Debtor(**{**values, "language": Language(values["language"])})


def _debtor_row(debtor: Debtor) -> dict[str, Any]:
    return {**_values(debtor), "language": debtor.language.value}


def _account_row(account: Account) -> dict[str, Any]:
    row = {**_values(account), "reference_key": reference_key(account.reference)}
    del row["id"]
    return row


def _values(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
