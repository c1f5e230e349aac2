"""Identifiers as people type them: account references, access codes, postcodes, telephone numbers, addresses.

Patterns are over folded text. Each is linear in the length of the text: repetitions are bounded or cannot
overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.reading.words import Folded

# A creditor's three letters, the year and six figures: VOL-26-813237, "vol 26 813237", "VOL26813237".
_REFERENCE: Final = re.compile(
    r"(?<![a-z0-9])(?P<creditor>[a-z]{3})[ ._/-]{0,3}(?P<year>\d ?\d)[ ._/-]{0,3}"
    r"(?P<number>\d(?:[ .-]?\d){5})(?![a-z0-9])"
)
# "tel 06 123456" and "les 20 812345" are words before a number, not a creditor's letters.
_NO_CREDITOR: Final = frozenset(
    [
        "les",
        "des",
        "mes",
        "ses",
        "nos",
        "vos",
        "tel",
        "mob",
        "fax",
        "ref",
        "num",
        "est",
        "mon",
        "son",
        "the",
        "and",
        "est",
        "sur",
        "par",
        "née",
        "nee",
    ]
)
LETTER_REFERENCE: Final = re.compile(r"(?<![a-z0-9])l\d{4}[ -]?\d{5}(?![a-z0-9])")
EMAIL: Final = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
WEB_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s]+")
TELEPHONE: Final = re.compile(r"(?<![\d+])(?:\+\d{1,3}|00\d{2}|0)(?:[ .-]?\(0\))?(?:[ .-]?\d){8,11}(?![\d/])")
UK_POSTCODE: Final = re.compile(
    r"(?<![a-z0-9])(?P<out>[a-z]{1,2}\d[a-z\d]?) {0,2}(?P<inward>\d[a-z]{2})(?![a-z0-9])"
)

# Letters and figures that cannot be taken for one another: no I, L, O, no 0 and 1.
_CODE_CHARACTER: Final = "[a-hjkmnp-z2-9]"
_CODE: Final = re.compile(
    rf"(?<![a-z0-9@])(?P<left>{_CODE_CHARACTER}{{4}})(?P<gap>[ -]?)"
    rf"(?P<right>{_CODE_CHARACTER}{{4}})(?![a-z0-9@])"
)
_SAYS_CODE: Final = re.compile(
    r"\bcodes?\b(?: (?:d'acces|acces|secret|perso\w*|confidentiel))?(?P<copula> ?(?::|=|est|is|c'est"
    r"|it's))? ?\Z"
)
_VOWELS: Final = "aeuy"
# Letters that French and English words do not put together. One in twenty codes without a figure has none of
# these.
_UNLIKELY_IN_A_WORD: Final = re.compile(
    rf"[{_VOWELS}]{{4}}|[^{_VOWELS}]{{5}}|[bcdfghjkmpqtvwxz]{{4}}"
    r"|q[^u]|q\Z|j[^aeu]|[^adeusn]j|v[^aeuyr]|x[^aeuptchyq]|w[^aehrsny]|z[^aeuyz]"
    rf"|\A(?!ch|sh|th|wh|ph|br|cr|dr|fr|gr|pr|tr|sc|sk|sm|sn|sp|st|sq|sw|tw|kn|wr|ps|rh)[^{_VOWELS}]{{2}}"
    rf"|(?!nt|ns|rs|ts|ds|rt|st|nd|ng|nk|ck|ct|pt|ft|sh|ch|th|gh|rd|rm|rn|rk|rb|rc|rp|ss|tt|ms|ps|gs|cs|bs"
    rf"|ks|ws|fs|mp"
    rf"|mb|sk|sm|sp|ff|ph|xt|wn|tz|hs|rf|rg|gn|ht|hm)[^{_VOWELS}]{{2}}\Z"
)
# "48heures", "dans 5ans", "4x75", "mars2927": something counted or dated.
_COUNTED: Final = re.compile(
    r"\d+(?:heures?|h|ans?|e|eu|eur|j|jrs|sem|mn|k|x\d+|th|st|nd|rd|eme|er|days?|weeks?|wks?|years?|yrs?"
    r"|payments?)"
    r"|(?:mars|march|mar|sept|sep|dec|decembre|fev|avr|aug|may|june)\d+"
)


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


def account_references(text: str) -> Iterator[Identifier]:
    """Account references in a folded text, as "VOL-26-813237"."""
    for match in _REFERENCE.finditer(text):
        if match["creditor"] not in _NO_CREDITOR:
            year, number = _figures(match["year"]), _figures(match["number"])
            yield Identifier(f"{match['creditor'].upper()}-{year}-{number}", *match.span())


def _figures(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def uk_postcodes(text: str) -> Iterator[Identifier]:
    """British postcodes in a folded text, as "LS1 1AA"."""
    for match in UK_POSTCODE.finditer(text):
        yield Identifier(f"{match['out']} {match['inward']}".upper(), *match.span())


def access_codes(folded: Folded) -> Iterator[Identifier]:
    """Access codes in a text: eight letters and figures, together or as four and four.

    Anything of that shape with both letters and figures is taken, unless it counts or dates something
    ("48heures"). Eight letters are taken where they do not look like a word, follow "code :" or are a whole
    message in capitals.
    """
    for match in _CODE.finditer(folded.text):
        if _is_a_code(match, folded):
            yield Identifier((match["left"] + match["right"]).upper(), *match.span())


def _is_a_code(match: re.Match[str], folded: Folded) -> bool:
    code = match["left"] + match["right"]
    if code.isdigit():
        return False
    typed = folded.source[slice(*folded.span(*match.span()))]
    capitals = typed == typed.upper()
    announced = _SAYS_CODE.search(folded.text[max(0, match.start() - 40) : match.start()])
    alone = (
        folded.text[: match.start()].strip(" .,:;!?'\"()\n")
        == folded.text[match.end() :].strip(" .,:;!?'\"()\n")
        == ""
    )
    if announced and (announced["copula"] or capitals):
        return True
    if match["gap"]:
        return _are_halves_of_a_code(match["left"], match["right"], capitals, alone or announced is not None)
    if code.isalpha():
        return _is_unlike_a_word(code) or (alone and capitals)
    return _COUNTED.fullmatch(code) is None


def _are_halves_of_a_code(left: str, right: str, capitals: bool, expected: bool) -> bool:
    """Four and four: "BVF7 CSET", but not "dans 5ans", "veut 4x75" or "paye 2345"."""
    if (left + right).isalpha():
        return capitals and expected
    if left.isdigit() or right.isdigit():
        return capitals or expected
    if any(_COUNTED.fullmatch(half) for half in (left, right)):
        return capitals and not left.isalpha() and not right.isalpha()
    return (
        expected
        or capitals
        or not any(half.isalpha() and not _is_unlike_a_word(half) for half in (left, right))
    )


def _is_unlike_a_word(letters: str) -> bool:
    vowels = sum(letter in _VOWELS for letter in letters)
    few_or_many = len(letters) >= 6 and (vowels <= 1 or vowels >= len(letters) - 2)
    return few_or_many or vowels == 0 or _UNLIKELY_IN_A_WORD.search(letters) is not None
