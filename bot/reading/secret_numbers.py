"""Numbers that must never be kept: payment cards, security codes, IBANs, social security numbers.

Each finder yields (start, end) in a folded text and does work proportional to its length: what it looks at
from any one character is bounded by the longest number of its kind.

Rules: PCI DSS 4.2.2 (cards, by Luhn), compliance.md EU-11, E (IBAN, mod-97; NIR, 13 figures and a key),
FR-18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from stdnum import iban, numdb
from stdnum.fr import nir

from bot.reading.claims import Claims

Span = tuple[int, int]

# --- payment cards ------------------------------------------------------------------------------------------

_SHORTEST_CARD: Final = 13
_LONGEST_CARD: Final = 19
# Figures with at most three spaces, dots, hyphens or the like between two of them.
_FIGURES: Final = re.compile(r"\d(?:[ \n\r._|·•*-]{0,3}\d){12,}")
_LIKELY_LENGTHS: Final = (16, 15, 14, 13, 19, 18, 17)


# A reference as it is printed is often typed right before another number, and is no part of it.
_PRINTED_REFERENCE: Final = re.compile(r"(?<![a-z0-9])[a-z]{3}-\d\d-\d{6}(?![a-z0-9]|-\d)")


def cards(text: str) -> Iterator[Span]:
    """Stretches that hold a payment card number, in any spacing.

    A number standing by itself counts as a card when its Luhn digit is right. Within a longer row of figures
    a card must start where a group of figures starts and end where one ends, unless the figures are not
    grouped.
    """
    text = _PRINTED_REFERENCE.sub(lambda match: "#" * len(match.group()), text)
    for run in _FIGURES.finditer(text):
        yield from _cards_in_run(text, run)


def _cards_in_run(text: str, run: re.Match[str]) -> Iterator[Span]:
    places = [at for at in range(run.start(), run.end()) if text[at].isdigit()]
    digits = [int(text[at]) for at in places]
    groups = [index for index, at in enumerate(places) if index == 0 or at - places[index - 1] > 1]
    found = [
        (not _is_usual(start, length, groups, len(digits)), start, start + length)
        for start, length in _candidates(digits, groups)
    ]
    # A row may pass in several ways, as a telephone number and a card one after the other; usual ones first.
    claims = Claims(len(digits))
    for _, start, end in sorted(found):
        if claims.take(start, end):
            yield places[start], places[end - 1] + 1


def _is_usual(start: int, length: int, groups: list[int], figures: int) -> bool:
    """Whether the figures are all of the row, not spaced, in fours, or in groups of four, six and five."""
    inside = [group - start for group in groups if start < group < start + length]
    return length == figures or inside in ([], [4, 8, 12], [4, 10], [4, 8, 12, 16])


def _candidates(digits: list[int], groups: list[int]) -> Iterator[tuple[int, int]]:
    """(start, length) of stretches that pass the Luhn check and may be a card, one for each start."""
    grouped = len(groups) > 1
    edges = {*groups, len(digits)}
    sums = _luhn_sums(digits)
    for start in groups if grouped else range(len(digits) - _SHORTEST_CARD + 1):
        for length in (len(digits), *_LIKELY_LENGTHS):
            end = start + length
            if not _SHORTEST_CARD <= length <= _LONGEST_CARD or end > len(digits):
                continue
            if grouped and end not in edges:
                continue
            # The last figure counts once, so the doubled ones are an odd number of places before it.
            running = sums[end % 2]
            stands_alone = length == len(digits) or (grouped and not edges & set(range(start + 1, end)))
            if (running[end] - running[start]) % 10 == 0 and _starts_like_a_card(
                digits[start : start + 2], length, stands_alone=stands_alone
            ):
                yield start, length
                break


def _luhn_sums(digits: list[int]) -> tuple[list[int], list[int]]:
    """Running sums with every other figure doubled: those at even places, then those at odd places."""
    doubled = [2 * digit - 9 if digit > 4 else 2 * digit for digit in digits]
    even, odd = [0], [0]
    for at, digit in enumerate(digits):
        even.append(even[-1] + (doubled[at] if at % 2 == 0 else digit))
        odd.append(odd[-1] + (digit if at % 2 == 0 else doubled[at]))
    return even, odd


def _starts_like_a_card(start: list[int], length: int, *, stands_alone: bool) -> bool:
    """Whether a number may be a card by its first two figures.

    Chance alone makes one stretch in ten of a longer row pass the Luhn check, so there it must start as the
    cards that people have do: Visa, Mastercard, American Express, Diners, JCB, Maestro, UnionPay.
    """
    first, second = start
    if stands_alone:
        return 2 <= first <= 6
    two = 10 * first + second
    by_length = {
        13: first == 4,
        14: two in (30, 36, 38, 39),
        15: two in (34, 37),
        16: first in (4, 5, 6) or 22 <= two <= 27 or two == 35,
        19: first in (4, 5, 6),
    }
    return by_length.get(length, two in (50, 56, 57, 58, 60, 62, 63, 67))


_SAYS_SECURITY_CODE: Final = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn|csc|crypto(?:gramme)?(?: visuel)?|code (?:de )?securite|security code"
    r"|(?:card )?verification (?:code|value)"
    r"|(?:3|4|trois|three|derniers|last) (?:derniers )?(?:chiffres|digits|numeros)(?: (?:au dos|derriere"
    r"|on the back))?)\b"
    r"(?: (?:est|is|c'est|it's|de ma carte|au dos|on the back|:|=))*[ :=-]{0,3}(?P<code>\d{3,4})(?!\d)"
)
_AFTER_A_CARD: Final = re.compile(
    r"[ \n,;:/-]{0,4}(?:(?:exp\w{0,8}|valid\w{0,4}|fin|date)[ .:]{0,3}(?:le |on |until )?)?"
    r"(?P<expiry>(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:20)?\d\d)?[ \n,;:/-]{0,4}"
    r"(?:(?:et|and|puis) )?(?P<code>\d{3,4})?(?![\d€£]|[.,]\d| ?(?:€|euros?|eur|pounds?|par|a month)\b)"
)


def security_codes(text: str, found_cards: list[Span]) -> Iterator[Span]:
    """Card security codes: announced as such anywhere, or right after a card number and its expiry date."""
    for match in _SAYS_SECURITY_CODE.finditer(text):
        yield match.span("code")
    for _, end in found_cards:
        after = _AFTER_A_CARD.match(text, end)
        if after and after["code"]:
            yield after.span("code")


# --- IBAN ---------------------------------------------------------------------------------------------------


_BETWEEN: Final = r"[ .\n\r_/-]{0,3}"
_IBAN_START: Final = re.compile(rf"(?=(?P<country>[a-z]{_BETWEEN}[a-z]){_BETWEEN}\d{_BETWEEN}\d)")


@cache
def _iban_of(country: str) -> re.Pattern[str] | None:
    """As many characters as a country's IBANs have, by the registry in python-stdnum; None if it has none."""
    structure = numdb.get("iban").info(country.upper())[0][1].get("bban")
    if not structure:
        return None
    length = 4 + sum(int(number) for number in re.findall(r"\d+", structure))
    return re.compile(rf"[a-z](?:{_BETWEEN}[a-z0-9]){{{length - 1}}}")


