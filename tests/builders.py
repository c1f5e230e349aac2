"""Builders of valid things; a test names only what it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.core.account import Account, AccountId, CreditorId, DebtKind, Debtor, DebtorId, Language
from bot.core.hours import OfficeHours
from bot.core.ledger import Balance
from bot.core.money import Money
from bot.core.terms import (
    BalanceBand,
    Contact,
    CreditorTerms,
    Frequency,
    Mandate,
    Mediator,
    PaymentDetails,
    PlanTerms,
    SettlementTerms,
)

ROOT = Path(__file__).parent.parent
PORTFOLIO = ROOT / "portfolio"
CREDITORS = ROOT / "policies" / "creditors"

# The day as of which the portfolio was made up: a Monday, with the office open.
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 10, tzinfo=timezone.utc)


def eur(amount: Decimal | int | str) -> Money:
    """Euros, e.g. `eur("12.50")`."""
    return Money.of(str(amount), "EUR")


def gbp(amount: Decimal | int | str) -> Money:
    """Pounds, e.g. `gbp(50)`."""
    return Money.of(str(amount), "GBP")


def a_balance(
    principal: Decimal | int | str,
    interest: Decimal | int | str = 0,
    fees: Decimal | int | str = 0,
    currency: str = "EUR",
) -> Balance:
    return Balance(*(Money.of(str(part), currency) for part in (principal, interest, fees)))


def a_debtor(**changes: Any) -> Debtor:
    values: dict[str, Any] = {
        "id": DebtorId("D1"),
        "title": "Mme",
        "first_name": "Jeanne",
        "last_name": "Moreau",
        "birth_date": date(1980, 5, 17),
        "postcode": "69003",
        "email": "jeanne@example.org",
        "language": Language.FRENCH,
        "country": "FR",
    }
    return Debtor(**{**values, **changes})


def an_account(**changes: Any) -> Account:
    values: dict[str, Any] = {
        "id": AccountId(1),
        "creditor_id": CreditorId("voltea"),
        "reference": "VOL-26-000001",
        "debtor_id": DebtorId("D1"),
        "debt_origin": "Facture d'électricité",
        "contract_reference": "600000001",
        "opened_on": date(2024, 1, 10),
        "due_on": date(2026, 3, 10),
        "currency": "EUR",
        "letter_reference": "L2604-00001",
        "letter_sent_on": date(2026, 4, 10),
        "access_code": "BVF7CSET",
    }
    return Account(**{**values, **changes})


def plan_terms(**changes: Any) -> PlanTerms:
    values: dict[str, Any] = {
        "max_months": 18,
        "max_instalments": 36,
        "min_instalment": {
            Frequency.WEEKLY: eur(10),
            Frequency.FORTNIGHTLY: eur(15),
            Frequency.MONTHLY: eur(25),
        },
        "first_due_within_days": 30,
        "max_broken_plans": 2,
    }
    return PlanTerms(**{**values, **changes})


PLAN_KEYS = frozenset(PlanTerms.__dataclass_fields__)


def terms(**changes: Any) -> CreditorTerms:
    """A creditor's terms; keys of `PlanTerms` change its plan, e.g. `terms(max_months=12)`."""
    plan_changes = {key: value for key, value in changes.items() if key in PLAN_KEYS}
    values: dict[str, Any] = {
        "id": CreditorId("voltea"),
        "name": "Voltéa Énergie",
        "country": "FR",
        "currency": "EUR",
        "debt_kind": DebtKind.ENERGY,
        "role": "third_party",
        "mandate": Mandate("VOL-MANDAT-2026", date(2025, 12, 15), date(2027, 12, 31)),
        "source": "Mandat de recouvrement 2026, annexe B",
        "effective_from": date(2026, 1, 1),
        "plan": plan_terms(**plan_changes),
        "settlement": SettlementTerms(Decimal(10), 15, 180),
        "promise_within_days": 21,
        "human_above": eur(2000),
        "payment": PaymentDetails(
            "Voltéa Énergie – Recouvrement",
            "https://pay.voltea.example/{account_reference}",
            iban="FR7630006000011234567890189",
        ),
        "contact": Contact(
            "+33 1 84 00 00 01",
            "amiable@voltea.example",
            "Voltéa Énergie, 12 rue des Sources, 69003 Lyon",
            OfficeHours(frozenset(range(5)), time(9), time(18), "Europe/Paris"),
        ),
        "mediator": Mediator("Médiateur national de l'énergie", "https://www.energie-mediateur.fr"),
    }
    other = {key: value for key, value in changes.items() if key not in PLAN_KEYS}
    return CreditorTerms(**{**values, **other})


def band(up_to: Money, max_months: int) -> BalanceBand:
    return BalanceBand(up_to, max_months)


ACCOUNT_ROW = {
    "creditor_id": "voltea",
    "account_reference": "VOL-26-000001",
    "debtor_id": "D1",
    "title": "Mme",
    "first_name": "Jeanne",
    "last_name": "Moreau",
    "birth_date": "1980-05-17",
    "postcode": "69003",
    "email": "jeanne@example.org",
    "language": "fr",
    "country": "FR",
    "debt_origin": "Facture d'électricité",
    "contract_reference": "600000001",
    "opened_on": "2024-01-10",
    "due_on": "2026-03-10",
    "principal": "200.00",
    "interest": "0.00",
    "fees": "0.00",
    "currency": "EUR",
    "letter_reference": "L2604-00001",
    "letter_sent_on": "2026-04-10",
    "access_code": "BVF7CSET",
}

PAYMENT_ROW = {
    "creditor_id": "voltea",
    "account_reference": "VOL-26-000001",
    "payment_reference": "P000001",
    "paid_on": "2026-06-11",
    "amount": "18.31",
    "currency": "EUR",
    "method": "card",
}


def account_row(**changes: str) -> dict[str, str]:
    """A good line of an accounts file."""
    return {**ACCOUNT_ROW, **changes}


def payment_row(**changes: str) -> dict[str, str]:
    """A good line of a payments file."""
    return {**PAYMENT_ROW, **changes}


def csv_text(*rows: Mapping[str, str]) -> str:
    """A CSV file with the header of its first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
