"""Rules for dates told from today: "demain", "dans trois semaines", "vendredi prochain", "fin mars"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bot.reading.calendar_words import DAY, DAYS, MONTH, MONTHS, UNIT, month_after, months_later, unit_of
from bot.reading.date_grammar import Meaning, Rule, Today, last_day, nearest, rule

_DAYS_AWAY: Final = (
    (2, r"apres[- ]?(?:demain|2main)|(?:the )?day after (?:tomorrow|tmrw|tmr)"),
    (1, r"demain|2main|dmain|demin|tomm?orr?ow|tmrw|tmr|tmw|tomoz|2mor+owe?|2mor+o"),
    (
        0,
        r"aujourd'? ?hui|aujourdui|ajd|auj|ce (?:soir|matin|midi)|cet aprem|today|2day|tonight"
        r"|this (?:morning|evening)",
    ),
    (-2, r"avant[- ]hier|(?:the )?day before yesterday"),
    (-1, r"hier|yesterday"),
)


@rule(rf"\b(?:{'|'.join(words for _, words in _DAYS_AWAY)})\b")
def days_away(match: re.Match[str], today: Today) -> Meaning:
    away = next(days for days, words in _DAYS_AWAY if re.fullmatch(words, match.group()))
    return today.on + timedelta(days=away), "day"


_HOW_MANY: Final = r"(?P<n>\d{1,3}|an?|une?|(?:a )?couple of)"
_ABOUT: Final = r"(?:environ |about |around |max(?:imum)? |(?:the |les )?(?:next |prochaine?s )?)?"


@rule(
    rf"\b(?P<ahead>dans|d'ici|sous|in|within) {_ABOUT}{_HOW_MANY} {UNIT}(?:'s)?(?: time)?(?! (?:instal"
    rf"|payments?))"
)
def units_ahead(match: re.Match[str], today: Today) -> Meaning:
    return _units_away(match, today, 1)


@rule(rf"\b(?:a |une )?{_HOW_MANY} {UNIT} from (?:now|today)\b")
def units_from_now(match: re.Match[str], today: Today) -> Meaning:
    return _units_away(match, today, 1)


@rule(rf"\b(?:il )?y a {_ABOUT}{_HOW_MANY} {UNIT}")
def units_ago_in_french(match: re.Match[str], today: Today) -> Meaning:
    return _units_away(match, today, -1)


@rule(rf"\b{_HOW_MANY} {UNIT} ago\b")
def units_ago(match: re.Match[str], today: Today) -> Meaning:
    return _units_away(match, today, -1)


def _units_away(match: re.Match[str], today: Today, sign: int) -> Meaning:
    said, unit = match["n"], unit_of(match)
    number = sign * (int(said) if said.isdigit() else 2 if "couple" in said else 1)
    # "Une quinzaine" is fifteen days, "a fortnight" fourteen.
    in_days = {"days": 1, "weeks": 7, "fortnights": 15 if "quinzaine" in match.group() else 14}
    if unit in in_days:
        return today.on + timedelta(days=in_days[unit] * number), "day"
    return months_later(today.on, {"months": 1, "quarters": 3, "years": 12}[unit] * number), "day"


_WEEKDAY_TAIL: Final = (
    r"(?P<far>(?: de)?(?: la)? semaine (?:pro(?:chaine)?|suivante)|(?: of)? next week)"
    r"|(?P<fortnight> en (?:quinze|15))"
    r"|(?P<week> en (?:huit|8)| week\b)|(?P<gone> dernier| passe)| prochain| pro\b| qui vient| suivant"
)
_HABIT: Final = re.compile(r"(?:tous les|toutes les|chaque|every|each|other|2nd|alternate) \Z")


@rule(
    rf"\b(?:(?P<last>last )|(?P<a_week>a week on )|(?:ce|next|this|coming"
    rf"|this coming) )?(?P<weekday>{DAY})\b(?:{_WEEKDAY_TAIL})?"
)
def weekday(match: re.Match[str], today: Today) -> Meaning:
    """The first such day after today; "en huit" is one later, "dernier" the last one before today."""
    if _HABIT.search(match.string[max(0, match.start() - 12) : match.start()]):
        return None
    on, wanted = today.on, DAYS[match["weekday"]]
    if match["far"]:
        return on + timedelta(days=7 - on.weekday() + wanted), "day"
    if match["last"] or match["gone"] or today.past:
        return on - timedelta(days=(on.weekday() - wanted - 1) % 7 + 1), "day"
    weeks = 2 if match["fortnight"] else 1 if match["week"] or match["a_week"] else 0
    return on + timedelta(days=(wanted - on.weekday() - 1) % 7 + 1 + 7 * weeks), "day"


@rule(r"\b(?:(?:ce|le|this|the|next) )?(?:week[- ]?end|we)(?P<next> prochain)?\b")
def weekend(match: re.Match[str], today: Today) -> Meaning:
    """Its Saturday; on a Sunday, that Sunday. "we" is a pronoun in English."""
    if match.group().endswith("we") and today.language == "en":
        return None
    ahead = (5 - today.on.weekday()) % 7 if today.on.weekday() != 6 else 0
    further = 7 if match["next"] or match.group().startswith("next") else 0
    return today.on + timedelta(days=ahead + further), "day"


_START, _MIDDLE, _END = 0, 1, 2
_EDGES: Final = {
    "debut": _START, "start": _START, "beginning": _START, "early": _START,
    "mi": _MIDDLE, "milieu": _MIDDLE, "middle": _MIDDLE, "mid": _MIDDLE, "courant": _MIDDLE,
    "fin": _END, "end": _END, "late": _END,
}  # fmt: skip
# "I will be late this month" is no end of it.
_EDGE_OF_PERIOD: Final = "|".join(edge for edge in _EDGES if edge != "late")
_FRENCH_PERIOD: Final = (
    r"(?:du |de |d'|de l'|de la |de ce(?:tte)? )?(?P<fr>mois|semaine|annee)"
    r"(?P<fr_next> (?:prochaine?|pro|suivante?|d'apres|qui vient))?(?:[- ]ci)?"
)
_ENGLISH_PERIOD: Final = r"(?:of )?(?:the |this )?(?P<en_next>next |coming )?(?P<en>month|week|year)"
_PERIOD: Final = {"mois": 30, "month": 30, "semaine": 7, "week": 7, "annee": 365, "year": 365}


@rule(rf"\b(?:(?P<edge>{_EDGE_OF_PERIOD})[ -](?:{_FRENCH_PERIOD}|{_ENGLISH_PERIOD})|(?:the )?month[ -]end)\b")
def edge_of_period(match: re.Match[str], today: Today) -> Meaning:
    on = today.on
    edge = _EDGES[match["edge"]] if match["edge"] else _END
    further = 1 if match["fr_next"] or match["en_next"] else 0
    period = _PERIOD[match["fr"] or match["en"] or "month"]
    if period == 7:
        return _edge_of_week(on - timedelta(days=on.weekday()) + timedelta(days=7 * further), edge, on), "day"
    if period == 365:
        month, day = ((1, 1), (6, 30), (12, 31))[edge]
        wanted = date(on.year + further, month, day)
        return (wanted if wanted >= on else date(on.year + 1, month, day)), "day"
    for months in (further, further + 1):
        wanted = _edge_of_month(*month_after(on.year, on.month, months), edge)
        if wanted >= on:
            break
    return wanted, "day"


def _edge_of_week(monday: date, edge: int, on: date) -> date:
    """The end of a week is its last working day, unless that has gone by."""
    wanted = monday + timedelta(days=(0, 2, 4)[edge])
    if wanted >= on:
        return wanted
    return monday + timedelta(days=6 if edge == _END else 7)


def _edge_of_month(year: int, month: int, edge: int) -> date:
    return last_day(year, month) if edge == _END else date(year, month, 15 if edge == _MIDDLE else 1)


@rule(
    rf"\b(?P<edge>{'|'.join(_EDGES)})[ -](?:(?:of|de|du|d')[ ]?)?(?:mois (?:de "
    rf"|d'))?(?P<month>{MONTH})\b(?: (?P<year>20\d\d))?"
)
def edge_of_named_month(match: re.Match[str], today: Today) -> Meaning:
    month, year, edge = MONTHS[match["month"]], match["year"], _EDGES[match["edge"]]
    for tried in (int(year),) if year else today.years():
        wanted = _edge_of_month(tried, month, edge)
        if year or today.accepts(wanted):
            return wanted, "day"
    return None


@rule(rf"\b(?P<edge>{_EDGE_OF_PERIOD})[ -](?:of |de |d'|l'annee )?(?P<year>20\d\d)(?!\d)")
def edge_of_numbered_year(match: re.Match[str], today: Today) -> Meaning:
    """ "Fin 2027"."""
    month, day = ((1, 1), (6, 30), (12, 31))[_EDGES[match["edge"]]]
    return date(int(match["year"]), month, day), "day"


# Days everybody plans by: day, month, and how many days they last.
_FEASTS: Final = {
    "noel": (25, 12, 1), "christmas": (25, 12, 1), "xmas": (25, 12, 1), "fetes": (25, 12, 8),
    "holidays": (25, 12, 8), "nouvel an": (1, 1, 1), "jour de l'an": (1, 1, 1), "new year": (1, 1, 1),
    "rentree": (1, 9, 1), "ete": (21, 6, 1), "summer": (21, 6, 1),
}  # fmt: skip


@rule(
    r"\b(?:(?P<after>apres|after)|avant|pour|d'? ?ici(?: a)?|jus[qk]u?'? ?a|a|vers|des|before|by|until|till?|for|at"
    r"|from|around) (?:les fetes de |la |le |les |l'|the |next )?"
    rf"(?P<feast>{'|'.join(_FEASTS)})\b"
    r"(?! (?:presents?|gifts?|cadeaux|shopping|bonus|money|party|dinner|clothes|prime))"
)
def feast(match: re.Match[str], today: Today) -> Meaning:
    """ "À Noël", "by summer"; the day after it has passed for "après les fêtes"."""
    day, month, lasting = _FEASTS[match["feast"]]
    meant = nearest(day, month, None, today)
    if meant is None or not match["after"]:
        return meant
    return meant[0] + timedelta(days=lasting), "day"


@rule(
    r"\b(?:(?:la |l')?(?P<week>semaine)|(?:le )?(?P<month>mois)|l'(?P<year>annee|an)) (?:pro(?:chaine?)?"
    r"|suivante?|qui vient)\b"
    r"|\bnext (?:(?P<en_week>week)|(?P<en_month>month)|(?P<en_year>year))\b"
)
def next_period(match: re.Match[str], today: Today) -> Meaning:
    if match["week"] or match["en_week"]:
        return today.on + timedelta(days=7 - today.on.weekday()), "week"
    if match["month"] or match["en_month"]:
        return date(*month_after(today.on.year, today.on.month, 1), 1), "month"
    return date(today.on.year + 1, 1, 1), "year"


@rule(r"\b(?:cette semaine|this week|(?P<month>ce mois(?:[- ]ci)?|this month))\b")
def this_period(match: re.Match[str], today: Today) -> Meaning:
    if match["month"]:
        return last_day(today.on.year, today.on.month), "month"
    return today.on + timedelta(days=6 - today.on.weekday()), "week"


@rule(
    r"\b(?:en|in|pour|by|until|till?|thr(?:ough|u)|than|plus tard que|from|avant|before|des|a partir de|a compter de"
    r"|depuis|since|around|vers|au mois de|for|starting|d'? ?ici(?: a)?|jus[qk]u?'? ?(?:en|a|au mois de|o)|jusque)"
    r" (?:le mois de |the month of )?"
    rf"(?!out\b|mar\b)(?P<month>{MONTH})\b(?: (?P<year>20\d\d)(?!\d))?"
)
def named_month(match: re.Match[str], today: Today) -> Meaning:
    month, on = MONTHS[match["month"]], today.on
    if match["year"]:
        return date(int(match["year"]), month, 1), "month"
    if today.past or match.group().startswith(("depuis", "since")):
        return date(on.year if month <= on.month else on.year - 1, month, 1), "month"
    return date(on.year if month >= on.month else on.year + 1, month, 1), "month"


RELATIVE_RULES: Final[tuple[Rule, ...]] = (
    units_ahead,
    units_from_now,
    units_ago_in_french,
    units_ago,
    days_away,
    weekday,
    edge_of_period,
    edge_of_named_month,
    edge_of_numbered_year,
    feast,
    weekend,
    next_period,
    this_period,
    named_month,
)
