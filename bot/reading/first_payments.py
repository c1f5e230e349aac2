"""What is said of a first payment: that it is made at once, and that a number of payments follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.reading.amounts import AmountRead
from bot.reading.counts import CountRead
from bot.reading.fractions import FractionRead
from bot.reading.patterns import any_of
from bot.reading.words import fold


@dataclass(frozen=True, slots=True)
class PaidNowRead:
    """Words that say "at once" of a payment; start and end are offsets in the text as typed."""

    start: int
    end: int


_NOW: Final = re.compile(
    r"(?<![\w'])"
    + any_of(r"""
    (?:tout|tt) ?de ?suite|t ?d ?s|de suite|d[eè]s (?:maintenant|a present|aujourd'? ?hui)|sur[- ]le[- ]champ
    maintenant|maint'?nant|mai?ntenan|mnt|mtn|mtnt|mnnt|la maintenant|immediatement|imediatement|immediat
    aujourd'? ?hui|aujourdui|ojourd'?hui|ojd|ajd|auj|ce (?:jour|soir|matin|midi)|cet? aprem|seance tenante|illico
    dans l'(?:immediat|heure)|a l'instant|direct(?:ement)?|la tout de suite|cash|comptant
    right (?:now|away)|straight ?away|str8 away|now|nw|rn|today|2day|tonight|2nite|this (?:morning|afternoon|evening)
    immediately|up ?-?front|on the spot|this minute|asap|as soon as possible|there and then
""")
    + r"(?![\w'])(?! (?:que|qu'|that|then i|c'est|ca fait|i (?:earn|get|have|owe)|je (?:gagne|touche|suis|n'ai|dois)))"
)
# "Pas maintenant", "I can't pay now", "je n'ai rien tout de suite".
_NOT_NOW: Final = re.compile(
    r"\b(?:pas|po|rien|jamais|plus|aucune?|impossible|not|nothing|never|can'?t|cannot|won'?t|don'?t|isn'?t|unable|no)"
    r"(?: [a-z']+){0,5},? ?\Z"
)
# "I won't pay 50 today", but "je ne peux pas mettre plus de 50 aujourd'hui".
_DENIED: Final = re.compile(r"\b(?:pas|jamais|impossible|not|never|can'?t|cannot|won'?t|don'?t)\b")
# "Until now", "c'est comment maintenant", "what do I owe now".
_NOT_OF_PAYING: Final = re.compile(
    r"\b(?:jus[qk]u'?a|depuis|until|till|up to|by|combien|how much|je dois|i owe|owe|gagn\w*|touch\w*|earn\w*|recu"
    r"|recois|received?|viens|appel\w*|call\w*|ecri\w*|texte\w*|lettre|letter|message|mail|travail\w*|chomage"
    r"|unemployed|perdu|lost|paye [a-z]+ )(?: [a-z']+){0,4},? ?\Z"
)
_PAYING: Final = re.compile(
    r"\b(?:pai\w*|pay\w*|vers\w*|regl\w*|donn\w*|mets|mettre|mettrai|rembours\w*|envoi\w*|envoy\w*|vir\w*|commenc\w*"
    r"|premier|premiere|acompte|apport|start\w*|begin\w*|first|deposit|down|put|send|give|sending|putting|do|make|half"
    r"|moitie|tiers|third|quarter|quart)\b"
)
_CLAUSE: Final = re.compile(
    r"[.;!?\n]|,(?!\d)|\b(?:mais|but|puis|ensuite|then|et|and|car|because|so|donc|apres|afterwards)\b"
)
_AROUND: Final = 70


def read_paid_now(
    text: str, amounts: Sequence[AmountRead], fractions: Sequence[FractionRead], *, asked: bool = False
) -> PaidNowRead | None:
    """Where a first payment is said to be made at once, if it is: "100 maintenant puis 50 par mois", "half now".

    Args:
        amounts, fractions: what was read in the same text; one in the same breath makes "now" a payment.
        asked: terms are being talked about, so "tout de suite" alone is an answer.
    """
    folded = fold(text)
    figures = [(read.start, read.end) for read in amounts if read.kind in ("offer", "down_payment")]
    figures += [(read.start, read.end) for read in fractions]
    for match in _NOW.finditer(folded.text):
        before = _CLAUSE.split(folded.text[max(0, match.start() - _AROUND) : match.start()])[-1]
        after = _CLAUSE.split(folded.text[match.end() : match.end() + _AROUND])[0]
        start, end = folded.span(*match.span())
        reach = folded.offsets[match.start() - len(before)], folded.offsets[match.end() + len(after)]
        with_figure = any(reach[0] <= at and to <= reach[1] for at, to in figures)
        if _NOT_NOW.search(before) or _NOT_OF_PAYING.search(before) or (_DENIED.search(before) and not with_figure):
            continue
        alone = asked and not re.search(r"\w{3,}[^.!?]*\w{3,}[^.!?]*\w{3,}", before + after)
        if with_figure or alone or _PAYING.search(before) or _PAYING.search(after):
            return PaidNowRead(start, end)
    return None


_FIRST: Final = re.compile(
    r"\b(?:acompte|apport|d'entree|d'avance|deposit|down payment|down|up ?front|d'abord|en premier|au debut|au depart"
    r"|pour commencer|to start|first|initially"
    r"|(?:premier|1er|premiere|1ere) (?:versement|paiement|mois|fois|echeance))\b"
)
_WHAT_FOLLOWS: Final = re.compile(
    r"\b(?:puis|ensuite|apres(?:,? ca)?|et|\+|le solde|then|afterwards|after that|followed by|and|the balance"
    r"|suivi d[e']s?)(?: [a-z']+){0,5} ?\Z"
)
_THE_REST: Final = re.compile(
    r"\b(?:(?:le|du|tout le|ce qui) (?:reste|restant)|(?:the )?(?:rest|remainder)|le reliquat|what'?s left"
    r"|remaining (?:balance|amount)|l'autre moitie|(?:the )?other half)(?: [a-z']+){0,6} ?\Z"
)
_FOR_THE_REST: Final = re.compile(
    r"[^.;!?\n\d]{0,24}\b(?:pour le reste|pour le restant|pour le solde|ensuite|apres (?:ca|cela)"
    r"|for the (?:rest|remainder|balance)|after (?:that|this)|afterwards|of the rest)\b"
)
_LOOK_BACK: Final = 120


def count_follows_first(
    text: str,
    count: CountRead,
    amounts: Sequence[AmountRead],
    fractions: Sequence[FractionRead],
    paid_now: PaidNowRead | None,
) -> bool:
    """Whether a count is said of what follows a first payment: "200 d'abord puis en 4 fois"."""
    before = fold(text[max(0, count.start - _LOOK_BACK) : count.start]).text
    before = re.split(r"[.;!?\n](?!\d)", before)[-1]
    if _THE_REST.search(before):
        return True
    first_before = (
        any(read.kind == "down_payment" and read.end <= count.start for read in amounts)
        or any(read.end <= count.start for read in fractions)
        or (paid_now is not None and paid_now.end <= count.start)
        or _FIRST.search(before) is not None
    )
    if not first_before:
        return False
    after = fold(text[count.end : count.end + 50]).text
    return _WHAT_FOLLOWS.search(before) is not None or _FOR_THE_REST.match(after) is not None
