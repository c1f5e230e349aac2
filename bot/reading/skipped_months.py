"""Months without a payment: "rien en décembre", "sauf en août", "skip December", "no payment in January"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.reading.months_said import IN, SEVERAL_MONTHS, months_in
from bot.reading.patterns import any_of
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class SkippedMonthRead:
    """A month in which nothing shall be paid.

    Attributes:
        month: its first day; the next such month, or the one under way.
        start, end: offsets in the text as typed, of the whole phrase with all its months.
    """

    month: date
    start: int
    end: int


_PAYMENT: Final = any_of(r"""
    paiements?|payements?|versements?|echeances?|mensualites?|prelevements?|remboursements?|virements?
    payments?|instal?l?ments?|direct debits?
""")
_TO_PAY: Final = "(?:payer|paier|verser|mettre|donner|regler|faire|rembourser|prelever|debiter|sortir)"
_PAYS: Final = any_of(r"""
    paie|paye|paierai|payerai|paierais|verse|verserai|mets|mettrai|regle|reglerai|prelevez|rembourse
""")
_CAN: Final = "(?:peu[xst]?|jpeu[xst]?|jpx|jpe|pe|j?pourrai[st]?|pourra|pouvons|vais|veux|voudrais)"
_NOT: Final = "(?:pas?|rien|plus)"
_ANYTHING: Final = (
    "(?: (?:rien|du tout|quoi que ce soit|la mensualite|l'echeance|de mensualite|d'echeance|it|you|anything|a penny"
    rf"|at all|(?:any|a|the|my) {_PAYMENT}))*"
)
_CANNOT: Final = (
    "(?:can'?t|can ?not|won'?t|will not|unable to|not able to|not going to|not gonna|don'?t|do not|wouldn't)"
    "(?: be able to| want to)?"
)
_PAY: Final = "(?:pay|do|make|manage|afford|give|take|send|charge|collect|debit)"
# What stands before the months. "Sauf si", "rien avant" and "not until" are something else.
_BEFORE: Final = any_of(rf"""
    sauf|excepte|hormis|hors|a part|a l'exception d[eu']|sans
    (?:rien|zero|0 ?(?:€|euros?)?|pas un (?:euro|centime|sou))(?: du tout| a payer| a regler| de prevu)?
    (?:pas?|plus|sans|aucune?|0|zero) (?:de |d'|un |une )?{_PAYMENT}(?: du tout)?
    sans (?:rien )?{_TO_PAY}{_ANYTHING}|ne {_NOT} {_TO_PAY}{_ANYTHING}|(?:rien|pas) {_TO_PAY}{_ANYTHING}
    {_CAN} (?:vous |te )?{_NOT}(?: (?:vous |te )?(?:{_TO_PAY}|paye|verse){_ANYTHING})?
    {_PAYS} (?:vous )?{_NOT}
    (?:saut|zapp)(?:er|e|es|ez|ons|erai|erais)(?: (?:l'echeance|la mensualite|(?:le|mon) {_PAYMENT}|celle|celui))?
    suspend(?:re|s|ez)?(?: (?:(?:le|les|mon|mes|la) |l')?{_PAYMENT})?
    except(?:ing)?|apart from|excluding|other than|leav(?:e|ing) out|without|minus|but not|save for
    (?:nothing|zero|nil|£?0|not a penny)(?: at all| whatsoever| due| taken| to pay)?
    (?:no|without(?: an?y?)?|not an?y?|0|zero) (?:monthly )?{_PAYMENT}(?: at all| taken| due)?
    (?:skip|skipping|suspend|miss out)(?: (?:the|my|a|one))?(?: {_PAYMENT})?
    {_CANNOT}(?: {_PAY}{_ANYTHING})?
""")
# The same, asked for as something to have: "could I have a break in December".
_BREAK: Final = any_of(rf"""
    (?:(?:mettre|mettez) en |(?:faire|fais|faites|avoir) (?:une )?|une )?pause
    un mois (?:de pause|blanc|sans {_PAYMENT})
    (?:let me|can i|could i|may i|to|i'll|i will|i'd|i must) miss(?: (?:the|my|a))?(?: {_PAYMENT})?
    (?:payment )?(?:holiday|break|pause)|paus(?:e|ing)(?: (?:my|the) {_PAYMENT})?|(?:a )?month off|time off
""")
_BEFORE_MONTHS: Final = re.compile(
    rf"(?<![\w'])(?:(?P<cue>{_BEFORE})|{_BREAK})(?: (?:of|d'|de|for|pour|from|in|en))?[ :,]*(?:{IN} ?)?"
    rf"(?P<months>{SEVERAL_MONTHS})"
)
_NOT_IN: Final = re.compile(
    rf"(?:\A|[,;:.!?(-] ?|\b(?:mais|et|but|and|oui|ok|yes) )(?P<cue>pas?|not) (?:{IN} ?)?(?P<months>{SEVERAL_MONTHS})"
)
# What stands after the months.
_AFTER: Final = any_of(rf"""
    (?:je |j'|on )?(?:ne |n')?(?:{_CAN}|{_PAYS}) ?(?:vous |te )?{_NOT}(?: (?:vous )?{_TO_PAY}{_ANYTHING})?
    (?:(?:c'est|c|cest|ce sera|ca sera|ca|sera) )?(?:rien(?: du tout)?|zero|0|impossible|mort|pas possible)
    (?:(?:c'est|c|cest|ce sera|ca sera|ca|sera) )?(?:sans|pas de) {_PAYMENT}
    (?:je |on )?(?:saut|zapp)(?:e|er|era|erai|erait)
    (?:i |we )?{_CANNOT}(?: {_PAY})?{_ANYTHING}
    (?:(?:i pay|i'll pay|is|would be|will be) )?(?:nothing(?: at all)?|zero|nil|off|impossible)
    (?:(?:i pay|i'll pay|is|would be|will be) )?(?:out of the question|no {_PAYMENT})
    (?:i |we |i'd )?skip|(?:has to|needs to|must|should|can|could|to) be (?:skipped|missed|left out)|skipped
    (?:doit|peut|devrait) (?:etre )?saute
""")
_GOES_ON: Final = (
    r"(?= ?(?:\Z|[^\w\s])| (?:mais|et|car|par contre|but|and|because|so|then|puis|sinon|otherwise|svp|stp"
    r"|please|pls|sorry|a cause|vu (?:que|le|la|les)|c'est|cest|je|j'ai|i'm|im|i've|it's|its|thats|that's|due"
    r"|for me|pour moi|chez moi)\b)"
)
_MONTHS_BEFORE: Final = re.compile(
    rf"(?<![\w'])(?:{IN} ?)?(?P<months>{SEVERAL_MONTHS})(?: ?[,:;-] ?| )(?P<cue>{_AFTER}){_GOES_ON}"
)
# Earned, had, happened, missed, or begun: nothing is said of what shall be paid.
_SPEAKS_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b"
    + any_of(r"""
    gagn\w*|touch\w*|percoi\w*|recoi\w*|recu\w*|aurai\w*|avais|avait|j'ai|jai|j'avais|n'ai|n'aurai|reste|travail\w*
    comprend\w*|compris|chang\w*|trouv\w*|commenc\w*|debut\w*|demarr\w*|premiere?|1er
    earn\w*|gets?|got|getting|have|had|having|receiv\w*|made|makes?|work\w*|income|wages?|salary|start\w*|begin\w*
    first|happen\w*|heard|understand|paid|missed|skipped|left
""")
    + r"(?: \w+){0,3} ?\Z"
)
_BEGINS: Final = re.compile(r"\b(?:commenc|demarr|debut|start|begin|premier|first|paye\b|paid\b|touche|salaire|wages)")
_CLAUSE: Final = re.compile(r"[.;!?\n,]|\b(?:mais|but|et|and|puis|then|sauf|except|so|donc|car|because)\b")
_LOOK_BACK: Final = 60


def read_skipped_months(text: str, language: str, today: date) -> tuple[SkippedMonthRead, ...]:
    """Every month in which the debtor wants to pay nothing, in the order written, each once.

    A month without income ("je ne gagne rien en décembre") is none, nor is a payment missed already.

    Args:
        language: "fr" or "en"; both are read.
        today: the day of the message, where the debtor lives.
    """
    folded = fold(text)
    found: dict[date, SkippedMonthRead] = {}
    for pattern in (_BEFORE_MONTHS, _MONTHS_BEFORE, _NOT_IN):
        for match in pattern.finditer(folded.text):
            if match["cue"] and _is_about_something_else(match, needs_care=pattern is _NOT_IN):
                continue
            for month in months_in(match["months"], today):
                found.setdefault(month, SkippedMonthRead(month, *folded.span(*match.span())))
    return tuple(sorted(found.values(), key=lambda read: (read.start, read.month)))


def _is_about_something_else(match: re.Match[str], *, needs_care: bool) -> bool:
    before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    clause = _CLAUSE.split(before)[-1]
    if _SPEAKS_OF_SOMETHING_ELSE.search(clause):
        return True
    return needs_care and _BEGINS.search(before) is not None
