"""A creditor's file, YAML, to `CreditorTerms`.

The file becomes a document first: the same keys and lists with dates as ISO text and decimals as text, which
is what the database keeps. `terms_from_document` reads that form, so a restart needs no files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.adapters.creditor_checks import checksum_doubts, faults_of, key_path
from bot.adapters.office_hours import parse_hours
from bot.adapters.whole_file import WholeFile, read_whole
from bot.core.account import CreditorId, DebtKind
from bot.core.money import Money
from bot.core.terms import (
    DEFAULT_GRACE_DAYS,
    DEFAULT_SKIPPED_MONTHS,
    BalanceBand,
    Contact,
    CreditorTerms,
    Frequency,
    Mandate,
    Mediator,
    PaymentDetails,
    PlanTerms,
    SettlementTerms,
)
from bot.services.importing import Mistake, Remark, shown

MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class CreditorFile:
    """A creditor's file without mistakes.

    Attributes:
        document: JSON-serialisable, for the database.
        lines: line of each key, by key path.
    """

    name: str
    sha256: str
    document: dict[str, Any]
    terms: CreditorTerms
    lines: Mapping[str, int]
    remarks: tuple[Remark, ...] = ()


def terms_from_document(document: dict[str, Any]) -> CreditorTerms:
    """Make the terms out of a checked document, as the database keeps it.

    Raises:
        KeyError, ValueError: the document never came through `read_creditor_file`.
    """
    currency = document["currency"]
    mandate, contact, payment = document["mandate"], document["contact"], document["payment"]
    return CreditorTerms(
        id=CreditorId(document["id"]),
        name=document["name"],
        country=document["country"],
        currency=currency,
        debt_kind=DebtKind(document["debt_kind"]),
        role=document["role"],
        mandate=Mandate(
            mandate["reference"],
            date.fromisoformat(mandate["signed_on"]),
            date.fromisoformat(mandate["valid_until"]),
        ),
        source=document["source"],
        effective_from=date.fromisoformat(document["effective_from"]),
        plan=_plan_terms(document["plan"], currency),
        settlement=_settlement_terms(document.get("settlement")),
        promise_within_days=document["promise_to_pay"]["within_days"],
        human_above=Money.of(document["human_above"], currency),
        payment=PaymentDetails(
            payment["payee"],
            payment["link"],
            payment.get("iban"),
            payment.get("sort_code"),
            payment.get("account_number"),
        ),
        contact=Contact(contact["phone"], contact["email"], contact["post"], parse_hours(contact["hours"])),
        mediator=Mediator(document["mediator"]["name"], document["mediator"]["link"]),
    )


def _plan_terms(plan: Mapping[str, Any], currency: str) -> PlanTerms:
    return PlanTerms(
        max_months=plan["max_months"],
        max_instalments=plan["max_instalments"],
        min_instalment={
            Frequency(frequency): Money.of(plan["min_instalment"][frequency], currency)
            for frequency in plan["frequencies"]
        },
        first_due_within_days=plan["first_due_within_days"],
        max_broken_plans=plan["max_broken_plans"],
        first_instalment_percent=Decimal(plan.get("first_instalment_percent", 0)),
        interest_rate_percent=Decimal(plan.get("interest_rate_percent", 0)),
        by_balance=tuple(
            BalanceBand(Money.of(band["up_to"], currency), band["max_months"]) for band in plan.get("by_balance", ())
        ),
        max_skipped_months=plan.get("max_skipped_months", DEFAULT_SKIPPED_MONTHS),
        grace_days=plan.get("grace_days", DEFAULT_GRACE_DAYS),
    )


def _settlement_terms(settlement: Mapping[str, Any] | None) -> SettlementTerms | None:
    if settlement is None:
        return None
    return SettlementTerms(
        Decimal(settlement["max_discount_percent"]),
        settlement.get("pay_within_days", 0),
        settlement.get("min_age_days", 0),
    )


def read_creditor_file(path: Path) -> CreditorFile | list[Mistake]:
    """Read and check one creditor's file; every mistake in it is given at once."""
    file = read_whole(path)
    if isinstance(file, Mistake):
        return [file]
    return creditor_file_of(file)


def creditor_file_of(file: WholeFile) -> CreditorFile | list[Mistake]:
    """Check a creditor's file that has been read."""
    try:
        alias = next((event for event in _yaml().parse(file.text) if isinstance(event, AliasEvent)), None)
        if alias is not None:  # a few of them can stand for a document of any size
            line = alias.start_mark.line + 1
            return [Mistake(file.name, line, None, f"the alias *{alias.anchor}", "each value written out")]
        node = _yaml().compose(file.text)
        raw = _yaml().load(file.text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        return [Mistake(file.name, line, None, error.problem or "unreadable text", "YAML: keys with values")]
    except (YAMLError, RecursionError) as error:
        return [Mistake(file.name, None, None, shown(error), "YAML: keys with values")]
    if not isinstance(raw, dict):
        return [Mistake(file.name, 1, None, shown(raw), "YAML: keys with values")]
    lines = _lines(node)
    faults = faults_of(raw)
    if faults:
        return [
            Mistake(file.name, _line_of(fault.path, lines), key_path(fault.path), fault.found, fault.expected)
            for fault in faults
        ]
    remarks = tuple(
        Remark(
            file.name,
            _line_of(doubt.path, lines),
            key_path(doubt.path),
            f"{doubt.found} is not {doubt.expected}: a transfer to it would fail; please ask the creditor",
        )
        for doubt in checksum_doubts(raw)
    )
    document = _storable(raw)
    return CreditorFile(file.name, file.sha256, document, terms_from_document(document), lines, remarks)


class _Plain(SafeConstructor):
    """YAML values as the schema sees them: exact decimals, and dates as the text they are."""

    def decimal(self, node: Node) -> Decimal | str:
        try:
            number = Decimal(node.value.replace("_", ""))
        except InvalidOperation:
            return str(node.value)
        return number if abs(number.adjusted()) <= MAX_DIGITS else str(node.value)

    def integer(self, node: Node) -> int | str:
        text = str(node.value)
        return self.construct_yaml_int(node) if len(text) <= MAX_DIGITS else text

    def text(self, node: Node) -> str:
        return str(node.value)


_Plain.add_constructor("tag:yaml.org,2002:float", _Plain.decimal)
_Plain.add_constructor("tag:yaml.org,2002:int", _Plain.integer)
_Plain.add_constructor("tag:yaml.org,2002:timestamp", _Plain.text)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Plain
    return yaml


def _lines(node: Node, path: tuple[str | int, ...] = ()) -> dict[str, int]:
    """Line of every key and list entry, from 1, by key path."""
    found = {key_path(path): node.start_mark.line + 1}
    if isinstance(node, MappingNode):
        for key, value in node.value:
            found.update(_lines(value, (*path, key.value)))
            found[key_path((*path, key.value))] = key.start_mark.line + 1
    elif isinstance(node, SequenceNode):
        for position, value in enumerate(node.value):
            found.update(_lines(value, (*path, position)))
    return found


def _line_of(path: tuple[str | int, ...], lines: Mapping[str, int]) -> int | None:
    """Line of a key; of the nearest key above it where the key itself is missing."""
    for length in range(len(path), 0, -1):
        line = lines.get(key_path(path[:length]))
        if line is not None:
            return line
    return 1


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip()
    return value
