from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.adapters.creditor_checks import schema
from bot.adapters.creditor_terms import (
    CreditorFile,
    creditor_file_of,
    read_creditor_file,
    terms_from_document,
)
from bot.adapters.whole_file import WholeFile
from bot.core.account import DebtKind
from bot.core.terms import CreditorTerms, Frequency, SettlementTerms
from bot.services.importing import Mistake
from tests.builders import CREDITORS, ROOT, band, eur, gbp

FILES = sorted(CREDITORS.glob("*.yml"))


def sound(name: str) -> CreditorFile:
    file = read_creditor_file(CREDITORS / f"{name}.yml")
    assert isinstance(file, CreditorFile)
    return file


def document(name: str = "voltea") -> dict[str, Any]:
    """A creditor's file with every value as YAML gives it."""
    loaded: dict[str, Any] = json.loads(
        json.dumps(YAML(typ="safe").load((CREDITORS / f"{name}.yml").read_text("utf-8")), default=str)
    )
    return loaded


def read(changed: dict[str, Any] | str) -> CreditorFile | list[Mistake]:
    """JSON is YAML, so a changed document can be written as JSON."""
    text = changed if isinstance(changed, str) else json.dumps(changed, ensure_ascii=False, indent=1)
    return creditor_file_of(WholeFile("creditor.yml", text, "0"))


def with_value(path: str, value: object, name: str = "voltea") -> dict[str, Any]:
    """The document with one key set, or removed where the value is `...`."""
    changed = document(name)
    holder: Any = changed
    *way, last = path.split(".")
    for key in way:
        holder = holder[int(key)] if key.isdigit() else holder[key]
    if value is ...:
        del holder[last]
    else:
        holder[int(last) if last.isdigit() else last] = value
    return changed


def mistakes_of(changed: dict[str, Any] | str) -> list[Mistake]:
    found = read(changed)
    assert isinstance(found, list), "no mistake was found"
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_creditor_of_the_portfolio_is_sound(path: Path) -> None:
    assert isinstance(read_creditor_file(path), CreditorFile)


def test_limits_are_those_of_the_file() -> None:
    terms = sound("voltea").terms
    assert (terms.id, terms.name, terms.debt_kind) == ("voltea", "Voltéa Énergie", DebtKind.ENERGY)
    assert terms.plan.min_instalment == {
        Frequency.WEEKLY: eur(10),
        Frequency.FORTNIGHTLY: eur(15),
        Frequency.MONTHLY: eur(25),
    }
    assert (terms.plan.max_months, terms.plan.max_instalments, terms.plan.max_broken_plans) == (18, 36, 2)
    assert terms.settlement == SettlementTerms(Decimal(10), 15, 180)
    assert (terms.promise_within_days, terms.human_above) == (21, eur(2000))
    assert terms.in_force_on(date(2026, 1, 1))
    assert not terms.in_force_on(date(2028, 1, 1))
    assert terms.plan.interest_rate_percent == 0


def test_contractual_interest_and_bands_are_read() -> None:
    plan = sound("credileo").terms.plan
    assert plan.interest_rate_percent == Decimal("3.49")
    assert plan.by_balance == (band(eur(500), 12), band(eur(2000), 24))


def test_days_of_grace_are_five_unless_the_creditor_says_otherwise() -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8")
    assert 5 == sound("voltea").terms.plan.grace_days
    for days in (0, 12):
        changed = text.replace("  max_broken_plans", f"  grace_days: {days}\n  max_broken_plans")
        file = creditor_file_of(WholeFile("voltea.yml", changed, "x"))
        assert isinstance(file, CreditorFile)
        assert days == file.terms.plan.grace_days


def test_a_first_instalment_share_is_read() -> None:
    assert sound("filnet").terms.plan.first_instalment_percent == Decimal(20)


def test_a_british_creditor_is_paid_by_sort_code() -> None:
    terms = sound("harrow").terms
    assert (terms.payment.sort_code, terms.payment.account_number) == ("20-00-00", "55779911")
    assert terms.human_above == gbp(2500)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_database_keeps_gives_the_same_terms(path: Path) -> None:
    file = read_creditor_file(path)
    assert isinstance(file, CreditorFile)
    assert file.terms == terms_from_document(json.loads(json.dumps(file.document)))


def test_no_settlement_at_all_and_a_discount_of_nothing_are_told_apart() -> None:
    none = read(with_value("settlement", ...))
    assert isinstance(none, CreditorFile)
    assert none.terms.settlement is None
    assert sound("credileo").terms.settlement == SettlementTerms(Decimal(0), 0, 0)


