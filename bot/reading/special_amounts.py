"""A month with a sum of its own: "50 par mois mais 200 en mars", "150 in December, 40 otherwise"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.reading.amounts import AmountRead
from bot.reading.months_said import IN, ONE_MONTH, months_in
from bot.reading.patterns import any_of
from bot.reading.sums import PER
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class SpecialAmountRead:
    """A sum for one month instead of the usual one.

    Attributes:
        month: its first day; the next such month, or the one under way.
        minor: whole minor units, the whole sum of that month: "100 de plus" has the usual one added.
        amount: what was read of it, which is no offer for every month; None for "le double".
        start, end: offsets in the text as typed, from the first of sum and month to the last.
    """

    month: date
    minor: int
    amount: AmountRead | None
    start: int
    end: int


_AROUND: Final = 80
_MORE: Final = r"(?:de plus|en plus|supplementaires?|extra|more|on top|additional)"
# "200 en mars", "150 exceptionally in December".
_MONTH_AFTER: Final = re.compile(
    r" ?(?:"
    + any_of(r"""
    seulement|uniquement|only|just|juste|exceptionnellement|par contre|a la place|instead|quand meme|plutot|once
    une fois
    rien qu|max\w*|svp|please|au lieu de \d+ ?(?:€|euros?)?|instead of £?\d+
