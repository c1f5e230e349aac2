"""Numbers that are no sums of money: they count, date or number something, or stand in an address.

In "en 3 fois à partir du 5, réf. VOL-26-813237" there is none to read as money.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.reading.access_codes import access_codes
from bot.reading.calendar_dates import CALENDAR_RULES
from bot.reading.calendar_words import MONTH, TIME_UNIT
from bot.reading.date_grammar import Today
from bot.reading.identifiers import (
    EMAIL,
    LETTER_REFERENCE,
    TELEPHONE,
    UK_POSTCODE,
    WEB_ADDRESS,
    account_references,
)
from bot.reading.patterns import any_of
from bot.reading.words import Folded

BLANK: Final = "\x00"
# A number without a currency before one of these is no sum.
_COUNTED: Final = any_of(r"""
    fois|foi|fs|coups?|parts?|times|tps|goes|go|bits|chunks?|lots?
    mensualites?|echeances?|versements?|paiements?|payements?|prelevements?|traites?|virements?|cheques?
    instal?l?e?ments?|(?:monthly |equal |small |weekly )?payments?|halves
    enfants?|gosses?|gamins?|bebes?|personnes?|bouches|adultes?
    kids?|children|people|child|babies|dependants?|adults?
    lettres?|courriers?|mails?|messages?|appels?|relances?|factures?|contrats?|dossiers?|credits?|dettes?
    letters?|emails?|calls?|bills?|contracts?|debts?|loans?|accounts?|comptes?|jobs?|boulots?|employeurs?
    loyers?|voitures?|cars?|cats?|dogs?|chiens?|chats?|choses?|things?|questions?|problemes?|problems?
    options?|rue|avenue|bis|ter|km|kg|m2|mercis?|bisous|of (?:us|them|these|those)|d'entre|other|autres?
    ou plus|ans?|am
""")
_SOMETHING_ELSE_AFTER: Final = re.compile(
    rf" ?(?:%|pour ?cents?\b|per ?cent\b|[/x×*](?! ?(?:mois|m\b|sem|week|month))|h\b|h\d|:\d|°"
    rf"|(?:st|nd|rd|th|er|eme|ieme|e)\b|-?{TIME_UNIT}|-odd|{_COUNTED}\b)"
)
# "3 ou 4 versements": the 3 counts what the 4 counts.
_OR_SO_MANY: Final = re.compile(r" ?(?:ou|or|a|to|et|and|-|/) ?\d{1,3}(?!\d|[.,]\d)")
# And one after one of these.
_SOMETHING_ELSE_BEFORE: Final = re.compile(
    "(?:\\b"
    + any_of(r"""
    en|(?<!put )in|into|dans|d'ici|le|du|au|par|by|before|until|after|apres|at|within|version|top|section|under section
    numero|number|num|option|choix|choice|article|page|etape|step|depuis|since|annee|year
    age|aged|i'm|im|i am|born|ne|nee|tel|phone|ref|reference|dossier|contrat|contract|account|client|customer
    rue|appartement|appt?|bat|flat|room|apartment|departement
""")
    + r"[ :]|(?<!part )(?<!partir )(?<!partons )(?<!base )(?<!go )(?<!pay )(?<!afford )"
    r"\b(?:sur|over) |#|n°|[a-z]-|(?<![a-z])x ?|[a-z])\Z"
)
# "Une facture de 2016", "since 2019", but "un acompte de 2000".
_YEAR_BEFORE: Final = re.compile(
    r"\b(?:de|of|from|en|in|depuis|since|fin|debut|mi|avant|before|by|until|ete|hiver|summer|winter"
    rf"|{MONTH}) \Z"
)
_YEARS: Final = range(1990, 2040)
# "6pm" is an hour, "30pm" thirty a month.
_HOUR: Final = re.compile(r" ?[ap]m\b")
_HOUR_BEFORE: Final = re.compile(r"\b(?:at|after|before|until|till|by|around|from|past|to|and|-) \Z|-\Z")
_LAST_HOUR: Final = 12
# The number of a card or an account, and a birth date without slashes.
_LONG_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){11,}")
_SPACED_DATE: Final = re.compile(r"(?<!\d)\d\d? \d\d? (?:19|20)\d\d(?!\d)")
# Any day will do: where the dates of a message stand does not depend on it.
_SOME_DAY: Final = date(2024, 1, 1)
# Five figures in a row are a postcode, six and more the number of some contract.
_MOST_FIGURES: Final = 4
_MOST: Final = 100_000_00


def without_other_figures(folded: Folded, language: str) -> str:
    """The text with dates, references, telephone numbers and addresses blanked out, offsets unchanged."""
    text = folded.text
    spans = [
        match.span()
        for kind in (_LONG_NUMBER, _SPACED_DATE, LETTER_REFERENCE, EMAIL, WEB_ADDRESS, TELEPHONE, UK_POSTCODE)
        for match in kind.finditer(text)
    ]
    spans += [(found.start, found.end) for found in account_references(text)]
    spans += [(found.start, found.end) for found in access_codes(folded)]
    today = Today(_SOME_DAY, language, past=False)
    for rule in CALENDAR_RULES:
        spans += [match.span() for match in rule.pattern.finditer(text) if rule.meaning(match, today)]
    characters = list(text)
    for start, end in spans:
        characters[start:end] = BLANK * (end - start)
    return "".join(characters)


def is_no_sum(text: str, start: int, end: int, minor: int, *, per: bool) -> bool:
    """Whether a number without a currency is something else than money.

    Args:
        text: folded, number words in digits; the number is `text[start:end]`.
        minor: what it would be worth, in minor units.
        per: "par mois" or the like follows, so it counts nothing.
    """
    before, digits = text[max(0, start - 20) : start], text[start:end]
    if _HOUR.match(text, end) and minor <= _LAST_HOUR * 100 and _HOUR_BEFORE.search(before):
        return True
    is_a_code = digits.isdigit() and (len(digits) > _MOST_FIGURES or (digits[0] == "0" and len(digits) > 1))
    is_a_year = minor // 100 in _YEARS and minor % 10_000 != 0 and _YEAR_BEFORE.search(before)
    return is_a_code or minor >= _MOST or bool(is_a_year) or (not per and _counts_something(text, end, before))


def _counts_something(text: str, end: int, before: str) -> bool:
    if _SOMETHING_ELSE_AFTER.match(text, end) or _SOMETHING_ELSE_BEFORE.search(before):
        return True
    other = _OR_SO_MANY.match(text, end)
    return other is not None and _SOMETHING_ELSE_AFTER.match(text, other.end()) is not None


def is_counted(text: str, end: int) -> bool:
    """Whether what follows a number says that it counts: "20 jours", "3 fois"."""
    return _SOMETHING_ELSE_AFTER.match(text, end) is not None
