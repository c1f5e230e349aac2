"""Offers, plans, instalments and their documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.adapters.sql.plan_interest import plan_interest
from bot.adapters.sql.tables import accounts, documents, entries, instalments, offers, plans, postings
from bot.core.account import AccountId
from bot.core.arrangement import Arrangement, Offer, OfferId, OfferState, PlanId, PlanState
from bot.core.errors import OfferNotFound, PlanNotFound
from bot.core.ledger import Balance, Book
from bot.core.money import Money
from bot.core.plan_interest import PlanInterest
from bot.core.plan_life import Life, Receipt, Stage
from bot.core.schedule import Instalment, Schedule
from bot.core.terms import Frequency
from bot.services.repositories import StoredDocument

# Built once: every answer about an account passes these, and building a statement costs more than running it.
_PLAN = (
    sa.select(plans, accounts.c.currency)
    .join(accounts, accounts.c.id == plans.c.account_id)
    .order_by(plans.c.id.desc())
    .limit(1)
)
_GET = _PLAN.where(plans.c.id == sa.bindparam("this"))
_ACTIVE = _PLAN.where(plans.c.account_id == sa.bindparam("this"), plans.c.state == PlanState.ACTIVE.value)
_BY_OFFER = _PLAN.where(plans.c.offer_id == sa.bindparam("this"))
_INSTALMENTS = (
    sa.select(instalments).where(instalments.c.plan_id == sa.bindparam("this")).order_by(instalments.c.number)
)
_PAID = (
    sa.select(sa.func.coalesce(sa.func.sum(postings.c.minor), 0).label("minor"), accounts.c.currency)
    .select_from(plans)
    .join(accounts, accounts.c.id == plans.c.account_id)
    .outerjoin(entries, sa.and_(entries.c.account_id == plans.c.account_id, entries.c.id > plans.c.last_entry_id))
    .outerjoin(postings, sa.and_(postings.c.entry_id == entries.c.id, postings.c.book == Book.RECEIVED.value))
    .where(plans.c.id == sa.bindparam("this"))
    .group_by(accounts.c.currency)
)
_RECEIPTS = (
    sa.select(entries.c.booked_on, postings.c.minor, accounts.c.currency)
    .select_from(plans)
    .join(accounts, accounts.c.id == plans.c.account_id)
    .join(entries, sa.and_(entries.c.account_id == plans.c.account_id, entries.c.id > plans.c.last_entry_id))
    .join(postings, sa.and_(postings.c.entry_id == entries.c.id, postings.c.book == Book.RECEIVED.value))
    .where(plans.c.id == sa.bindparam("this"))
    .order_by(entries.c.id)
)
_DUE_BEFORE = (
    sa.select(sa.func.coalesce(sa.func.sum(instalments.c.minor), 0))
    .where(instalments.c.plan_id == plans.c.id, instalments.c.due_on < sa.bindparam("today"))
    .scalar_subquery()
)
_RECEIVED_SINCE = (
    sa.select(sa.func.coalesce(sa.func.sum(postings.c.minor), 0))
    .join(entries, entries.c.id == postings.c.entry_id)
    .where(
        entries.c.account_id == plans.c.account_id,
        entries.c.id > plans.c.last_entry_id,
        postings.c.book == Book.RECEIVED.value,
    )
    .scalar_subquery()
)
_BEHIND = (
    sa.select(plans.c.account_id)
    .where(
        plans.c.state == PlanState.ACTIVE.value,
        sa.or_(plans.c.stage != Stage.KEPT.value, _DUE_BEFORE > _RECEIVED_SINCE),
    )
    .order_by(plans.c.id)
)
_LIFE = sa.select(
    plans.c.stage,
    plans.c.stage_since,
    plans.c.stage_instalment,
    plans.c.earlier_stage,
    plans.c.earlier_stage_since,
    plans.c.earlier_stage_instalment,
).where(plans.c.id == sa.bindparam("this"))
# Without their contents: an answer names a document, and only its download reads it.
_DOCUMENTS = (
    sa.select(documents.c.name, documents.c.media_type, documents.c.sha256, documents.c.token)
    .where(documents.c.plan_id == sa.bindparam("this"))
    .order_by(documents.c.id)
)


class SqlPlans:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_offer(self, offer: Offer) -> None:
        self._connection.execute(
            offers.insert().values(
                id=offer.id,
                account_id=offer.account_id,
                conversation_id=offer.conversation_id,
                state=offer.state.value,
                frequency=offer.schedule.frequency.value,
                instalments=[[one.due_on.isoformat(), one.amount.minor] for one in offer.schedule.instalments],
                interest_minor=offer.schedule.interest.minor,
                principal_minor=offer.balance.principal.minor,
                owed_interest_minor=offer.balance.interest.minor,
                fees_minor=offer.balance.fees.minor,
                made_at=offer.made_at,
                made_on=offer.made_on,
                expires_at=offer.expires_at,
                discount_minor=offer.discount.minor,
                skipped_months=offer.skipped_months,
                replaces_plan_id=offer.replaces,
            )
        )

    def offer(self, offer_id: OfferId) -> Offer:
        row = self._connection.execute(
            sa.select(offers, accounts.c.currency)
            .join(accounts, accounts.c.id == offers.c.account_id)
            .where(offers.c.id == offer_id)
        ).first()
        if row is None:
            raise OfferNotFound(offer_id)
        currency = row.currency
        return Offer(
            id=OfferId(row.id),
            account_id=AccountId(row.account_id),
            conversation_id=row.conversation_id,
            schedule=Schedule(
                Frequency(row.frequency),
                tuple(
                    Instalment(number, date.fromisoformat(due_on), Money(minor, currency))
                    for number, (due_on, minor) in enumerate(row.instalments, start=1)
                ),
                Money(row.interest_minor, currency),
            ),
            balance=Balance(
                Money(row.principal_minor, currency),
                Money(row.owed_interest_minor, currency),
                Money(row.fees_minor, currency),
            ),
            made_at=row.made_at,
            made_on=row.made_on,
            expires_at=row.expires_at,
            state=OfferState(row.state),
            discount=Money(row.discount_minor, currency),
            skipped_months=row.skipped_months,
            replaces=_plan_id(row.replaces_plan_id),
        )

    def set_offer_state(self, offer_id: OfferId, old: OfferState, new: OfferState) -> bool:
        result = self._connection.execute(
            offers.update().where(offers.c.id == offer_id, offers.c.state == old.value).values(state=new.value)
        )
        return bool(result.rowcount == 1)

    def supersede_open_offers(self, account_id: AccountId) -> None:
        self._connection.execute(
            offers.update()
            .where(offers.c.account_id == account_id, offers.c.state == OfferState.OPEN.value)
            .values(state=OfferState.SUPERSEDED.value)
        )

    def add(
        self,
        offer: Offer,
        agreed_at: datetime,
        agreed_on: date,
        interest_rate_percent: Decimal,
    ) -> Arrangement:
        account_id, schedule = offer.account_id, offer.schedule
        plan_id = self._connection.execute(
            plans.insert().values(
                account_id=account_id,
                offer_id=offer.id,
                discount_minor=offer.discount.minor,
                skipped_months=offer.skipped_months,
                replaces_plan_id=offer.replaces,
                state=PlanState.ACTIVE.value,
                frequency=schedule.frequency.value,
                interest_minor=schedule.interest.minor,
                agreed_at=agreed_at,
                interest_rate_percent=str(interest_rate_percent),
                last_entry_id=sa.select(sa.func.coalesce(sa.func.max(entries.c.id), 0))
                .where(entries.c.account_id == account_id)
                .scalar_subquery(),
                stage=Stage.KEPT.value,
                stage_since=agreed_on,
            )
        ).inserted_primary_key[0]
        self._connection.execute(
            instalments.insert(),
            [
                {"plan_id": plan_id, "number": one.number, "due_on": one.due_on, "minor": one.amount.minor}
                for one in schedule.instalments
            ],
        )
        return self.get(PlanId(plan_id))

    def _first(self, query: Any, this: object) -> Arrangement | None:
        row = self._connection.execute(query, {"this": this}).first()
        if row is None:
            return None
        parts = self._connection.execute(_INSTALMENTS, {"this": row.id})
        schedule = Schedule(
            Frequency(row.frequency),
            tuple(Instalment(part.number, part.due_on, Money(part.minor, row.currency)) for part in parts),
            Money(row.interest_minor, row.currency),
        )
        return Arrangement(
            PlanId(row.id),
            AccountId(row.account_id),
            OfferId(row.offer_id),
            schedule,
            row.agreed_at,
            PlanState(row.state),
            Decimal(row.interest_rate_percent),
            Money(row.discount_minor, row.currency),
            row.skipped_months,
            _plan_id(row.replaces_plan_id),
        )

    def get(self, plan_id: PlanId) -> Arrangement:
        found = self._first(_GET, plan_id)
        if found is None:
            raise PlanNotFound(str(plan_id))
        return found

    def paid(self, plan_id: PlanId) -> Money:
        row = self._connection.execute(_PAID, {"this": plan_id}).one()
        return Money(int(row.minor), row.currency)

    def receipts(self, plan_id: PlanId) -> tuple[Receipt, ...]:
        rows = self._connection.execute(_RECEIPTS, {"this": plan_id})
        return tuple(Receipt(row.booked_on, Money(row.minor, row.currency)) for row in rows)

    def interest(self, plan_id: PlanId) -> PlanInterest:
        return plan_interest(self._connection, self._connection.execute(_GET, {"this": plan_id}).one())

    def active(self, account_id: AccountId) -> Arrangement | None:
        return self._first(_ACTIVE, account_id)

    def by_offer(self, offer_id: OfferId) -> Arrangement | None:
        return self._first(_BY_OFFER, offer_id)

    def of_account(self, account_id: AccountId) -> tuple[Arrangement, ...]:
        """Every plan the account ever had, the newest first."""
        keys = self._connection.execute(
            sa.select(plans.c.id).where(plans.c.account_id == account_id).order_by(plans.c.id.desc())
        ).scalars()
        return tuple(self.get(PlanId(key)) for key in keys)

    def life(self, plan_id: PlanId) -> Life:
        row = self._connection.execute(_LIFE, {"this": plan_id}).first()
        if row is None:
            raise PlanNotFound(str(plan_id))
        earlier = None
        if row.earlier_stage is not None:
            earlier = Life(Stage(row.earlier_stage), row.earlier_stage_since, row.earlier_stage_instalment)
        return Life(Stage(row.stage), row.stage_since, row.stage_instalment, earlier)

    def move(self, plan_id: PlanId, before: Life, after: Life) -> bool:
        earlier = after.earlier
        changed = self._connection.execute(
            plans.update()
            .where(plans.c.id == plan_id, plans.c.stage == before.stage.value, plans.c.stage_since == before.since)
            .values(
                stage=after.stage.value,
                stage_since=after.since,
                stage_instalment=after.instalment,
                state=after.stage.plan_state.value,
                earlier_stage=None if earlier is None else earlier.stage.value,
                earlier_stage_since=None if earlier is None else earlier.since,
                earlier_stage_instalment=None if earlier is None else earlier.instalment,
            )
        )
        return bool(changed.rowcount == 1)

    def accounts_behind(self, today: date) -> tuple[AccountId, ...]:
        rows = self._connection.execute(_BEHIND, {"today": today})
        return tuple(AccountId(key) for key in rows.scalars())

    def count_broken(self, account_id: AccountId) -> int:
        return int(
            self._connection.execute(
                sa.select(sa.func.count())
                .select_from(plans)
                .where(plans.c.account_id == account_id, plans.c.state == PlanState.BROKEN.value)
            ).scalar_one()
        )

    def add_document(self, plan_id: PlanId, document: StoredDocument, content: bytes, made_at: datetime) -> None:
        self._connection.execute(
            documents.insert().values(
                plan_id=plan_id,
                kind="agreement",
                name=document.name,
                media_type=document.media_type,
                sha256=document.sha256,
                token=document.token,
                content=content,
                made_at=made_at,
            )
        )

    def document(self, token: str) -> tuple[StoredDocument, bytes] | None:
        row = self._connection.execute(sa.select(documents).where(documents.c.token == token)).first()
        return None if row is None else (_document(row), bytes(row.content))

    def documents(self, plan_id: PlanId) -> tuple[StoredDocument, ...]:
        return tuple(_document(row) for row in self._connection.execute(_DOCUMENTS, {"this": plan_id}))


def _plan_id(key: int | None) -> PlanId | None:
    return None if key is None else PlanId(key)


def _document(row: Any) -> StoredDocument:
    return StoredDocument(row.name, row.media_type, row.sha256, row.token)
