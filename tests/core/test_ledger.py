"""The ledger: entries sum to zero, and a balance is the sum of its entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UnbalancedEntry
from bot.core.ledger import (
    Balance,
    Book,
    Entry,
    EntryKind,
    Posting,
    adjustment,
    balance_of,
    charge,
    payment,
)
from bot.core.money import Money
from tests.builders import TODAY, a_balance, eur
from tests.strategies import balances, money


def opening_entries(balance: Balance) -> list[Entry]:
    parts = (
        (EntryKind.PRINCIPAL, balance.principal),
        (EntryKind.INTEREST, balance.interest),
        (EntryKind.FEES, balance.fees),
    )
    return [charge(kind, amount, reference="opening", on=TODAY) for kind, amount in parts]


def test_an_entry_that_does_not_sum_to_zero_is_refused():
    with pytest.raises(UnbalancedEntry):
        Entry(EntryKind.PRINCIPAL, "x", TODAY, (Posting(Book.PRINCIPAL, eur(1)),))


def test_a_payment_meets_interest_before_principal():
    """C. civ. 1343-1."""
    paid = payment(eur(30), a_balance(100, interest=20), reference="P1", on=TODAY, method="card")

    assert {Book.RECEIVED: 3000, Book.INTEREST: -2000, Book.PRINCIPAL: -1000} == {
        posting.book: posting.amount.minor for posting in paid.postings
    }


def test_what_exceeds_the_balance_waits_for_a_refund():
    paid = payment(eur(130), a_balance(100), reference="P1", on=TODAY, method="card")

    assert Posting(Book.OVERPAID, eur(-30)) in paid.postings


@given(balances(), st.lists(money(1, 300_000), max_size=8))
def test_a_balance_is_what_was_claimed_less_what_was_paid_and_never_negative(opening: Balance, payments: list[Money]):
    entries = opening_entries(opening)
    for number, paid in enumerate(payments):
        now = balance_of(entries, "EUR")
        entries.append(payment(paid, now, reference=f"P{number}", on=TODAY, method="card"))
    end = balance_of(entries, "EUR")
    overpaid = -sum(
        posting.amount.minor for entry in entries for posting in entry.postings if posting.book is Book.OVERPAID
    )

    assert opening.total.minor - sum(paid.minor for paid in payments) == end.total.minor - overpaid
    assert min(end.principal.minor, end.interest.minor, end.fees.minor) >= 0
    assert overpaid == 0 or end.total.minor == 0


@given(balances(), st.integers(-1000, 1000).filter(bool))
def test_an_adjustment_moves_its_component_and_nothing_else(opening: Balance, change: int):
    entries = opening_entries(opening)
    entries.append(adjustment(EntryKind.PRINCIPAL, Money(change, "EUR"), reference="a1", on=TODAY))

    after = balance_of(entries, "EUR")

    assert (opening.principal.minor + change, opening.interest, opening.fees) == (
        after.principal.minor,
        after.interest,
        after.fees,
    )
