"""Numbers in a message that may be sums of money, with the currency they came with.

What a sum means is not decided here; but a number that counts something, dates something or is part of a
reference is left out, so that "en 3 fois à partir du 5" holds no sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from bot.reading.calendar_words import MONTH
from bot.reading.other_numbers import is_counted, is_no_sum, without_other_figures
from bot.reading.words import Folded, rewrite


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that may be a sum of money.

    Attributes:
        minor: whole minor units (cents, pence).
        currency: ISO 4217, or None for a bare number.
        start, end: offsets in the folded text, currency included.
        after: where reading goes on: past "par mois" or "a week" if that follows.
        per: something like "par mois" follows.
        dated: a day or a month follows.
    """

    minor: int
    currency: str | None
    start: int
    end: int
    after: int
    per: bool
    dated: bool = False


# What follows a number, by currency. "" is the currency of the debt: "20 bucks", "2 grand".
_CURRENCIES: Final = {
    "EUR": r"€|(?:euros?|euors?|uros?|eurs?|eu|balles?|boules)(?![a-z])",
    "GBP": r"£|(?:pounds?|punds?|quids?|gbp|livres?(?: sterlings?)?|sterling)(?![a-z])",
    "USD": r"\$|(?:us ?)?(?:dollars?|usd)(?![a-z])",
    "CHF": r"(?:chf|francs? suisses?)(?![a-z])",
    "": r"(?:bucks|grand(?! max)|each way)(?![a-z])",
}
_GROUP: Final = {"EUR": "euro", "GBP": "pound", "USD": "dollar", "CHF": "franc", "": "debt"}
_CODE: Final = {group: code for code, group in _GROUP.items()}
_AFTER: Final = re.compile("[ -]?(?:" + "|".join(f"(?P<{_GROUP[code]}>{p})" for code, p in _CURRENCIES.items()) + ")")
# "50e", "50 e": but "2e lettre" and "50 et".
_AFTER_E: Final = re.compile(
    r" ?e(?![a-z'])(?! ?(?:fois|lettre|relance|courrier|mail|message|arrondissement|etage|jour|mois|annee"
    r"|siecle|versement|paiement"
    r"|prelevement|echeance|mensualite|demande|appel|personne|rdv|rendez))"
)
_BEFORE: Final = re.compile(
    r"(?:(?P<euro>€|\beur|\beuros?)|(?P<pound>£|\bgbp)|(?P<dollar>\$|\busd)|(?P<franc>\bchf)) ?\Z"
)
_CENTS: Final = re.compile(r" ?(?:(?P<euro>centimes?|cts?)|(?P<pound>pence|p(?![/ ]?m\b))|(?P<debt>cents?))(?![a-z])")
_CENTS_BEHIND: Final = re.compile(
    r"(?: ?(?:et|and|,) | ?)(?P<cents>\d\d?)(?!\d|[.,/]\d) ?(?P<named>(?:centimes?|cts?|cents?|pence|p"
    r"|c)(?![a-z]))?"
)
PER: Final = re.compile(
    r" ?(?:/|par|p/|per|a|an|each|every|chaque|tous? les|toute?s? les|le|la|the) ?"
    r"(?:moi?s?|calendar month|month|mth|semaines?|sem|week|wk|quinzaine|fortnight|trimestre|quarter|annee"
    r"|an|year|15 jours|m"
    r"|(?:2|deux|other|2nd) (?:semaines?|weeks?)|lundis?|vendredis?|monday|friday)\b(?! (?:prochaine?"
    r"|suivante?|dernier))"
    r"| ?(?:mensuel(?:le)?(?:ment)?|mens|pcm|p/?m|p/?w|hebdo\w*"
    r"|(?:monthly|weekly|fortnightly|quarterly)(?! (?:payments?|instal\w*|plan)))\b"
)
_NUMBER: Final = re.compile(
    r"(?<!\d)(?<!\d[.,/:])(?:(?P<grouped>\d{1,3}(?P<mark>[ '.,])\d{3}(?:(?P=mark)\d{3})*)|(?P<plain>\d{1,9}))"
    r"(?:[.,](?P<cents>\d\d?))?(?!\d)(?![.,/:]\d)(?P<thousands> ?k(?![a-z]))?"
)
_MAY_HOLD_A_SUM: Final = re.compile(r"\d|tenner|fiver")
_MOST_SUMS: Final = 40
# "4 x 50" and "50 x 4": the larger of the two is the sum.
_TIMES: Final = re.compile(
    r"(?<![\d.,/])(?P<left>\d{1,5}) ?(?:[x*×]|fois|times) ?(?:de |of )?(?P<right>\d{1,5})(?![\d/]|[.,]\d)"
)
_LEAST_INSTALMENT: Final = 5
_NOTES: Final = {"tenner": 10, "fiver": 5}
_NOTE: Final = re.compile(rf"\b(?:(?:a|one|1) )?(?P<note>{'|'.join(_NOTES)})\b")
_APPROXIMATE: Final = {
    "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50,
    "soixantaine": 60, "centaine": 100,
}  # fmt: skip
_ABOUT_SO_MANY: Final = re.compile(
    rf"\b(?:une |1 |la )?(?P<word>{'|'.join(_APPROXIMATE)}) (?:d'|de )(?=euros|balles|livres)"
)

