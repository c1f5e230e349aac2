"""Identifiers as people type them: account references, postcodes, telephone numbers, addresses.

Patterns are over folded text. Each is linear in its length: repetitions are bounded or cannot overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.reading.words import word_list


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier found in a folded text, written the way the database has it.

    Attributes:
        value: upper case, in its usual shape.
        start, end: offsets in the folded text.
    """

    value: str
    start: int
    end: int


# A creditor's three letters, the year and six figures: VOL-26-813237, "vol 26 813237", VOL26813237.
_BETWEEN: Final = r"(?:[ _/-]{0,3}|,? (?:tiret|dash|hyphen|moins) )"
_REFERENCE: Final = re.compile(
    rf"(?<![a-z0-9])(?P<creditor>[a-z]{{3}}|[a-z] [a-z] [a-z]){_BETWEEN}(?P<year>\d ?\d){_BETWEEN}"
    r"(?P<number>\d(?:[ -]?\d){5})(?![a-z0-9]|[/.]\d)"
)
# "Tel 06 123456" and "dob 11 04 1995" are words before a number, not a creditor's letters.
_NO_CREDITOR: Final = frozenset(
    word_list("""
    les des mes ses nos vos mon son the and est sur par tel mob fax ref num nee ddn dob bday aux pas que qui
    jan feb fev mar avr apr mai may jun jul aug sep sept oct nov dec
    """)
)
LETTER_REFERENCE: Final = re.compile(r"(?<![a-z0-9])l\d{4}[ -]?\d{5}(?![a-z0-9])")
EMAIL: Final = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
WEB_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s]+")
TELEPHONE: Final = re.compile(r"(?<![\d+])(?:\+\d{1,3}|00\d{2}|0)(?:[ .-]?\(0\))?(?:[ .-]?\d){8,11}(?![\d/])")
UK_POSTCODE: Final = re.compile(r"(?<![a-z0-9])(?P<out>[a-z]{1,2}\d[a-z\d]?) {0,2}(?P<inward>\d[a-z]{2})(?![a-z0-9])")
_FRENCH_POSTCODE: Final = re.compile(
    r"(?<![\w.,/€£$-])(?<!\d )(?:f-)?(?P<code>\d{5})"
    r"(?![\w€£%/-]|[.,]\d| ?(?:€|euros?\b|eur\b|balles\b|pounds?\b| \d))"
)
_SPACED_POSTCODE: Final = re.compile(r"(?<![\w.,/€£$-])(?P<code>\d\d \d{3})(?![\w€£%/-]|[.,]\d)")
_SPEAKS_OF_A_POSTCODE: Final = re.compile(r"\b(?:postal|poste|cp|postcode|post code|zip)\b[^.!?\n\d]{0,20}\Z")
# "J'ai appelé le 33700": a number to call.
_CALLS: Final = re.compile(r"\b(?:appel\w*|call\w*|sms|compos\w*|rang|texted) (?:le |au |the )?\Z")


def account_references(text: str) -> Iterator[Identifier]:
    """Account references in a folded text, as "VOL-26-813237"."""
    for match in _REFERENCE.finditer(text):
        creditor = match["creditor"].replace(" ", "")
        spelt_out = " " in match["creditor"]
        goes_on = spelt_out and re.match(r" \d(?!\d)", text[match.end() : match.end() + 3])
        if creditor not in _NO_CREDITOR and not goes_on:
            year, number = _figures(match["year"]), _figures(match["number"])
            yield Identifier(f"{creditor.upper()}-{year}-{number}", *match.span())


def _figures(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def postcodes(text: str) -> Iterator[Identifier]:
    """British postcodes, as "LS1 1AA", then French ones, as "07518", in a folded text."""
    for match in UK_POSTCODE.finditer(text):
        yield Identifier(f"{match['out']} {match['inward']}".upper(), *match.span())
    for match in _FRENCH_POSTCODE.finditer(text):
        if not _CALLS.search(text[max(0, match.start() - 20) : match.start()]):
            yield Identifier(match["code"], *match.span("code"))
    for match in _SPACED_POSTCODE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if match.group() == text.strip(" .,!") or _SPEAKS_OF_A_POSTCODE.search(before):
            yield Identifier(match["code"].replace(" ", ""), *match.span())
