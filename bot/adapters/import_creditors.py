"""Takes in one creditor's file: what is new, what has changed, and what may not change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.adapters.creditor_terms import CreditorFile
from bot.adapters.sql.importing import SqlImportDesk
from bot.services.importing import Change, Counts, FileReport, Kind, Mistake, Remark, shown


@dataclass(frozen=True, slots=True)
class CreditorsFile:
    """A creditor's file as read; `content` is None where reading found mistakes."""

    name: str
    sha256: str
    content: CreditorFile | None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def line_count(self) -> int:
        """A creditor's file counts as one."""
        return 1


def take_creditor(
    file: CreditorsFile, desk: SqlImportDesk, today: date, now: datetime, taken: dict[str, str]
) -> FileReport | list[Mistake]:
    """Check a creditor's file against what is known and write it to the desk.

    Args:
        today: a creditor whom we may not serve on that day is remarked on.
        taken: ids of this command's files so far, with the hash of each; gets this one's.
    """
    if file.content is None:
        return list(file.mistakes)
    content = file.content
    creditor_id = content.terms.id
    if taken.setdefault(creditor_id, file.sha256) != file.sha256:
        return [
            Mistake(
                file.name,
                content.lines.get("id"),
                "id",
                shown(creditor_id),
                "an id that no other file of this command has",
            )
        ]
    if content.terms.mandate.valid_until < today:
        return [_expired(file, content, today)]
    before = desk.creditor_documents().get(creditor_id)
    if before is None:
        desk.keep_creditor(creditor_id, content.terms.name, content.document, file.sha256, now, new=True)
        return _report(file, content, today, Counts(created=1))
    if before == content.document:
        return _report(file, content, today, Counts(unchanged=1))
    if before["currency"] != content.document["currency"] and creditor_id in desk.creditors_with_accounts():
        expected = f"{before['currency']}: a creditor with accounts keeps its currency"
        found = shown(content.document["currency"])
        return [Mistake(file.name, content.lines.get("currency"), "currency", found, expected)]
    desk.keep_creditor(creditor_id, content.terms.name, content.document, file.sha256, now, new=False)
    desk.withdraw_offers(creditor_id)
    changes = tuple(
        Change(file.name, content.lines.get(path), f"creditor {creditor_id}", path, old, new)
        for path, old, new in _differences(before, content.document)
    )
    return _report(file, content, today, Counts(updated=1), changes)


def _expired(file: CreditorsFile, content: CreditorFile, today: date) -> Mistake:
    """Nothing may be done for a creditor whose mandate has run out (FR-06)."""
    place = "mandate.valid_until"
    found = shown(content.terms.mandate.valid_until.isoformat())
    return Mistake(file.name, content.lines.get(place), place, found, f"{today} or later: the mandate has run out")


def _report(
    file: CreditorsFile, content: CreditorFile, today: date, counts: Counts, changes: tuple[Change, ...] = ()
) -> FileReport:
    remarks = content.remarks
    terms = content.terms
    if not terms.in_force_on(today):
        first, last = max(terms.effective_from, terms.mandate.signed_on), terms.mandate.valid_until
        text = f"creditor {terms.id} is served from {first} to {last} only, so not today ({today})"
        remarks = (*remarks, Remark(file.name, content.lines.get("mandate"), "mandate", text))
    return FileReport(file.name, file.sha256, ((Kind.CREDITORS, counts),), changes, remarks)


def _differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Key paths whose values differ, with the old and the new one; a list counts as one value."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif before != after:
        yield path, _as_text(before), _as_text(after)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_as_text(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_as_text(item)}" for key, item in value.items())
    return str(value)
