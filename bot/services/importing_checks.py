"""Mistakes no line shows by itself: references met twice, people and accounts that contradict the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.core.account import CreditorId, Debtor, DebtorId
from bot.services.importing import Mistake, shown
from bot.services.importing_lines import AccountKey, AccountsFile, KnownAccount

# One debtor_id is one person, so these agree on every line; what may differ is taken from the latest letter.
SAME_IN_FILE = ("title", "first_name", "last_name", "birth_date", "postcode", "country")
NEVER_CHANGES = ("first_name", "last_name", "birth_date")


def account_mistakes(
    file: AccountsFile,
    currencies: Mapping[CreditorId, str],
    debtors: Mapping[DebtorId, Debtor],
    accounts: Mapping[AccountKey, KnownAccount],
) -> Iterable[Mistake]:
    """What is wrong in an accounts file beside other lines and what the database holds.

    Args:
        currencies: of the imported creditors.
        debtors, accounts: those on record among the file's own.
    """
    yield from _creditor_mistakes(file, currencies)
    references = ((line.line, line.reference, line.key) for line in file.lines if line.key)
    yield from repeated(file.name, "account_reference", references)
    yield from _contradicted_identities(file, debtors)
    yield from _moved_accounts(file, accounts)


def repeated(file: str, column: str, references: Iterable[tuple[int, str, str]]) -> Iterable[Mistake]:
    """A mistake for each line whose reference another line has too.

    Args:
        references: line, value as it stands there, and what is compared.
    """
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, value, key in references:
        places[key].append((line, value))
    for lines in places.values():
        for line, value in lines if len(lines) > 1 else ():
            others = ", ".join(str(other) for other, _ in lines if other != line)
            expected = f"a reference that no other line has (also on line {others})"
            yield Mistake(file, line, column, shown(value), expected)


def _creditor_mistakes(file: AccountsFile, currencies: Mapping[CreditorId, str]) -> Iterable[Mistake]:
    for line in file.lines:
        if not line.creditor_id:
            continue  # reading has said so
        currency = currencies.get(line.creditor_id)
        if currency is None:
            yield Mistake(
                file.name,
                line.line,
                "creditor_id",
                shown(line.creditor_id),
                "a creditor that has been imported",
            )
        elif line.currency and line.currency != currency:
            yield Mistake(
                file.name, line.line, "currency", shown(line.currency), f"{currency}, the creditor's currency"
            )


def _contradicted_identities(file: AccountsFile, known: Mapping[DebtorId, Debtor]) -> Iterable[Mistake]:
    first_line: dict[DebtorId, tuple[int, Debtor]] = {}
    for line in file.lines:
        if line.debtor is None:
            continue
        first, told = first_line.setdefault(line.debtor.id, (line.line, line.debtor))
        for field in SAME_IN_FILE:
            if getattr(line.debtor, field) != getattr(told, field):
                expected = f"what line {first} says: debtor_id {line.debtor.id} is one person"
                yield Mistake(file.name, line.line, field, shown(getattr(line.debtor, field)), expected)
        recorded = known.get(line.debtor.id)
        for field in NEVER_CHANGES if recorded else ():
            if getattr(line.debtor, field) != getattr(recorded, field):
                expected = f"what is on record: debtor_id {line.debtor.id} is one person"
                yield Mistake(file.name, line.line, field, shown(getattr(line.debtor, field)), expected)


def _moved_accounts(file: AccountsFile, known: Mapping[AccountKey, KnownAccount]) -> Iterable[Mistake]:
    for line in file.lines:
        recorded = known.get((line.creditor_id, line.key or ""))
        if recorded is None:
            continue
        if line.debtor and line.debtor.id != recorded.account.debtor_id:
            yield Mistake(
                file.name,
                line.line,
                "debtor_id",
                shown(line.debtor.id),
                f"{recorded.account.debtor_id}: an account keeps its debtor",
            )
