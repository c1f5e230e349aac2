"""Whether an amount is all that a debtor can pay: "50 maximum", "pas plus de 50", "all I can afford is 50"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.reading.amounts import AmountRead
from bot.reading.patterns import any_of
from bot.reading.sums import PER
from bot.reading.words import fold

# How far around an amount its words are looked for.
_BEFORE_IT: Final = 70
_AFTER_IT: Final = 90

_CAN: Final = r"(?:peu[xst]?|jpeu[xst]?|jpx|jpe|pe|pourrai[st]?|pourra|pouvons|puisse|arrive|sais)"
_PAYING: Final = (
    r"(?:payer?|paier|mettre|donner|verser|faire|regler|rembourser|sortir|aller|monter|proposer|envoyer|debourser"
    r"|pay|do|afford|manage|give|send|put|offer|stretch(?: to)?|go|spare|make|spend|have|get)"
)
_FEW_WORDS: Final = r"(?: [a-z']+){0,3}"
_CANNOT: Final = (
    "(?:can'?t|can ?not|couldn'?t|could not|won'?t|will not|unable to|not able to|wouldn'?t|(?:don'?t|do not) want to)"
    "(?: really| possibly| be able to)?"
)
_ABLE: Final = "(?:can|could|will|am|are|able|to|really|realistically|possibly|ever)"
_NOT_SO_MUCH: Final = "(?! (?:de|que|tard|tot|d'))"
# Right before the amount.
_SAID_BEFORE: Final = re.compile(
    r"(?<![\w'])"
    + any_of(rf"""
    max\w*{_FEW_WORDS}|plafond(?: {_PAYING})?{_FEW_WORDS}
    (?:pas|po|pa|jamais|rien) (?:a |au[- ])?(?:plus|davantage|dela)(?: (?:haut|loin))?
    (?:pas|po|pa|jamais|plus) {_PAYING} (?:plus|davantage|au[- ]dela|mieux)|au plus|tout au plus|au[- ]dela
    (?:aller|monter|grimper|pousser|payer|mettre) jus[qk]u'?a|up to
    (?:pas|po|pa|jamais|rien|sans)(?: (?:vraiment|trop|qu'on|que ca|que je|vouloir|devoir))* (?:depass\w*|exced\w*)
    (?:en[- ]dessous|au[- ]dessous) (?:de|des)|(?:rester|reste|tenir) sous|under|below|(?:don'?t|not|never) exceed
    {_CAN}(?: (?:vous|te|en|y|le|la|vraiment|rien|plus|pas|seulement))*(?: {_PAYING})?(?: (?:vous|rien|d'autre))? qu[e']
    (?:n'ai|ai|avons|ont|reste|dispose)(?: plus)? qu[e']|{_CAN} (?:juste|seulement)(?: {_PAYING})?|seulement
    (?:at most|at the most|no more|not more|nothing more|nothing over|not over|no higher|never more)
    {_CANNOT}(?: {_PAYING})?(?: (?:any|you|it|anything|much|to|out))* (?:more|over|above|higher|beyond|better|exceed)
    (?:can|could|will|would|'ll|'d)(?: (?:probably|really))* (?:only|just)(?: about)?(?: really)?(?: {_PAYING})?
    only(?: (?:got|have|had|really|about|around|{_PAYING}))*
    (?:all|most|as much as|best|maximum) (?:that )?(?:i|we|i'm|we're)(?: (?:{_ABLE}|{_PAYING}|got|each|a|month|every))*
    (?:tou?t ce que?|tt ske|ce que|le (?:plus|mieux|maximum) que) (?:je|j'|on|nous) ?{_CAN}?(?: [a-z']+){{0,3}}
    (?:my|the|our) (?:limit|cap|maximum|max|ceiling)|(?:ma|la|notre) limite|mon budget maximum
""")
    + r"(?: ?(?:c'est|cest|c|est|is|are|was|would be|de|d'|a|of|at|than|que|qu'|about|around|environ|les|the|[:=,]))*"
    r" ?\Z"
)
# "Est-ce que 50", "mieux que 50" and "if only" are no ceilings.
_NO_CEILING: Final = re.compile(
    r"(?:est[- ]ce que|parce que|puisque|mieux que|if only|tant que|moins que|not only|not just) ?\Z"
)
# Right after the amount and its "par mois".
_RIGHT_AFTER: Final = re.compile(
    r"[ ,.;:!(-]*(?:(?:mais|et|but|and|as|comme|c'est|cest|c|is|that'?s|it'?s|est|ce sera|au) )*"
    + any_of(r"""
    max\w*|(?:au )?grand max\w*|tops|au plus(?! (?:tard|tot|vite))|tout au plus|a tout casser|at (?:the )?(?:very )?most
    no more(?! than \d)|not more|only(?! (?:if|from|when|after|until|in|on|as|because|starting|by|for|once|start))
    seulement(?! (?:si|a partir|a compter|quand|apres|en|le|des|pour|pendant|jusqu))
    pas (?:plus|davantage)(?! (?:de|que|tard|tot|loin|vite))
    et encore|pas mieux|my limit|my (?:absolute )?max\w*|plafond|et pas plus|and no more|all in
""")
    + r"(?![a-z'])"
)
# Anywhere between the amount and the next, in the same breath.
_STANDS_APART: Final = re.compile(
    r"(?<![\w'])"
    + any_of(rf"""
    pas (?:plus|davantage|mieux)(?! (?:de|que|tard|tot|loin|vite|d'))
    pas (?:un|1) (?:euro|centime|sou|rond|cent|kopeck) (?:de |d')?plus
    (?:mon|le|notre|un) (?:grand )?max(?:i|imum)?(?! (?:de|d'))|(?:ma|la) limite(?! (?:de|du))|mon plafond
    (?:tout |tt )(?:ce que?|ske|c'que) (?:je |j'|on |nous )?{_CAN}(?= |\Z|[.,!?])(?! pas)
    (?:le plus|le mieux) que (?:je|j'|on|nous)
    (?:au[- ]dela|plus|davantage),? (?:je|on|c'est|c) (?:ne |n')?(?:{_CAN} pas|pas|impossible)
    {_CAN} (?:vraiment )?(?:pas|po|pa)(?: (?:vous |en |y )?{_PAYING})? (?:plus|mieux|davantage|au[- ]dela){_NOT_SO_MUCH}
    (?:pas|jamais) {_PAYING} (?:plus|mieux|davantage|au[- ]dela){_NOT_SO_MUCH}
    (?:all|the most|the best|as much as) (?:that )?(?:i|we|i'm|we're) (?:{_ABLE}|have|got)|all i'?ve got
    my (?:absolute )?(?:limit|max\w*|ceiling)|the (?:limit|max(?:imum)?)(?! (?:is|of|term|length|number))
    {_CANNOT} {_PAYING}(?: (?:any|to|you))* (?:more|higher|better|over|beyond)(?! than \d)
    not a (?:penny|cent|pound) more|no(?:t)? (?:higher|more than that|any more)|nothing more
""")
    + r"(?![a-z])"
)
# Words that speak of something else than the sum end the search: a number of payments, another sum.
_FIGURE: Final = re.compile(r"\d")
_CLAUSE: Final = re.compile(r"[;?\n]|[.!](?= )|\b(?:puis|then|ensuite|mais|but)\b")
_UNTIL_NEW_SENTENCE: Final = re.compile(r"[?\n]")


def read_ceilings(text: str, amounts: Sequence[AmountRead]) -> tuple[bool, ...]:
    """For each amount read in a text, whether the debtor says that more is out of the question.

    Only what is paid regularly has a ceiling: a first payment, an income or a rent has none.
    """
    edges = [(read.start, read.end) for read in amounts]
    return tuple(
        read.kind == "offer"
        and _is_the_most(
            fold(text[max(edges[at - 1][1] if at else 0, read.start - _BEFORE_IT) : read.start]).text,
            fold(
                text[read.end : min(edges[at + 1][0] if at + 1 < len(edges) else len(text), read.end + _AFTER_IT)]
            ).text,
        )
        for at, read in enumerate(amounts)
    )


def _is_the_most(before: str, after: str) -> bool:
    before = _CLAUSE.split(before)[-1]
    if _SAID_BEFORE.search(before) and not _NO_CEILING.search(before):
        return True
    per = PER.match(after)
    rest = after[per.end() :] if per else after
    if _RIGHT_AFTER.match(rest):
        return True
    same_breath = _FIGURE.split(_UNTIL_NEW_SENTENCE.split(rest)[0])[0]
    return _STANDS_APART.search(same_breath) is not None