# "250 le 30 novembre", "30 en décembre", "60 next month": a number with a day to it is a sum.
_DATED: Final = re.compile(
    rf" (?:\x00|(?:en|in|a partir de|from|debut|fin|mi|des|pour|by) {MONTH}\b"
    r"|(?:this|next) (?:month|week)\b|ce mois|le mois prochain|la semaine prochaine)"
)


def with_round_numbers(folded: Folded) -> Folded:
    """Write "une cinquantaine d'euros" as "50euros", offsets kept."""
    words = _ABOUT_SO_MANY.finditer(folded.text)
    return rewrite(folded, ((match.start(), match.end(), f"{_APPROXIMATE[match['word']]} ") for match in words))


def find_sums(folded: Folded, language: str, default_currency: str) -> list[Sum]:
    """Numbers that may be sums, in the order written; bare ones have no currency.

    No more than the first forty are looked at: beyond that nobody is making an offer.

    Args:
        folded: with number words in digits.
        default_currency: ISO 4217, for "cents", "grand" and the like.
    """
    if not _MAY_HOLD_A_SUM.search(folded.text):
        return []
    text = without_other_figures(folded, language)
    multiplied = _multiplied(text)
    sums: list[Sum] = []
    for match in _NUMBER.finditer(text):
        if sums and match.start() < sums[-1].end:
            continue
        free_from = sums[-1].end if sums else 0
        found = _sum_at(text, match, default_currency, multiplied, free_from)
        if found is not None:
            sums.append(found)
        if len(sums) == _MOST_SUMS:
            break
    for match in islice(_NOTE.finditer(text), _MOST_SUMS):
        after, per = _past_frequency(text, match.end())
        sums.append(Sum(_NOTES[match["note"]] * 100, default_currency, match.start(), match.end(), after, per))
    return sorted(sums, key=lambda found: found.start)[:_MOST_SUMS]


def _multiplied(text: str) -> set[int]:
    """Where the larger number of each multiplication starts: the instalment in "4 x 50"."""
    larger = set()
    for match in _TIMES.finditer(text):
        side = "left" if int(match["left"]) > int(match["right"]) else "right"
        if int(match[side]) >= _LEAST_INSTALMENT:
            larger.add(match.start(side))
    return larger


def _sum_at(text: str, match: re.Match[str], default_currency: str, multiplied: set[int], free_from: int) -> Sum | None:
    minor = _minor_units(match)
    start, end = match.span()
    before = _BEFORE.search(text[max(free_from, start - 8) : start])
    cents = _CENTS.match(text, end)
    after = _AFTER.match(text, end)
    # In "50 £60" the sign belongs to what it touches.
    if after and after.group()[0] == " " and after.group()[-1] in "€£$" and text[after.end() :][:1].isdigit():
        after = None
    currency: str | None = None
    if before:
        currency = _currency(before, default_currency)
        start -= len(before.group())
        if after and _currency(after, default_currency) == currency:
            end = after.end()
    elif cents and match["cents"] is None and match["thousands"] is None:
        per_after, per = _past_frequency(text, cents.end())
        return Sum(minor // 100, _currency(cents, default_currency), start, cents.end(), per_after, per)
    elif after:
        currency = _currency(after, default_currency)
        end = after.end()
        if after["debt"] == "grand":
            minor *= 1000
    else:
        euro = _AFTER_E.match(text, end)
        if euro and (minor >= 1000 or PER.match(text, euro.end())):
            currency, end = "EUR", euro.end()
    if currency is None:
        if start in multiplied:
            return Sum(minor, default_currency, start, end, end, per=False)
        return _bare_sum(text, match, minor)
    if match["cents"] is None:
        minor, end = _with_cents_behind(text, minor, end)
    per_after, per = _past_frequency(text, end)
    return Sum(minor, currency, start, end, per_after, per)


def _minor_units(match: re.Match[str]) -> int:
    whole = match["plain"] or match["grouped"].replace(match["mark"], "")
    value = Decimal(f"{whole}.{match['cents'] or '0'}")
    return int(value * 100) * (1000 if match["thousands"] else 1)


def _currency(match: re.Match[str], default: str) -> str:
    return next(_CODE[name] or default for name, value in match.groupdict().items() if value)


def _with_cents_behind(text: str, minor: int, end: int) -> tuple[int, int]:
    """ "50€20", "50 euros et 20 centimes"; but "50 euros 3 fois" and "50€ 20 jours" hold no cents."""
    behind = _CENTS_BEHIND.match(text, end)
    if behind is None:
        return minor, end
    plainly_cents = behind["named"] or (
        len(behind["cents"]) == 2
        and not is_counted(text, behind.end())
        and not _AFTER.match(text, behind.end())
        and "et" not in behind.group()
        and "and" not in behind.group()
        and "," not in behind.group()
    )
    if not plainly_cents:
        return minor, end
    return minor + int(behind["cents"]), behind.end()


def _past_frequency(text: str, end: int) -> tuple[int, bool]:
    per = PER.match(text, end)
    return (per.end(), True) if per else (end, False)


def _bare_sum(text: str, match: re.Match[str], minor: int) -> Sum | None:
    after, per = _past_frequency(text, match.end())
    if is_no_sum(text, *match.span(), minor, per=per):
        return None
    return Sum(minor, None, *match.span(), after, per, dated=_DATED.match(text, after) is not None)
