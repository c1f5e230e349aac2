"""Creditors, accounts, debtors, holds: rows to frozen core objects and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.creditor_terms import terms_from_document
from bot.adapters.sql.tables import accounts, creditors, debtors, entries, holds, postings
from bot.core.account import Account, AccountId, CreditorId, Debtor, DebtorId, Hold, HoldReason, Language, reference_key
from bot.core.errors import AccountNotFound, NotFound
from bot.core.ledger import Balance, Book, Entry, EntryKind, Posting, balance_of
from bot.core.money import Money
from bot.core.plan_life import Rest
from bot.core.terms import CreditorTerms

MAX_KEPT_TERMS = 256

# Built once: every answer about an account passes these, and building a statement costs more than running it.
_CREDITOR = sa.select(creditors.c.sha256, creditors.c.document).where(creditors.c.id == sa.bindparam("this"))
_GET = sa.select(accounts).where(accounts.c.id == sa.bindparam("this"))
# SQLite has one writer at a time and leaves FOR UPDATE out. On PostgreSQL it also stops those who add a hold or a
# payment, because these refer to the account.
_GET_LOCKED = _GET.with_for_update()
_OF_DEBTOR = sa.select(accounts).where(accounts.c.debtor_id == sa.bindparam("this")).order_by(accounts.c.id)
_DEBTOR = sa.select(debtors).where(debtors.c.id == sa.bindparam("this"))
_ENTRIES = (
    sa.select(entries, postings.c.book, postings.c.minor, accounts.c.currency)
    .join(postings, postings.c.entry_id == entries.c.id)
    .join(accounts, accounts.c.id == entries.c.account_id)
    .where(entries.c.account_id == sa.bindparam("this"))
    .order_by(entries.c.booked_on, entries.c.id, postings.c.id)
)
_HOLDS = sa.select(holds).where(holds.c.account_id == sa.bindparam("this"), holds.c.released_at.is_(None))

_RESTS = sa.select(holds).where(
    holds.c.account_id == sa.bindparam("this"),
    holds.c.reason.in_([one.value for one in HoldReason if one.stops_negotiation]),
)


@lru_cache(maxsize=MAX_KEPT_TERMS)
def _known_terms(document: _Hashed) -> CreditorTerms:
    return terms_from_document(document.content)


class _Hashed:
    """A document that is looked up by its hash, so that a creditor's file is read once."""

    def __init__(self, sha256: str, content: dict[str, Any]) -> None:
        self.sha256 = sha256
        self.content = content

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.sha256 == self.sha256


class SqlCreditors:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, creditor_id: CreditorId) -> CreditorTerms:
        row = self._connection.execute(_CREDITOR, {"this": creditor_id}).first()
        if row is None:
            raise NotFound(f"creditor {creditor_id}")
        return _known_terms(_Hashed(row.sha256, row.document))

    def all(self) -> tuple[CreditorTerms, ...]:
        rows = self._connection.execute(sa.select(creditors).order_by(creditors.c.id))
        return tuple(_known_terms(_Hashed(row.sha256, row.document)) for row in rows)


def _account(row: Any) -> Account:
    return Account(
        id=AccountId(row.id),
        creditor_id=CreditorId(row.creditor_id),
        reference=row.reference,
        debtor_id=DebtorId(row.debtor_id),
        debt_origin=row.debt_origin,
        contract_reference=row.contract_reference,
        opened_on=row.opened_on,
        due_on=row.due_on,
        currency=row.currency,
        letter_reference=row.letter_reference,
        letter_sent_on=row.letter_sent_on,
        access_code=row.access_code,
    )


class SqlAccounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _where(self, condition: Any) -> tuple[Account, ...]:
        rows = self._connection.execute(sa.select(accounts).where(condition).order_by(accounts.c.id))
        return tuple(_account(row) for row in rows)

    def get(self, account_id: AccountId, *, locked: bool = False) -> Account:
        row = self._connection.execute(_GET_LOCKED if locked else _GET, {"this": account_id}).first()
        if row is None:
            raise AccountNotFound(f"account {account_id}")
        return _account(row)

    def several(self, account_ids: Collection[AccountId]) -> dict[AccountId, Account]:
        return {one.id: one for one in self._where(accounts.c.id.in_(account_ids))}

    def by_reference(self, reference: str) -> tuple[Account, ...]:
        return self._where(accounts.c.reference_key == reference_key(reference))

    def by_access_code(self, code: str) -> tuple[Account, ...]:
        return self._where(accounts.c.access_code == reference_key(code))

    def of_debtor(self, debtor_id: DebtorId) -> tuple[Account, ...]:
        return tuple(_account(row) for row in self._connection.execute(_OF_DEBTOR, {"this": debtor_id}))

    def debtor(self, debtor_id: DebtorId) -> Debtor:
        row = self._connection.execute(_DEBTOR, {"this": debtor_id}).first()
        if row is None:
            raise NotFound("debtor")
        return Debtor(
            id=DebtorId(row.id),
            title=row.title,
            first_name=row.first_name,
            last_name=row.last_name,
            birth_date=row.birth_date,
            postcode=row.postcode,
            email=row.email,
            language=Language(row.language),
            country=row.country,
        )

    def _currency(self, account_id: AccountId) -> str:
        currency = self._connection.execute(sa.select(accounts.c.currency).where(accounts.c.id == account_id)).scalar()
        if currency is None:
            raise AccountNotFound(f"account {account_id}")
        return str(currency)

    def balance(self, account_id: AccountId) -> Balance:
        return balance_of(self.entries(account_id), self._currency(account_id))

    def entries(self, account_id: AccountId) -> tuple[Entry, ...]:
        rows = self._connection.execute(_ENTRIES, {"this": account_id}).all()
        parts: dict[int, list[Posting]] = defaultdict(list)
        heads: dict[int, Any] = {}
        for row in rows:
            heads.setdefault(row.id, row)
            parts[row.id].append(Posting(Book(row.book), Money(row.minor, row.currency)))
        return tuple(
            Entry(EntryKind(head.kind), head.reference, head.booked_on, tuple(parts[key]), head.method)
            for key, head in heads.items()
        )

    def add_entry(self, account_id: AccountId, entry: Entry) -> None:
        key = self._connection.execute(
            entries.insert().values(
                account_id=account_id,
                kind=entry.kind.value,
                reference=entry.reference,
                booked_on=entry.booked_on,
                method=entry.method,
            )
        ).inserted_primary_key[0]
        self._connection.execute(
            postings.insert(),
            [{"entry_id": key, "book": one.book.value, "minor": one.amount.minor} for one in entry.postings],
        )

    def of_creditor(self, creditor_id: CreditorId, most: int) -> tuple[Account, ...]:
        rows = self._connection.execute(
            sa.select(accounts).where(accounts.c.creditor_id == creditor_id).order_by(accounts.c.id).limit(most)
        )
        return tuple(_account(row) for row in rows)

    def is_empty(self) -> bool:
        return self._connection.execute(sa.select(accounts.c.id).limit(1)).first() is None


class SqlHolds:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def active(self, account_id: AccountId, day: date) -> tuple[Hold, ...]:
        rows = self._connection.execute(_HOLDS, {"this": account_id})
        found = (Hold(AccountId(row.account_id), HoldReason(row.reason), row.placed_on, row.until) for row in rows)
        return tuple(hold for hold in found if hold.active_on(day))

    def rests(self, account_id: AccountId) -> tuple[Rest, ...]:
        rows = self._connection.execute(_RESTS, {"this": account_id})
        return tuple(Rest(row.placed_on, _last_day(row)) for row in rows)

    def place(self, hold: Hold) -> None:
        self._connection.execute(
            holds.insert().values(
                account_id=hold.account_id,
                reason=hold.reason.value,
                placed_on=hold.placed_on,
                until=hold.until,
            )
        )

    def limit(self, account_id: AccountId, reason: HoldReason, rest: timedelta) -> None:
        open_ended = (
            holds.c.account_id == account_id,
            holds.c.reason == reason.value,
            holds.c.released_at.is_(None),
            holds.c.until.is_(None),
        )
        for row in self._connection.execute(sa.select(holds.c.id, holds.c.placed_on).where(*open_ended)).all():
            self._connection.execute(holds.update().where(holds.c.id == row.id).values(until=row.placed_on + rest))

    def release(self, account_id: AccountId, at: datetime, on: date, reason: HoldReason | None = None) -> int:
        stopping = [one.value for one in HoldReason if one.stops_negotiation and reason in (None, one)]
        result = self._connection.execute(
            holds.update()
            .where(
                holds.c.account_id == account_id,
                holds.c.released_at.is_(None),
                holds.c.reason.in_(stopping),
            )
            .values(released_at=at, released_on=on)
        )
        return int(result.rowcount)


def _last_day(hold: Any) -> date | None:
    """The last day on which a hold was in force; None while it is, without an end."""
    ends = [day for day in (hold.until, hold.released_on) if day is not None]
    return min(ends) if ends else None
