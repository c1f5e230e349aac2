"""The day of the month a debtor would rather pay on: told by their pay, or as a short answer ("plutôt le 5")."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.reading.calendar_words import DAY, MONTH
from bot.reading.date_grammar import NOT_COUNTED
from bot.reading.dates import DayOfMonthRead
from bot.reading.number_words import with_digits
from bot.reading.ordinals import with_ordinals
from bot.reading.patterns import any_of
from bot.reading.words import fold

_NUMBER: Final = (
    r"(?<!\w)(?:(?:le|au|du|the|on|vers le|around the|about the) (?P<day>\d\d?)(?:er|st|nd|rd|th)?"
    rf"|(?P<nth>\d\d?)(?:st|nd|rd|th))(?![a-z\d/]|[.,]\d| (?:of )?{MONTH}\b){NOT_COUNTED}"
)
_INCOME: Final = any_of(r"""
    salaires?|payes?|paies?|pension|retraite|allocs?|allocations?|aides|caf|rsa|apl|aah|ass|are|chomage|indemnites?
    bourse
    wages?|salary|pay|pay ?day|pay ?check|benefits?|universal credit|uc|jsa|esa|pip|dole|pension|child benefit
""")
_WHEN: Final = "(?:quand|lorsque|apres|des que|une fois que|when|after|once|as soon as)"
# "Quand je touche mes allocs", "after payday", "je suis payé", "my wages go in".
_PAID: Final = any_of(rf"""
    {_WHEN}(?: [a-z']+){{0,4}} (?:{_INCOME}|touche|paye|paid)
    je (?:suis|serai) paye|(?:je|j'ai|on) (?:touche|percois|recois)(?: (?:le|la|mon|ma|mes) {_INCOME})?
    (?:mon|ma|mes|le|la|les) {_INCOME}(?: [a-z']+){{0,2}} (?:tombe|arrive|vers|vire|est|sont)[a-z]*
    (?:i'm|i am|i get|we get|get) paid
    my {_INCOME} (?:comes?|goes|go|arrives?|is paid|are paid|lands?|gets?)(?: in| through)?
    {_INCOME} day|pay ?day(?: is)?|jour de (?:paye|paie)
""")
_PAID_THEN: Final = re.compile(rf"(?<!\w)(?P<cue>{_PAID})[^.;!?\n\d]{{0,30}}?{_NUMBER}")
_THEN_PAID: Final = re.compile(rf"{_NUMBER}[ ,]*(?:c'est |jour |that's |which is |is )?(?P<cue>{_PAID})(?!\w)")
# Paid already, or a day that does not come back.
_ONCE: Final = re.compile(
    r"\b(?:ai ete|etais|got|was|were|been|derniere?|last|next|prochaine?|jusqu\w*|until|depuis|since)\b"
)

_ANSWER: Final = re.compile(_NUMBER)
_CORRECTED: Final = re.compile(r"\b(?:pas|not|non|no|plutot|rather|instead|au lieu)\b")
_MOST_WORDS: Final = 9
# It is one day then: the first one, the last one, or the day of a promise.
_ONE_DAY: Final = re.compile(
    r"\b(?:partir|compter|des|commenc\w*|debut\w*|demarr\w*|premier|premiere|1er [a-z]+|1ere|1th [a-z]+|from|start\w*"
    r"|begin\w*|first|until|till|jus\w*|avant|before|by|ici|fin|dernier|last|reste"
    r"|rest|prochain|next|tout|all|promis|attend\w*|wait"
    rf"|ce jour|{DAY}|{MONTH})\b"
)


def read_pay_day(text: str, language: str) -> DayOfMonthRead | None:
    """The day money comes in every month: "when my benefits come, on the 5th", "je suis payé le 28".

    Args:
        language: "fr" or "en".
    """
    folded = with_ordinals(with_digits(fold(text), language), language)
    for pattern in (_PAID_THEN, _THEN_PAID):
        for match in pattern.finditer(folded.text):
            said = folded.text[max(0, match.start() - 12) : match.end()]
            if not _ONCE.search(said) and (read := _read(match, folded.span)) is not None:
                return read
    return None


def read_preferred_day(text: str, language: str) -> DayOfMonthRead | None:
    """The day meant by a short answer while terms are talked about: "plutôt le 5", "can we make it the 10th".

    Args:
        language: "fr" or "en".
    """
    folded = with_ordinals(with_digits(fold(text), language), language)
    if len(folded.text.split()) > _MOST_WORDS or _ONE_DAY.search(folded.text):
        return None
    found = list(_ANSWER.finditer(folded.text))
    # "Pas le 5, le 10": the last one said is meant; "80 le 5 et 80 le 20" are two payments.
    if len(found) > 1 and not _CORRECTED.search(folded.text):
        return None
    return _read(found[-1], folded.span) if found else None


def _read(match: re.Match[str], span: Callable[[int, int], tuple[int, int]]) -> DayOfMonthRead | None:
    name = "day" if match["day"] else "nth"
    day = int(match[name])
    return DayOfMonthRead(day, *span(*match.span(name))) if 1 <= day <= 31 else None
