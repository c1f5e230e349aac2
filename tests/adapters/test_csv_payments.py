from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.csv_payments import COLUMNS, read_payments
from bot.adapters.import_files import no_progress
from bot.adapters.whole_file import WholeFile
from bot.services.importing_payments import Payment, PaymentsFile
from tests.builders import PORTFOLIO, ROOT, TODAY, csv_text, eur, payment_row


def read(*rows: dict[str, str]) -> PaymentsFile:
    return read_payments(WholeFile("payments.csv", csv_text(*rows), "0"), TODAY, no_progress)


def test_a_good_line_gives_the_payment() -> None:
    (line,) = read(payment_row(amount="18.3", method="direct_debit")).lines
    assert line.payment == Payment(date(2026, 6, 11), eur("18.30"), "direct_debit")
    assert (line.key, line.payment_reference) == ("VOL26000001", "P000001")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("creditor_id", "", "imported creditor"),
        ("account_reference", "", "reference of an account"),
        ("payment_reference", "", "creditor's reference"),
        ("payment_reference", "=1+1", "formula"),
        ("paid_on", "2026-11-24", "not in the future"),
        ("paid_on", "2026-06-31", "year-month-day"),
        ("amount", "0", "above 0"),
        ("amount", "0.00", "above 0"),
        ("amount", "-1.00", "above 0"),
        ("amount", "1,00", "a point"),
        ("currency", "eur", "EUR, GBP or USD"),
        ("method", "bitcoin", "transfer, card, direct_debit or cheque"),
        ("method", "", "transfer, card, direct_debit or cheque"),
    ],
)
def test_a_wrong_value_is_the_one_mistake(column: str, value: str, expected: str) -> None:
    (mistake,) = read(payment_row(**{column: value})).mistakes
    assert (mistake.line, mistake.column) == (2, column)
    assert expected in mistake.expected


def test_the_portfolio_has_no_mistake_of_its_own() -> None:
    text = (PORTFOLIO / "payments.csv").read_text("utf-8")
    file = read_payments(WholeFile("payments.csv", text, "0"), TODAY, no_progress)
    assert file.mistakes == ()
    assert len(file.lines) == 1598


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_in_the_documentation(column: str) -> None:
    payments = (ROOT / "docs" / "import.md").read_text("utf-8").partition("## Payments")[2]
    assert f"| `{column}` |" in payments
