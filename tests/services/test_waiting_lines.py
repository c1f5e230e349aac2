"""Who reads in order to write waits for who was there first: imports, promises, looks and people, on both databases."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.import_files import import_payments
from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId
from bot.core.arrangement import OfferState
from bot.core.ask import Ask
from bot.core.conversation import HandoffReason
from bot.core.ledger import overpaid_so_far
from bot.core.promise import PromiseState
from bot.core.repayment import accrued_interest
from bot.services import handoff
from bot.services.importing import ImportReport
from bot.services.plan_keeping import keep_plans
from bot.services.promises import Promised, promise
from tests.builders import TODAY, csv_text, eur, payment_row
from tests.bureau import Bureau, at_once

CREDILEO = {"creditor_id": "credileo", "account_reference": "CRE-26-000001"}
PATIENCE_SECONDS = 3

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def until_somebody_waits(store: SqlStore) -> None:
    """Ask until another transaction waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with store.reading() as uow:
            if uow.connection.execute(waiting).scalar_one():
                return
    raise AssertionError("nobody waits for anything")


def importing(bureau: Bureau, folder: Path, reference: str, amount: str, **row: str) -> Callable[[], object]:
    """An import of one payment, in a file of its own."""
    today = bureau.services.today()
    file = folder / f"{reference}.csv"
    line = payment_row(payment_reference=reference, amount=amount, paid_on=today.isoformat(), **row)
    file.write_text(csv_text(line), "utf-8")
    return lambda: import_payments(bureau.store, [file], today=today, now=bureau.clock.now())


def interest_booked(bureau: Bureau, account: AccountId) -> int:
    with bureau.store.reading() as uow:
        entries = uow.accounts.entries(account)
    return sum(one.postings[0].amount.minor for one in entries if one.reference.startswith("plan "))


def test_payments_imported_at_once_never_split_the_same_balance_twice(bureau: Bureau, tmp_path: Path) -> None:
    """Each file pays half of what is owed: the third and the fourth are too much."""
    account = bureau.open_account()

    reports = at_once(*[importing(bureau, tmp_path, f"AT-ONCE-{number}", "100.00") for number in range(4)])

    assert [ImportReport] * 4 == [type(one) for one in reports], reports
    assert eur(0) == bureau.balance(account).total
    with bureau.store.reading() as uow:
        assert eur(200) == overpaid_so_far(uow.accounts.entries(account), "EUR")


@on_postgresql
def test_a_payment_waits_for_the_plan_that_is_being_agreed_and_books_its_interest(
    bureau: Bureau, tmp_path: Path
) -> None:
    account = bureau.open_account(principal="1500.00", **CREDILEO)
    offer = bureau.offered(bureau.verified(reference="CRE-26-000001"), account, Ask(count=12))
    bureau.clock.advance(timedelta(hours=20))
    days = (bureau.services.today() - TODAY).days
    rate = bureau.view(account).terms.plan.interest_rate_percent

    with ThreadPoolExecutor(1) as pool:
        with bureau.store.writing() as uow:
            uow.accounts.get(account, locked=True)
            paid = pool.submit(importing(bureau, tmp_path, "MEANWHILE", "100.00", **CREDILEO))
            until_somebody_waits(bureau.store)
            uow.plans.set_offer_state(offer.id, OfferState.OPEN, OfferState.AGREED)
            plan = uow.plans.add(offer, bureau.clock.now(), bureau.services.today(), rate)
            uow.commit()
        assert isinstance(paid.result(), ImportReport)

    accrued = accrued_interest(eur(1500), rate, days)
    assert 0 < accrued.minor == interest_booked(bureau, account)
    with bureau.store.reading() as uow:
        assert eur(100) == uow.plans.paid(plan.id)


@on_postgresql
def test_a_promise_waits_for_the_one_that_is_being_made_and_takes_its_place(bureau: Bureau) -> None:
    account, talk = bureau.open_account(), bureau.verified()
    now = bureau.clock.now()

    with ThreadPoolExecutor(1) as pool:
        with bureau.store.writing() as uow:
            uow.accounts.get(account, locked=True)
            made = pool.submit(promise, bureau.services, talk, account, eur(30), TODAY + timedelta(days=1))
            until_somebody_waits(bureau.store)
            uow.promises.add(account, eur(20), TODAY, now, TODAY)
            uow.commit()
        assert isinstance(made.result(), Promised)

    with bureau.store.reading() as uow:
        kept = [(one.amount, one.state) for one in uow.promises.of_account(account)]
    assert [(eur(30), PromiseState.OPEN), (eur(20), PromiseState.REPLACED)] == kept


@on_postgresql
def test_a_look_at_a_plan_and_a_call_for_a_person_do_not_wait_for_each_other(bureau: Bureau) -> None:
    account, talk = bureau.open_account(), bureau.verified()
    due_on = bureau.agreed(talk, account).plan.schedule.first.due_on
    bureau.clock.advance((due_on - TODAY) + timedelta(days=8))

    with ThreadPoolExecutor(1) as pool:
        with bureau.store.writing() as uow:
            uow.conversations.get(talk, locked=True)
            looked = pool.submit(keep_plans, bureau.services)
            until_somebody_waits(bureau.store)
            asked = handoff.request_within(
                bureau.services, uow, talk, HandoffReason.HARDSHIP_INCOME, account, asked_by="debtor"
            )
            uow.commit()
        assert asked.held
        assert {} == looked.result().done  # the account rests: nothing gets worse
