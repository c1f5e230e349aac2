"""Who lives on one income: "moi et mes 2 enfants", "on est 4", "just me", "2 adults and a baby"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.number_words import with_digits
from bot.reading.patterns import any_of
from bot.reading.words import fold

MOST_PEOPLE: Final = 15


@dataclass(frozen=True, slots=True)
class HouseholdRead:
    """A household as said.

    Attributes:
        adults, children: None where only a number of people was said.
        people: how many there are in all, where that is all that was said; else None.
    """

    adults: int | None = None
    children: int | None = None
    people: int | None = None


_CHILD: Final = any_of(r"""
    enfants?|gosses?|gamine?s?|mineure?s?|mome?s?|filles?|fils|garcons?|bebes?|petite?s?|ados?|bouts?
    kids?|child(?:ren)?|childs|sons?|daughters?|bab(?:y|ies)|boys?|girls?|teen(?:ager)?s?|toddlers?|little ones?
""")
_PARTNER: Final = any_of(r"""
    femme|mari|epou(?:se|x)|conjointe?|compagn(?:e|on)|copain|copine|concubine?|partenaire|couple|mere|pere|soeur|frere
    wife|husband|partner|spouse|girlfriend|boyfriend|gf|bf|fiancee?|mum|mom|mother|dad|father|sister|brother|hubby
""")
_SOME: Final = r"(?P<number>\d{1,2}|une?|an?|one|mon|ma|my)"
_CHILDREN: Final = re.compile(rf"\b{_SOME} (?:(?:jeune|petite?|grande?|little|young|small) )?{_CHILD}\b")
_UNCOUNTED_CHILDREN: Final = re.compile(r"\b(?:mes|nos|les|des|my|our|the) (?:enfants|gosses|filles|kids|children)\b")
_NO_CHILDREN: Final = re.compile(
    rf"\b(?:sans|pas d'|aucune?|0|no|without(?: any)?|pas de|0) ?{_CHILD}\b|\b(?:childless|child free)\b"
)
_ADULTS: Final = re.compile(r"\b(?P<number>\d{1,2}|une?|an?|one) (?:adultes?|adults?|majeure?s?|grown ?-?ups?)\b")
_WITH_PARTNER: Final = re.compile(rf"\b{_PARTNER}\b")
# Parents who are alone name themselves, not somebody with them.
_ONLY_PARENT: Final = re.compile(
    r"\b(?:(?:single|lone) (?:mum|mom|mother|dad|father|parent)"
    r"|(?:mere|pere|maman|papa|parent) (?:seule?|isolee?|celib\w*))\b"
)
_ALONE: Final = re.compile(
    r"\b"
    + any_of(r"""
    seule?|que moi|juste moi|moi uniquement|rien que moi|celib\w*|personne d'autre
    just me|only me|just myself|alone|on my own|by myself|single|nobody else|no one else
""")
    + r"\b"
)
_MYSELF: Final = re.compile(r"\b(?:moi|me|myself|i)\b")
_PEOPLE: Final = re.compile(
    r"\b(?:on (?:est|vit)(?: a)?|(?:nous )?sommes|vivons a|ns sommes|we(?: a|')re|there(?:'s| are| is)|famille de"
    r"|family of|household of|foyer de) (?P<are>\d{1,2})\b"
    r"|\b(?P<people>\d{1,2}) (?:personnes?|pers|people|persons?|of us)\b"
)
_BARE: Final = re.compile(r"\W*(?P<bare>\d{1,2})\W*")
_ONE: Final = {"un", "une", "a", "an", "one", "mon", "ma", "my"}


def read_household(text: str, language: str) -> HouseholdRead | None:
    """Who lives in a household; None where the message does not say.

    Args:
        language: "fr" or "en"; number words are read in it, the rest in both.
    """
    said = with_digits(fold(text), language).text
    adults = _number(_ADULTS.search(said))
    people = _people(said)
    children = _children(said)
    said = _ONLY_PARENT.sub("seul", said)
    together = 1 + len({found[0] for found in _WITH_PARTNER.finditer(said)})
    if adults is None and people is not None:
        if people == 1 or (people == together and not children):
            adults, children = people, children or 0
        elif children is None:
            return HouseholdRead(people=people) if people <= MOST_PEOPLE else None
        else:
            # "on est 4 dont 2 enfants"; but "on est 2 avec 2 enfants" counts the grown-ups.
            adults = people - children if children < people else people
    elif adults is None:
        if together == 1 and children is None and _ALONE.search(said) is None:
            return None
        if children == 0 and together == 1 and not (_ALONE.search(said) or _MYSELF.search(said)):
            return None
        adults = together
    if children is None and _UNCOUNTED_CHILDREN.search(said):
        return None
    return _checked(adults, children or 0)


def read_children(text: str, language: str) -> int | None:
    """How many children a message names, where just that was asked: "2", "aucun", "two kids"."""
    said = with_digits(fold(text), language).text
    bare = _BARE.fullmatch(said)
    return int(bare["bare"]) if bare else _children(said)


def _checked(adults: int, children: int) -> HouseholdRead | None:
    if adults < 1 or adults + children > MOST_PEOPLE:
        return None
    return HouseholdRead(adults=adults, children=children)


def _people(said: str) -> int | None:
    bare = _BARE.fullmatch(said)
    if bare:
        return int(bare["bare"]) or None
    found = _PEOPLE.search(said)
    return int(found["are"] or found["people"]) or None if found else None


def _children(said: str) -> int | None:
    """All children counted together ("2 filles et un fils"); None where none are mentioned."""
    if _NO_CHILDREN.search(said):
        return 0
    counted = [_number(found) for found in _CHILDREN.finditer(said)]
    return sum(one or 0 for one in counted) if counted else None


def _number(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    return 1 if found["number"] in _ONE else int(found["number"])
