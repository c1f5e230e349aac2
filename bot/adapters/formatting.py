"""Amounts, dates and hours as a debtor reads them: Babel's locale data, at the edge.

Rule: compliance F.7. Where its wording and Babel's locale data (CLDR) differ, the place says so.
Everything here is pure and remembered, since one turn formats the same values several times.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import get_day_names
from babel.numbers import format_currency, format_decimal

from bot.core.account import Language
from bot.core.hours import OfficeHours
from bot.core.money import Money
from bot.core.terms import Frequency

NO_BREAK_SPACE = "\u00a0"
REMEMBERED = 4096
MIDDAY = 12
IBAN_GROUP = 4

FRENCH = Locale("fr", "FR")
BRITISH = Locale("en", "GB")
AMERICAN = Locale("en", "US")

FREQUENCY_WORDS = {
    Language.FRENCH: {
        Frequency.WEEKLY: "par semaine",
        Frequency.FORTNIGHTLY: "toutes les deux semaines",
        Frequency.MONTHLY: "par mois",
        Frequency.QUARTERLY: "par trimestre",
    },
    Language.ENGLISH: {
        Frequency.WEEKLY: "a week",
        Frequency.FORTNIGHTLY: "every two weeks",
        Frequency.MONTHLY: "a month",
        Frequency.QUARTERLY: "every three months",
    },
}


def _locale(language: Language, country: str) -> Locale:
    if language is Language.FRENCH:
        return FRENCH
    return AMERICAN if country == "US" else BRITISH


@lru_cache(REMEMBERED)
def format_money(amount: Money, language: Language, country: str) -> str:
    """An amount with its currency: `1 234,56 €` (U+202F, U+00A0), `£1,234.56`, `€1,234.56`.

    Args:
        country: of the reader (ISO 3166 alpha-2); tells British from American English.
    """
    text: str = format_currency(amount.major, amount.currency, locale=_locale(language, country))
    # CLDR's French writes "£GB", to tell pounds from pounds; no debtor here has others, and "£" reads better.
    return text.replace("£GB", "£")


@lru_cache(REMEMBERED)
def format_date(day: date, language: Language, country: str = "GB") -> str:
    """A date in words, never in figures only: `1er août 2026`, `1 August 2026` (US `August 1, 2026`)."""
    text: str = babel_date(day, "long", _locale(language, country))
    return _first_of_month(text, day, language)


@lru_cache(REMEMBERED)
def format_weekday_date(day: date, language: Language, country: str = "GB") -> str:
    """A date with its weekday: `lundi 3 août 2026`, `Monday 3 August 2026`."""
    # CLDR's British English puts a comma after the weekday, which compliance F.7's plain dates do without.
    american = language is Language.ENGLISH and country == "US"
    pattern = "full" if american else "EEEE d MMMM y"
    text: str = babel_date(day, pattern, _locale(language, country))
    return _first_of_month(text, day, language)


def _first_of_month(text: str, day: date, language: Language) -> str:
    # CLDR's French says "1 août"; the first of a month is "1er" (compliance F.7, and every French reader).
    if language is Language.FRENCH and day.day == 1:
        return text.replace("1 ", "1er ", 1)
    return text


@lru_cache(REMEMBERED)
def format_time(moment: time, language: Language) -> str:
    """An hour as people say it: `9 h`, `9 h 30`, `midi`; `9 am`, `9:30 am`, `midday` (U+00A0 inside)."""
    # CLDR writes 09:00 in both languages; F.7 gives no hours, and spoken ones are easier to read.
    if moment.minute == 0 and moment.hour in (0, MIDDAY):
        noon = moment.hour == MIDDAY
        if language is Language.FRENCH:
            return "midi" if noon else "minuit"
        return "midday" if noon else "midnight"
    if language is Language.FRENCH:
        words = [str(moment.hour), "h"] + ([f"{moment.minute:02}"] if moment.minute else [])
    else:
        minutes = f":{moment.minute:02}" if moment.minute else ""
        words = [f"{moment.hour % MIDDAY or MIDDAY}{minutes}", "am" if moment.hour < MIDDAY else "pm"]
    return NO_BREAK_SPACE.join(words)


@lru_cache(REMEMBERED)
def format_opening_hours(hours: OfficeHours, language: Language) -> str:
    """When people answer: `du lundi au vendredi, de 9 h à 17 h 30`, `Monday to Friday, 9 am to 5:30 pm`."""
    opens, closes = format_time(hours.opens, language), format_time(hours.closes, language)
    days = _weekdays(sorted(hours.weekdays), language)
    if language is Language.FRENCH:
        return f"{days}, de {opens} à {closes}"
    return f"{days}, {opens} to {closes}"


def _weekdays(days: list[int], language: Language) -> str:
    """A run of three days or more by its ends, other days one by one."""
    french = language is Language.FRENCH
    by_number = get_day_names("wide", locale=FRENCH if french else BRITISH)
    names = [str(by_number[day]) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {names[0]} au {names[-1]}" if french else f"{names[0]} to {names[-1]}"
    named = [f"le {name}" for name in names] if french else names
    if len(named) == 1:
        return named[0]
    return f"{', '.join(named[:-1])} {'et' if french else 'and'} {named[-1]}"


@lru_cache(REMEMBERED)
def format_percent(percent: Decimal, language: Language) -> str:
    """A percentage given as such, `Decimal("3.49")` → `3,49 %`, `3.49%`."""
    # Babel's own percent format rounds to whole percents and would hide the decimals of a rate.
    french = language is Language.FRENCH
    number: str = format_decimal(percent, "#,##0.####", FRENCH if french else BRITISH)
    return f"{number}{NO_BREAK_SPACE}%" if french else f"{number}%"


def frequency_words(frequency: Frequency, language: Language) -> str:
    """How often, as said after an amount: `par mois`, `every two weeks`."""
    return FREQUENCY_WORDS[language][frequency]


def format_iban(iban: str) -> str:
    """An IBAN in groups of four, with plain spaces, which every bank's form accepts when it is pasted."""
    letters = "".join(iban.split()).upper()
    return " ".join(letters[start : start + IBAN_GROUP] for start in range(0, len(letters), IBAN_GROUP))
