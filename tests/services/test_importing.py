from __future__ import annotations

import pytest

from bot.services.importing import Counts, FileReport, ImportReport, Kind, Mistake, one_of, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "“x”"),
        (12, "“12”"),
        ("", "nothing"),
        (None, "nothing"),
        ("a\x1b[31m\nb", "“a\\x1b[31m\\nb”"),
        ("x" * 60, f"“{'x' * 60}”"),
        ("x" * 61, f"“{'x' * 59}…”"),
    ],
)
def test_a_found_value_is_quoted_shortened_and_harmless_to_a_terminal(value: object, text: str) -> None:
    assert text == shown(value)


@pytest.mark.parametrize(("choices", "text"), [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b or c")])
def test_choices_read_as_words(choices: list[str], text: str) -> None:
    assert text == one_of(choices)


def test_a_mistake_reads_as_one_line() -> None:
    assert (
        str(Mistake("a.csv", 3, "email", "nothing", "an address"))
        == "a.csv:3: email: found nothing, expected an address"
    )
    assert str(Mistake("a.csv", None, None, "no such file", "a file")) == "a.csv: found no such file, expected a file"


def test_a_report_adds_up_its_files() -> None:
    one = FileReport("a", "0", ((Kind.DEBTORS, Counts(1, 0, 2)), (Kind.ACCOUNTS, Counts(2, 1, 0))))
    two = FileReport("b", "0", ((Kind.DEBTORS, Counts(0, 0, 3)), (Kind.ACCOUNTS, Counts(0, 0, 3))))
    report = ImportReport((one, two))
    assert ((Kind.DEBTORS, Counts(1, 0, 5)), (Kind.ACCOUNTS, Counts(2, 1, 3))) == report.counts
    assert (one.changed_nothing, two.changed_nothing, report.changed_nothing) == (False, True, False)
