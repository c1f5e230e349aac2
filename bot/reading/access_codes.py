"""Access codes as people type them: eight letters and figures, such as BVF7CSET, in one or as four and four.

One code in eleven has letters only, so what looks like a word is told from what does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.reading.identifiers import Identifier
from bot.reading.words import Folded

# Letters and figures that cannot be taken for one another: no I, L, O, no 0 and 1.
_CODE_CHARACTER: Final = "[a-hjkmnp-z2-9]"
_CODE: Final = re.compile(
    rf"(?<![a-z0-9@])(?P<left>{_CODE_CHARACTER}{{4}})(?P<gap>[ -]?)"
    rf"(?P<right>{_CODE_CHARACTER}{{4}})(?![a-z0-9@])"
)
# "T R 6 N W 9 B A", as read aloud.
_SPELT_OUT: Final = re.compile(rf"(?<![\w@] )(?<![\w@]){_CODE_CHARACTER}(?: {_CODE_CHARACTER}){{7}}(?! ?[\w@])")
_SAYS_CODE: Final = re.compile(
    r"\bcodes?\b(?: (?:d'acces|acces|secret|perso\w*|confidentiel))?(?P<copula> ?(?::|=|est|is|c'est"
    r"|it's))? ?\Z"
)
_VOWELS: Final = "aeuy"
# Letters that French and English words do not put together. One in twenty codes without a figure has none of
# these.
_UNLIKELY_IN_A_WORD: Final = re.compile(
    rf"(?![aeu]ye[eu])[{_VOWELS}]{{4}}|[^{_VOWELS}]{{5}}|[bcdfghjkmpqtvwxz]{{4}}"
    r"|q[^u]|q\Z|(?<!\A)j[^aeu]|[^abdeusn]j|v[^aeuyr]|x[^aeuptchyq]|w[^aehrsny]|z[^aeuyz]"
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


def access_codes(folded: Folded) -> Iterator[Identifier]:
    """Access codes in a text: eight letters and figures, together or as four and four.

    Anything of that shape with both letters and figures is taken, unless it counts or dates something
    ("48heures"). Eight letters are taken where they do not look like a word, follow "code :" or are a whole
    message in capitals.
    """
    for match in _CODE.finditer(folded.text):
        if _is_a_code(match, folded):
            yield Identifier((match["left"] + match["right"]).upper(), *match.span())
    for match in _SPELT_OUT.finditer(folded.text):
        code = match.group().replace(" ", "")
        if not code.isalpha() and not code.isdigit():
            yield Identifier(code.upper(), *match.span())


def _is_a_code(match: re.Match[str], folded: Folded) -> bool:
    left, right = match["left"], match["right"]
    code = left + right
    typed = folded.source[slice(*folded.span(*match.span()))]
    if code.isdigit() or not typed.isascii():
        return False
    capitals = typed == typed.upper()
    announced = _SAYS_CODE.search(folded.text[max(0, match.start() - 40) : match.start()])
    if announced and (announced["copula"] or capitals):
        return True
    alone = len(folded.text) < _LONGEST_ALONE and folded.text.strip(_MARKS) == match.group()
    expected = alone or announced is not None
    if code.isalpha():
        return (expected and capitals) or ((bool(announced) or not match["gap"]) and _is_unlike_a_word(code))
    if not match["gap"]:
        return _COUNTED.fullmatch(code) is None
    return _are_halves_of_a_code(left, right, capitals, expected)


_LONGEST_ALONE: Final = 20
_MARKS: Final = " .,:;!?'\"()\n"


def _are_halves_of_a_code(left: str, right: str, capitals: bool, expected: bool) -> bool:
    """Four and four: "BVF7 CSET", but not "dans 5ans", "veut 4x75" or "paye 2345"."""
    like_a_word = any(half.isalpha() and not _is_unlike_a_word(half) for half in (left, right))
    if any(_COUNTED.fullmatch(half) for half in (left, right)):
        return capitals and not like_a_word
    if left.isdigit() or right.isdigit():
        return capitals or not like_a_word
    return capitals or expected or not like_a_word


def _is_unlike_a_word(letters: str) -> bool:
    vowels = sum(letter in _VOWELS for letter in letters)
    few_or_many = len(letters) >= 6 and (vowels <= 1 or vowels >= len(letters) - 2)
    if letters in _WORDS_ALL_THE_SAME:
        return False
    return few_or_many or vowels == 0 or _UNLIKELY_IN_A_WORD.search(letters) is not None


# Words of that alphabet that the rule takes for codes.
_WORDS_ALL_THE_SAME: Final = frozenset(("strength", "subjects", "whatsapp"))
