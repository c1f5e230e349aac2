from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.csv_table import Table, read_table
from bot.adapters.whole_file import WholeFile

COLUMNS = ("id", "name")


def table(text: str) -> Table:
    return read_table(WholeFile("file.csv", text, "0"), COLUMNS)


def test_columns_stand_in_any_order() -> None:
    assert [line.values for line in table("name,id\nAnn,1\n").lines] == [{"name": "Ann", "id": "1"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_count_as_in_the_file_through_quoted_line_breaks_and_blank_lines(end: str) -> None:
    text = end.join(["id,name", '1,"Ann', 'Bell"', "", "2,Cy", '3,"D ""E"""'])
    lines = table(text).lines
    assert [(2, f"Ann{end}Bell"), (5, "Cy"), (6, 'D "E"')] == [(line.number, line.values["name"]) for line in lines]


def test_a_line_of_another_length_is_a_mistake_and_the_rest_is_read() -> None:
    found = table("id,name\n1\n2,Ann,extra\n3,Cy\n")
    assert [(one.line, one.found) for one in found.mistakes] == [(2, "1 field"), (3, "3 fields")]
    assert [line.values["id"] for line in found.lines] == ["3"]


def test_quotes_that_do_not_fit_are_a_mistake_at_their_line() -> None:
    found = table('id,name\n1,"Ann" Bell\n2,Cy\n3,"never closed\n4,Di\n')
    assert [one.line for one in found.mistakes] == [2, 4]
    assert [line.values["id"] for line in found.lines] == ["2"]


@pytest.mark.parametrize(
    ("header", "column", "found"),
    [
        ("id", "name", "no such column"),
        ("id,name,age", "age", "an unknown column"),
        ("id,name,id", "id", "2 columns of this name"),
        ("id,Name", "Name", "an unknown column"),
        ("id;name", None, "columns separated by semicolons"),
        ("id\tname", None, "columns separated by tabs"),
        ("id,name,", None, "an unknown column"),
    ],
)
def test_a_wrong_header_names_the_column(header: str, column: str | None, found: str) -> None:
    wrong = table(f"{header}\n1,Ann\n")
    assert (column, found, 1) in [(one.column, one.found, one.line) for one in wrong.mistakes]
    assert wrong.lines == ()


PRINTABLE = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(PRINTABLE, PRINTABLE | st.just("two\nlines")), max_size=8))
def test_what_a_csv_writer_writes_is_read_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    found = table(out.getvalue())
    assert found.mistakes == ()
    assert rows == [(line.values["id"], line.values["name"]) for line in found.lines]
