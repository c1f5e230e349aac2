"""The shape of the written agreement between its text and its template: sections of plain strings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Detail:
    """A label and its value; `link` is an address to open, where the value has one."""

    label: str
    value: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    amount: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """A line of the schedule; `note` says in words that its amount differs from the others."""

    number: str
    due_on: str
    note: str
    amount: str


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and, in the order of the attributes, whatever of the rest is filled."""

    heading: str
    lead: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    amounts_head: tuple[str, str] | None = None
    amounts: tuple[Amount, ...] = ()
    payments_head: tuple[str, str, str] | None = None
    payments: tuple[Payment, ...] = ()
    payments_total: Amount | None = None
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AgreementDocument:
    """The whole document, in reading order; every string is ready to print."""

    language: str
    title: str
    between: str
    concluded: str
    footer: str
    page: str
    of: str
    brief_heading: str
    brief: tuple[Card, ...]
    sections: tuple[Section, ...]

    def as_data(self) -> dict[str, Any]:
        """Nested dicts and lists of strings, as `templates/agreement.typ` reads them."""
        return asdict(self)
