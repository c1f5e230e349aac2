"""Sums that a debtor takes back or turns down: "non, 80 pas 50", "80 au lieu de 50", "80, c'est trop"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.money_words import CHANGES_TO
from bot.reading.patterns import any_of
from bot.reading.sum_context import SumsInContext

# "Not 50", "au lieu de 50"; but "pourquoi pas 50".
_NOT_THE_NEXT: Final = re.compile(
    r"(?<!pourquoi )(?<!why )\b"
    + any_of(r"""
    (?:et |mais |surtout )?(?:pas|non pas|jamais)|(?:and |but )?(?:not|never)|et non
    (?:au lieu|a la place) (?:de|d'|des)|plutot que|instead of|rather than|in place of
""")
    + r"(?: (?:de|d'|les|a|the|at|even|meme|forcement|just))? ?\Z"
)
# "Je ne peux pas payer 80", unless 80 is the most that can be paid.
_AM_ABLE: Final = "(?:peu[xts]|jpeu[xt]?|jpx|jpe|pe|j?pourrai[st]?|pouvons|veux|ai|a|avons|arrive|suis|vais)"
CANNOT: Final = re.compile(
    r"\b"
    + any_of(rf"""
    {_AM_ABLE}(?: \w+)? (?:pas|po|plus(?! de| que))
    can't|cant|can not|cannot|couldn't|couldnt|won't|wont|wouldn't|unable|not able|refuse|incapable
    (?:don't|dont|do not|haven't|havent|have not) (?:have|got|want)
""")
    + r"\b"
)
_AT_MOST: Final = re.compile(
    r"\b"
    + any_of(r"""
    plus (?:de|que|d')|au[- ]dela|mieux|autre|aller (?:plus|au)|moins|depasser|que|avant|d'un coup
    more|over|above|better|beyond|exceed|less|only|until|before
""")
    + r"\b"
)
_TOO_MUCH: Final = re.compile(
    r"[ ,]*(?:(?:c'est|cest|c|sa|ca|cela|est|serait|ca fait|is|it's|its|that's|thats|would be|seems|feels) )?"
    r"(?:(?:vraiment|bien|un peu|encore|beaucoup|way|far|a bit|still|just|really|much|simply) )*"
    + any_of(r"""
    trop|impossible|pas possible|pas faisable|enorme|impayable|hors de
    too (?:much|high|expensive|steep)|not possible|a lot|out of reach
""")
    + r"\b"
)
# "50, euh non, 80": the second takes the place of the first.
_HESITATION: Final = r"(?:(?:euh+|heu|enfin|ah|er+m?|um+|oops|oups|mince|ou|or|bah|ben|sorry) ?,? ?)*"
_CORRECTION: Final = any_of(r"""
    non|nan|no|nope|pardon|sorry|plutot|correction|erreur|wait|attends|attendez|en fait|actually|finalement
    rather|je veux dire|je voulais dire|i mean|i meant|make that|make it|scratch that|c'est|disons|say
""")
_CORRECTS: Final = re.compile(
    rf"[ ,.…-]*{_HESITATION}(?!c'est|disons|say){_CORRECTION}[ ,:!.]*(?:{_CORRECTION} ?,? ?)*"
)
# "Passer de 80 à 50", "from 80 to 50".
_LOWERS: Final = re.compile(
    r"\b(?:(?:pass|baiss|redui|diminu|descend|chang|modifi|remplac|ramen)\w*|reduce|lower|drop|change|bring"
    r"|go|cut)\b[^.;!?\d]{0,30}\Z|\bfrom \Z"
)
_TO: Final = re.compile(r" (?:a|to|par|for|into|vers) (?:about |environ )?")
# "Plutôt 50 que 80", "rather 50 than 80".
_PREFERRED: Final = re.compile(r"\b(?:plutot|rather|prefere|prefer|mieux|sooner)\b")
_TO_THE_OTHER: Final = re.compile(r" (?:que|than|to|a)(?: de)? ")
# "On avait dit 60, je voudrais passer à 40": what comes before is over.
_CHANGES: Final = re.compile(rf"\b{CHANGES_TO} ?(?:about |environ )?\Z")
# "Pas un euro de plus", "without a penny": no sum at all.
_NOT_ONE: Final = re.compile(r"\b(?:plus|pas|sans|aucun|not|without|no)(?: single)? \Z")
_ONE: Final = 100


def retracted(message: SumsInContext) -> frozenset[int]:
    """The indexes of the sums that the debtor takes back or turns down."""
    found: set[int] = set()
    for index, each in enumerate(message.sums):
        clause = message.own_clause_before(index)
        not_one = each.minor == _ONE and _NOT_ONE.search(clause)
        if _NOT_THE_NEXT.search(clause) or _is_out_of_reach(clause) or not_one:
            found.add(index)
        if _TOO_MUCH.match(message.after(index)):
            found.add(index)
        if index and _CHANGES.search(clause):
            found.add(index - 1)
        between = message.between(index)
        if between is None:
            continue
        if _CORRECTS.fullmatch(between) or (_LOWERS.search(message.before(index)) and _TO.fullmatch(between)):
            found.add(index)
        if _PREFERRED.search(clause) and _TO_THE_OTHER.fullmatch(between):
            found.add(index + 1)
    return frozenset(found)


def _is_out_of_reach(clause: str) -> bool:
    denials = list(CANNOT.finditer(clause))
    return bool(denials) and not _AT_MOST.search(clause, denials[-1].start() + 1)
