"""What a debtor gives to prove who they are: reference, access code, birth date, postcode.

The facts are compared and forgotten, so the results do not show them when printed or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reading.access_codes import access_codes
from bot.reading.birth_dates import birth_dates
from bot.reading.claims import Claims
from bot.reading.identifiers import LETTER_REFERENCE, TELEPHONE, Identifier, account_references, postcodes
from bot.reading.number_words import with_digits
from bot.reading.ordinals import with_ordinals
from bot.reading.words import Folded, fold


@dataclass(frozen=True, slots=True)
class Fact:
    """A reference ("VOL-26-813237"), an access code ("BVF7CSET") or a postcode ("07518", "LS1 1AA").

    Attributes:
        value: upper case, in its usual shape.
        start, end: offsets in the text as typed.
    """

    value: str = field(repr=False)
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date; start and end are offsets in the text as typed."""

    on: date = field(repr=False)
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """Everything in a message that can prove an identity, each kind in the order written."""

    references: tuple[Fact, ...] = ()
    access_codes: tuple[Fact, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    postcodes: tuple[Fact, ...] = ()


def read_identity_facts(text: str, language: str, today: date) -> IdentityFacts:
    """The facts in a message that can prove an identity.

    A stretch of text is read once: what belongs to a reference is no postcode.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
        today: sets the youngest age accepted, 16 years.
    """
    return identity_facts_in(fold(text), (language,), today)


def identity_facts_in(folded: Folded, languages: Sequence[str], today: date) -> IdentityFacts:
    """The same for a folded text, with the number words of several languages, each tried in turn."""
    text = folded.text
    taken = Claims(len(folded.source))

    def unread(start: int, end: int) -> tuple[int, int] | None:
        """The offsets as typed of a stretch nobody has read, which is claimed."""
        span = folded.span(start, end)
        return span if taken.take(*span) else None

    for match in LETTER_REFERENCE.finditer(text):
        unread(*match.span())
    named = tuple(account_references(text))
    references = _facts(named, unread)
    for match in TELEPHONE.finditer(text):
        unread(*match.span())
    births = []
    seen: set[str] = set()
    for language in languages:
        digits = with_ordinals(with_digits(folded, language), language)
        if digits.text not in seen:
            seen.add(digits.text)
            births += [
                BirthDate(on, *span)
                for on, start, end in birth_dates(digits.text, today)
                if taken.take(*(span := digits.span(start, end)))
            ]
    codes = _facts(access_codes(folded), unread)
    # Figures before a postcode make it part of a longer number, but not those of a reference.
    postcode_facts = _facts(postcodes(_blanked(text, named)), unread)
    return IdentityFacts(
        references=references,
        access_codes=codes,
        birth_dates=tuple(sorted(births, key=lambda birth: birth.start)),
        postcodes=tuple(sorted(postcode_facts, key=lambda fact: fact.start)),
    )


def _blanked(text: str, identifiers: Iterable[Identifier]) -> str:
    for found in identifiers:
        text = f"{text[: found.start]}{' ' * (found.end - found.start)}{text[found.end :]}"
    return text


def _facts(identifiers: Iterable[Identifier], unread: Callable[[int, int], tuple[int, int] | None]) -> tuple[Fact, ...]:
    spans = ((found.value, unread(found.start, found.end)) for found in identifiers)
    return tuple(Fact(value, *span) for value, span in spans if span)
