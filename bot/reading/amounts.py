"""Amounts of money in what a debtor typed, and what each is: an offer, or something they earn, spend, owe or have paid.

"50 balles par moi", "fifty quid", "je gagne 1400, mon loyer est de 600, je peux mettre 80", "non, 80 pas 50". Sums that
the debtor takes back or turns down ("80, c'est trop") are not returned at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.reading.money_words import (
    AS_DEPOSIT,
    AT_MOST,
    CANNOT,
    CLAUSE_END,
    CONTRACT_NOUNS,
    CORRECTS,
    CUES,
    FROM_NOW_ON,
    INCOME_NOUNS,
    LIVING_NOUNS,
    LOWERS,
    LOWERS_TO,
    REJECTS_NEXT,
    REJECTS_PREVIOUS,
    RIGHT_AWAY,
    THEN,
)
from bot.reading.sums import Sum, find_sums, with_round_numbers
from bot.reading.words import fold, with_digits

AmountKind = Literal["offer", "down_payment", "income", "expense", "owed", "paid"]


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
        bare_numbers: the bot has just asked for an amount, so "50" alone is one. Otherwise a bare number counts only
            where the words around it make it a sum: "je peux payer 50", "50 par mois", "non, 80 pas 50".
    """
    folded = with_round_numbers(with_digits(fold(text), language))
    sums = find_sums(folded, language, default_currency)
    if not sums:
        return ()
    message = _Message(folded.text, sums)
    rejected = message.rejected()
    reads: list[AmountRead] = []
    for index, found in enumerate(sums):
        if index in rejected:
            continue
        kind, spoken_of = message.kind(index, rejected)
        if found.currency or bare_numbers or found.per or spoken_of or message.is_named_by_neighbour(index, rejected):
            currency = found.currency or message.currency_beside(index) or default_currency
            reads.append(AmountRead(found.minor, currency, *folded.span(found.start, found.end), kind))
    return tuple(reads)


_FOLLOWING_NOUN: Final = re.compile(
    r" ?(?:(?:de |d'|en |of |in |from |a titre de )(?:mon |ma |mes |my |the |le |la |l'|notre |our )?(?P<of>"
    rf"(?P<of_income>{INCOME_NOUNS}|salaire)|{LIVING_NOUNS}|{CONTRACT_NOUNS})"
    rf"|(?:pour |for |on |towards )?(?:mon |ma |mes |my |the |le |la |les |l'|notre |our )?(?P<living>{LIVING_NOUNS})"
    rf"|(?P<income>nets?|brut|de revenus?|{INCOME_NOUNS}))(?![a-z])(?! ?(?:est|is|are|sont|c'est|fait|costs?|:|=|de \d|\d))"
)
# "Après mon salaire 50", "when I get paid 50": the word before is when, not how much.
_WHEN: Final = re.compile(
    r"\b(?:apres|avant|quand|lorsque|des|des que|une fois|after|before|once|when|until|till)(?: (?:que|j'ai|je|i|mon|ma|mes|my|le|la|the|avoir))* ?\Z"
)
_ATTRIBUTE: Final = re.compile(r" ?(?:de|d'|est|is|of|:|=|sont|are|c'est)\b")
# "Pour mon crédit 50", "ma facture d'électricité de 219": what the debt is for, not what is spent.
_WHAT_FOR: Final = re.compile(r"(?:\b(?:pour|for|sur|on|de|of|off|towards)(?: (?:mon|ma|mes|le|la|les|ce|cette|my|the|this|l'))*|\bd'|l') ?\Z")
_SHORT_GAP: Final = re.compile(r"(?: ?[^\w\s]? ?\b[a-z']{1,14}\b){0,4}[ :,='~-]*\Z")
_PREFERRED: Final = re.compile(r"\b(?:plutot|rather|prefere|prefer|mieux|sooner)\b")
_TO_THE_OTHER: Final = re.compile(r" (?:que|than|to|a)(?: de)? ")
_LINKED: Final = re.compile(r"[ ,]*(?:et|and|plus|\+|&|ou|or)?(?: (?:de|d'|a|environ|about|encore|another))* *\Z")
_RANGE: Final = re.compile(r" ?(?:ou|or|a|to|et|and|-|/|voire) ?\Z")
# The least that a bare number can mean as money: "je peux faire 3" is about instalments.
_LEAST_BARE: Final = 500
_LEAST_CORRECTED: Final = 1000
# How far around a sum its words are looked for; also what keeps the work on a long message proportional to its length.
_WINDOW: Final = 160
_NOW_AFTER: Final = re.compile(rf",? ?(?:{RIGHT_AWAY})\b")
_NOW_BEFORE: Final = re.compile(rf"\b(?:{RIGHT_AWAY})\b")
_DEPOSIT_AFTER: Final = re.compile(rf" ?(?:{AS_DEPOSIT})\b")


