"""Who owes, who is owed, and one debt between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NewType

AccountId = NewType("AccountId", int)
DebtorId = NewType("DebtorId", str)
CreditorId = NewType("CreditorId", str)


class Language(str, Enum):
    FRENCH = "fr"
    ENGLISH = "en"

    @classmethod
    def codes(cls) -> frozenset[str]:
        return frozenset(language.value for language in cls)


class DebtKind(str, Enum):
    ENERGY = "energy"
    TELECOM = "telecom"
    CONSUMER_CREDIT = "consumer_credit"
    RETAIL = "retail"
    RENT = "rent"


@dataclass(frozen=True, slots=True)
class Debtor:
    """The person who owes. Birth date and postcode serve the identity check only."""

    id: DebtorId
    title: str
    first_name: str
    last_name: str
    birth_date: date
    postcode: str
    email: str
    language: Language
    country: str

    @property
    def full_name(self) -> str:
        return full_name(self.title, self.first_name, self.last_name)


def full_name(title: str, first_name: str, last_name: str) -> str:
    """How somebody is addressed, without what is not known."""
    return " ".join(part for part in (title, first_name, last_name) if part)


@dataclass(frozen=True, slots=True)
class Account:
    """One debt, as announced by a letter.

    Attributes:
        reference: as printed on the letter; unique within a creditor.
        access_code: printed on the letter; counts as one identity fact.
        due_on: the day the debt fell due; limitation runs from it.
    """

    id: AccountId
    creditor_id: CreditorId
    reference: str
    debtor_id: DebtorId
    debt_origin: str
    contract_reference: str
    opened_on: date
    due_on: date
    currency: str
    letter_reference: str
    letter_sent_on: date
    access_code: str


def reference_key(reference: str) -> str:
    """A reference as people type it: letters and digits only, upper case."""
    return "".join(character for character in reference.upper() if character.isalnum())


class HoldReason(str, Enum):
    """Why an account rests: no negotiation and no demand until a person releases it."""

    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    VULNERABILITY = "vulnerability"
    NO_CONTACT = "no_contact"  # stops what we send unasked, not what the debtor may ask

    @property
    def stops_negotiation(self) -> bool:
        return self is not HoldReason.NO_CONTACT


@dataclass(frozen=True, slots=True)
class Hold:
    """A rest on an account.

    Attributes:
        until: last day of the hold; None until a person releases it.
    """

    account_id: AccountId
    reason: HoldReason
    placed_on: date
    until: date | None

    def active_on(self, day: date) -> bool:
        return self.until is None or day <= self.until
