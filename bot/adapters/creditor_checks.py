"""Finds what is wrong in a creditor's document: its shape, by schema, then what cannot be meant together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import phonenumbers
from holidays.registry import EntityLoader
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from stdnum import exceptions, iban

from bot.adapters.office_hours import parse_hours
from bot.services.importing import one_of, shown

Path = tuple[str | int, ...]

DAYS_IN_MONTH = Decimal(365) / 12
FEWEST_DAYS_APART = {"weekly": 7, "fortnightly": 14, "monthly": 28, "quarterly": 90}
MOST_DAYS_APART = {"weekly": 7, "fortnightly": 14, "monthly": 31, "quarterly": 92}

TYPE_NAMES = {
    "string": "text (in quotes where it could be read as a number)",
    "number": "a number",
    "integer": "a whole number",
    "object": "keys with values",
    "array": "a list",
}
LIMIT_NAMES = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "minLength": "at least {} character",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entry",
    "minProperties": "at least {} entry",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a key.

    Attributes:
        path: keys and list positions (from 0) that lead there.
    """

    path: Path
    found: str
    expected: str


def key_path(path: Path) -> str:
    """A path as people write it: "plan.by_balance[2].up_to", positions counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of a creditor's file; its limits are decimals, so that amounts are compared exactly."""
    text = files("bot.adapters").joinpath("creditor.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return loaded


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """Countries (ISO 3166-1 alpha-2); those are also the ones whose holidays we know."""
    return frozenset(EntityLoader.get_country_codes(include_aliases=False))


def faults_of(document: Mapping[str, Any]) -> list[Fault]:
    """Everything wrong with a document whose dates are text and whose amounts are numbers."""
    validator = Draft7Validator(schema(), format_checker=FormatChecker(formats=("date",)))
    errors = sorted(validator.iter_errors(document), key=lambda error: key_path(tuple(error.absolute_path)))
    found = [fault for error in errors for fault in _schema_faults(error)]
    return found or list(_contradictions(document))


def checksum_doubts(document: Mapping[str, Any]) -> list[Fault]:
    """Account numbers of the right shape whose check digits fail: no payment to them would arrive."""
    number = document["payment"].get("iban")
    try:
        if number:
            iban.validate(number)
    except exceptions.InvalidChecksum:
        return [Fault(("payment", "iban"), shown(number), "an IBAN whose check digits agree")]
    return []


def _schema_faults(error: ValidationError) -> Iterator[Fault]:
    path = tuple(error.absolute_path)
    limit = error.validator_value
    if error.validator == "additionalProperties":
        known = sorted(error.schema["properties"])
        for key in error.instance:
            if key not in known:
                yield Fault((*path, str(key)), "an unknown key", f"only {one_of(known)} here")
        return
    if error.validator == "required":
        for key in limit:
            if key not in error.instance:
                yield Fault((*path, key), "nothing", _wanted(error.schema["properties"].get(key, {})))
        return
    yield Fault(path, _kind_shown(error.instance), _expected(error, limit))


def _kind_shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "keys with values" if value else "no keys"
    if isinstance(value, list):
        return f"the list {shown(', '.join(map(str, value)))}" if value else "an empty list"
    return shown(value)


def _expected(error: ValidationError, limit: Any) -> str:
    if error.validator == "type":
        return TYPE_NAMES[limit]
    if error.validator == "enum":
        return one_of([str(choice) for choice in limit])
    if error.validator == "pattern":
        return f"like {error.schema['examples'][0]}"
    if error.validator == "format":
        return "a date as year-month-day, like 2026-01-31"
    if error.validator == "multipleOf":
        return "at most two decimals"
    if error.validator == "uniqueItems":
        return "each entry once"
    return LIMIT_NAMES[error.validator].format(limit)


def _wanted(property_schema: Mapping[str, Any]) -> str:
    return f"this key: {property_schema.get('description', 'a value')}"


def _contradictions(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What the schema cannot say: values that are right alone and wrong together."""
    yield from _dates(document)
    yield from _plan(document["plan"], Decimal(document["human_above"]))
    yield from _settlement(document.get("settlement"))
    yield from _payment(document["payment"])
    yield from _reachability(document)


def _dates(document: Mapping[str, Any]) -> Iterator[Fault]:
    signed_on, valid_until = (date.fromisoformat(document["mandate"][key]) for key in ("signed_on", "valid_until"))
    if signed_on > valid_until:
        yield Fault(
            ("mandate", "valid_until"),
            shown(valid_until),
            f"a day on or after mandate.signed_on, {signed_on}",
        )
    effective_from = date.fromisoformat(document["effective_from"])
    if effective_from > valid_until:
        yield Fault(
            ("effective_from",),
            shown(effective_from),
            f"a day on or before mandate.valid_until, {valid_until}",
        )


def _plan(plan: Mapping[str, Any], human_above: Decimal) -> Iterator[Fault]:
    frequencies, smallest = plan["frequencies"], plan["min_instalment"]
    for frequency in frequencies:
        if frequency not in smallest:
            yield Fault(
                ("plan", "min_instalment", frequency),
                "nothing",
                "an amount: plan.frequencies allows this frequency",
            )
    for frequency, amount in smallest.items():
        at = ("plan", "min_instalment", frequency)
        if frequency not in frequencies:
            yield Fault(at, shown(amount), "no amount: plan.frequencies does not allow this frequency")
        elif amount > human_above:
            yield Fault(
                at,
                shown(amount),
                f"at most human_above, {human_above}: no balance could meet this instalment",
            )
    yield from _length(plan)
    yield from _interest(plan)
    bands = plan.get("by_balance", [])
    for position in range(1, len(bands)):
        if bands[position]["up_to"] <= bands[position - 1]["up_to"]:
            yield Fault(
                ("plan", "by_balance", position, "up_to"),
                shown(bands[position]["up_to"]),
                f"more than the line before, {bands[position - 1]['up_to']}: the first line that fits counts",
            )


def _length(plan: Mapping[str, Any]) -> Iterator[Fault]:
    """Months and instalments of which one can never be reached: one of the two is not what was agreed."""
    months, count = plan["max_months"], plan["max_instalments"]
    longest = max([months, *(band["max_months"] for band in plan.get("by_balance", []))])
    shortest_step = min(FEWEST_DAYS_APART[frequency] for frequency in plan["frequencies"])
    room = int(longest * DAYS_IN_MONTH // shortest_step) + 2  # both ends count, and months differ by some days
    if count > room:
        yield Fault(("plan", "max_instalments"), shown(count), f"at most {room}: plan.max_months has room for no more")
    longest_step = max(MOST_DAYS_APART[frequency] for frequency in plan["frequencies"])
    if months * DAYS_IN_MONTH > count * longest_step:
        reachable = int(count * longest_step // DAYS_IN_MONTH)
        yield Fault(
            ("plan", "max_months"),
            shown(months),
            f"at most {reachable}: plan.max_instalments, {count}, ends every plan sooner",
        )


def _interest(plan: Mapping[str, Any]) -> Iterator[Fault]:
    at = ("plan", "interest_rate_percent")
    rate = plan.get("interest_rate_percent")
    if plan["interest"] == "contractual" and rate is None:
        yield Fault(at, "nothing", "the yearly rate: plan.interest is contractual")
    if plan["interest"] == "frozen" and rate:
        yield Fault(at, shown(rate), "no rate: plan.interest is frozen")


def _settlement(settlement: Mapping[str, Any] | None) -> Iterator[Fault]:
    if settlement and settlement["max_discount_percent"] > 0:
        for key in ("pay_within_days", "min_age_days"):
            if key not in settlement:
                yield Fault(("settlement", key), "nothing", "whole days: settlement.max_discount_percent is above 0")


def _payment(payment: Mapping[str, Any]) -> Iterator[Fault]:
    if not {"iban", "sort_code", "account_number"} & set(payment):
        yield Fault(("payment", "iban"), "nothing", "an IBAN, or a sort_code and an account_number")
    if "sort_code" in payment and "account_number" not in payment:
        yield Fault(("payment", "account_number"), "nothing", "eight digits in quotes: there is a sort_code")
    if "account_number" in payment and "sort_code" not in payment:
        yield Fault(("payment", "sort_code"), "nothing", "a sort code like 20-00-00: there is an account_number")
    if "iban" in payment and not _iban_shaped(payment["iban"]):
        yield Fault(("payment", "iban"), shown(payment["iban"]), "an IBAN of the form its country has")


def _iban_shaped(number: str) -> bool:
    """Whether it would be an IBAN with other check digits; those are a doubt: see checksum_doubts."""
    try:
        compact = iban.compact(number)
        iban.validate(compact[:2] + iban.calc_check_digits(compact) + compact[4:])
    except exceptions.ValidationError:
        return False
    return True


def _reachability(document: Mapping[str, Any]) -> Iterator[Fault]:
    if document["country"] not in known_countries():
        yield Fault(("country",), shown(document["country"]), "a country of ISO 3166-1, like FR")
    contact = document["contact"]
    try:
        parse_hours(contact["hours"])
    except ValueError as error:
        yield Fault(("contact", "hours"), shown(contact["hours"]), str(error))
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(contact["phone"]))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        yield Fault(("contact", "phone"), shown(contact["phone"]), "a telephone number like +33 1 84 00 00 01")