class _Message:
    """The sums of one message among its words."""

    def __init__(self, text: str, sums: list[Sum]) -> None:
        self._text = text
        self._sums = sums

    # --- taken back or turned down -----------------------------------------------------------------------------------

    def rejected(self) -> set[int]:
        """The indexes of the sums that the debtor takes back or turns down."""
        rejected: set[int] = set()
        for index, found in enumerate(self._sums):
            clause = self._clause_before(index)
            if REJECTS_NEXT.search(clause) or self._cannot_be_paid(index) or REJECTS_PREVIOUS.match(self._text, found.after):
                rejected.add(index)
            if index + 1 < len(self._sums):
                gap = self._text[found.after : self._sums[index + 1].start]
                lowered = LOWERS.search(self._text[max(0, found.start - 40) : found.start]) and LOWERS_TO.fullmatch(gap)
                if CORRECTS.fullmatch(gap) or lowered:
                    rejected.add(index)
                if _PREFERRED.search(clause) and _TO_THE_OTHER.fullmatch(gap):
                    rejected.add(index + 1)
        return rejected

    def _cannot_be_paid(self, index: int) -> bool:
        cannot = None
        clause = self._clause_before(index)
        for cannot in CANNOT.finditer(clause):
            pass
        return cannot is not None and not AT_MOST.search(clause, cannot.start() + 1)

    # --- what a sum is -----------------------------------------------------------------------------------------------

    def kind(self, index: int, rejected: set[int]) -> tuple[AmountKind, bool]:
        """What a sum is, and whether the words around say that it is a sum at all."""
        found = self._sums[index]
        following = _FOLLOWING_NOUN.match(self._text, found.after)
        if following:
            return ("income" if following["of_income"] or following["income"] else "expense"), True
        kind, spoken_of = self._kind_before(index)
        if kind == "down_payment" and found.per:
            kind = "offer"
        if kind == "offer" and not found.per:
            if _DEPOSIT_AFTER.match(self._text, found.after):
                return "down_payment", True
            if self._is_paid_first(index, rejected):
                return "down_payment", True
        return kind, spoken_of and (kind != "offer" or found.minor >= _LEAST_BARE)

    def _kind_before(self, index: int) -> tuple[AmountKind, bool]:
        """What the last word before that says something of money makes the sum."""
        clause = self._clause_before(index, keep_sums=True)
        found = self._sums[index]
        clause_start = found.start - len(clause)
        linked_to = index
        while linked_to and self._sums[linked_to - 1].start >= clause_start and _LINKED.fullmatch(
            self._text[self._sums[linked_to - 1].after : self._sums[linked_to].start]
        ):
            linked_to -= 1
        first = self._sums[linked_to]
        last_sum_end = self._sums[linked_to - 1].after - clause_start if linked_to else 0
        for cue in reversed(list(CUES.finditer(clause, max(0, last_sum_end), first.start - clause_start))):
            kind = cue.lastgroup
            before, gap = clause[: cue.start()], clause[cue.end() : first.start - clause_start]
            if kind == "contract":
                if _WHAT_FOR.search(before):
                    continue
                kind = "expense"
            if kind in ("income", "expense") and _WHEN.search(before) and not _ATTRIBUTE.match(gap):
                continue
            if not _SHORT_GAP.fullmatch(gap):
                continue
            return kind, True  # type: ignore[return-value]
        return "offer", False

    def _is_paid_first(self, index: int, rejected: set[int]) -> bool:
        """ "100 tout de suite puis 50 par mois": at once, with something to follow."""
        found = self._sums[index]
        rest = self._text[found.after : found.after + _WINDOW]
        follows = THEN.search(rest) is not None or any(
            later not in rejected and self._sums[later].per for later in range(index + 1, min(len(self._sums), index + 4))
        )
        if not follows:
            return False
        if _NOW_AFTER.match(rest):
            return True
        clause = self._clause_before(index)
        now = _NOW_BEFORE.search(clause)
        if now and not FROM_NOW_ON.search(clause[: now.start()]):
            return True
        if index + 1 >= len(self._sums) or index + 1 in rejected:
            return False
        gap = self._text[found.after : self._sums[index + 1].start]
        return self._sums[index + 1].per and THEN.search(gap) is not None

    # --- neighbours --------------------------------------------------------------------------------------------------

    def is_named_by_neighbour(self, index: int, rejected: set[int]) -> bool:
        """Whether a bare number is a sum because of the one beside it: "80 pas 50", "entre 50 et 60 €"."""
        found = self._sums[index]
        if self.currency_beside(index):
            return True
        for beside in (index - 1, index + 1):
            if beside in rejected and 0 <= beside < len(self._sums):
                large = min(found.minor, self._sums[beside].minor) >= _LEAST_CORRECTED
                if self._sums[beside].currency or large:
                    return True
        return False

    def currency_beside(self, index: int) -> str | None:
        """The currency said once for two numbers: "50 ou 60 euros"."""
        if index + 1 < len(self._sums):
            found, following = self._sums[index], self._sums[index + 1]
            if following.currency and _RANGE.fullmatch(self._text[found.after : following.start]):
                return following.currency
        return None

    def _clause_before(self, index: int, *, keep_sums: bool = False) -> str:
        """The words before a sum back to where its clause starts, or back to the sum before."""
        end = self._sums[index].start
        start = max(0, end - _WINDOW)
        if index and not keep_sums:
            start = max(start, self._sums[index - 1].after)
        before = self._text[start:end]
        clause_start = 0
        for boundary in CLAUSE_END.finditer(before):
            clause_start = boundary.end()
        return before[clause_start:]
