"""Reads `payments.csv`: one payment a line, as the creditor received it."""

from __future__ import annotations

from datetime import date

from bot.adapters.csv_fields import LineFields
from bot.adapters.csv_table import TableLine, read_table
from bot.adapters.whole_file import WholeFile
from bot.core.account import CreditorId, reference_key
from bot.core.money import MINOR_UNITS_PER_MAJOR
from bot.services.importing import Mistake, Progress, one_of
from bot.services.importing_payments import METHODS, Payment, PaymentLine, PaymentsFile

COLUMNS = (
    "creditor_id",
    "account_reference",
    "payment_reference",
    "paid_on",
    "amount",
    "currency",
    "method",
)

MAX_REFERENCE = 64
PROGRESS_EVERY = 200


def read_payments(file: WholeFile, today: date, progress: Progress) -> PaymentsFile:
    """Read and check every line by itself; what needs the database is checked by `take_payments`."""
    table = read_table(file, COLUMNS)
    mistakes = list(table.mistakes)
    lines: list[PaymentLine] = []
    for done, line in enumerate(table.lines):
        if done % PROGRESS_EVERY == 0:
            progress(file.name, done, len(table.lines))
        lines.append(_line(file.name, line, today, mistakes))
    return PaymentsFile(file.name, file.sha256, tuple(lines), tuple(mistakes))


def _line(file: str, line: TableLine, today: date, mistakes: list[Mistake]) -> PaymentLine:
    fields = LineFields(file, line, mistakes)
    creditor_id = fields.text("creditor_id", "the id of an imported creditor", longest=MAX_REFERENCE)
    reference = fields.text("account_reference", "the reference of an account", longest=MAX_REFERENCE)
    payment_reference = fields.text(
        "payment_reference", "the creditor's reference of this payment", longest=MAX_REFERENCE
    )
    paid_on = fields.past_day("paid_on", today)
    currency = fields.raw("currency")
    if currency not in MINOR_UNITS_PER_MAJOR:
        fields.wrong("currency", one_of(tuple(MINOR_UNITS_PER_MAJOR)))
        currency = ""
    amount = fields.money("amount", currency or next(iter(MINOR_UNITS_PER_MAJOR)), positive=True)
    method = fields.choice("method", METHODS)
    payment = None
    if currency and paid_on is not None and amount is not None and method is not None:
        payment = Payment(paid_on, amount, method)
    return PaymentLine(
        line.number,
        CreditorId(creditor_id or ""),
        reference or "",
        reference_key(reference or ""),
        payment_reference or "",
        currency,
        payment,
    )
