"""What an import tells its caller: mistakes, or what was created, updated and left alone.

Files are read whole, checked whole and applied in one transaction: a report means that everything was
written, a list of mistakes that nothing was. Neither is an exception: a bad file is an ordinary day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

Progress = Callable[[str, int, int], None]
"""Called with the file, the lines read so far and the lines there are; with all of them once written."""

MAX_FOUND_CHARACTERS = 60


class Kind(str, Enum):
    """What a line of a report counts."""

    CREDITORS = "creditors"
    DEBTORS = "debtors"
    ACCOUNTS = "accounts"
    PAYMENTS = "payments"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that keeps a file out.

    Attributes:
        line: from 1 in the file itself, header included; None where no one line is at fault.
        column: CSV column, or path of the YAML key; None where the line or file as a whole is at fault.
        found: what is there, shortened, control characters made visible.
        expected: what would be right, in words.
    """

    file: str
    line: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f"{self.column}: " if self.column else ""
        return f"{place}: {column}found {self.found}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at, though the file was taken."""

    file: str
    line: int | None
    column: str | None
    text: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f"{self.column}: " if self.column else ""
        return f"{place}: {column}{self.text}"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an import has altered.

    Attributes:
        subject: whose value, e.g. "account VOL-26-813237" or "debtor D00003".
        field: column or key path.
        old, new: shown values; empty where the field tells who the person is or how to reach them.
    """

    file: str
    line: int | None
    subject: str
    field: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file did.

    Attributes:
        counts: by kind of record, in the order in which they should be shown.
    """

    file: str
    sha256: str
    counts: tuple[tuple[Kind, Counts], ...]
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def changed_nothing(self) -> bool:
        return not any(counts.created or counts.updated for _, counts in self.counts)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What the files of one command did, all of it written."""

    files: tuple[FileReport, ...]

    @property
    def counts(self) -> tuple[tuple[Kind, Counts], ...]:
        """Over all files, by kind."""
        sums: dict[Kind, Counts] = {}
        for file in self.files:
            for kind, counts in file.counts:
                sums[kind] = sums.get(kind, Counts()) + counts
        return tuple(sums.items())

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for file in self.files for change in file.changes)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for file in self.files for remark in file.remarks)

    @property
    def changed_nothing(self) -> bool:
        return all(file.changed_nothing for file in self.files)


def shown(value: object) -> str:
    """A found value as a person can read it: quoted, shortened, control characters escaped."""
    if value is None or value == "":
        return "nothing"
    text = str(value)
    escaped = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text[: MAX_FOUND_CHARACTERS + 1]
    )
    if len(escaped) > MAX_FOUND_CHARACTERS:
        escaped = escaped[: MAX_FOUND_CHARACTERS - 1] + "…"
    return f"“{escaped}”"


def one_of(choices: Sequence[str]) -> str:
    """Choices in words: "fr or en"."""
    if len(choices) < 2:
        return "".join(choices)
    return f"{', '.join(choices[:-1])} or {choices[-1]}"
