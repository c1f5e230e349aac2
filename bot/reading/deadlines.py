"""The last day a debtor has in mind: "d'ici fin mars", "by March", "jusqu'en mai", "the rest in June".

The days themselves are read by `dates`; here the words around each tell an end from a beginning. A month as an
end means its last day; what comes before it ends the day before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.reading.date_grammar import last_day
from bot.reading.dates import DateRead, read_dates
from bot.reading.patterns import any_of
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class DeadlineRead:
    """A last day; start and end are offsets in the text as typed, those of the date as `read_dates` has them."""

    on: date
    start: int
    end: int


# How far around a date its words are looked for.
_BEFORE_IT: Final = 70
_AFTER_IT: Final = 30
_THE: Final = r"(?: ?(?:le|la|les|the|l'|du|de|d'|en|au|mois de|mois d'))*"
_UP_TO: Final = any_of(r"""
    d'? ?ici(?: a| au)?|jus[qk]u?'? ?(?:en|a|au|aux|o)|jusque|avant|av|(?:pas )?plus tard qu[e']|au plus tard
    dernier delai|sous|dans (?:les|un delai de)
    by|before|b4|up until|until|'?till?|through|thru|(?:(?:no|not) )?later than|within|at the latest
""")
_UP_TO_BEFORE: Final = re.compile(rf"(?<![\w']){_UP_TO}{_THE} ?\Z")
_UP_TO_WITHIN: Final = re.compile(rf"(?:{_UP_TO}|than|plus tard que)\b")
_STRICTLY_BEFORE: Final = re.compile(r"(?:avant|av|before|b4)\b")
_AN_END_ITSELF: Final = re.compile(r"\b(?:fin|end)\b")
_AT_THE_LATEST: Final = re.compile(
    r"[ ,(]*"
    + any_of(r"""
    au plus tard|(?:grand |au )?max(?:i|imum)?(?! \d)|dernier delai|derniere limite|dernier carat|pas plus tard
    at (?:the )?(?:very )?latest|latest|no later|tops|at most
""")
    + r"\b"
)
# "Le reste en mars", "the other half on the 5th": what is left is paid on a last day.
_THE_REST: Final = re.compile(
    r"\b(?:(?:le |la |l'|the )?(?:reste|restant|rest|remainder|remaining (?:half|balance|amount)|autre moitie"
    r"|other half|second half|2nd half|2e moitie|deuxieme moitie|seconde moitie|dernier tiers|last third)"
    r"|(?:puis|et|then|and) (?:le |the )(?:solde|balance))"
    r"(?:,? [a-z']+){0,4}[ ,:]*\Z"
)
_FINISHED: Final = re.compile(
    r"\b(?:fini\w*|termin\w+|boucl\w+|finish\w*|(?:all )?done|paid off|cleared|tout (?:solde|paye|regle|rembourse)e?s?"
    r"|(?:soit|etre|serai|sera|avoir|aurai) (?:tout )?(?:solde|regle|rembourse)e?"
    r"|(?:dernier|derniere|last|final) (?:paiement|versement|echeance|mensualite|payment|instal?ment))"
    r"(?: [a-z']+){0,3} ?\Z"
)
_PAYS_ALL: Final = re.compile(
    r"\b(?:tout|solder?|paye|regler?|rembours\w+|fini\w*|termin\w+|all|paid|pay|clear\w*|done|everything|settled?)"
    r"(?: [a-z']+){0,3} ?\Z"
)
_FOR: Final = re.compile(r"\b(?:pour|for)(?: (?:le|la|les|the))* ?\Z")
_FOR_WITHIN: Final = re.compile(r"(?:pour|for)\b")
# It begins then, or is moved there.
_BEGINS: Final = re.compile(
    r"\b(?:a partir|a compter|des|commenc\w+|demarr\w+|(?:premier|premiere|1er|1ere) (?:paiement|versement|echeance"
    r"|mensualite)|(?:first|1st) (?:payment|instal?ment|one)|from|start\w*|begin\w*|as of|report\w*|decal\w*"
    r"|repouss\w*|deplac\w*|move|postpone|push|delay)(?:,? [a-z']+){0,5} ?\Z"
)
_PAID_ALREADY: Final = re.compile(
    r"\b(?:j'ai|jai|on a|i|we|i've|was|were|been) (?:deja |already |bien )?(?:paye|regle|verse|envoye|recu|paid|sent"
    r"|received)(?: [a-z']+){0,4} ?\Z"
)
# Nothing is possible before then: "je ne peux rien avant mars", "I won't get paid until the 5th".
_NOTHING_BEFORE: Final = re.compile(
    r"\b(?:pas?|rien|jamais|impossible|not|nothing|never|can'?t|cannot|won'?t|don'?t|isn'?t|doesn'?t|unable|no"
    r"|aucune?|attend\w*|wait\w*|patient\w*)(?: [a-z']+){0,5} ?\Z"
)
# "60 by Friday, then 30 a month": the day of a first payment.
_MORE_FOLLOWS: Final = re.compile(r"[ ,]*(?:and |et )?(?:puis|then|ensuite|after that|followed by)\b")
_NO_LATER: Final = re.compile(r"\b(?:tard|later|than)\b")
_CLAUSE: Final = re.compile(r"[.;!?\n]|,(?!\d)|\b(?:mais|but|sinon|otherwise|puis|then)\b")


def read_deadlines(text: str, language: str, today: date) -> tuple[DeadlineRead, ...]:
    """Every date that is an end, in the order written; what it means as an end may differ from the date itself.

    Args:
        language: "fr" or "en".
        today: the day of the message, where the debtor lives.
    """
    ends = (
        (read, strictly)
        for read, free_from in _with_the_end_of_the_one_before(read_dates(text, language, today))
        if read.on >= today.replace(day=1) and (strictly := _is_an_end(text, read, free_from)) is not None
    )
    return tuple(
        DeadlineRead(_last_day_meant(text, read, strictly, today), read.start, read.end) for read, strictly in ends
    )


def _with_the_end_of_the_one_before(reads: tuple[DateRead, ...]) -> Iterator[tuple[DateRead, int]]:
    """Each date, and where the words that are said of it can begin: "à compter de janvier jusqu'en mai"."""
    free_from = 0
    for read in reads:
        yield read, free_from
        free_from = read.end


def _is_an_end(text: str, read: DateRead, free_from: int) -> bool | None:
    """Whether a date is an end: True where it ends strictly before the date, None where it is no end."""
    before = fold(text[max(free_from, read.start - _BEFORE_IT) : read.start]).text
    inner = fold(text[read.start : read.end]).text
    clause = _CLAUSE.split(before)[-1]
    outer = _UP_TO_BEFORE.search(clause)
    cue = outer or _UP_TO_WITHIN.match(inner)
    head = clause[: outer.start()] if outer else clause
    if _BEGINS.search(head) or _PAID_ALREADY.search(head):
        return None
    after = fold(text[read.end : read.end + _AFTER_IT]).text
    if cue is not None and _MORE_FOLLOWS.match(after):
        return None
    if cue is not None:
        if _NOTHING_BEFORE.search(head) and not _NO_LATER.search(cue.group()):
            return None
        return _STRICTLY_BEFORE.match(cue.group()) is not None
    latest = _AT_THE_LATEST.match(after)
    if latest or _THE_REST.search(before) or _FINISHED.search(clause) or _is_for_then(clause, inner):
        return False
    return None


def _is_for_then(clause: str, inner: str) -> bool:
    """ "Tout soldé pour Noël"; "50 pour décembre" is no end."""
    prefix = _FOR.search(clause)
    if prefix:
        return _PAYS_ALL.search(clause[: prefix.start()]) is not None
    return _FOR_WITHIN.match(inner) is not None and _PAYS_ALL.search(clause) is not None


def _last_day_meant(text: str, read: DateRead, strictly: bool, today: date) -> date:
    if strictly:
        if read.precision == "day" and _AN_END_ITSELF.search(fold(text[read.start : read.end]).text):
            return read.on  # "avant fin juin" is by the end of June
        first = read.on if read.precision in ("day", "week") else read.on.replace(day=1)
        before = first - timedelta(days=1)
        return before if before >= today else _next_time(read, today)
    return _end_of(read)


def _next_time(read: DateRead, today: date) -> date:
    """ "Avant novembre", said in November, is next year's; "avant demain" is today."""
    if read.precision == "month":
        return read.on.replace(year=read.on.year + 1, day=1) - timedelta(days=1)
    return max(read.on, today)


def _end_of(read: DateRead) -> date:
    if read.precision == "month":
        return last_day(read.on.year, read.on.month)
    if read.precision == "year":
        return date(read.on.year, 12, 31)
    if read.precision == "week":
        return read.on + timedelta(days=6 - read.on.weekday())
    return read.on
