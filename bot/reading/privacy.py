"""What a debtor typed, without what must never be kept.

Everything typed passes through `redact` before it is stored, logged or handed to the model. Card numbers,
security codes, IBANs and social security numbers always go (compliance.md EU-11, FR-18, E). Birth dates,
postcodes and access codes go where `identity` says that the message may give them: they are compared by then,
and never kept. A creditor's account reference is no secret and stays; so do telephone numbers and e-mail
addresses, which someone may be giving as the way to reach them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final, Literal

from bot.reading.claims import Claims
from bot.reading.identity_facts import identity_facts_in
from bot.reading.secret_numbers import Span, cards, ibans, security_codes, social_security_numbers
from bot.reading.words import ENGLISH, FRENCH, Folded, fold

Kind = Literal["card", "cvv", "iban", "nir", "birth_date", "postcode", "access_code"]

_PLACEHOLDERS: Final[dict[Kind, str]] = {
    "card": "[card]",
    "cvv": "[CVV]",
    "nir": "[NIR]",
    "birth_date": "[birth date]",
    "postcode": "[postcode]",
    "access_code": "[access code]",
}


@dataclass(frozen=True, slots=True)
class Removed:
    """What kind of thing was taken out, and where it stood in the text as typed; never the thing itself."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be kept.

    Attributes:
        text: the text as typed, with placeholders in square brackets that read the same in both languages.
        found: what was taken out, in the order written.
    """

    text: str
    found: tuple[Removed, ...]


def redact(text: str, *, identity: bool, today: date) -> Redacted:
    """Take out what must never be kept; work grows in proportion to the length of the text.

    Args:
        identity: also take out birth dates, postcodes and access codes.
        today: the day of the message, from which ages are counted.
    """
    folded = fold(text)
    claims = Claims(len(text))
    found = [
        Removed(kind, *span)
        for kind, span in chain(_secret_numbers(folded), _identity_facts(folded, today) if identity else ())
        if claims.take(*span)
    ]
    if not found:
        return Redacted(text, ())
    found.sort(key=lambda removed: removed.start)
    return Redacted(_without(text, found), tuple(found))


# The surest first, each hidden from the next: a social security number may also pass for a card.
_FINDERS: Final[tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...]] = (
    ("iban", ibans),
    ("nir", social_security_numbers),
    ("card", cards),
)


def _secret_numbers(folded: Folded) -> Iterator[tuple[Kind, Span]]:
    """Secret numbers, with their offsets as typed."""
    text = folded.text
    for kind, find in _FINDERS:
        spans = list(find(text))
        yield from ((kind, folded.span(*span)) for span in spans)
        if kind == "card":
            yield from (("cvv", folded.span(*span)) for span in security_codes(text, spans))
        text = _hidden(text, spans)


def _hidden(text: str, spans: list[Span]) -> str:
    """The text with some stretches, in order, made unreadable; offsets do not change."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += (text[done:start], "\x00" * (end - start))
        done = end
    return "".join(pieces) + text[done:]


def _identity_facts(folded: Folded, today: date) -> Iterator[tuple[Kind, Span]]:
    facts = identity_facts_in(folded, (FRENCH, ENGLISH), today)
    yield from (("birth_date", (read.start, read.end)) for read in facts.birth_dates)
    yield from (("access_code", (read.start, read.end)) for read in facts.access_codes)
    yield from (("postcode", (read.start, read.end)) for read in facts.postcodes)


def _without(text: str, found: list[Removed]) -> str:
    pieces: list[str] = []
    done = 0
    for removed in found:
        taken_out = text[removed.start : removed.end]
        pieces += (text[done : removed.start], _placeholder(removed.kind, taken_out))
        done = removed.end
    return "".join(pieces) + text[done:]


def _placeholder(kind: Kind, taken_out: str) -> str:
    if kind != "iban":
        return _PLACEHOLDERS[kind]
    last_four = [character for character in taken_out if character.isalnum()][-4:]
    return f"[IBAN …{''.join(last_four)}]"
