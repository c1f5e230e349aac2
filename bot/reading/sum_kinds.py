"""What a sum is to the debtor: an offer, a first payment, what they earn or spend, owe or have paid.

The nearest word before that says something of money decides, unless a noun follows: "600 de loyer". Without
such a word a sum is an offer, because offers are what the bot asks for.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bot.reading.money_words import CONTRACT_NOUNS, CUES, INCOME_NOUNS, LIVING_NOUNS
from bot.reading.patterns import any_of
from bot.reading.sum_context import SumsInContext

AmountKind = Literal["offer", "down_payment", "income", "expense", "owed", "paid"]

_THE: Final = "(?:mon |ma |mes |my |the |le |la |les |l'|notre |our )?"
_NOUN_AFTER: Final = re.compile(
    rf" ?(?:(?:de |d'|en |of |in |a titre de ){_THE}"
    rf"(?:(?P<earned>{INCOME_NOUNS})|{LIVING_NOUNS}|{CONTRACT_NOUNS})"
    rf"|(?:pour |for |on |towards )?{_THE}{LIVING_NOUNS}"
    rf"|(?P<income>nets?|brut|{INCOME_NOUNS}))"
    # In "1400 mon loyer est de 600" the noun belongs to what follows.
    r"(?![a-z])(?! ?(?:est|is|are|sont|c'est|fait|costs?|:|=|de \d|\d))"
)
# "600 euros pour vivre", "12 euros sur mon compte": what there is to live on.
_TO_LIVE_ON: Final = re.compile(
    r" (?:pour (?:vivre|tout|le mois|finir)|sur (?:mon|le|notre) compte|to (?:live|last)"
    r"|in (?:my|the) (?:bank|account))\b"
)
# "Après mon salaire 50", "when I get paid 50": the word before is when, not how much.
_WHEN: Final = re.compile(
    r"\b(?:apres|avant|quand|lorsque|des|des que|une fois|after|before|once|when|until|till)"
    r"(?: (?:que|j'ai|je|i|mon|ma|mes|my|le|la|the|avoir))* ?\Z"
)
_ATTRIBUTE: Final = re.compile(r" ?(?:de|d'|est|is|of|:|=|sont|are|c'est)\b")
# "Pour mon crédit 50", "ma facture d'électricité de 219": what the debt is for, not what is spent.
_WHAT_FOR: Final = re.compile(
    r"(?:\b(?:pour|for|sur|on|de|of|off|towards)(?: (?:mon|ma|mes|le|la|les|ce|cette|my|the|this|l'))*"
    r"|\bd'|l') ?\Z"
)
_DIRECTLY: Final = re.compile(r"(?: (?:de|d'|est|is|are|sont|c'est|a|at|of|environ|about|costs?)| ?[:=])* *")
_A_FEW_WORDS: Final = re.compile(r"(?: ?[^\w\s]? ?\b[a-z']{1,14}\b){0,4}[ :,='~-]*")
_LINKED: Final = re.compile(r"[ ,]*(?:et|and|plus|\+|&|ou|or)?(?: (?:de|d'|a|environ|about|encore|another))* *")

_RIGHT_AWAY: Final = any_of(r"""
    tout ?de ?suite|tt ?de ?suite|de suite|des (?:maintenant|aujourd'?hui)|la maintenant
    maintenant|maintenan|mnt|mtn|mtnt
    aujourd'? ?hui|aujourdui|ojd|ajd|auj|immediatement|comptant|cash|ce soir|ce matin
    d'abord|dabord|en premier|au debut|au depart|pour commencer|dans un premier temps
    (?:le|au) 1er mois|la (?:1ere|premiere) fois
    right now|now|rn|today|2day|tonight|straight ?away|right away|immediately|asap|first|1st|1th|initially
    to start(?: with)?|(?:in |for )?the 1th month|month (?:one|1)
""")
_NOW_BEFORE: Final = re.compile(rf"\b{_RIGHT_AWAY}\b")
_NOW_AFTER: Final = re.compile(rf",? ?{_RIGHT_AWAY}\b")
_AS_DEPOSIT: Final = re.compile(
    r" ?"
    + any_of(r"""
    (?:d'|en |comme )?acompte|d'entree|d'apport|d'avance
    up ?front|(?:as a )?deposit|(?:as a )?down payment|down(?! to)|in advance
""")
    + r"\b"
)
_THEN: Final = re.compile(
    r"\b(?:puis|ensuite|apres|le reste|le solde|then|afterwards|after that|followed by|rest|remainder"
    r"|remaining)\b"
)
_FROM: Final = re.compile(r"(?:a partir (?:de|d')|des|from|starting|start|depuis|as of|beginning) ?\Z")


def kind_of(
    message: SumsInContext, index: int, retracted: frozenset[int]
) -> tuple[AmountKind, Literal["before", "after"] | None]:
    """What a sum is, and on which side of it a word about money says so, if one does."""
    after = message.after(index)
    noun = _NOUN_AFTER.match(after)
    if noun:
        return ("income" if noun["earned"] or noun["income"] else "expense"), "after"
    if _TO_LIVE_ON.match(after):
        return "income", "after"
    said_before = _kind_said_before(message, index)
    side: Literal["before"] | None = "before" if said_before else None
    kind = said_before or "offer"
    if message.sums[index].per:
        return ("offer" if kind == "down_payment" else kind), side
    if kind == "offer" and (_AS_DEPOSIT.match(after) or _is_paid_first(message, index, retracted)):
        return "down_payment", "after"
    return kind, side


def _kind_said_before(message: SumsInContext, index: int) -> AmountKind | None:
    """What the nearest fitting word before makes a sum, if there is one; "1400 et 300" share theirs."""
    clause = message.clause_before(index)
    clause_start = message.sums[index].start - len(clause)
    first = index
    while first and message.sums[first - 1].start >= clause_start:
        between = message.between(first - 1)
        if between is None or not _LINKED.fullmatch(between):
            break
        first -= 1
    from_ = max(0, message.sums[first - 1].after - clause_start) if first else 0
    to = message.sums[first].start - clause_start
    for cue in reversed(list(CUES.finditer(clause, from_, to))):
        kind = _kind_by(cue, clause[: cue.start()], clause[cue.end() : to])
        if kind is not None:
            return kind
    return None


def _kind_by(cue: re.Match[str], before: str, gap: str) -> AmountKind | None:
    """What a word about money makes of the sum after the gap; None where it speaks of something else."""
    kind = cue.lastgroup
    if kind == "contract":
        return "expense" if _DIRECTLY.fullmatch(gap) and not _WHAT_FOR.search(before) else None
    if not _A_FEW_WORDS.fullmatch(gap):
        return None
    if kind in ("income", "expense") and _WHEN.search(before) and not _ATTRIBUTE.match(gap):
        return None
    return _KINDS[kind or "offer"]


_KINDS: Final[dict[str, AmountKind]] = {
    "offer": "offer",
    "down_payment": "down_payment",
    "income": "income",
    "expense": "expense",
    "owed": "owed",
    "paid": "paid",
}


def _is_paid_first(message: SumsInContext, index: int, retracted: frozenset[int]) -> bool:
    """ "100 tout de suite puis 50 par mois": at once, with something to follow."""
    after = message.after(index)
    later = range(index + 1, min(len(message.sums), index + 4))
    following = (message.sums[at] for at in later if at not in retracted)
    if not _THEN.search(after) and not any(each.per or each.dated for each in following):
        return False
    if _NOW_AFTER.match(after):
        return True
    clause = message.own_clause_before(index)
    now = _NOW_BEFORE.search(clause)
    if now and not _FROM.search(clause[: now.start()]):
        return True
    between = message.between(index)
    followed = between is not None and index + 1 not in retracted and message.sums[index + 1].per
    return followed and _THEN.search(between or "") is not None
