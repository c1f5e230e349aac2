"""Reads `accounts.csv`: one debt a line, with the person who owes it and the letter that announced it."""

from __future__ import annotations

import re
from datetime import date

from bot.adapters.creditor_checks import known_countries
from bot.adapters.csv_fields import LineFields
from bot.adapters.csv_table import TableLine, read_table
from bot.adapters.whole_file import WholeFile
from bot.core.account import CreditorId, Debtor, DebtorId, Language, reference_key
from bot.core.ledger import Balance
from bot.core.money import MINOR_UNITS_PER_MAJOR
from bot.services.importing import Mistake, Progress, Remark, one_of, shown
from bot.services.importing_lines import AccountLine, AccountsFile, Debt

COLUMNS = (
    "creditor_id",
    "account_reference",
    "debtor_id",
    "title",
    "first_name",
    "last_name",
    "birth_date",
    "postcode",
    "email",
    "language",
    "country",
    "debt_origin",
    "contract_reference",
    "opened_on",
    "due_on",
    "principal",
    "interest",
    "fees",
    "currency",
    "letter_reference",
    "letter_sent_on",
    "access_code",
)

MIN_AGE, MAX_AGE = 18, 120
MAX_REFERENCE = 64
MAX_POSTCODE = 16
ACCESS_CODE = re.compile(r"[A-Z0-9]{8}", re.ASCII)
# Enough to catch a slip; only a message that arrives proves an address. Spaces before the @ do occur in what
# creditors send: they are taken, with a remark.
EMAIL = re.compile(r"[^@<>()\[\],;:\"\\]+@([\w-]+\.)+[\w-]{2,}")
PROGRESS_EVERY = 200


def read_accounts(file: WholeFile, today: date, progress: Progress) -> AccountsFile:
    """Read and check every line by itself; what needs the database is checked by `take_accounts`."""
    table = read_table(file, COLUMNS)
    mistakes = list(table.mistakes)
    remarks: list[Remark] = []
    lines: list[AccountLine] = []
    for done, line in enumerate(table.lines):
        if done % PROGRESS_EVERY == 0:
            progress(file.name, done, len(table.lines))
        lines.append(_line(file.name, line, today, mistakes, remarks))
    return AccountsFile(file.name, file.sha256, tuple(lines), tuple(mistakes), tuple(remarks))


def _line(file: str, line: TableLine, today: date, mistakes: list[Mistake], remarks: list[Remark]) -> AccountLine:
    fields = LineFields(file, line, mistakes)
    creditor_id = fields.text("creditor_id", "the id of an imported creditor", longest=MAX_REFERENCE) or ""
    reference = fields.text("account_reference", "the reference printed on the letter", longest=MAX_REFERENCE)
    key = reference_key(reference or "") or None
    if reference and key is None:
        fields.wrong("account_reference", "a reference with letters or digits")
    debtor = _debtor(fields, today)
    if debtor is not None and " " in debtor.email:
        text = f"{shown(debtor.email)} holds a space: no message would arrive there"
        remarks.append(Remark(file, line.number, "email", text))
    currency = fields.raw("currency")
    if currency not in MINOR_UNITS_PER_MAJOR:
        fields.wrong("currency", one_of(tuple(MINOR_UNITS_PER_MAJOR)))
        currency = ""
    debt = _debt(fields, currency, today)
    return AccountLine(line.number, CreditorId(creditor_id), reference or "", key, currency, debtor, debt)


def _debtor(fields: LineFields, today: date) -> Debtor | None:
    debtor_id = fields.text("debtor_id", "the number of the person who owes", longest=MAX_REFERENCE)
    title = fields.text("title", "a title, or nothing", optional=True)
    first_name = fields.text("first_name", "a first name")
    last_name = fields.text("last_name", "a last name")
    birth_date = _birth_date(fields, today)
    postcode = fields.text("postcode", "a postcode", longest=MAX_POSTCODE)
    email = fields.text("email", "an e-mail address, or nothing", optional=True)
    if email and not EMAIL.fullmatch(email):
        fields.wrong("email", "an e-mail address like name@example.org, or nothing")
        email = None
    language = fields.choice("language", [one.value for one in Language])
    country = fields.raw("country")
    if country not in known_countries():
        fields.wrong("country", "a country of ISO 3166-1 in two capital letters, like FR")
        country = ""
    if (
        debtor_id is None
        or title is None
        or first_name is None
        or last_name is None
        or birth_date is None
        or postcode is None
        or email is None
        or language is None
        or not country
    ):
        return None
    return Debtor(
        DebtorId(debtor_id),
        title,
        first_name,
        last_name,
        birth_date,
        postcode,
        email,
        Language(language),
        country,
    )


def _birth_date(fields: LineFields, today: date) -> date | None:
    born = fields.day("birth_date")
    if born is None:
        return None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < MIN_AGE:
        fields.wrong("birth_date", f"somebody of {MIN_AGE} or older (today is {today})")
        return None
    if age > MAX_AGE:
        fields.wrong("birth_date", f"somebody of {MAX_AGE} or younger (today is {today})")
        return None
    return born


def _debt(fields: LineFields, currency: str, today: date) -> Debt | None:
    debt_origin = fields.text("debt_origin", "what the debt is for")
    contract_reference = fields.text("contract_reference", "a reference, or nothing", optional=True)
    opened_on, due_on = fields.day("opened_on"), fields.day("due_on")
    if opened_on and due_on and due_on < opened_on:
        fields.wrong("due_on", f"a day on or after opened_on, {opened_on}")
        due_on = None
    # Amounts are checked even where the currency is wrong, so that every mistake is listed.
    unit = currency or next(iter(MINOR_UNITS_PER_MAJOR))
    principal, interest, fees = (fields.money(column, unit) for column in ("principal", "interest", "fees"))
    letter_reference = fields.text("letter_reference", "the reference of the letter that announced the debt")
    letter_sent_on = fields.past_day("letter_sent_on", today)
    access_code = fields.shaped("access_code", ACCESS_CODE, "eight capital letters or digits, like BVF7CSET")
    if (
        debt_origin is None
        or contract_reference is None
        or opened_on is None
        or due_on is None
        or principal is None
        or interest is None
        or fees is None
        or letter_reference is None
        or letter_sent_on is None
        or access_code is None
        or not currency
    ):
        return None
    return Debt(
        debt_origin,
        contract_reference,
        opened_on,
        due_on,
        Balance(principal, interest, fees),
        letter_reference,
        letter_sent_on,
        access_code,
    )
