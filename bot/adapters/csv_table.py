"""A CSV file as lines with named values: commas, double quotes, a header (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.whole_file import WholeFile
from bot.services.importing import Mistake, one_of, shown

OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class TableLine:
    """One record.

    Attributes:
        number: the line of the file on which it starts; the header is on line 1.
        values: by column name, as they stand in the file.
    """

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[TableLine, ...]
    mistakes: tuple[Mistake, ...]


def read_table(file: WholeFile, columns: Sequence[str]) -> Table:
    """Read records of exactly these columns, in any order; blank lines are skipped.

    A line of another shape is a mistake and the others are still read; with a wrong header nothing else is.
    """
    records, mistakes = _records(file)
    if not records:
        return Table((), tuple(mistakes))
    header_line, names = records[0]
    header_mistakes = _header_mistakes(file.name, header_line, names, columns)
    if header_mistakes:
        return Table((), tuple(header_mistakes))
    lines: list[TableLine] = []
    for number, fields in records[1:]:
        if len(fields) == len(names):
            lines.append(TableLine(number, dict(zip(names, fields, strict=True))))
        else:
            mistakes.append(
                Mistake(
                    file.name,
                    number,
                    None,
                    f"{len(fields)} field{'s' if len(fields) != 1 else ''}",
                    f"{len(names)} fields, one for each column",
                )
            )
    return Table(tuple(lines), tuple(mistakes))


def _records(file: WholeFile) -> tuple[list[tuple[int, list[str]]], list[Mistake]]:
    """Records with the line each starts on: a quoted value may run over several lines."""
    reader = csv.reader(io.StringIO(file.text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    mistakes: list[Mistake] = []
    while True:
        start = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return records, mistakes
        except csv.Error as error:
            expected = 'values separated by commas; one that holds a comma or a " in double quotes, with "" for "'
            mistakes.append(Mistake(file.name, start, None, f"quotes that do not fit ({error})", expected))
            continue
        if fields:
            records.append((start, [field.strip() for field in fields] if not records else fields))


def _header_mistakes(file: str, line: int, names: Sequence[str], columns: Sequence[str]) -> list[Mistake]:
    if len(names) == 1:
        for separator, called in OTHER_SEPARATORS.items():
            if separator in names[0]:
                return [Mistake(file, line, None, f"columns separated by {called}", "columns separated by commas")]
    mistakes = [
        Mistake(file, line, name or None, "an unknown column", f"only {one_of(columns)}")
        for name in dict.fromkeys(names)
        if name not in columns
    ]
    mistakes += [
        Mistake(file, line, name, "no such column", f"a column of this name; found {shown(','.join(names))}")
        for name in columns
        if name not in names
    ]
    mistakes += [
        Mistake(file, line, name, f"{names.count(name)} columns of this name", "each column once")
        for name in dict.fromkeys(names)
        if name in columns and names.count(name) > 1
    ]
    return mistakes
