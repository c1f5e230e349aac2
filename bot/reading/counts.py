"""Into how many payments a debtor wants to split: "en trois fois", "3x", "4 mensualités", "in 4 goes"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.calendar_words import TIME_UNIT
from bot.reading.claims import Claims
from bot.reading.date_grammar import MONEY
from bot.reading.number_words import with_digits
from bot.reading.patterns import any_of
from bot.reading.retractions import CANNOT
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class CountRead:
    """A number of payments, 1 to 120; start and end are offsets in the text as typed."""

    count: int
    start: int
    end: int


# What is counted when someone splits a debt.
_PARTS: Final = any_of(r"""
    mensualites?|echeances?|versements?|paiements?|payements?|prelevements?|traites?|virements?|cheques?
    remboursements?
    instal?l?e?ments?|payments?|paymets?|goes|chunks?|lots?|stages?|portions?|transfers?|halves
""")
_ADJECTIVE: Final = "(?:(?:monthly|equal|small|smaller|weekly|easy|single|petite?s?|grosse?s|egale?s|seule?) )?"
_TIMES: Final = "(?:fois|foi|fs|x|coups?|parts?|times|tps|go|bits)"
_NOT_HOW_OFTEN: Final = r"(?! ?(?:par |/ ?|a (?!partir|compter)|per |un |une |le |la |sur |plus|rien|deja))"
_OR: Final = r"(?:(?P<{0}>\d{{1,2}}) ?(?:ou|or|a|to|-) ?)?"
_APART: Final = r"(?<![\d.,/€£$x-])"
_NO_NUMBER: Final = r"(?!\d|[.,/]\d)"
# After one of these "3 fois" splits a payment; "j'ai appelé 3 fois" does not.
_SPLITS: Final = any_of(r"""
    en|in|over|into|payer|paye|regler|faire|split|pay|plutot|possible|disons|mettons|pour|ou|or|non|oui|ok|no|yes
    allez|le|du|mon|ce|la|mes|jpropose|propose|apres|puis|et|and|make it|paiement|mettre|sur
    pardon|sorry|correction|enfin|euh
""")
_COUNT: Final = re.compile(
    # "4 x 50": the smaller is the number of payments.
    rf"(?<![\d.,/€£$-])(?P<left>\d{{1,4}}) ?[x*×] ?(?P<right>\d{{1,4}}){_NO_NUMBER}"
    rf"|{_APART}{_OR.format('or_parts')}(?P<parts>\d{{1,3}}) ?{_ADJECTIVE}{_PARTS}\b"
    r"(?! (?:de retard|en retard|deja|impaye|late|missed|behind|already|par |per |a (?:month|week|year)))"
    # "3 fois", "3x", "in three times" split a payment; "3 fois par mois" does not.
    rf"|(?:\b{_SPLITS} |\A|[,.:;!?(\n-] ?)(?:(?:plutot|about|environ|say) )?{_OR.format('or_times')}"
    rf"(?P<times>\d{{1,3}}) ?(?:seule? )?{_TIMES}(?![a-z\d]){_NOT_HOW_OFTEN}"
    rf"|{_APART}(?P<x>\d{{1,2}}) ?x(?![a-z\d]){_NOT_HOW_OFTEN}"
    r"|(?<![a-z\d])x ?(?P<after_x>\d{1,2})(?![\da-z]|[.,]\d| ?(?:€|e\b|euros?|£))"
    # "Split it into 3", "payer en 4".
    r"|\b(?:split|divide|divis\w+|coup\w+|partag\w+|pay\w*|regl\w+|etal\w+)\b(?:[ ']\w{1,12}){0,3}?"
    rf" (?:en|in|into) (?P<into>\d{{1,2}})\b{_NO_NUMBER}"
    rf"(?![ -]?(?:{MONEY}|{TIME_UNIT}|%|{_ADJECTIVE}(?:{_PARTS}|{_TIMES})\b))"
)
_AT_ONCE: Final = re.compile(
    r"\b(?:en 1 (?:seule )?fois|en un seul (?:versement|paiement)|in 1 (?:single )?(?:go|payment|lump)"
    r"|(?:payer|paie|paye|regler|regle|solder|solde|verser|tout|toute la somme) (?:[a-z']+ ){0,2}?"
    r"d'un (?:seul )?coup|all at once)\b"
)
_NO_SPLIT: Final = re.compile(
    r"\b(?:appele|telephone|ecrit|demande|dit|called|told|rang|asked|emailed|written|deja|already|missed|rate|manque"
    r"|payes?|regle|depuis|premiere?s|last|next|derniere?s|prochaine?s) \Z"
)
_IMPOSSIBLE: Final = re.compile(
    r"[ ,]*(?:(?:c'est|cest|c|ca|sa|is|it's|its|that's|will be) )*(?:just |juste |vraiment |really )?"
    r"(?:impossible|pas possible|not possible|too much|trop|hors de question|out of the question)\b"
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
        if _is_out_of_reach(match):
            continue
        found.append(CountRead(1, *folded.span(*match.span())))
    for match in _COUNT.finditer(folded.text):
        for count, start, end in _counts_in(match):
            if 1 <= count <= _MOST and claims.take(start, end):
                found.append(CountRead(count, *folded.span(start, end)))
    bare = _BARE.fullmatch(folded.text) if bare_numbers and not found else None
    if bare and 1 <= int(bare["n"]) <= _MOST:
        found.append(CountRead(int(bare["n"]), *folded.span(*bare.span("n"))))
    return tuple(sorted(found, key=lambda read: read.start))


def _is_out_of_reach(match: re.Match[str]) -> bool:
    """Whether this is what they cannot do: "I can't pay that all at once", "en une fois c'est impossible"."""
    before = re.split(r"[.;!?\n]", match.string[: match.start()])[-1]
    return bool(CANNOT.search(before) or _IMPOSSIBLE.match(match.string, match.end()))


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
