"""Decisions, as the audit trail keeps them: what went in comes out of JSON the same, and decides the same."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ask import Ask
from bot.core.money import Money
from bot.core.negotiation import decide
from bot.core.table import Table
from bot.core.terms import Frequency, SettlementTerms
from bot.services.decisions import ask_of, ask_record, outcome_record, table_of, table_record
from tests.builders import plan_terms, terms
from tests.strategies import asks, money, tables

settlements = st.none() | st.builds(
    SettlementTerms, st.decimals(0, 99, places=2), st.integers(0, 60), st.integers(0, 900)
)


@st.composite
def any_tables(draw: st.DrawFn) -> Table:
    """With a settlement, a limit for people, plans behind and a source of any kind as well."""
    table = draw(tables())
    other = replace(
        table.terms,
        settlement=draw(settlements),
        human_above=draw(money()),
        source=draw(st.text(max_size=20)),
        plan=replace(table.terms.plan, max_broken_plans=draw(st.integers(0, 5))),
    )
    return replace(table, terms=other, broken_plans=draw(st.integers(0, 5)))


def through_json(value: object) -> dict[str, object]:
    kept = json.loads(json.dumps(value))
    assert isinstance(kept, dict)
    return kept


@given(asks())
def test_an_ask_comes_back_as_it_was(ask: Ask) -> None:
    assert ask == ask_of(through_json(ask_record(ask)), "EUR")


def test_an_empty_record_is_an_empty_ask() -> None:
    assert Ask() == ask_of({}, "EUR")


@given(any_tables())
def test_a_table_comes_back_as_it_stood_whatever_the_creditor_allows_by_now(table: Table) -> None:
    """Only what no decision rests on is taken from the creditor's present file."""
    now = terms(
        plan=plan_terms(max_months=1, min_instalment={Frequency.WEEKLY: Money(1, "EUR")}, max_instalments=2),
        settlement=SettlementTerms(Decimal(77), 1, 1),
        human_above=Money(1, "EUR"),
        source="another",
    )

    again = table_of(through_json(table_record(table)), now, table.is_business_day)

    assert replace(table, terms=replace(table.terms, plan=replace(table.terms.plan, grace_days=5))) == again
    assert table.terms.plan.frequencies == again.terms.plan.frequencies


@settings(max_examples=40)
@given(st.data(), any_tables())
def test_what_comes_back_decides_the_same(data: st.DataObject, table: Table) -> None:
    ask = data.draw(asks(table.today))
    again = table_of(through_json(table_record(table)), terms(max_months=1), table.is_business_day)

    outcome = decide(ask, table)

    assert outcome == decide(ask_of(through_json(ask_record(ask)), "EUR"), again)
    assert through_json(outcome_record(outcome)) == outcome_record(outcome)
