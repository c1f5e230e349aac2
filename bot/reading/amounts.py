"""Amounts of money in what a debtor typed, and what each is: an offer, or what they earn, spend, owe or paid.

"50 balles par moi", "fifty quid", "je gagne 1400, mon loyer est de 600, je peux mettre 80", "non, 80 pas 50".
Sums that the debtor takes back or turns down ("80, c'est trop") are not returned at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.calendar_words import SURE_MONTH
from bot.reading.number_words import with_digits
from bot.reading.ordinals import with_ordinals
from bot.reading.patterns import any_of
from bot.reading.retractions import retracted
from bot.reading.sum_context import SumsInContext
from bot.reading.sum_kinds import AmountKind, kind_of
from bot.reading.sums import find_sums, with_round_numbers
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class AmountRead:
    """An amount in a message.

    Attributes:
        minor: whole minor units, e.g. 5000 for 50 €.
        currency: ISO 4217.
        start, end: offsets in the text as typed, currency included.
        kind: what the debtor says of it. "owed" and "paid" are what they say they owe or have paid already.
    """

    minor: int
    currency: str
    start: int
    end: int
    kind: AmountKind = "offer"


def read_amounts(
    text: str, language: str, *, default_currency: str = "EUR", bare_numbers: bool = False
) -> tuple[AmountRead, ...]:
    """Every amount in a message that the debtor stands by, in the order written.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
        default_currency: ISO 4217 code of the debt, for numbers without a currency.
        bare_numbers: the bot has just asked for an amount, so "50" alone is one. Otherwise a bare number
            counts only where the words around make it a sum: "je peux payer 50", "50 par mois", "80 pas 50".
    """
    folded = with_round_numbers(with_ordinals(with_digits(fold(text), language), language))
    message = SumsInContext(folded.text, tuple(find_sums(folded, language, default_currency)))
    gone = retracted(message)
    reads: list[AmountRead] = []
    for index, found in enumerate(message.sums):
        if index in gone:
            continue
        kind, said = kind_of(message, index, gone)
        if found.currency or bare_numbers or _is_a_sum(message, index, gone, kind, said):
            currency = found.currency or _currency_beside(message, index) or default_currency
            reads.append(AmountRead(found.minor, currency, *folded.span(found.start, found.end), kind))
    return tuple(reads)


# The least that a bare number can mean as money: "je peux faire 3" is about instalments.
_LEAST_OFFERED: Final = 500
_LEAST_CORRECTED: Final = 1000
_RANGE: Final = re.compile(r" ?(?:ou|or|a|to|et|and|-|/|voire) ?")
# What may follow a bare number that is a sum: "je peux mettre 50 si ça va", not "j'ai reçu deux rappels".
_GOES_ON: Final = re.compile(
    r"(?!\w)(?! ?[/x*])(?: ?[^\w\s]| ?\Z| ?\n| "
    + any_of(r"""
    par|le|la|les|tous|tt|tout|toute?s?|chaque|chk|a|au|aux|en|d|de|du|des|dans|et|ou|mais|puis|pour|si
    svp|stp|merci|max\w*|seulement|environ|pas|c|ca|sa|maintenant|demain|aujourd|ajd|mtnt?|mnt|ce|cette|fin|debut|mi
    que|qu|quand
    car|sur|vers|avant|apres|jusqu|plus|pdt|pendant|cash|comptant|direct|ok|possible|non|oui|voila|nets?|brut
    alors|plutot|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|chez|je|j|on|il|comme|mensuel\w*|mini\w*
    est|sans|avec
    per|each|every|an?|by|on|in|over|to|at|now|today|tomorrow|then|and|or|but|for|from|until|till|only|please
    pls|if|so|because|cos|not|no|yes|this|next|the|monthly|weekly|fortnightly|it|that|thats|as|up|down|first
    1st|instead|rather|is|would|will|i|we|tops|straight|when|starting|with|towards|off|altogether|thx|thanks
    pm|pw|pcm|left|back|extra|more|(?:mon|tues|wednes|thurs|fri|satur|sun)days?
