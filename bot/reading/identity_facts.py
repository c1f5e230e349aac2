"""What a debtor gives to prove who they are: reference, access code, birth date, postcode.

The facts are compared and forgotten, so the results do not show them when printed or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.reading.calendar_words import MONTH, MONTHS, a_date
from bot.reading.claims import Claims
from bot.reading.date_grammar import NOT_COUNTED
from bot.reading.identifiers import LETTER_REFERENCE, TELEPHONE, access_codes, account_references, uk_postcodes
from bot.reading.ordinals import with_ordinals
from bot.reading.words import Folded, fold, with_digits


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
_SHORT_YEAR_ENDS: Final = rf"(?!\d){NOT_COUNTED}(?! ?(?:a |per|each|every|chaque|tous|max|mensuel|monthly|pcm|pm\b|si |et demi))"
_FIGURES: Final = re.compile(
    rf"{_APART}(?P<day>\d\d?)(?P<apart> ?[/.-] ?| )(?P<month>\d\d?)(?: ?[/.-] ?| ){_YEAR}{_END}(?! ?(?:€|euros?\b|£))"
)
_ISO: Final = re.compile(rf"{_APART}(?P<year>(?:19|20)\d\d)(?P<apart>[-/. ])(?P<month>\d\d?)[-/. ](?P<day>\d\d?){_END}")
_COMPACT: Final = re.compile(r"(?<![\w.,/-])(?P<digits>\d{8}|\d{6})(?![\w/€£]|[.,-]\d)")
_NAMED: Final = re.compile(
    rf"(?<![\d.,])(?P<day>\d\d?)(?:er|st|nd|rd|th|e|eme)?(?: of|[ -])? ?(?P<month>{MONTH})(?![a-z])\.?,?[ -]?(?:de |of |en )?'?"
    rf"{_YEAR}{_SHORT_YEAR_ENDS}"
)
_MONTH_FIRST: Final = re.compile(
    rf"\b(?P<month>{MONTH})\.? (?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)?,? (?:of )?{_YEAR}{_SHORT_YEAR_ENDS}"
)
_SPEAKS_OF_BIRTH: Final = re.compile(
    r"\b(?:n[e]{1,2}s?|naissance|naiss|ddn|anniv\w*|born|dob|d\.o\.b|birth ?(?:day|date)|date of birth|birth)\b[^.!?\n]{0,30}\Z"
)

_FRENCH_POSTCODE: Final = re.compile(
    r"(?<![\w.,/€£$-])(?<!\d )(?:f-)?(?P<code>\d{5})(?![\w€£%/-]|[.,]\d| ?(?:€|euros?\b|eur\b|balles\b|pounds?\b| \d))"
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
    plain = fold(text)
    folded = with_ordinals(with_digits(plain, language), language)
    taken = Claims(len(folded.text))
    for match in LETTER_REFERENCE.finditer(folded.text):
        taken.take(*match.span())
    references = [Fact(found.value, *folded.span(found.start, found.end)) for found in account_references(folded.text)
                  if taken.take(found.start, found.end)]  # fmt: skip
    for match in TELEPHONE.finditer(folded.text):
        taken.take(*match.span())
    births = [
        BirthDate(on, *folded.span(start, end))
        for on, start, end in _birth_dates(folded.text, today)
        if taken.take(start, end)
    ]
    codes = [
        Fact(found.value, *folded.span(found.start, found.end))
        for found in access_codes(folded)
        if taken.take(found.start, found.end)
    ]
    postcodes = [
        Fact(value, *folded.span(start, end)) for value, start, end in _postcodes(folded.text) if taken.take(start, end)
    ]
    return IdentityFacts(
        references=tuple(references),
        access_codes=tuple(codes),
        birth_dates=tuple(sorted(births, key=lambda birth: birth.start)),
        postcodes=tuple(sorted(postcodes, key=lambda fact: fact.start)),
    )


def _birth_dates(text: str, today: date) -> Iterator[tuple[date, int, int]]:
    for pattern in (_NAMED, _MONTH_FIRST, _FIGURES, _ISO):
        for match in pattern.finditer(text):
            month = match["month"]
            said = _SPEAKS_OF_BIRTH.search(text[max(0, match.start() - 50) : match.start()]) is not None
            # "12 03 85" alone is a birth date, within a sentence three numbers.
            sure = said or match.span() == (0, len(text)) or match.groupdict().get("apart") != " "
            if len(match["year"]) == 2 and not sure:
                continue
            number = MONTHS[month] if month in MONTHS else int(month)
            birth = _birth_date(int(match["day"]), number, match["year"], said, today)
            if birth:
                yield birth, *match.span()
    for match in _COMPACT.finditer(text):
        said = _SPEAKS_OF_BIRTH.search(text[max(0, match.start() - 50) : match.start()]) is not None
        birth = _compact_birth_date(match["digits"], said or match.group() == text.strip(" .,!"), today)
        if birth:
            yield birth, *match.span()


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


def _postcodes(text: str) -> Iterator[tuple[str, int, int]]:
    for found in uk_postcodes(text):
        yield found.value, found.start, found.end
    for match in _FRENCH_POSTCODE.finditer(text):
        yield match["code"], *match.span("code")
    for match in _SPACED_POSTCODE.finditer(text):
        expected = match.group() == text.strip(" .,!") or _SPEAKS_OF_A_POSTCODE.search(
            text[max(0, match.start() - 40) : match.start()]
        )
        if expected:
            yield match["code"].replace(" ", ""), *match.span()
