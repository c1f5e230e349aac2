"""Reads the values of one CSV line; a value that cannot be meant becomes a mistake and None."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.adapters.csv_table import TableLine
from bot.core.money import Money
from bot.services.importing import Mistake, one_of, shown

MAX_TEXT = 200
DATE_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
AMOUNT_SHAPE = re.compile(r"-?\d{1,12}(\.\d{1,2})?", re.ASCII)
MARKUP = re.compile("[<>]")
# What a spreadsheet would run when a person opens an export; a telephone number after + is not.
FORMULA = re.compile(r"[=@]|[+-](?![\d\s().-]*$)")
NO_BREAK_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


class LineFields:
    """Typed access to one line's values.

    Args:
        mistakes: the list that gets what is wrong, with file, line and column.
    """

    def __init__(self, file: str, line: TableLine, mistakes: list[Mistake]) -> None:
        self._file = file
        self._line = line
        self._mistakes = mistakes

    def raw(self, column: str) -> str:
        return self._line.values[column].strip()

    def wrong(self, column: str, expected: str) -> None:
        """Note that a column's value is not what was expected."""
        self._mistakes.append(
            Mistake(self._file, self._line.number, column, shown(self._line.values[column]), expected)
        )

    def text(self, column: str, expected: str, *, optional: bool = False, longest: int = MAX_TEXT) -> str | None:
        """Plain text without markup, formula or control characters; composed, without spaces at its ends."""
        value = unicodedata.normalize("NFC", self.raw(column).translate(NO_BREAK_SPACES))
        if not value:
            if optional:
                return ""
            self.wrong(column, expected)
        elif not value.isprintable():
            self.wrong(column, "text on one line, without control characters")
        elif MARKUP.search(value):
            self.wrong(column, "text without markup (< or >)")
        elif FORMULA.match(value):
            self.wrong(column, "text that is no formula (it starts with =, +, - or @)")
        elif len(value) > longest:
            self.wrong(column, f"at most {longest} characters")
        else:
            return value
        return None

    def shaped(self, column: str, shape: re.Pattern[str], expected: str) -> str | None:
        """Text of one shape, whole."""
        value = self.raw(column)
        if shape.fullmatch(value):
            return value
        self.wrong(column, expected)
        return None

    def choice(self, column: str, choices: Sequence[str]) -> str | None:
        value = self.raw(column)
        if value in choices:
            return value
        self.wrong(column, one_of(choices))
        return None

    def day(self, column: str) -> date | None:
        """A date as year-month-day."""
        value = self.raw(column)
        try:
            if DATE_SHAPE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # 30 February has the right shape
        self.wrong(column, "a date as year-month-day, like 2026-01-31")
        return None

    def past_day(self, column: str, today: date) -> date | None:
        """A date that is not in the future."""
        day = self.day(column)
        if day is not None and day > today:
            self.wrong(column, f"a date not in the future (today is {today})")
            return None
        return day

    def money(self, column: str, currency: str, *, positive: bool = False) -> Money | None:
        """An amount in major units: a point, at most two decimals, not negative.

        Args:
            currency: a known one.
            positive: whether zero is refused too.
        """
        value = self.raw(column)
        if not AMOUNT_SHAPE.fullmatch(value):
            self.wrong(column, "an amount with a point and at most two decimals, like 1200.50")
            return None
        amount = Decimal(value)
        if amount < 0 or (positive and amount == 0):
            self.wrong(column, "an amount above 0" if positive else "an amount of 0 or more")
            return None
        return Money.of(amount, currency)
