"""What a debtor typed, without what must never be kept.

Everything typed passes through `redact` before it is stored, logged or handed to the model. Card numbers, security
codes, IBANs and social security numbers always go (compliance.md EU-11, FR-18, E). Birth dates, postcodes and access
codes go where `identity` says that the message may give them: they are compared by then, and never kept. A creditor's
account reference is no secret and stays; so do telephone numbers and e-mail addresses, which someone may be giving
as the way to reach them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.reading.identity_facts import read_identity_facts
from bot.reading.secret_numbers import cards, ibans, security_codes, social_security_numbers
from bot.reading.words import ENGLISH, FRENCH, Folded, fold

Kind = Literal["card", "cvv", "iban", "nir", "birth_date", "postcode", "access_code"]

_PLACEHOLDERS: dict[Kind, str] = {
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
    found = _secret_numbers(folded) if _has_figures(folded.text) else []
    if identity:
        found += _identity_facts(text, folded, found, today)
    if not found:
        return Redacted(text, ())
    found.sort(key=lambda removed: removed.start)
    return Redacted(_without(text, found), tuple(found))


def _has_figures(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _secret_numbers(folded: Folded) -> list[Removed]:
    text = folded.text
    found: list[Removed] = []

    def take(kind: Kind, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Keep the spans that touch nothing found before, and say which they were."""
        kept = [span for span in spans if not any(_overlap(folded.span(*span), removed) for removed in found)]
        found.extend(Removed(kind, *folded.span(*span)) for span in kept)
        return kept

    take("iban", ibans(text))
    take("nir", social_security_numbers(text))
    taken_cards = take("card", cards(text))
    take("cvv", security_codes(text, taken_cards))
    return found


def _identity_facts(text: str, folded: Folded, found: list[Removed], today: date) -> list[Removed]:
    """Identity facts outside what was found already, read with the number words of both languages."""
    more: list[Removed] = []
    for language in (FRENCH, ENGLISH):
        facts = read_identity_facts(text, language, today)
        for kind, reads in (
            ("birth_date", facts.birth_dates),
            ("access_code", facts.access_codes),
            ("postcode", facts.postcodes),
        ):
            for read in reads:
                if not any(_overlap((read.start, read.end), removed) for removed in (*found, *more)):
                    more.append(Removed(kind, read.start, read.end))  # type: ignore[arg-type]
    return more


def _overlap(span: tuple[int, int], removed: Removed) -> bool:
    return span[0] < removed.end and removed.start < span[1]


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
