from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.csv_accounts import COLUMNS, read_accounts
from bot.adapters.import_files import no_progress
from bot.adapters.whole_file import WholeFile
from bot.core.account import Language
from bot.services.importing_lines import AccountsFile
from tests.builders import PORTFOLIO, ROOT, TODAY, a_balance, account_row, csv_text


def read(*rows: dict[str, str], today: date = TODAY) -> AccountsFile:
    return read_accounts(WholeFile("accounts.csv", csv_text(*rows), "0"), today, no_progress)


def test_a_good_line_gives_the_person_and_the_debt() -> None:
    row = account_row(principal="1200.50", interest="3.4", fees="0", language="en", postcode=" 69003 ")
    file = read(row)
    (line,) = file.lines
    assert file.mistakes == ()
    assert line.debtor is not None
    assert line.debt is not None
    assert (line.line, line.creditor_id, line.key) == (2, "voltea", "VOL26000001")
    assert (line.debtor.full_name, line.debtor.postcode) == ("Mme Jeanne Moreau", "69003")
    assert line.debtor.language is Language.ENGLISH
    assert line.debt.claimed == a_balance("1200.50", "3.40")


def test_accents_are_composed_and_no_break_spaces_are_spaces() -> None:
    (line,) = read(account_row(first_name="E\u0301lodie", last_name="Le\u00a0Roux")).lines
    assert line.debtor is not None
    assert (line.debtor.first_name, line.debtor.last_name) == ("Élodie", "Le Roux")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("creditor_id", "", "imported creditor"),
        ("account_reference", "", "printed on the letter"),
        ("account_reference", "---", "letters or digits"),
        ("account_reference", "A" * 65, "at most 64"),
        ("debtor_id", "", "person who owes"),
        ("title", "<b>", "markup"),
        ("first_name", "", "first name"),
        ("first_name", "<script>alert(1)</script>", "markup"),
        ("first_name", "Jea\u202enne", "control characters"),
        ("first_name", "Jea\x07nne", "control characters"),
        ("last_name", '=HYPERLINK("http://x")', "formula"),
        ("last_name", "@SUM(A1)", "formula"),
        ("last_name", "+A1", "formula"),
        ("last_name", "-A1", "formula"),
        ("last_name", "Mor\neau", "control characters"),
        ("birth_date", "1980-02-30", "year-month-day"),
        ("birth_date", "17/05/1980", "year-month-day"),
        ("birth_date", "1980-5-17", "year-month-day"),
        ("birth_date", "", "year-month-day"),
        ("birth_date", "2008-11-24", "18 or older"),
        ("birth_date", "1880-01-01", "120 or younger"),
        ("postcode", "", "postcode"),
        ("email", "jeanne", "name@example.org"),
        ("email", "jeanne@example", "name@example.org"),
        ("email", "a@b@example.org", "name@example.org"),
        ("email", "jeanne@exa mple.org", "name@example.org"),
        ("language", "de", "fr or en"),
        ("language", "FR", "fr or en"),
        ("country", "ZZ", "ISO 3166-1"),
        ("country", "fr", "ISO 3166-1"),
        ("country", "UK", "ISO 3166-1"),
        ("debt_origin", "", "what the debt is for"),
        ("opened_on", "2024-13-01", "year-month-day"),
        ("due_on", "2024-01-09", "on or after opened_on"),
        ("principal", "-12.00", "0 or more"),
        ("principal", "1 200,50", "a point"),
        ("principal", "1,200.50", "a point"),
        ("principal", "10.005", "two decimals"),
        ("principal", "1e3", "a point"),
        ("principal", "", "a point"),
        ("principal", "٣", "a point"),
        ("interest", "NaN", "a point"),
        ("fees", "+1", "a point"),
        ("currency", "XXX", "EUR, GBP or USD"),
        ("letter_sent_on", "2026-11-24", "not in the future"),
        ("letter_reference", "", "letter"),
        ("access_code", "BVF7CSE", "eight"),
        ("access_code", "bvf7cset", "eight"),
        ("access_code", "BVF7-SET", "eight"),
    ],
)
def test_a_wrong_value_is_the_one_mistake(column: str, value: str, expected: str) -> None:
    (mistake,) = read(account_row(**{column: value})).mistakes
    assert (mistake.line, mistake.column) == (2, column)
    assert expected in mistake.expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("birth_date", "2008-11-23"),  # 18 today
        ("letter_sent_on", "2026-11-23"),
        ("due_on", "2024-01-10"),  # the day it was opened
        ("title", ""),
        ("email", ""),
        ("contract_reference", ""),
        ("contract_reference", "+33 6 12 34 56 78"),
        ("last_name", "O'Brien-Le Goff"),
        ("principal", "0"),
        ("country", "GB"),
    ],
)
def test_values_at_the_edge_are_taken(column: str, value: str) -> None:
    assert read(account_row(**{column: value})).mistakes == ()


def test_somebody_born_on_29_february_is_of_age_on_1_march() -> None:
    row = account_row(birth_date="2008-02-29", letter_sent_on="2026-01-31", due_on="2026-01-10")
    assert len(read(row, today=date(2026, 2, 28)).mistakes) == 1
    assert read(row, today=date(2026, 3, 1)).mistakes == ()


def test_an_address_with_a_space_is_taken_with_a_remark() -> None:
    file = read(account_row(email="jeanne moreau@example.org"))
    assert file.mistakes == ()
    assert [(remark.line, remark.column) for remark in file.remarks] == [(2, "email")]


def test_every_mistake_of_a_line_is_listed() -> None:
    file = read(account_row(birth_date="?", principal="?", language="?"), account_row(country="?"))
    assert [(mistake.line, mistake.column) for mistake in file.mistakes] == [
        (2, "birth_date"),
        (2, "language"),
        (2, "principal"),
        (3, "country"),
    ]


def test_the_portfolio_has_no_mistake_of_its_own() -> None:
    text = (PORTFOLIO / "accounts.csv").read_text("utf-8")
    file = read_accounts(WholeFile("accounts.csv", text, "0"), TODAY, no_progress)
    assert file.mistakes == ()
    assert len(file.lines) == 1950


@settings(deadline=None)
@given(
    st.sampled_from(COLUMNS),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12),
)
def test_any_value_is_either_read_or_a_mistake_in_its_column(column: str, value: str) -> None:
    file = read(account_row(**{column: value}))
    (line,) = file.lines
    if not file.mistakes:
        assert line.debtor is not None
        assert line.debt is not None
    elif column == "opened_on":  # a later opening makes the due date wrong
        assert {mistake.column for mistake in file.mistakes} <= {"opened_on", "due_on"}
    else:
        assert {column} == {mistake.column for mistake in file.mistakes}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_in_the_documentation(column: str) -> None:
    accounts = (ROOT / "docs" / "import.md").read_text("utf-8").partition("## Accounts")[2]
    assert f"| `{column}` |" in accounts.partition("## Payments")[0]
