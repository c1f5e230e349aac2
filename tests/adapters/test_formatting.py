"""Amounts, dates and hours look as compliance F.7 says, in both languages."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.formatting import (
    format_date,
    format_iban,
    format_money,
    format_opening_hours,
    format_percent,
    format_time,
    format_weekday_date,
    frequency_words,
)
from bot.core.account import Language
from bot.core.hours import OfficeHours
from bot.core.money import Money
from bot.core.terms import Frequency

FR, EN = Language.FRENCH, Language.ENGLISH


@pytest.mark.parametrize(
    ("minor", "currency", "language", "country", "expected"),
    [
        (123456, "EUR", FR, "FR", "1\u202f234,56\u00a0€"),
        (123456789, "EUR", FR, "FR", "1\u202f234\u202f567,89\u00a0€"),
        (5, "EUR", FR, "FR", "0,05\u00a0€"),
        (123456, "GBP", FR, "FR", "1\u202f234,56\u00a0£"),
        (-1250, "EUR", FR, "FR", "-12,50\u00a0€"),
        (123456, "GBP", EN, "GB", "£1,234.56"),
        (123456, "EUR", EN, "FR", "€1,234.56"),
        (5000, "GBP", EN, "GB", "£50.00"),
        (123456, "USD", EN, "US", "$1,234.56"),
    ],
)
def test_money_is_written_as_its_reader_expects(
    minor: int, currency: str, language: Language, country: str, expected: str
) -> None:
    assert expected == format_money(Money(minor, currency), language, country)


@given(st.integers(0, 10**10), st.sampled_from(["EUR", "GBP"]), st.sampled_from(list(Language)))
def test_every_digit_of_an_amount_survives(minor: int, currency: str, language: Language) -> None:
    text = format_money(Money(minor, currency), language, "FR")

    assert minor == int("".join(filter(str.isdecimal, text)))


@pytest.mark.parametrize(
    ("day", "language", "country", "expected"),
    [
        (date(2026, 8, 1), FR, "FR", "1er août 2026"),
        (date(2026, 8, 11), FR, "FR", "11 août 2026"),
        (date(2026, 8, 31), FR, "FR", "31 août 2026"),
        (date(2026, 8, 1), EN, "GB", "1 August 2026"),
        (date(2026, 8, 1), EN, "FR", "1 August 2026"),
        (date(2026, 8, 1), EN, "US", "August 1, 2026"),
    ],
)
def test_dates_are_in_words(day: date, language: Language, country: str, expected: str) -> None:
    assert expected == format_date(day, language, country)


@pytest.mark.parametrize(
    ("day", "language", "country", "expected"),
    [
        (date(2026, 8, 3), FR, "FR", "lundi 3 août 2026"),
        (date(2026, 9, 1), FR, "FR", "mardi 1er septembre 2026"),
        (date(2026, 8, 3), EN, "GB", "Monday 3 August 2026"),
        (date(2026, 8, 3), EN, "US", "Monday, August 3, 2026"),
    ],
)
def test_weekdays_come_before_the_date(day: date, language: Language, country: str, expected: str) -> None:
    assert expected == format_weekday_date(day, language, country)


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (time(9), "9\u00a0h", "9\u00a0am"),
        (time(9, 30), "9\u00a0h\u00a030", "9:30\u00a0am"),
        (time(17, 5), "17\u00a0h\u00a005", "5:05\u00a0pm"),
        (time(12), "midi", "midday"),
        (time(12, 15), "12\u00a0h\u00a015", "12:15\u00a0pm"),
        (time(0), "minuit", "midnight"),
        (time(0, 1), "0\u00a0h\u00a001", "12:01\u00a0am"),
    ],
)
def test_hours_are_as_people_say_them(moment: time, french: str, english: str) -> None:
    assert (french, english) == (format_time(moment, FR), format_time(moment, EN))


@pytest.mark.parametrize(
    ("weekdays", "french", "english"),
    [
        ({0, 1, 2, 3, 4}, "du lundi au vendredi", "Monday to Friday"),
        ({0, 1}, "le lundi et le mardi", "Monday and Tuesday"),
        ({0, 2, 5}, "le lundi, le mercredi et le samedi", "Monday, Wednesday and Saturday"),
        ({6}, "le dimanche", "Sunday"),
    ],
)
def test_opening_hours_name_the_days(weekdays: set[int], french: str, english: str) -> None:
    hours = OfficeHours(frozenset(weekdays), time(8, 30), time(19), "Europe/Paris")

    assert f"{french}, de 8\u00a0h\u00a030 à 19\u00a0h" == format_opening_hours(hours, FR)
    assert f"{english}, 8:30\u00a0am to 7\u00a0pm" == format_opening_hours(hours, EN)


@pytest.mark.parametrize(
    ("percent", "french", "english"),
    [("3.49", "3,49\u00a0%", "3.49%"), ("20", "20\u00a0%", "20%"), ("0.50", "0,5\u00a0%", "0.5%")],
)
def test_percentages_keep_their_decimals(percent: str, french: str, english: str) -> None:
    assert (french, english) == (format_percent(Decimal(percent), FR), format_percent(Decimal(percent), EN))


@pytest.mark.parametrize("language", list(Language))
def test_every_frequency_has_words_of_its_own(language: Language) -> None:
    assert len(Frequency) == len({frequency_words(one, language) for one in Frequency})


def test_frequencies_follow_an_amount() -> None:
    assert frequency_words(Frequency.FORTNIGHTLY, FR) == "toutes les deux semaines"
    assert frequency_words(Frequency.MONTHLY, EN) == "a month"


@pytest.mark.parametrize("typed", ["FR7630006000011234567890189", "fr76 30006000011234567890189 "])
def test_an_iban_comes_in_groups_of_four(typed: str) -> None:
    assert format_iban(typed) == "FR76 3000 6000 0112 3456 7890 189"