def ibans(text: str) -> Iterator[Span]:
    """Stretches that hold an IBAN: a country's letters, its number of characters, the right check digits."""
    done = 0
    for start in _IBAN_START.finditer(text):
        pattern = _iban_of(start["country"][0] + start["country"][-1])
        if pattern is None or start.start() < done:
            continue
        match = pattern.match(text, start.start())
        if match and iban.is_valid(_without_gaps(match.group()), check_country=False):
            yield match.span()
            done = match.end()


def _without_gaps(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


# --- NIR ----------------------------------------------------------------------------------------------------

# Thirteen figures and a key of two; the department of birth may be 2A or 2B. A row of figures is tried at
# each figure.
_NIR: Final = re.compile(r"(?=(?P<nir>[1-478](?:[ .\n/-]{0,3}\d){5}[ .\n/-]{0,3}[\dab](?:[ .\n/-]{0,3}\d){8}))")


def social_security_numbers(text: str) -> Iterator[Span]:
    """Stretches that hold a French social security number (NIR) with its key."""
    done = 0
    for match in _NIR.finditer(text):
        start, end = match.span("nir")
        inside_digits = (start > 0 and text[start - 1].isdigit()) or text[end : end + 1].isdigit()
        if start < done or inside_digits:
            continue
        if nir.is_valid(_without_gaps(match["nir"])):
            yield start, end
            done = end
