from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.core.ledger import Balance, Book, Entry, balance_of, charge, given_up, overpaid_so_far, payment
from bot.core.ledger import EntryKind as Kind
from bot.core.money import Money
from bot.services.importing_ledger import claimed_by, corrected, opening, waived_by
from tests.builders import TODAY, a_balance, eur

DUE = date(2026, 3, 10)
CENTS = st.integers(0, 50_000)
CLAIMS = st.builds(lambda *parts: Balance(*(Money(part, "EUR") for part in parts)), CENTS, CENTS, CENTS)


def booked_in(entries: Sequence[Entry], book: Book) -> int:
    return sum(p.amount.minor for entry in entries for p in entry.postings if p.book is book)


def reclaimed(entries: Sequence[Entry], claimed: Balance) -> tuple[Entry, ...]:
    """The ledger after an import that claims this."""
    before, count = claimed_by(entries, "EUR")
    now, overpaid, waived = balance_of(entries, "EUR"), overpaid_so_far(entries, "EUR"), waived_by(entries, "EUR")
    return (*entries, *corrected(before, claimed, now, overpaid, waived, count=count, on=TODAY).entries)


def settled(entries: Sequence[Entry], discount: Money, too_much: Money) -> tuple[Entry, ...]:
    """The ledger after a settlement was paid."""
    booked = given_up(discount, balance_of(entries, "EUR"), too_much, reference="settlement 1", on=TODAY)
    return (*entries, *([booked] if booked else []))


def paid(entries: Sequence[Entry], amount: Money, reference: str) -> tuple[Entry, ...]:
    now = balance_of(entries, "EUR")
    return (*entries, payment(amount, now, reference=reference, on=TODAY, method="card"))


@given(CLAIMS)
def test_opening_entries_make_the_claim_and_are_read_back_as_it(claimed: Balance) -> None:
    entries = opening(claimed, DUE)
    assert claimed == balance_of(entries, "EUR")
    assert (claimed, 0) == claimed_by(entries, "EUR")


@given(CLAIMS, st.lists(CLAIMS | CENTS, max_size=6))
def test_whatever_is_claimed_and_paid_nothing_owed_is_negative_and_every_cent_is_kept(
    first: Balance, later: list[Balance | int]
) -> None:
    """Owed = claimed − received + overpaid, and the last claim is what is read back."""
    entries: tuple[Entry, ...] = opening(first, DUE)
    claimed, received = first, 0
    for number, event in enumerate(later):
        if isinstance(event, Balance):
            claimed = event
            entries = reclaimed(entries, claimed)
        elif event:
            received += event
            entries = paid(entries, Money(event, "EUR"), f"P{number}")

    owed = balance_of(entries, "EUR")
    assert min(owed.principal.minor, owed.interest.minor, owed.fees.minor) >= 0
    assert owed.total.minor == claimed.total.minor - received - booked_in(entries, Book.OVERPAID)
    # What was paid is never asked for again, however the claim goes down and up.
    assert owed.total.minor == max(0, claimed.total.minor - received)
    assert booked_in(entries, Book.OVERPAID) == -max(0, received - claimed.total.minor)
    assert claimed == claimed_by(entries, "EUR")[0]


@given(CLAIMS, st.lists(CLAIMS, max_size=5))
def test_entries_of_one_kind_never_share_a_reference(first: Balance, later: list[Balance]) -> None:
    entries: tuple[Entry, ...] = opening(first, DUE)
    for claimed in later:
        entries = reclaimed(entries, claimed)
    names = [(entry.kind, entry.reference) for entry in entries]
    assert len(names) == len(set(names))


@given(CLAIMS)
def test_the_same_claim_again_books_nothing(claimed: Balance) -> None:
    entries = opening(claimed, DUE)
    assert entries == reclaimed(entries, claimed)


def test_a_claim_below_what_was_paid_leaves_the_rest_overpaid() -> None:
    entries = paid(opening(a_balance(100), DUE), eur(80), "P1")
    correction = corrected(a_balance(100), a_balance(50), balance_of(entries, "EUR"), eur(0), eur(0), count=0, on=TODAY)
    after = (*entries, *correction.entries)
    assert balance_of(after, "EUR") == a_balance(0)
    assert correction.overpaid == eur(30)


def test_a_surplus_meets_what_is_still_owed_first() -> None:
    """80 were paid on 100 of principal; the creditor then says that 50 of it were interest."""
    entries = paid(opening(a_balance(100), DUE), eur(80), "P1")
    now = balance_of(entries, "EUR")
    correction = corrected(a_balance(100), a_balance(50, 50), now, eur(0), eur(0), count=0, on=TODAY)
    assert balance_of((*entries, *correction.entries), "EUR") == a_balance(0, 20)
    assert correction.overpaid == eur(0)


@given(CLAIMS, st.data(), st.integers(0, 100), st.lists(CLAIMS, min_size=1, max_size=4))
def test_what_a_settlement_gave_up_is_not_refunded_when_a_later_claim_tells_of_it(
    first: Balance, data: st.DataObject, percent: int, later: list[Balance]
) -> None:
    """Nobody waits for more than what was paid beyond the lowest claim, or beyond the settlement."""
    discount = first.total.minor * percent // 100
    asked = first.total.minor - discount
    received = asked + data.draw(st.integers(0, discount))
    entries = paid(opening(first, DUE), Money(received, "EUR"), "P1")
    entries = settled(entries, Money(discount, "EUR"), Money(received - asked, "EUR"))
    assert Money(received - asked, "EUR") == overpaid_so_far(entries, "EUR")
    for claimed in later:
        entries = reclaimed(entries, claimed)
        owed, overpaid = balance_of(entries, "EUR"), overpaid_so_far(entries, "EUR").minor
        waived = waived_by(entries, "EUR").minor
        assert min(owed.principal.minor, owed.interest.minor, owed.fees.minor, waived, overpaid) >= 0
        assert owed.total.minor == claimed.total.minor - waived - received + overpaid
        assert overpaid <= max(received - asked, received - claimed.total.minor)
        assert claimed == claimed_by(entries, "EUR")[0]
    assert len(entries) == len({(entry.kind, entry.reference) for entry in entries})


def test_interest_of_a_plan_is_no_claim_of_the_creditor() -> None:
    entries = (*opening(a_balance(100, 5), DUE), charge(Kind.INTEREST, eur(7), reference="plan 1", on=TODAY))
    assert claimed_by(entries, "EUR") == (a_balance(100, 5), 0)
    assert entries == reclaimed(entries, a_balance(100, 5))
