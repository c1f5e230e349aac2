"""Identity: two matching facts before a word about any debt. What is typed is compared, never kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hmac import compare_digest

from bot.core.account import Account, AccountId, Debtor
from bot.core.conversation import MAX_IDENTITY_FAILURES, ConversationId
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import AuditEvent

# Guessing one account's second fact from many conversations is stopped here too.
MAX_FAILURES_AN_ACCOUNT_A_DAY = 10
# A letter gives one of each; a message that lists hundreds is a guess at all of them.
MAX_FACTS_OF_A_KIND = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """Facts taken from one message, and the accounts an earlier message pointed at.

    Attributes:
        pointed_at: accounts that an earlier reference or code named; empty when it named none.
        named_before: an earlier message gave a reference or a code, right or wrong.
    """

    references: tuple[str, ...] = ()
    access_codes: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    postcodes: tuple[str, ...] = ()
    pointed_at: tuple[AccountId, ...] = ()
    named_before: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """Identity is established; `accounts` are all of this debtor's, the one named first."""

    debtor: Debtor
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class ReferenceMissing:
    """Neither a reference nor an access code has been given yet."""


@dataclass(frozen=True, slots=True)
class SecondFactMissing:
    """A birth date or a postcode is still needed. Says nothing on whether the reference exists."""

    pointed_at: tuple[AccountId, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The facts do not go together; `tries_left` before a person takes over."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many failures: only a person can help from here."""


IdentityOutcome = Verified | ReferenceMissing | SecondFactMissing | Mismatch | Locked


def check_identity(services: Services, conversation_id: ConversationId, claim: Claim) -> IdentityOutcome:
    """Compare what was typed with what the letter says.

    Rule: FR-10 and UK-06: a reference or access code, and a birth date or postcode; three failures lock.
    An unknown reference is treated like a wrong birth date, so that nobody can find out which exist.
    """
    now = services.clock.now()
    claim = _first_few(claim)
    with services.store.writing() as uow:
        conversation = uow.conversations.get(conversation_id, locked=True)
        if conversation.identity_locked:
            return Locked()
        named = bool(claim.references or claim.access_codes)
        if not named and not claim.named_before:
            return ReferenceMissing()
        candidates = tuple(dict.fromkeys(_candidates(uow, claim))) if named else _pointed_at(uow, claim)
        if not claim.birth_dates and not claim.postcodes:
            return SecondFactMissing(tuple(account.id for account in candidates))
        day_ago = now - timedelta(days=1)
        # In one order everywhere, so that guesses made at once are counted one after the other.
        for account_id in sorted(account.id for account in candidates):
            uow.accounts.get(account_id, locked=True)
        for account in candidates:
            failures_today = uow.audit.count("identity_failed", account.id, day_ago)
            debtor = uow.accounts.debtor(account.debtor_id)
            if failures_today < MAX_FAILURES_AN_ACCOUNT_A_DAY and _matches(debtor, claim):
                uow.conversations.set_debtor(conversation_id, debtor.id)
                uow.conversations.set_identity_failures(conversation_id, 0)
                uow.audit.record(AuditEvent("identity_verified", "debtor", {}, account.id, conversation_id), now)
                others = (one for one in uow.accounts.of_debtor(debtor.id) if one.id != account.id)
                uow.commit()
                return Verified(debtor, (account, *others))
        failures = conversation.identity_failures + 1
        uow.conversations.set_identity_failures(conversation_id, failures)
        # Every account that was guessed at counts it, not only the first one named.
        guessed: list[AccountId | None] = [account.id for account in candidates]
        for concerned in guessed or [None]:
            uow.audit.record(AuditEvent("identity_failed", "debtor", {}, concerned, conversation_id), now)
        uow.commit()
    tries_left = MAX_IDENTITY_FAILURES - failures
    return Mismatch(tries_left) if tries_left > 0 else Locked()


def _first_few(claim: Claim) -> Claim:
    return replace(
        claim,
        references=claim.references[:MAX_FACTS_OF_A_KIND],
        access_codes=claim.access_codes[:MAX_FACTS_OF_A_KIND],
        birth_dates=claim.birth_dates[:MAX_FACTS_OF_A_KIND],
        postcodes=claim.postcodes[:MAX_FACTS_OF_A_KIND],
    )


def _candidates(uow: UnitOfWork, claim: Claim) -> Iterable[Account]:
    for reference in claim.references:
        yield from uow.accounts.by_reference(reference)
    for code in claim.access_codes:
        yield from uow.accounts.by_access_code(code)


def _pointed_at(uow: UnitOfWork, claim: Claim) -> tuple[Account, ...]:
    return tuple(uow.accounts.get(account_id) for account_id in claim.pointed_at)


def _matches(debtor: Debtor, claim: Claim) -> bool:
    if debtor.birth_date in claim.birth_dates:
        return True
    known = _plain(debtor.postcode)
    return any(compare_digest(known.encode(), _plain(typed).encode()) for typed in claim.postcodes)


def _plain(postcode: str) -> str:
    return "".join(postcode.upper().split())