""")
    + rf"?,? )?(?P<more>{_MORE},? )?(?:{IN} ?|(?=ce mois|le mois|this|next))(?P<months>{ONE_MONTH})"
)
# "En mars, 200", "for December I can do 150".
_MONTH_BEFORE: Final = re.compile(rf"(?<![\w'])(?:{IN} ?)?(?P<months>{ONE_MONTH}) ?[,:=-]?(?: ?[a-z',]+){{0,8}} ?\Z")
_MORE_BEFORE: Final = re.compile(r"\b(?:extra|additional|another|supplement de) ?\Z")
_DOUBLE: Final = re.compile(
    r"(?<![\w'])(?P<times>double|triple|deux fois plus|twice (?:that|as much|the amount))(?: that| it| payment)? "
    rf"(?:{IN} ?|(?=ce mois|le mois|this|next))(?P<months>{ONE_MONTH})"
)
_MORE_AFTER: Final = re.compile(rf" ?{_MORE}\b")
_CLAUSE: Final = re.compile(r"[.;!?\n]|\b(?:mais|but|puis|then|ensuite|sauf|except|et|and|sinon|otherwise)\b")
# The month is when payments begin or end, or when money comes in.
_BEGINS: Final = re.compile(
    r"\b(?:partir|compter|des|commenc\w*|demarr\w*|debut\w*|from|start\w*|begin\w*|since|depuis|jus[qk]u\w*|until|till"
    r"|avant|before|by|ici|apres|after|first|premier|premiere|1er)\b[ ']*(?:[a-z]+ ?){0,2}\Z"
)
_COMES_IN: Final = re.compile(
    r"\b(?:j'aurai|jaurai|je vais avoir|j'ai|jai|touche\w*|toucherai|recois|recevrai|gagne\w*|i'll have|i will have"
    r"|i have|i get|i'll get|getting|receive|earn|due|owe)(?: [a-z']+){0,3} ?\Z"
)
# What is paid in every other month is said too, or this one is set against it.
_IS_USUAL: Final = re.compile(
    r"[ ,]*(?:(?:euros?|all|pour|for|the|les|le|tous) )*(?:sinon|autrement|otherwise|autres mois|other months"
    r"|reste du temps|rest of the time|normalement|normally|usually|d'habitude|ensuite|afterwards|after that"
    r"|par la suite)\b"
    # "En mars 200, sinon 50": it says so of the next sum.
    r"(?![ ,:]*(?:[a-z']+ ){0,4}\d)"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:sinon|autrement|otherwise|(?:les )?autres mois|other months|le reste du temps|the rest of the time"
    r"|normalement|normally|usually|d'habitude)\b"
)
_CONTRAST: Final = re.compile(
    r"\b(?:mais|but|sauf|except|par contre|however|hormis|apart from|excepte)\b[^.;!?\d]{0,40}\Z"
)
_INSTEAD: Final = re.compile(
    r"\b(?:au lieu|instead|a la place|exceptionnellement|as a one[- ]off|just that (?:once|month))\b"
)


def read_special_amounts(text: str, amounts: Sequence[AmountRead], today: date) -> tuple[SpecialAmountRead, ...]:
    """Every sum that is offered for one month and set against another or against the usual one.

    "Je peux payer 200 en mars" alone is an offer with a date, and "en mars j'aurai une prime" no offer at all.

    Args:
        amounts: what `read_amounts` found in the same text.
        today: the day of the message, where the debtor lives.
    """
    offers = [read for read in amounts if read.kind == "offer"]
    found: list[SpecialAmountRead] = []
    for read in offers:
        free_from = max(
            [other.end for other in amounts if other.end <= read.start] + [one.end for one in found], default=0
        )
        special = _with_its_month(text, read, free_from, today)
        if special is not None:
            found.append(special)
    of_one_month = {special.amount for special in found}
    usual = [read for read in offers if read not in of_one_month]
    folded = fold(text).text
    if not usual and not _OTHERWISE.search(folded):
        found = [special for special in found if _is_set_apart(text, special)]
    doubled = _doubled(text, usual, today) if len(usual) == 1 else ()
    whole = [_with_the_usual(text, special, usual) for special in found]
    return tuple(sorted([*whole, *doubled], key=lambda special: special.start))


def _doubled(text: str, usual: Sequence[AmountRead], today: date) -> Iterator[SpecialAmountRead]:
    """ "50 par mois et le double en décembre"."""
    folded = fold(text)
    for match in _DOUBLE.finditer(folded.text):
        [month] = months_in(match["months"], today)
        times = 3 if match["times"] == "triple" else 2
        yield SpecialAmountRead(month, times * usual[0].minor, None, *folded.span(*match.span()))


def _with_its_month(text: str, read: AmountRead, free_from: int, today: date) -> SpecialAmountRead | None:
    after = fold(text[read.end : read.end + _AROUND]).text
    before = _CLAUSE.split(fold(text[max(free_from, read.start - _AROUND) : read.start]).text)[-1]
    if PER.match(after) or _IS_USUAL.match(after) or _COMES_IN.search(before):
        return None
    behind = _MONTH_AFTER.match(after)
    if behind:
        [month] = months_in(behind["months"], today)
        return SpecialAmountRead(month, read.minor, read, read.start, _end_in_source(text, read.end, behind.end()))
    ahead = _MONTH_BEFORE.search(before)
    if ahead is None or _BEGINS.search(before[: ahead.start("months")]) or _COMES_IN.search(before):
        return None
    [month] = months_in(ahead["months"], today)
    start = read.start - len(before) + ahead.start()
    return SpecialAmountRead(month, read.minor, read, max(0, start), read.end)


def _end_in_source(text: str, at: int, length: int) -> int:
    """Where `length` folded characters after `at` end in the text as typed."""
    folded = fold(text[at:])
    return at + folded.span(0, min(length, len(folded.text)))[1]


def _is_set_apart(text: str, special: SpecialAmountRead) -> bool:
    """ "Mais 200 en mars", said of a plan that is talked about already."""
    before = fold(text[max(0, special.start - _AROUND) : special.start]).text
    after = fold(text[special.start : special.end + _AROUND]).text
    return _CONTRAST.search(before) is not None or _INSTEAD.search(after) is not None


def _with_the_usual(text: str, special: SpecialAmountRead, usual: Sequence[AmountRead]) -> SpecialAmountRead:
    """ "100 de plus en mars" is the usual sum and 100."""
    if special.amount is None:
        return special
    said = fold(text[special.amount.end : special.amount.end + _AROUND]).text
    before = fold(text[max(0, special.amount.start - _AROUND) : special.amount.start]).text
    if len(usual) != 1 or not (_MORE_AFTER.match(said) or _MORE_BEFORE.search(before)):
        return special
    return SpecialAmountRead(special.month, special.minor + usual[0].minor, special.amount, special.start, special.end)