@settings(max_examples=40, deadline=None)
@given(st.decimals(min_value="0.01", max_value="99999999.99", places=2, allow_nan=False))
def test_amounts_are_exact(amount: Decimal) -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8")
    file = read(text.replace("human_above: 2000.00", f"human_above: {amount}"))
    if isinstance(file, list):  # below the smallest instalment, which no balance could meet then
        assert amount < 25
    else:
        assert file.terms.human_above == eur(amount)


@pytest.mark.parametrize(
    ("path", "value", "key", "found", "expected"),
    [
        ("colour", "red", "colour", "an unknown key", "only contact, country"),
        ("plan.max_month", 3, "plan.max_month", "an unknown key", "max_months"),
        ("name", ..., "name", "nothing", "name"),
        ("plan.max_months", ..., "plan.max_months", "nothing", "Longest plan"),
        ("plan.max_months", "twelve", "plan.max_months", "“twelve”", "a whole number"),
        ("plan.max_months", 12.5, "plan.max_months", "“12.5”", "a whole number"),
        ("plan.max_months", 0, "plan.max_months", "“0”", "at least 1"),
        ("plan.max_months", True, "plan.max_months", "“True”", "a whole number"),
        ("plan", "none", "plan", "“none”", "keys with values"),
        ("plan.frequencies", "monthly", "plan.frequencies", "“monthly”", "a list"),
        ("plan.frequencies", [], "plan.frequencies", "an empty list", "at least 1"),
        ("plan.frequencies", ["monthly", "monthly"], "plan.frequencies", "monthly, monthly", "once"),
        ("plan.frequencies.0", "daily", "plan.frequencies[1]", "“daily”", "weekly, fortnightly"),
        ("plan.min_instalment.weekly", -1, "plan.min_instalment.weekly", "“-1”", "more than 0"),
        ("plan.min_instalment.weekly", 10.005, "plan.min_instalment.weekly", "10.005", "two decimals"),
        ("plan.min_instalment.weekly", "10 €", "plan.min_instalment.weekly", "10 €", "a number"),
        ("plan.min_instalment.weekly", ..., "plan.min_instalment.weekly", "nothing", "plan.frequencies"),
        ("plan.min_instalment.quarterly", 60, "plan.min_instalment.quarterly", "“60”", "plan.frequencies"),
        ("plan.min_instalment.monthly", 2001, "plan.min_instalment.monthly", "2001", "human_above"),
        ("plan.max_instalments", 90, "plan.max_instalments", "“90”", "plan.max_months"),
        ("plan.max_instalments", 10, "plan.max_months", "“18”", "plan.max_instalments"),
        ("plan.interest", "some", "plan.interest", "“some”", "frozen or contractual"),
        ("plan.interest", "contractual", "plan.interest_rate_percent", "nothing", "yearly rate"),
        ("plan.interest_rate_percent", 3, "plan.interest_rate_percent", "“3”", "frozen"),
        (
            "plan.by_balance",
            [{"up_to": 500, "max_months": 6}, {"up_to": 500, "max_months": 12}],
            "plan.by_balance[2].up_to",
            "“500”",
            "more than the line before",
        ),
        ("settlement.max_discount_percent", 101, "settlement.max_discount_percent", "“101”", "at most 100"),
        ("settlement.min_age_days", ..., "settlement.min_age_days", "nothing", "whole days"),
        ("currency", "DEM", "currency", "“DEM”", "EUR, GBP or USD"),
        ("country", "ZZ", "country", "“ZZ”", "ISO 3166"),
        ("country", "France", "country", "“France”", "like FR"),
        ("debt_kind", "gambling", "debt_kind", "“gambling”", "energy"),
        ("effective_from", "2028-01-01", "effective_from", "2028-01-01", "mandate.valid_until"),
        ("effective_from", "1.1.2026", "effective_from", "1.1.2026", "year-month-day"),
        ("mandate.signed_on", "2026-02-30", "mandate.signed_on", "2026-02-30", "year-month-day"),
        ("mandate.valid_until", "2025-12-01", "mandate.valid_until", "2025-12-01", "signed_on"),
        ("payment.iban", "FR76300060000112345678901", "payment.iban", "FR76", "form its country has"),
        ("payment.iban", "DE 12", "payment.iban", "DE 12", "like FR76"),
        ("payment.iban", ..., "payment.iban", "nothing", "sort_code"),
        ("payment.sort_code", "20-00-00", "payment.account_number", "nothing", "eight digits"),
        ("payment.account_number", 55779911, "payment.account_number", "55779911", "text"),
        ("payment.link", "http://pay.example", "payment.link", "http://pay", "https://"),
        ("payment.link", "https://pay.example/{ref}", "payment.link", "{ref}", "{account_reference}"),
        ("contact.hours", "weekdays", "contact.hours", "“weekdays”", "Mon-Fri 09:00-17:30"),
        ("contact.hours", "Mon-Fri 09:00-17:30 Europe/Lyon", "contact.hours", "Lyon", "IANA"),
        ("contact.phone", "+33 1", "contact.phone", "+33 1", "telephone"),
        ("contact.email", "help at example", "contact.email", "help at", "like help@example.org"),
        ("name", "<b>Voltéa</b>", "name", "<b>", "without < or >"),
        ("name", "Volt\néa", "name", "Volt\\néa", "one line"),
        ("id", "Voltéa", "id", "Voltéa", "like voltea"),
    ],
)
def test_a_mistake_names_key_found_and_expected(path: str, value: object, key: str, found: str, expected: str) -> None:
    mistakes = mistakes_of(with_value(path, value))
    assert key in [mistake.column for mistake in mistakes]
    mistake = next(mistake for mistake in mistakes if mistake.column == key)
    assert found in mistake.found
    assert expected in mistake.expected


