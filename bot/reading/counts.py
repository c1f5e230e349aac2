"""Into how many payments a debtor wants to split: "en trois fois", "3x", "4 mensualités", "in 4 goes"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.calendar_words import TIME_UNIT
from bot.reading.claims import Claims
from bot.reading.date_grammar import MONEY
from bot.reading.number_words import with_digits
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class CountRead:
    """A number of payments, 1 to 120; start and end are offsets in the text as typed."""

    count: int
    start: int
    end: int


# What is counted when someone splits a debt.
_PARTS: Final = (
    r"(?:mensualites?|echeances?|versements?|paiements?|payements?|prelevements?|traites?|virements?"
    r"|cheques?|"
    r"remboursements?|instal?l?e?ments?|payments?|paymets?|goes|chunks?|lots?|stages?|portions?|transfers?)"
)
_ADJECTIVE: Final = (
    r"(?:(?:monthly|equal|small|smaller|weekly|easy|petit(?:e?s)?|grosse?s|egale?s|seule?|single) )?"
)
_TIMES: Final = r"(?:fois|foi|fs|x|coups?|parts?|times|tps|go|bits)"
_OFTEN_OR_MORE: Final = r"(?! ?(?:par |/ ?|a |per |un |une |le |la |plus|rien|deja))"
_UNCOUNTED: Final = rf"(?!\d|[.,/]\d|[ -]?(?:{MONEY}|{TIME_UNIT}|%))"
_COUNT: Final = re.compile(
    # "4 x 50": the smaller is the number of payments.
    r"(?<![\d.,/€£$-])(?P<left>\d{1,4}) ?[x*×] ?(?P<right>\d{1,4})(?![\d/]|[.,]\d)"
    rf"|(?<![\d.,/€£$x-])(?:(?P<or_parts>\d{{1,2}}) ?(?:ou|or|a|to"
    rf"|-) ?)?(?P<parts>\d{{1,3}}) ?{_ADJECTIVE}{_PARTS}\b"
    r"(?! (?:de retard|en retard|deja|impaye|late|missed|behind|already))"
    # "3 fois", "3x", "in three times" split a payment; "3 fois par mois" and "I called three times" do not.
    r"|\b(?:en|in|over|into|payer|regler|faire|split|pay|plutot|possible|disons)\s"
    rf"(?:(?:plutot|about|environ|say) )?(?:(?P<or_times>\d{{1,2}}) ?(?:ou|or|a|to"
    rf"|-) ?)?(?P<times>\d{{1,3}}) ?(?:seule? )?{_TIMES}\b"
    rf"{_OFTEN_OR_MORE}"
    rf"|(?<![\d.,/€£$-])(?P<x>\d{{1,2}}) ?(?:x|fois)(?![a-z\d]){_OFTEN_OR_MORE}"
    r"|(?<![a-z\d])x ?(?P<after_x>\d{1,2})(?![\d.,]| ?(?:€|e\b|euros?|£))"
    # "Split it into 3", "payer en 4".
    r"|\b(?:split|divide|divis\w+|coup\w+|partag\w+|pay\w*|regl\w+|etal\w+)\b(?:[ ']\w{1,12}){0,3}? (?:en|in"
    r"|into) "
    rf"(?P<into>\d{{1,2}})\b{_UNCOUNTED}"
)
_AT_ONCE: Final = re.compile(
    r"\b(?:en 1 (?:seule )?fois|d'un (?:seul )?coup|in 1 (?:single )?(?:go|payment|lump)|all at once"
    r"|en un seul (?:versement|paiement))\b"
)
_NO_SPLIT: Final = re.compile(
    r"(?:appele|telephone|ecrit|demande|dit|called|told|rang|asked|emailed|written|deja|already|missed|rate"
    r"|manque"
    r"|payes?|regle|depuis|premiere?s|last|derniere?s) \Z"
)
_BARE: Final = re.compile(
    r"\W*(?:(?:en|in|plutot|disons|say|maybe|peut-etre|about|around|over|non|no|oui|yes"
    r"|ok),? ?)*(?P<n>\d{1,3})(?: ?(?:fois|x|times))?\W*"
    r"(?:svp|stp|please|pls|merci|thanks|si possible|max(?:imum)?|peut-etre|maybe|if possible)?\W*"
)
_MOST: Final = 120


def read_counts(text: str, language: str, *, bare_numbers: bool = False) -> tuple[CountRead, ...]:
    """Every number of payments in a message, in the order written.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
        bare_numbers: the bot has just asked for one, so "4" or "plutôt quatre" alone is an answer.
    """
    folded = with_digits(fold(text), language)
    found: list[CountRead] = []
    claims = Claims(len(folded.text))
    for match in _AT_ONCE.finditer(folded.text):
        claims.take(*match.span())
        found.append(CountRead(1, *folded.span(*match.span())))
    for match in _COUNT.finditer(folded.text):
        for count, start, end in _counts_in(match):
            if 1 <= count <= _MOST and claims.take(start, end):
                found.append(CountRead(count, *folded.span(start, end)))
    bare = _BARE.fullmatch(folded.text) if bare_numbers and not found else None
    if bare and 1 <= int(bare["n"]) <= _MOST:
        found.append(CountRead(int(bare["n"]), *folded.span(*bare.span("n"))))
    return tuple(sorted(found, key=lambda read: read.start))


def _counts_in(match: re.Match[str]) -> list[tuple[int, int, int]]:
    """(count, start, end) of each number of payments in a match; "en 3 ou 4 fois" holds two."""
    if match["left"]:
        name = "left" if int(match["left"]) <= int(match["right"]) else "right"
        return [(int(match[name]), *match.span(name))]
    name = next(name for name in ("parts", "times", "x", "after_x", "into") if match[name])
    if _NO_SPLIT.search(match.string[max(0, match.start(name) - 16) : match.start(name)]):
        return []
    start = match.start() if name == "after_x" else match.start(name)
    counts = [(int(match[name]), start, match.end())]
    other = f"or_{name}" if name in ("parts", "times") else None
    if other and match[other]:
        counts.insert(0, (int(match[other]), *match.span(other)))
    return counts
