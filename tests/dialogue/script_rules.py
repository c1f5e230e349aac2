"""Rules that every reply of every dialogue keeps, and amounts and dates read back from what was said."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from tests.builders import CREDITORS, PORTFOLIO
from tests.dialogue.responses import VARIATIONS
from tests.dialogue.test_forbidden_words import ABOUT_RIGHTS, classes_in

MAX_CHARACTERS = 600
MONEY = r"(?:€|EUR\b|£|GBP\b|\beuros?\b|\bpounds?\b)"
AMOUNT = re.compile(rf"\d[\d\s.,]*\s?{MONEY}|{MONEY}\s?\d", re.IGNORECASE)
MONTHS = {
    name: number
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "January February March April May June July August September October November December",
    )
    for number, name in enumerate(names.split(), start=1)
}
INSTALMENT = re.compile(r"^(\d+)\. (\d{1,2})(?:er)? (\w+) (\d{4})\s?: (.+)$", re.MULTILINE)
TOTAL = re.compile(r"(?:Au total, vous paierez|In total, you will pay) ([£€\d][\d\s.,]*)")


# "Voltéa Énergie accepte 649,27 € en une fois … Dernier jour pour payer : le 8 décembre 2026."
SETTLEMENT = re.compile(
    r"(?:accepte|accepts) (?P<amount>\S*\d[\d\s.,]*\S?) (?:en une fois|in one payment).*?"
    r"(?:Dernier jour pour payer\s?: le|Last day to pay:) (?P<day>\d{1,2})(?:er)? (?P<month>\w+) (?P<year>\d{4})",
    re.DOTALL,
)


def folded(text: str) -> str:
    """For comparing words: one case, one kind of space, one kind of apostrophe."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()


def _creditors() -> list[dict[str, Any]]:
    return [YAML(typ="safe").load(file.read_text("utf-8")) for file in sorted(CREDITORS.glob("*.yml"))]


def _origins() -> set[str]:
    with (PORTFOLIO / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return {row["debt_origin"] for row in csv.DictReader(file)}


# What the creditors call themselves and others is theirs; the rest of every sentence is ours.
THEIR_NAMES = sorted(
    {one for file in _creditors() for one in (file["payment"]["payee"], file["mediator"]["name"], file["name"])},
    key=len,
    reverse=True,
)
# "Voltéa" alone would give it away as well as "Voltéa Énergie".
CREDITOR_NAMES = {folded(file["name"].split()[0]) for file in _creditors()}
DEBT_ORIGINS = {folded(origin) for origin in _origins()}
RIGHTS = tuple(one.text for one in VARIATIONS if one.name == ABOUT_RIGHTS[0])


def broken_rules(reply: dict[str, Any], *, verified: bool) -> Iterator[str]:
    """What is wrong with one message to a debtor.

    Args:
        verified: whether identity had been verified when it was sent.
    """
    text = reply.get("text") or ""
    titles = "\n".join(button["title"] for button in reply.get("buttons", []))
    if not text.strip():
        yield "an empty message was sent"
    if re.search(r"[{}]|utter_|action_|None", f"{text}\n{titles}"):
        yield f"a placeholder or a name of ours was left in {text!r} {titles!r}"
    if len(text) > MAX_CHARACTERS and not INSTALMENT.search(text):
        yield f"a message of {len(text)} characters: {text!r}"
    if classes := classes_in(_our_words(f"{text}\n{titles}")):
        yield f"forbidden words ({sorted(classes)}): {text!r}"
    if not verified:
        yield from _told_too_early(folded(f"{text}\n{titles}"))


def _our_words(text: str) -> str:
    for theirs in (*RIGHTS, *THEIR_NAMES):
        text = text.replace(theirs, "")
    return re.sub(r"https?://\S+", "", text)


def _told_too_early(words: str) -> Iterator[str]:
    """Before identity is verified: no creditor, no amount, no debt (FR-10)."""
    for secret in sorted(CREDITOR_NAMES | DEBT_ORIGINS):
        if secret in words:
            yield f"said before identity was verified: {secret!r}"
    if found := AMOUNT.search(words):
        yield f"an amount before identity was verified: {found[0]!r}"


def plan_as_said(texts: list[str]) -> list[tuple[str, int]]:
    """The dates and amounts of a plan laid out in a turn: ISO date, minor units; the last list where there are two.

    Where a total was said too it comes last, as `total`.
    """
    plan: list[tuple[str, int]] = []
    for text in texts:
        if settlement := SETTLEMENT.search(text):
            plan = [(_iso(settlement), minor(settlement["amount"])), ("total", minor(settlement["amount"]))]
        for number, day, month, year, amount in INSTALMENT.findall(text):
            if number == "1":
                plan = []
            plan.append((f"{year}-{MONTHS[month]:02}-{int(day):02}", minor(amount)))
        if plan and (total := TOTAL.search(text)):
            plan.append(("total", minor(total[1])))
    return plan


def _iso(said: re.Match[str]) -> str:
    return f"{said['year']}-{MONTHS[said['month']]:02}-{int(said['day']):02}"


def same_plan(plan: dict[str, Any], said: list[tuple[str, int]]) -> Iterator[str]:
    """Where a plan in the database differs from what was laid out before the yes."""
    kept = [(one["due_on"], one["amount"]) for one in plan["instalments"]]
    if sum(amount for _, amount in kept) != plan["total"]:
        yield f"instalments {kept} do not sum to {plan['total']}"
    if [*kept, ("total", plan["total"])] != said:
        yield f"the plan {kept}, {plan['total']} in all, is not the one that was laid out: {said}"


def minor(amount: str) -> int:
    """`1 234,56 €`, `£1,234.56` in pence or cents: every amount is written with two decimals."""
    return int(re.sub(r"\D", "", amount))