""")
    + r"(?!\w))"
)
# "30 max", "85 c'est bon pour vous ?", "70 que je voulais dire", "60 pdt 8 mois".
_SAID_AFTER: Final = re.compile(
    r" ?"
    + any_of(r"""
    (?:de plus|en plus|extra|more) (?:en|in|au mois|for|le mois|next|this)[ ]
    ensuite\b|par la suite\b|afterwards\b|after that\b
    d'habitude\b|sinon\b|autrement\b|otherwise\b|(?:les |tous les )?autres mois\b|(?:all )?(?:the )?other months\b
    normalement\b
    le reste du temps\b|the rest of the time\b|normally\b|usually\b
    (?:au |grand |at (?:the )?)?(?:max\w*|most|plus)\b(?! de| que)|tops\b|tout rond
    then\b|instead\b|alors\b|plutot\b|ok\b
    que je (?:voulais|veux|peux)|is (?:what|all) i|i meant|(?:c'est|is) (?:mon|le|my|the) (?:max|limit|most)
    (?:c'est|c) (?:bon|possible|ok|faisable)|(?:ca|sa) (?:va|irait|vous|marche|passe)|would (?:work|be|do)
    (?:pdt|pendant|sur|over|for) \d+ ?(?:mois|months?|semaines?|weeks?|ans?|years?)
""")
)
# "Par semaine, 25", "tous les trois mois 150".
_FREQUENCY_BEFORE: Final = re.compile(
    r"\b(?:(?:par|per|a|an|each|every|chaque|tous? les|toute?s? les) (?:\d )?"
    r"(?:mois|month|semaines?|week|quinzaine|fortnight|trimestre|quarter|jours?)"
    r"|mensuel\w*|monthly|weekly|hebdo\w*|fortnightly|quarterly)[ ,:]{1,3}\Z"
)
# "Sinon 50", "100 now then 50".
_USUALLY_BEFORE: Final = re.compile(
    r"\b(?:sinon|autrement|otherwise|les autres mois|(?:the )?other months|normalement|normally|usually"
    r"|le reste du temps|the rest of the time)[ ,:]{1,3}\Z"
)
# "En mars, 200", "mars : 200".
_MONTH_BEFORE: Final = re.compile(
    rf"\b(?:{SURE_MONTH}|mois prochain|ce mois(?:[- ]ci)?|next month|this month)(?: ?[,:=-] ?| )\Z"
)
_THEN_BEFORE: Final = re.compile(r"\b(?:puis|ensuite|then|after that|apres)(?: (?:c'est|it's|just|about|environ))? \Z")


def _is_a_sum(message: SumsInContext, index: int, gone: frozenset[int], kind: AmountKind, said: str | None) -> bool:
    """Whether the words around a bare number make it a sum."""
    found = message.sums[index]
    if said == "after" or found.per or found.dated or _SAID_AFTER.match(message.after(index)):
        return True
    before = message.before(index)
    if _FREQUENCY_BEFORE.search(before) or _USUALLY_BEFORE.search(before):
        return True
    if found.minor >= _LEAST_OFFERED and _MONTH_BEFORE.search(before) and _GOES_ON.match(message.text, found.end):
        return True
    if index and found.minor >= _LEAST_OFFERED and _THEN_BEFORE.search(before):
        return True
    if said and _GOES_ON.match(message.text, found.end):
        return kind != "offer" or found.minor >= _LEAST_OFFERED
    return _goes_with_the_next(message, index) or _replaces_a_neighbour(message, index, gone)


def _goes_with_the_next(message: SumsInContext, index: int) -> bool:
    """ "entre 40 et 50 par mois", "50 ou 60 euros": what is said of the second number goes for the first."""
    between = message.between(index)
    if between is None or not _RANGE.fullmatch(between):
        return False
    following = message.sums[index + 1]
    return following.per or following.currency is not None


def _replaces_a_neighbour(message: SumsInContext, index: int, gone: frozenset[int]) -> bool:
    """ "80 pas 50": a number put in the place of another, both too large to count instalments."""
    for beside in {index - 1, index + 1} & gone:
        other = message.sums[beside]
        if other.currency or min(message.sums[index].minor, other.minor) >= _LEAST_CORRECTED:
            return True
    return False


def _currency_beside(message: SumsInContext, index: int) -> str | None:
    return message.sums[index + 1].currency if _goes_with_the_next(message, index) else None
