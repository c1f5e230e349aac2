"""Short messages that mean something only while a plan is talked about: "pourquoi ?", "je ne sais pas"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.patterns import any_of

_WHY: Final = re.compile(
    r"\W*(?:(?:mais|et|ah|euh|ok|but|and|so|er)\W+)?"
    + any_of(r"""
    pourquoi|pour quelle raison|pk|pq|pkoi|prkoi|comment ca se fait|c'est calcule comment
    comment (?:c'est|est-ce) calcule|comment vous (?:avez )?(?:calcul\w+|arriv\w+|trouv\w+)
    why|how come|how did you (?:work|get|come|arrive)
""")
    + r"\b"
)
# "Pourquoi ces frais ?" is about the debt.
_ABOUT_THE_DEBT: Final = re.compile(
    r"\b(?:frais|interets?|penalit\w+|dette|facture|dois|fees?|interest|charges?|debt|bill|owe|total)\b"
)
# All of it: "attendez, je réfléchis", "let me think about it". Each holds a word that keeps it from being a yes.
_PUTS_OFF: Final = re.compile(
    r"\W*(?:(?:ok|oui|bon|alors|hmm+|euh|well|yes|right|hang on|hold on|wait|attend[sz]?|attendez)\W+)*"
    + any_of(r"""
    (?:je |j')?(?:vais |dois |y |veux |voudrais )*reflechi\w*(?: y)?
    (?:laissez|laisse)[- ]moi (?:le temps d[e'] ?)?(?:y )?(?:reflechir|penser)
    (?:let me|i need to|i'll|i will|i'd like to|i have to|need to) (?:just )?think(?: about it| it over| on it)?
    i'?m thinking(?: about it)?
""")
    + r"\W*(?:(?:un peu|un instant|2 minutes|deux minutes|a bit|first|svp|stp|please|for a (?:minute|moment|bit))\W*)*"
)
_DOES_NOT_KNOW: Final = re.compile(
    r"\W*(?:(?:euh|bah|ben|bof|honnetement|franchement|well|honestly|tbh|um+|er+m?)\W+)?"
    + any_of(r"""
    (?:j'?|je )(?:ne |n')?(?:sais|sai|sait|c|ses) (?:vraiment |absolument |trop |meme )?pas?(?: (?:trop|du tout))?
    (?:sais|chais) pas(?: trop)?|j?sp|aucune idee|pas la moindre idee|pas d'idee
    (?:i )?(?:really |honestly )?(?:don'?t|do not) know|idk|dunno|no (?:idea|clue)|(?:i'm )?not (?:really )?sure
    i haven'?t (?:a clue|the faintest)
""")
    + r"(?: (?:moi|yet|sorry|desolee?|really|tbh))?\W*"
)


def asks_why(folded: str) -> bool:
    """Whether a folded message asks for reasons, and not for those of the debt."""
    return _WHY.match(folded) is not None and _ABOUT_THE_DEBT.search(folded) is None


def does_not_know(folded: str) -> bool:
    """Whether a folded message says "I do not know" and nothing else."""
    return _DOES_NOT_KNOW.fullmatch(folded) is not None


def puts_off(folded: str) -> bool:
    """Whether a folded message asks for time to think, and for nothing else."""
    return _PUTS_OFF.fullmatch(folded) is not None
