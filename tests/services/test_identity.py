"""Identity: two facts that go together open an account's doors, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.sql.unit_of_work import SqlStore
from bot.core.account import AccountId
from bot.core.conversation import ConversationId
from bot.core.errors import IdentityUnverified
from bot.services import accounts
from bot.services.identity import (
    MAX_FAILURES_AN_ACCOUNT_A_DAY,
    Claim,
    IdentityOutcome,
    Locked,
    Mismatch,
    ReferenceMissing,
    SecondFactMissing,
    Verified,
    check_identity,
)
from tests.bureau import Bureau, at_once

REFERENCE, CODE = "VOL-26-000001", "BVF7CSET"
BORN, POSTCODE = date(1980, 5, 17), "69003"
WRONG_BORN, WRONG_POSTCODE = date(1981, 6, 18), "75011"
UNKNOWN_REFERENCE, UNKNOWN_CODE = "VOL-26-999999", "ZZZZ9999"


@pytest.fixture
def account(small_bureau: Bureau) -> AccountId:
    return small_bureau.open_account()


def check(bureau: Bureau, claim: Claim, sender: str = "phone-1") -> IdentityOutcome:
    return check_identity(bureau.services, bureau.conversation(sender), claim)


def knows_the_debtor(bureau: Bureau, sender: str = "phone-1") -> bool:
    with bureau.store.reading() as uow:
        return uow.conversations.get(bureau.conversation(sender)).debtor_id is not None


@pytest.mark.parametrize(
    ("reference", "code", "born", "postcode"),
    list(
        product(
            (None, REFERENCE, UNKNOWN_REFERENCE),
            (None, CODE, UNKNOWN_CODE),
            (None, BORN, WRONG_BORN),
            (None, POSTCODE, WRONG_POSTCODE),
        )
    ),
)
def test_only_a_right_name_of_the_debt_with_a_right_second_fact_verifies(
    small_bureau: Bureau,
    account: AccountId,
    reference: str | None,
    code: str | None,
    born: date | None,
    postcode: str | None,
) -> None:
    claim = Claim(
        references=(reference,) if reference else (),
        access_codes=(code,) if code else (),
        birth_dates=(born,) if born else (),
        postcodes=(postcode,) if postcode else (),
    )
    outcome = check(small_bureau, claim)

    named = reference is not None or code is not None
    named_right = reference == REFERENCE or code == CODE
    second_right = born == BORN or postcode == POSTCODE
    if named_right and second_right:
        assert isinstance(outcome, Verified)
    elif not named:
        assert ReferenceMissing() == outcome
    elif born is None and postcode is None:
        assert isinstance(outcome, SecondFactMissing)
    else:
        assert Mismatch(tries_left=2) == outcome
    assert knows_the_debtor(small_bureau) is (named_right and second_right)


@pytest.mark.parametrize("typed", ["vol26000001", "VOL 26 000001", "vol-26-000001"])
def test_a_reference_counts_however_it_is_typed(small_bureau: Bureau, account: AccountId, typed: str) -> None:
    assert isinstance(check(small_bureau, Claim(references=(typed,), birth_dates=(BORN,))), Verified)


@pytest.mark.parametrize("typed", ["ls11aa", "LS1 1AA", " ls1 1aa "])
def test_a_postcode_counts_however_it_is_spaced(small_bureau: Bureau, typed: str) -> None:
    small_bureau.open_account(
        creditor_id="harrow",
        account_reference="HAR-26-000001",
        postcode="LS1 1AA",
        currency="GBP",
        language="en",
        country="GB",
    )
    claim = Claim(references=("HAR-26-000001",), postcodes=(typed,))
    assert isinstance(check(small_bureau, claim), Verified)


def test_the_facts_may_come_in_two_messages(small_bureau: Bureau, account: AccountId) -> None:
    first = check(small_bureau, Claim(references=(REFERENCE,)))
    assert isinstance(first, SecondFactMissing)

    second = check(small_bureau, Claim(birth_dates=(BORN,), pointed_at=first.pointed_at, named_before=True))

    assert isinstance(second, Verified)
    assert (account,) == tuple(one.id for one in second.accounts)


def test_a_second_fact_after_an_unknown_reference_fails_like_a_wrong_one(
    small_bureau: Bureau, account: AccountId
) -> None:
    first = check(small_bureau, Claim(references=(UNKNOWN_REFERENCE,)))
    assert isinstance(first, SecondFactMissing)

    second = check(small_bureau, Claim(birth_dates=(BORN,), pointed_at=first.pointed_at, named_before=True))

    assert Mismatch(tries_left=2) == second


def test_a_reference_named_anew_replaces_the_one_before(small_bureau: Bureau, account: AccountId) -> None:
    claim = Claim(references=(UNKNOWN_REFERENCE,), birth_dates=(BORN,), pointed_at=(account,), named_before=True)
    assert Mismatch(tries_left=2) == check(small_bureau, claim)


def test_an_unknown_reference_cannot_be_told_from_a_wrong_fact(small_bureau: Bureau, account: AccountId) -> None:
    """Three tries with each: the same answers in the same order, the same traces in the conversation."""

    def tries(sender: str, claim: Claim) -> list[IdentityOutcome]:
        return [check(small_bureau, claim, sender) for _ in range(4)]

    unknown = tries("phone-1", Claim(references=(UNKNOWN_REFERENCE,), birth_dates=(BORN,)))
    wrong = tries("phone-2", Claim(references=(REFERENCE,), birth_dates=(WRONG_BORN,)))

    assert [Mismatch(2), Mismatch(1), Locked(), Locked()] == unknown
    assert unknown == wrong


def test_verification_names_all_the_debtors_accounts_the_named_one_first(small_bureau: Bureau) -> None:
    other = small_bureau.open_account(account_reference="VOL-26-000002", access_code="AAFZA22Q")
    named = small_bureau.open_account()
    small_bureau.open_account(
        account_reference="VOL-26-000003", debtor_id="D2", first_name="Luc", access_code="ZFHRGXVG"
    )

    outcome = check(small_bureau, Claim(access_codes=(CODE,), postcodes=(POSTCODE,)))

    assert isinstance(outcome, Verified)
    assert [named, other] == [one.id for one in outcome.accounts]
    assert outcome.debtor.full_name == "Mme Jeanne Moreau"


def test_facts_of_two_people_do_not_add_up(small_bureau: Bureau, account: AccountId) -> None:
    small_bureau.open_account(
        account_reference="VOL-26-000002",
        debtor_id="D2",
        birth_date="1990-01-02",
        postcode="13001",
        access_code="AAFZA22Q",
    )
    claim = Claim(references=(REFERENCE,), birth_dates=(date(1990, 1, 2),), postcodes=("13001",))

    assert Mismatch(tries_left=2) == check(small_bureau, claim)


def test_the_third_failure_locks_and_even_right_facts_stay_outside(small_bureau: Bureau, account: AccountId) -> None:
    wrong = Claim(references=(REFERENCE,), postcodes=(WRONG_POSTCODE,))
    right = Claim(references=(REFERENCE,), postcodes=(POSTCODE,))

    assert [Mismatch(2), Mismatch(1), Locked()] == [check(small_bureau, wrong) for _ in range(3)]
    assert Locked() == check(small_bureau, right)
    assert not knows_the_debtor(small_bureau)
    with pytest.raises(IdentityUnverified):
        accounts.account_view(small_bureau.services, small_bureau.conversation(), account)


def test_a_lock_is_the_conversations_own(small_bureau: Bureau, account: AccountId) -> None:
    wrong = Claim(references=(REFERENCE,), postcodes=(WRONG_POSTCODE,))
    for _ in range(3):
        check(small_bureau, wrong, "phone-1")

    right = Claim(references=(REFERENCE,), postcodes=(POSTCODE,))
    assert isinstance(check(small_bureau, right, "phone-2"), Verified)


def test_two_failures_are_forgiven_by_the_right_facts(small_bureau: Bureau, account: AccountId) -> None:
    wrong = Claim(references=(REFERENCE,), postcodes=(WRONG_POSTCODE,))
    right = Claim(references=(REFERENCE,), postcodes=(POSTCODE,))
    for _ in range(2):
        check(small_bureau, wrong)

    assert isinstance(check(small_bureau, right), Verified)
    assert Mismatch(tries_left=2) == check(small_bureau, wrong)


def test_asking_for_more_facts_is_no_failure(small_bureau: Bureau, account: AccountId) -> None:
    for _ in range(5):
        check(small_bureau, Claim())
        check(small_bureau, Claim(references=(UNKNOWN_REFERENCE,)))

    wrong = Claim(references=(REFERENCE,), birth_dates=(WRONG_BORN,))
    assert Mismatch(tries_left=2) == check(small_bureau, wrong)


def fail_from(bureau: Bureau, senders: range, claim: Claim) -> None:
    for number in senders:
        check(bureau, claim, f"stranger-{number}")


def test_ten_failures_on_an_account_close_it_to_every_conversation_for_a_day(
    small_bureau: Bureau, account: AccountId
) -> None:
    wrong = Claim(references=(REFERENCE,), birth_dates=(WRONG_BORN,))
    right = Claim(references=(REFERENCE,), birth_dates=(BORN,))
    fail_from(small_bureau, range(MAX_FAILURES_AN_ACCOUNT_A_DAY - 1), wrong)
    assert isinstance(check(small_bureau, right, "owner-1"), Verified)
    fail_from(small_bureau, range(100, 101), wrong)

    assert Mismatch(tries_left=2) == check(small_bureau, right, "owner-2")

    small_bureau.clock.advance(timedelta(days=1, seconds=1))
    assert isinstance(check(small_bureau, right, "owner-3"), Verified)


def test_a_guess_counts_against_every_account_that_it_names(small_bureau: Bureau) -> None:
    """Nobody guesses at one account unseen by naming another one first."""
    small_bureau.open_account(
        account_reference="VOL-26-000002", debtor_id="D2", birth_date="1990-01-02", access_code="AAFZA22Q"
    )
    account = small_bureau.open_account()
    decoy = Claim(references=("VOL-26-000002", REFERENCE), birth_dates=(WRONG_BORN,))
    fail_from(small_bureau, range(MAX_FAILURES_AN_ACCOUNT_A_DAY), decoy)

    right = Claim(references=(REFERENCE,), birth_dates=(BORN,))
    assert Mismatch(tries_left=2) == check(small_bureau, right, "owner")
    assert MAX_FAILURES_AN_ACCOUNT_A_DAY + 1 == small_bureau.audit_of(account).count("identity_failed")


def test_one_message_cannot_try_every_birth_date(small_bureau: Bureau, account: AccountId) -> None:
    every_day = tuple(date(1980, 1, 1) + timedelta(days=number) for number in range(366))
    claim = Claim(references=(REFERENCE,), birth_dates=every_day)
    assert BORN in every_day
    assert Mismatch(tries_left=2) == check(small_bureau, claim)


def test_one_message_cannot_try_every_postcode_or_reference(small_bureau: Bureau, account: AccountId) -> None:
    postcodes = tuple(f"69{number:03}" for number in reversed(range(1000)))
    assert Mismatch(tries_left=2) == check(small_bureau, Claim(references=(REFERENCE,), postcodes=postcodes))
    references = tuple(f"VOL-26-{number:06}" for number in reversed(range(200)))
    assert Mismatch(tries_left=1) == check(small_bureau, Claim(references=references, birth_dates=(BORN,)))


def test_guesses_made_at_once_are_all_counted(bureau: Bureau) -> None:
    account = bureau.open_account()
    wrong = Claim(references=(REFERENCE,), birth_dates=(WRONG_BORN,))
    conversation = bureau.conversation()

    outcomes = at_once(*[lambda: check_identity(bureau.services, conversation, wrong)] * 4)

    assert sorted(map(repr, outcomes)) == sorted(map(repr, [Mismatch(2), Mismatch(1), Locked(), Locked()]))
    assert 3 == bureau.audit_of(account).count("identity_failed")


def test_nothing_typed_for_identity_is_kept_anywhere(bureau: Bureau) -> None:
    """Neither right nor wrong facts, in any table, in any common spelling."""
    bureau.open_account(birth_date="1950-12-31", postcode="33000", access_code="KPLT7QRS")
    typed = [
        "bonjour, ma référence est VOL-26-000001 et je suis né le 17/05/1980",
        "je suis née le 31/12/1950, code postal 69003",
        "mon code d'accès est BVF7CSET",
    ]
    for text in typed:
        bureau.write(text)
    for claim in (
        Claim(references=("VOL-26-777777",), birth_dates=(BORN,)),
        Claim(access_codes=(CODE,), postcodes=(POSTCODE,)),
        Claim(references=(REFERENCE,), birth_dates=(date(1950, 12, 31),), postcodes=("33999",)),
    ):
        check(bureau, claim)
    assert knows_the_debtor(bureau)

    kept = bureau.everything_kept(but=("debtors", "accounts", "creditors"))

    assert "[birth date]" in kept
    for secret in (
        "1980",
        "17/05",
        "date(1980, 5, 17)",
        "1950",
        "31/12",
        "69003",
        "33999",
        "BVF7CSET",
        "VOL-26-777777",
        "VOL26777777",
    ):
        assert secret not in kept, secret


def test_checks_leave_an_audit_trail_without_facts(bureau: Bureau) -> None:
    account = bureau.open_account()
    check(bureau, Claim(references=(REFERENCE,), birth_dates=(WRONG_BORN,)))
    check(bureau, Claim(references=(REFERENCE,), birth_dates=(BORN,)))

    events = [event for event in bureau.events_of(account) if event.kind.startswith("identity")]

    assert [("identity_failed", {}), ("identity_verified", {})] == [(one.kind, one.data) for one in events]
    assert {bureau.conversation()} == {one.conversation_id for one in events}


# --- whatever is typed ---

some_references = st.sampled_from([REFERENCE, "VOL-26-000002", UNKNOWN_REFERENCE]) | st.text(max_size=20)
some_codes = st.sampled_from([CODE, "AAFZA22Q"]) | st.text(max_size=12)
some_days = st.sampled_from([BORN, date(1990, 1, 2)]) | st.dates()
some_postcodes = st.sampled_from([POSTCODE, "13001"]) | st.text(max_size=10)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    return Claim(
        references=tuple(draw(st.lists(some_references, max_size=2))),
        access_codes=tuple(draw(st.lists(some_codes, max_size=2))),
        birth_dates=tuple(draw(st.lists(some_days, max_size=2))),
        postcodes=tuple(draw(st.lists(some_postcodes, max_size=2))),
    )


DEBTORS = {
    "D1": ({"VOL26000001", CODE}, BORN, POSTCODE),
    "D2": ({"VOL26000002", "AAFZA22Q"}, date(1990, 1, 2), "13001"),
}


def may_verify(claim: Claim) -> set[str]:
    """The debtors of whom two facts were given, told independently of the service."""
    names = {"".join(filter(str.isalnum, text.upper())) for text in (*claim.references, *claim.access_codes)}
    postcodes = {"".join(text.upper().split()) for text in claim.postcodes}
    return {
        debtor
        for debtor, (known, born, postcode) in DEBTORS.items()
        if known & names and (born in claim.birth_dates or postcode in postcodes)
    }


@settings(max_examples=25, deadline=None)
@given(messages=st.lists(claims(), min_size=1, max_size=6))
def test_whatever_is_typed_only_two_matching_facts_verify(
    messages: list[Claim],
    fresh_store: Callable[[], AbstractContextManager[SqlStore]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder: Path = tmp_path_factory.mktemp("identity")
    with fresh_store() as store:
        bureau = Bureau(store, folder)
        bureau.open_account()
        bureau.open_account(
            account_reference="VOL-26-000002",
            debtor_id="D2",
            birth_date="1990-01-02",
            postcode="13001",
            access_code="AAFZA22Q",
        )
        conversation: ConversationId = bureau.conversation()
        for claim in messages:
            outcome = check_identity(bureau.services, conversation, claim)
            if isinstance(outcome, Verified):
                assert outcome.debtor.id in may_verify(claim)
            elif not isinstance(outcome, Locked):
                assert set() == may_verify(claim)
