"""What a debtor gives to prove who they are: reference, access code, birth date, postcode.

The facts are compared and forgotten, so the results do not show them when printed or logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final

from bot.reading.calendar_words import MONTHS, a_date
from bot.reading.claims import Claims
from bot.reading.date_grammar import NOT_COUNTED
from bot.reading.identifiers import (
    LETTER_REFERENCE,
    TELEPHONE,
    Identifier,
    access_codes,
    account_references,
    uk_postcodes,
)
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


_YOUNGEST: Final = 16
_OLDEST_YEAR: Final = 1900
# A year in two figures this near to now is rather the year of a payment, unless the words say "born".
_YEARS_OF_PAYMENT: Final = 10

_APART: Final = r"(?<![\w/.,-])"
_END: Final = r"(?![\d/]|[.,-]\d)"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d|\d\d)"
_SHORT_YEAR_ENDS: Final = (
    rf"(?!\d){NOT_COUNTED}(?! ?(?:a |per|each|every|chaque|tous|max|mensuel|monthly|pcm|pm\b|si |et demi))"
)
_FIGURES: Final = re.compile(
    rf"{_APART}(?P<day>\d\d?)(?P<apart> ?[/.-] ?| )(?P<month>\d\d?)(?: ?[/.-] ?| ){_YEAR}{_END}(?! ?(?:€"
    rf"|euros?\b|£))"
)
_ISO: Final = re.compile(
    rf"{_APART}(?P<year>(?:19|20)\d\d)(?P<apart>[-/. ])(?P<month>\d\d?)[-/. ](?P<day>\d\d?){_END}"
)
_COMPACT: Final = re.compile(r"(?<![\w.,/-])(?P<digits>\d{8}|\d{6})(?![\w/€£]|[.,-]\d)")
_NAMED: Final = re.compile(
    rf"(?<![\d.,])(?P<day>\d\d?)(?:er|st|nd|rd|th|e|eme)?(?: of"
    rf"|[ -])? ?(?P<month>[a-z]{{3,9}})(?![a-z])\.?,?[ -]?(?:de |of |en )?'?"
    rf"{_YEAR}{_SHORT_YEAR_ENDS}"
)
_MONTH_FIRST: Final = re.compile(
    rf"\b(?P<month>[a-z]{{3,9}})\.? (?:the )?(?P<day>\d\d?)(?:st|nd|rd"
    rf"|th)?,? (?:of )?{_YEAR}{_SHORT_YEAR_ENDS}"
)
_SPEAKS_OF_BIRTH: Final = re.compile(
    r"\b(?:n[e]{1,2}s?|naissance|naiss|ddn|anniv\w*|born|dob|d\.o\.b|birth ?(?:day|date)|date of birth"
    r"|birth)\b[^.!?\n]{0,30}\Z"
)

_FRENCH_POSTCODE: Final = re.compile(
    r"(?<![\w.,/€£$-])(?<!\d )(?:f-)?(?P<code>\d{5})(?![\w€£%/-]|[.,]\d| ?(?:€|euros?\b|eur\b|balles\b"
    r"|pounds?\b| \d))"
)
_SPACED_POSTCODE: Final = re.compile(r"(?<![\w.,/€£$-])(?P<code>\d\d \d{3})(?![\w€£%/-]|[.,]\d)")
_SPEAKS_OF_A_POSTCODE: Final = re.compile(r"\b(?:postal|poste|cp|postcode|post code|zip)\b[^.!?\n\d]{0,20}\Z")


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
    references = _facts(account_references(text), unread)
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
                for on, start, end in _birth_dates(digits.text, today)
                if taken.take(*(span := digits.span(start, end)))
            ]
    codes = _facts(access_codes(folded), unread)
    postcodes = _facts(chain(uk_postcodes(text), _french_postcodes(text)), unread)
    return IdentityFacts(
        references=references,
        access_codes=codes,
        birth_dates=tuple(sorted(births, key=lambda birth: birth.start)),
        postcodes=tuple(sorted(postcodes, key=lambda fact: fact.start)),
    )


def _facts(
    identifiers: Iterable[Identifier], unread: Callable[[int, int], tuple[int, int] | None]
) -> tuple[Fact, ...]:
    spans = ((found.value, unread(found.start, found.end)) for found in identifiers)
    return tuple(Fact(value, *span) for value, span in spans if span)


def _birth_dates(text: str, today: date) -> Iterator[tuple[date, int, int]]:
    for pattern in (_NAMED, _MONTH_FIRST, _FIGURES, _ISO):
        for match in pattern.finditer(text):
            month = MONTHS.get(match["month"]) or (int(match["month"]) if match["month"].isdigit() else None)
            if month is None:
                continue
            said = _says_born(text, match.start())
            # "12 03 85" alone is a birth date, within a sentence three numbers.
            sure = said or match.span() == (0, len(text)) or match.groupdict().get("apart") != " "
            if len(match["year"]) == 2 and not sure:
                continue
            birth = _birth_date(int(match["day"]), month, match["year"], said, today)
            if birth:
                yield birth, *match.span()
    for match in _COMPACT.finditer(text):
        expected = _says_born(text, match.start()) or match.group() == text.strip(" .,!")
        birth = _compact_birth_date(match["digits"], expected, today)
        if birth:
            yield birth, *match.span()


def _says_born(text: str, at: int) -> bool:
    return _SPEAKS_OF_BIRTH.search(text[max(0, at - 50) : at]) is not None


def _birth_date(day: int, month: int, year: str, said: bool, today: date) -> date | None:
    """The birth date, or None where nobody old enough to owe was born then."""
    latest = today.year - _YOUNGEST
    if len(year) == 4:
        full = int(year)
    else:
        full = latest - (latest - int(year)) % 100
        nearest = full + 100
        if not said and latest < nearest <= today.year + _YEARS_OF_PAYMENT:
            return None
    if not _OLDEST_YEAR <= full <= latest:
        return None
    # Day first; where that cannot be, the other way round.
    return a_date(full, month, day) or a_date(full, day, month)


def _compact_birth_date(digits: str, expected: bool, today: date) -> date | None:
    if len(digits) == 6 and not expected:
        return None
    birth = _birth_date(int(digits[:2]), int(digits[2:4]), digits[4:], expected, today)
    if birth is None and len(digits) == 8:
        birth = _birth_date(int(digits[6:]), int(digits[4:6]), digits[:4], expected, today)
    return birth


def _french_postcodes(text: str) -> Iterator[Identifier]:
    for match in _FRENCH_POSTCODE.finditer(text):
        yield Identifier(match["code"], *match.span("code"))
    for match in _SPACED_POSTCODE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if match.group() == text.strip(" .,!") or _SPEAKS_OF_A_POSTCODE.search(before):
            yield Identifier(match["code"].replace(" ", ""), *match.span())
