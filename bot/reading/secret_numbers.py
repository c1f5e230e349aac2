"""Numbers that must never be kept: payment cards, security codes, IBANs, social security numbers.

Each finder yields (start, end) in a folded text and does work proportional to its length: what it looks at from any one
character is bounded by the longest number of its kind.

Rules: PCI DSS 4.2.2 (cards, by Luhn), compliance.md EU-11, E (IBAN, mod-97; NIR, 13 figures and a key), FR-18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stdnum import iban, luhn
from stdnum.fr import nir

Span = tuple[int, int]

# --- payment cards ---------------------------------------------------------------------------------------------------

_SHORTEST_CARD: Final = 13
_LONGEST_CARD: Final = 19
# Figures with at most three spaces, dots, hyphens or the like between two of them.
_FIGURES: Final = re.compile(r"\d(?:[ \n\r.,_/|·•*-]{0,3}\d){12,}")
_LIKELY_LENGTHS: Final = (16, 15, 14, 13, 19, 18, 17)


def cards(text: str) -> Iterator[Span]:
    """Stretches that hold a payment card number, in any spacing.

    A number standing by itself counts as a card when its Luhn digit is right. Within a longer row of figures a card must
    start where a group of figures starts and end where one ends, unless the figures are not grouped at all.
    """
    for run in _FIGURES.finditer(text):
        yield from _cards_in_run(text, run)


def _cards_in_run(text: str, run: re.Match[str]) -> Iterator[Span]:
    places = [at for at in range(run.start(), run.end()) if text[at].isdigit()]
    digits = [int(text[at]) for at in places]
    starts = [index for index in range(len(places)) if index == 0 or places[index] - places[index - 1] > 1]
    group_start = set(starts)
    sums = _luhn_sums(digits)
    index = 0
    while index + _SHORTEST_CARD <= len(digits):
        length = _card_length(digits, index, sums, group_start)
        if length:
            yield places[index], places[index + length - 1] + 1
            index += length
        else:
            index += 1


def _luhn_sums(digits: list[int]) -> tuple[list[int], list[int]]:
    """Running sums with every other figure doubled: the even places in the first, the odd ones in the second."""
    doubled = [2 * digit - 9 if digit > 4 else 2 * digit for digit in digits]
    even, odd = [0], [0]
    for at, digit in enumerate(digits):
        even.append(even[-1] + (doubled[at] if at % 2 == 0 else digit))
        odd.append(odd[-1] + (digit if at % 2 == 0 else doubled[at]))
    return even, odd


def _card_length(digits: list[int], start: int, sums: tuple[list[int], list[int]], group_start: set[int]) -> int | None:
    """How many figures from `start` make a card number, if any do."""
    for length in _LIKELY_LENGTHS:
        end = start + length
        if end > len(digits):
            continue
        running = sums[length % 2 if start % 2 == 0 else (length + 1) % 2]
        if (running[end] - running[start]) % 10:
            continue
        whole = start == 0 and end == len(digits)
        at_groups = start in group_start and (end in group_start or end == len(digits))
        if _may_be_card(digits, start, length, whole, at_groups, len(group_start)):
            return length
    return None


def _may_be_card(digits: list[int], start: int, length: int, whole: bool, at_groups: bool, groups: int) -> bool:
    first = digits[start]
    if first == 0:
        return False
    if whole and (groups == 1 or 2 <= first <= 6):
        return True
    # Inside a longer row chance alone makes one stretch in ten pass: it must also start like the cards people have.
    two = 10 * first + digits[start + 1]
    likely = {
        13: first == 4,
        14: two in (30, 36, 38, 39),
        15: two in (34, 37),
        16: first in (4, 5, 6) or 22 <= two <= 27 or two == 35,
        19: first in (4, 5, 6),
    }.get(length, two in (50, 56, 57, 58, 60, 62, 63, 67))
    return likely and (at_groups or groups == 1)


_SAYS_SECURITY_CODE: Final = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn|csc|crypto(?:gramme)?(?: visuel)?|code (?:de )?securite|security code|(?:card )?verification (?:code|value)"
    r"|(?:3|4|trois|three|derniers|last) (?:derniers )?(?:chiffres|digits|numeros)(?: (?:au dos|derriere|on the back))?)\b"
    r"(?: (?:est|is|c'est|it's|de ma carte|au dos|on the back|:|=))*[ :=-]{0,3}(?P<code>\d{3,4})(?!\d)"
)
_AFTER_A_CARD: Final = re.compile(
    r"[ \n,;:/-]{0,4}(?:(?:exp\w{0,8}|valid\w{0,4}|fin|date)[ .:]{0,3}(?:le |on |until )?)?"
    r"(?P<expiry>(?:0?[1-9]|1[0-2]) ?[/.-] ?(?:20)?\d\d)?[ \n,;:/-]{0,4}"
    r"(?:(?:et|and|puis) )?(?:[a-z]{1,12}[ .:]{1,3})?(?P<code>\d{3,4})?(?![\d€£]|[.,]\d| ?(?:€|euros?|eur|pounds?|par|a month)\b)"
)


def security_codes(text: str, found_cards: list[Span]) -> Iterator[Span]:
    """Card security codes: announced as such anywhere, or right after a card number and its expiry date."""
    for match in _SAYS_SECURITY_CODE.finditer(text):
        yield match.span("code")
    for _, end in found_cards:
        after = _AFTER_A_CARD.match(text, end)
        if after and after["code"]:
            yield after.span("code")


# --- IBAN ------------------------------------------------------------------------------------------------------------

_SHORTEST_IBAN: Final = 15
_LONGEST_IBAN: Final = 34
_IBAN_START: Final = re.compile(r"(?=[a-z]{2}[ .-]{0,2}\d[ .-]{0,2}\d)")
_BETWEEN: Final = " .-_\n\r/"
_LETTER_VALUE: Final = {letter: str(ord(letter) - ord("a") + 10) for letter in "abcdefghijklmnopqrstuvwxyz"}


def ibans(text: str) -> Iterator[Span]:
    """Stretches that hold an IBAN: the two letters of a country, its number of characters, the right check digits."""
    done = 0
    for candidate in _IBAN_START.finditer(text):
        if candidate.start() < done:
            continue
        end = _iban_end(text, candidate.start())
        if end:
            yield candidate.start(), end
            done = end


def _iban_end(text: str, start: int) -> int | None:
    characters: list[str] = []
    ends: list[int] = []
    gap = 0
    for at in range(start, len(text)):
        character = text[at]
        if character.isascii() and character.isalnum():
            characters.append(character)
            ends.append(at + 1)
            gap = 0
            if len(characters) == _LONGEST_IBAN:
                break
        elif character in _BETWEEN and gap < 3:
            gap += 1
        else:
            break
    head = _in_figures(characters[:4])
    for length in range(len(characters), _SHORTEST_IBAN - 1, -1):
        compact = "".join(characters[:length]).upper()
        if int(_in_figures(characters[4:length]) + head) % 97 == 1 and iban.is_valid(compact, check_country=False):
            return ends[length - 1]
    return None


def _in_figures(characters: list[str]) -> str:
    return "".join(_LETTER_VALUE.get(character, character) for character in characters)


# --- NIR -------------------------------------------------------------------------------------------------------------

# Thirteen figures and a key of two; the department of birth may be 2A or 2B. A row of figures is tried at each figure.
_NIR: Final = re.compile(r"(?=(?P<nir>[1-478](?:[ .\n/-]{0,3}\d){5}[ .\n/-]{0,3}[\dab](?:[ .\n/-]{0,3}\d){8}))")


def social_security_numbers(text: str) -> Iterator[Span]:
    """Stretches that hold a French social security number (NIR) with its key."""
    done = 0
    for match in _NIR.finditer(text):
        start, end = match.span("nir")
        inside_digits = (start > 0 and text[start - 1].isdigit()) or text[end : end + 1].isdigit()
        if start < done or inside_digits:
            continue
        compact = "".join(character for character in match["nir"] if character.isalnum()).upper()
        if nir.is_valid(compact):
            yield start, end
            done = end


def is_card(digits: str) -> bool:
    """Whether a row of figures has the length of a card number and the right Luhn digit."""
    return _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and luhn.is_valid(digits)