def test_every_mistake_is_listed_with_its_line() -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8")
    broken = text.replace("currency: EUR", "currency: DEM").replace("max_months: 18", "max_months: many")
    lines = broken.splitlines()
    expected = {
        "currency": lines.index("currency: DEM") + 1,
        "plan.max_months": next(i for i, line in enumerate(lines, start=1) if "max_months: many" in line),
    }
    assert expected == {mistake.column: mistake.line for mistake in mistakes_of(broken)}


def test_a_missing_key_is_placed_where_it_belongs() -> None:
    text = (CREDITORS / "voltea.yml").read_text("utf-8")
    lines = text.splitlines()
    without = "\n".join(line for line in lines if "max_broken_plans" not in line)
    (mistake,) = mistakes_of(without)
    assert (mistake.column, mistake.line) == ("plan.max_broken_plans", lines.index("plan:") + 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: voltea\nid: voltea\n", 2),
        ("id: voltea\n\tname: x\n", 2),
        ("id: [voltea\n", 2),
        ("- voltea\n", 1),
        ("voltea\n", 1),
        ("id: &a voltea\nname: *a\n", 2),
        ("id: !!python/object/apply:os.system [ls]\n", 1),
        ("id: a\n---\nid: b\n", 2),
    ],
)
def test_text_that_is_no_plain_yaml_is_a_mistake_with_its_line(text: str, line: int) -> None:
    (mistake,) = mistakes_of(text)
    assert mistake.line == line


def test_an_iban_with_wrong_check_digits_is_remarked_on() -> None:
    """A transfer to it would fail, but it is the creditor who must say what is right."""
    assert [remark.column for remark in sound("credileo").remarks] == ["payment.iban"]
    for name in ("voltea", "filnet", "harrow"):
        assert sound(name).remarks == ()


def test_an_unreadable_file_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "creditor.yml"
    path.write_bytes("name: Crédiléo".encode("latin-1"))
    found = read_creditor_file(path)
    assert isinstance(found, list)
    assert "byte 0xe9 at byte 8" in found[0].found


YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: str = "") -> Iterator[str]:
    for key, item in value.items() if isinstance(value, dict) else ():
        here = f"{path}.{key}" if path else key
        yield here
        yield from paths(item, here)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(paths(document("credileo")))), YAML_VALUES)
def test_no_value_under_any_key_breaks_the_check(path: str, value: object) -> None:
    """Whatever stands there, the answer is a file or mistakes, never an exception."""
    found = read(with_value(path, value, "credileo"))
    assert isinstance(found, CreditorFile) or all(isinstance(one, Mistake) for one in found)


def keys(node: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of the schema with its own part of it."""
    for key, part in node.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        yield here, part
        yield from keys(part, here)
        yield from keys(part.get("items", {}), f"{here}[]")


@pytest.mark.parametrize("key", [key for key, _ in keys(schema())])
def test_every_key_is_in_the_documentation(key: str) -> None:
    """A key with keys of its own is there through them."""
    documentation = (ROOT / "docs" / "creditor-file.md").read_text("utf-8")
    assert f"| `{key}` |" in documentation or f"| `{key}." in documentation


def test_every_key_has_a_description() -> None:
    assert [key for key, part in keys(schema()) if not part.get("description")] == []


def test_terms_of_another_currency_are_in_that_currency() -> None:
    def amounts(terms: CreditorTerms) -> set[str]:
        return {money.currency for money in (*terms.plan.min_instalment.values(), terms.human_above)}

    assert [{"EUR"}, {"GBP"}] == [amounts(sound(name).terms) for name in ("voltea", "harrow")]
