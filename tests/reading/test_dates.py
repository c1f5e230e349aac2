"""Dates are read as debtors write them, counted from the day of the message."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates import read_dates, read_day_of_month

MONDAY = date(2026, 11, 23)


def days(text: str, language: str, today: date = MONDAY, *, prefer_future: bool = True) -> list[str]:
    return [read.on.isoformat() for read in read_dates(text, language, today, prefer_future=prefer_future)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 mars", "2027-03-12"),
        ("le 1er mars", "2027-03-01"),
        ("le premier décembre", "2026-12-01"),
        ("le douze mars", "2027-03-12"),
        ("lundi 7 décembre", "2026-12-07"),
        ("12 mars 2028", "2028-03-12"),
        ("3 janv", "2027-01-03"),
        ("5 aout", "2027-08-05"),
        ("05/12", "2026-12-05"),
        ("05/12/2026", "2026-12-05"),
        ("5/1/27", "2027-01-05"),
        ("05.12.2026", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("le 5", "2026-12-05"),
        ("le 25", "2026-11-25"),
        ("1er", "2026-12-01"),
        ("au 15", "2026-12-15"),
        ("avant le 10", "2026-12-10"),
        ("50 euros le 5", "2026-12-05"),
        ("le 5 du mois prochain", "2026-12-05"),
        ("le 31", "2026-12-31"),
        ("lundi 7", "2026-12-07"),
        ("aujourd'hui", "2026-11-23"),
        ("demain", "2026-11-24"),
        ("2main", "2026-11-24"),
        ("après-demain", "2026-11-25"),
        ("vendredi", "2026-11-27"),
        ("vendredi prochain", "2026-11-27"),
        ("lundi", "2026-11-30"),
        ("lundi en huit", "2026-12-07"),
        ("vendredi de la semaine prochaine", "2026-12-04"),
        ("ce week-end", "2026-11-28"),
        ("dans trois semaines", "2026-12-14"),
        ("dans 15 jours", "2026-12-08"),
        ("dans une quinzaine", "2026-12-08"),
        ("d'ici 2 semaines", "2026-12-07"),
        ("dans un mois", "2026-12-23"),
        ("fin du mois", "2026-11-30"),
        ("fin mars", "2027-03-31"),
        ("fin février", "2027-02-28"),
        ("mi-janvier", "2027-01-15"),
        ("début décembre", "2026-12-01"),
        ("fin du mois prochain", "2026-12-31"),
        ("fin de semaine", "2026-11-27"),
        ("la semaine prochaine", "2026-11-30"),
        ("le mois prochain", "2026-12-01"),
        ("en mars", "2027-03-01"),
    ],
)
def test_reads_a_french_date(text: str, expected: str) -> None:
    """From Monday 23 November 2026."""
    assert [expected] == days(text, "fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("March 5th", "2027-03-05"),
        ("5 March", "2027-03-05"),
        ("the 5th of March 2027", "2027-03-05"),
        ("december 12", "2026-12-12"),
        ("the twenty-first of December", "2026-12-21"),
        ("05/12", "2026-12-05"),
        ("12/25/2026", "2026-12-25"),
        ("on the 5th", "2026-12-05"),
        ("by the 10th", "2026-12-10"),
        ("the twelfth", "2026-12-12"),
        ("next Friday", "2026-11-27"),
        ("on friday", "2026-11-27"),
        ("Friday week", "2026-12-04"),
        ("friday the 4th", "2026-12-04"),
        ("tomorrow", "2026-11-24"),
        ("tmrw", "2026-11-24"),
        ("day after tomorrow", "2026-11-25"),
        ("in 2 weeks", "2026-12-07"),
        ("in a fortnight", "2026-12-07"),
        ("in a month's time", "2026-12-23"),
        ("a week from today", "2026-11-30"),
        ("end of the month", "2026-11-30"),
        ("end of next week", "2026-12-04"),
        ("beginning of next month", "2026-12-01"),
        ("end of March", "2027-03-31"),
        ("mid-January", "2027-01-15"),
        ("next month", "2026-12-01"),
        ("starting in February", "2027-02-01"),
    ],
)
def test_reads_an_english_date(text: str, expected: str) -> None:
    """Figures are day first; where the calendar forbids that, month first."""
    assert [expected] == days(text, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "le 5 de chaque mois"),
        ("fr", "en 3 fois"),
        ("fr", "50 euros"),
        ("fr", "1/3 maintenant"),
        ("fr", "5/10€"),
        ("fr", "30 février"),
        ("fr", "31/04"),
        ("fr", "tous les vendredis"),
        ("fr", "le 3 rue des Lilas"),
        ("fr", "le premier versement"),
        ("fr", "je me tue"),
        ("fr", "je paierai un jour"),
        ("en", "the 1st payment"),
        ("en", "first name Leon"),
        ("en", "every Friday"),
        ("en", "24/7"),
        ("en", "I may pay 50"),
        ("en", "in 3 instalments"),
        ("en", "2 out of 10"),
        ("en", "on payday"),
    ],
)
def test_what_looks_like_a_date_and_is_none(language: str, text: str) -> None:
    """Habits, fractions, addresses and days that no calendar has."""
    assert [] == days(text, language)


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        (date(2028, 2, 10), "fin du mois", "2028-02-29"),
        (date(2027, 2, 10), "fin du mois", "2027-02-28"),
        (date(2027, 1, 31), "dans un mois", "2027-02-28"),
        (date(2027, 1, 31), "le 31", "2027-01-31"),
        (date(2027, 2, 1), "le 30", "2027-03-30"),
        (date(2028, 1, 5), "29 février", "2028-02-29"),
        (date(2026, 12, 31), "demain", "2027-01-01"),
        (date(2026, 12, 30), "le 5", "2027-01-05"),
        (date(2026, 12, 15), "fin janvier", "2027-01-31"),
        (date(2026, 11, 27), "vendredi", "2026-12-04"),
        (date(2026, 11, 28), "fin de semaine", "2026-11-29"),
    ],
)
def test_month_ends_and_leap_years_come_out_right(today: date, text: str, expected: str) -> None:
    """The 31st skips the months without one, and February has its own end."""
    assert [expected] == days(text, "fr", today)


def test_29_february_is_not_moved_to_another_day() -> None:
    """Two years ahead, nobody knows what was meant."""
    assert [] == days("29 février", "fr", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "depuis le 5", "2026-11-05"),
        ("fr", "depuis mars", "2026-03-01"),
        ("fr", "j'ai payé le 12", "2026-11-12"),
        ("fr", "il est décédé le 4 mars", "2026-03-04"),
        ("fr", "lundi dernier", "2026-11-16"),
        ("fr", "le 4 mars dernier", "2026-03-04"),
        ("fr", "il y a 3 mois", "2026-08-23"),
        ("fr", "hier", "2026-11-22"),
        ("en", "I sent it on Friday", "2026-11-20"),
        ("en", "it was paid on 4 September", "2026-09-04"),
        ("en", "last Friday", "2026-11-20"),
        ("en", "3 months ago", "2026-08-23"),
    ],
)
def test_a_date_spoken_of_as_past_lies_behind(language: str, text: str, expected: str) -> None:
    """The words around say which way to look for the year."""
    assert [expected] == days(text, language)


@pytest.mark.parametrize(
    ("text", "expected"), [("le 5", "2026-11-05"), ("12 mars", "2026-03-12"), ("vendredi", "2026-11-20")]
)
def test_looks_back_when_asked_to(text: str, expected: str) -> None:
    """In a complaint about a payment, "le 5" is the last one."""
    assert [expected] == days(text, "fr", prefer_future=False)


def test_reads_several_dates_in_order() -> None:
    """With offsets in the text as typed."""
    text = "la moitié fin novembre, l’autre moitié fin décembre"
    reads = read_dates(text, "fr", MONDAY)

    assert [date(2026, 11, 30), date(2026, 12, 31)] == [read.on for read in reads]
    assert ["fin novembre", "fin décembre"] == [text[read.start : read.end] for read in reads]


@pytest.mark.parametrize(
    ("text", "precision"), [("le 5", "day"), ("la semaine prochaine", "week"), ("le mois prochain", "month")]
)
def test_says_how_exact_a_date_is(text: str, precision: str) -> None:
    """ "Next month" is not the first of it."""
    [read] = read_dates(text, "fr", MONDAY)

    assert precision == read.precision


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("fr", "le 5 de chaque mois", 5),
        ("fr", "le 1er du mois", 1),
        ("fr", "le premier de chaque mois", 1),
        ("fr", "tous les 10 du mois", 10),
        ("fr", "chaque mois le 25", 25),
        ("fr", "50 euros par mois le 5", 5),
        ("fr", "45 tt les moi le 7", 7),
        ("fr", "le 31 de chaque mois", 31),
        ("fr", "le dernier jour du mois", "last"),
        ("fr", "en fin de mois", "last"),
        ("en", "on the 10th of each month", 10),
        ("en", "15th of every month please", 15),
        ("en", "£20 on the 15th each month", 15),
        ("en", "a month on the 3rd", 3),
        ("en", "every 10th", 10),
        ("en", "last day of the month", "last"),
    ],
)
def test_reads_a_day_that_comes_back_every_month(language: str, text: str, day: int | str) -> None:
    """1 to 31, or the last."""
    read = read_day_of_month(text, language)

    assert read is not None
    assert day == read.day


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "le 5"), ("fr", "le 5 du mois prochain"), ("fr", "50 par mois"), ("fr", "fin du mois prochain"),
     ("fr", "50 par mois à partir du 5 décembre"), ("en", "15 a month"), ("en", "on the 5th")],
)  # fmt: skip
def test_a_single_day_does_not_come_back(language: str, text: str) -> None:
    """Neither does an amount per month."""
    assert read_day_of_month(text, language) is None


@pytest.mark.parametrize("text", ["5", "le 5", "le cinq svp", "Le 5."])
def test_a_bare_day_answers_the_question(text: str) -> None:
    """When the bot has just asked which day suits."""
    read = read_day_of_month(text, "fr", bare_numbers=True)

    assert read is not None
    assert 5 == read.day


FRENCH_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
ENGLISH_MONTHS = calendar.month_name[1:]
SPELLINGS = {
    "31/12/2026": ("fr", lambda day: f"{day:%d/%m/%Y}"),
    "31.12.2026": ("fr", lambda day: f"{day:%d.%m.%Y}"),
    "2026-12-31": ("fr", lambda day: day.isoformat()),
    "31 décembre 2026": ("fr", lambda day: f"{day.day} {FRENCH_MONTHS[day.month - 1]} {day.year}"),
    "31 December 2026": ("en", lambda day: f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"),
    "December 31, 2026": ("en", lambda day: f"{ENGLISH_MONTHS[day.month - 1]} {day.day}, {day.year}"),
}


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(SPELLINGS)))
def test_any_date_is_read_back_in_each_spelling(day: date, spelling: str) -> None:
    """The offsets cover it exactly, a comma before notwithstanding."""
    language, write = SPELLINGS[spelling]
    written = write(day)
    text = f"ok, {written}."
    [read] = read_dates(text, language, MONDAY)

    assert day == read.on
    assert written == text[read.start : read.end].rstrip(".")


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(0, 364))
def test_a_date_without_a_year_is_the_next_one(today: date, ahead: int) -> None:
    """Any day of the coming year, written without its year, is found again."""
    day = today + timedelta(days=ahead)
    [read] = read_dates(f"le {day.day} {FRENCH_MONTHS[day.month - 1]}", "fr", today) or [None]

    assert read is not None
    assert day == read.on


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 31))
def test_a_day_number_alone_is_the_next_one(today: date, number: int) -> None:
    """Never in the past, never more than two months ahead."""
    [read] = read_dates(f"le {number}", "fr", today)

    assert number == read.on.day
    assert today <= read.on <= today + timedelta(days=62)
