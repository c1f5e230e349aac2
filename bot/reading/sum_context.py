"""The sums of one message among its words: what stands before, after and between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.sums import Sum

# How far around a sum its words are looked for; this also keeps the work in proportion.
WINDOW: Final = 160

# A clause ends here; "et" and "and" carry on: "je gagne 1400 et 300 de la CAF".
_CLAUSE_END: Final = re.compile(
    r"[.!?;\n](?!\d)|,(?!\d)| - |\b(?:mais|but|donc|so|alors|puis|then|ensuite|car|because|cos|coz|parce que"
    r"|however|though|sinon|otherwise)\b"
)


@dataclass(frozen=True, slots=True)
class SumsInContext:
    """A folded message, with number words in digits, and the sums found in it, in the order written."""

    text: str
    sums: tuple[Sum, ...]

    def before(self, index: int) -> str:
        """The words before a sum."""
        start = self.sums[index].start
        return self.text[max(0, start - WINDOW) : start]

    def after(self, index: int) -> str:
        """The words after a sum and its "par mois"."""
        after = self.sums[index].after
        return self.text[after : after + WINDOW]

    def between(self, index: int) -> str | None:
        """The words between a sum and the next; None after the last and where they are far apart."""
        if index + 1 >= len(self.sums):
            return None
        start, end = self.sums[index].after, self.sums[index + 1].start
        return self.text[start:end] if end - start <= WINDOW else None

    def clause_before(self, index: int) -> str:
        """The words before a sum, back to where its clause starts; other sums may be among them."""
        before = self.before(index)
        start = 0
        for boundary in _CLAUSE_END.finditer(before):
            start = boundary.end()
        return before[start:]

    def own_clause_before(self, index: int) -> str:
        """The same, but no further back than the sum before."""
        clause = self.clause_before(index)
        if index == 0:
            return clause
        return clause[-self._distance(index) :] if 0 < self._distance(index) < len(clause) else clause

    def _distance(self, index: int) -> int:
        return self.sums[index].start - self.sums[index - 1].after
