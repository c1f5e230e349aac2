"""What the actions say, and with which values: read from their source."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from actions import handoff, offers, wording
from actions.base import AccordAction
from actions.questions import BUDGET_QUESTIONS
from bot.adapters.reminders import RESPONSES as REMINDERS
from bot.adapters.reminders import values_of
from bot.core.account import Language
from bot.core.candidates import Nearness
from bot.core.negotiation import Limit
from bot.services.keeping_repositories import Purpose
from bot.services.ports import ReminderFacts
from tests.builders import TODAY, an_account, eur, terms

ACTIONS = Path(__file__).parents[2] / "actions"
# Calls that say something, and which of their arguments names the response.
NAMED_BY_ARGUMENT = {"say": 0, "ask": 0, "send_file": 0, "hand_over": 2, "ask_for_terms": 1}
NOT_VALUES = {"buttons", "response"}


@dataclass(frozen=True)
class Call:
    """One place where a response is said.

    Attributes:
        values: what it is filled with there; a value that is written as an empty text does not count.
        adds_buttons: the action puts choices under it.
        hands_over: a person has the conversation from here on.
    """

    name: str
    values: frozenset[str] = frozenset()
    adds_buttons: bool = False
    hands_over: bool = False


# The arguments that are no plain text, and what they may be.
COMPUTED = {
    "self.opening": "with or without the question who is writing",
    "response or RESPONSES[reason]": "the body of hand_over",
    "response": "the body of ask_for_terms; a referral in negotiate",
    "f'utter_limit_{limit.value}'": "the limit that an ask meets",
    "f'utter_why_{(reasons.nearness or Nearness.LONGEST).value}'": "what an offer keeps of the ask",
    "_conclusion(made)": "a yes, by what it agreed",
    "f'utter_ask_{question.value}'": "a question of the budget",
    "f'utter_resume_{question.value}'": "a question that is asked again",
}


CONCLUDED = ("utter_plan_agreed", "utter_plan_agreed_before", "utter_plan_changed", "utter_settlement_agreed")


def _limit_values() -> frozenset[str]:
    (answer,) = (
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(wording.limit_values)))
        if isinstance(node, ast.Return)
    )
    if not isinstance(answer, ast.Dict):
        raise TypeError("limit_values no longer returns a dictionary display")
    return frozenset(str(key.value) for key in answer.keys if isinstance(key, ast.Constant))


def computed_calls() -> Iterator[Call]:
    """What the computed arguments lead to."""
    yield Call("utter_ask_terms")
    for opening in {action.opening for action in AccordAction.by_name.values()}:
        yield Call(opening, frozenset({"office"}))
    for response in handoff.RESPONSES.values():
        yield Call(response, hands_over=True)
    for _, response in offers.REFERRAL_REASONS.values():
        yield Call(response, frozenset({"creditor"}), hands_over=True)
    for concluded in CONCLUDED:
        yield Call(concluded, frozenset({"plan", "amount", "date"}))
    for laid_out in ("utter_offer", "utter_offer_nearest", "utter_offer_gentlest"):
        yield Call(laid_out, frozenset({"plan", "creditor"}))
    for nearness in Nearness:
        yield Call(f"utter_why_{nearness.value}", frozenset({"creditor"}))
    yield from _reminders()
    for limit in Limit:
        yield Call(f"utter_limit_{limit.value}", _limit_values())
    for question in BUDGET_QUESTIONS:
        yield Call(f"utter_ask_{question.value}")
    for resumed in ("terms", "offers", "promise_date", "withdrawal", "change"):
        yield Call(f"utter_resume_{resumed}")


def _reminders() -> Iterator[Call]:
    """What is sent unasked; after one of them a person has the conversation."""
    facts = ReminderFacts(
        Purpose.PLAN_LATE, Language.FRENCH, an_account(), terms(), eur(50), TODAY, office_name="Cabinet Rivage"
    )
    for purpose, response in REMINDERS.items():
        yield Call(response, frozenset(values_of(facts)), hands_over=purpose is Purpose.PLAN_MISSED)


def calls_in_source() -> Iterator[Call | str]:
    """Every call that says something; the source of the argument where it is computed."""
    for file in sorted(ACTIONS.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield from _calls_in(node)


def _calls_in(function: ast.FunctionDef) -> Iterator[Call | str]:
    assigned: dict[str, set[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned[node.targets[0].id] = _texts(node.value, {})
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        argument = NAMED_BY_ARGUMENT.get(called)
        if argument is None or len(node.args) <= argument:
            continue
        names = _texts(node.args[argument], assigned)
        if not names:
            yield ast.unparse(node.args[argument])
        values = {word.arg for word in node.keywords if word.arg and not _is_empty_text(word.value)}
        for name in names:
            yield Call(name, frozenset(values - NOT_VALUES), called == "ask", called == "hand_over")


def _texts(node: ast.expr, assigned: dict[str, set[str]]) -> set[str]:
    """The texts an expression may be, as far as its function tells."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body, assigned) | _texts(node.orelse, assigned)
    if isinstance(node, ast.Name):
        return assigned.get(node.id, set())
    return set()


def _is_empty_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == ""


def said_before_identity() -> set[str]:
    """What actions name that also run for people who are not verified."""
    for file in ACTIONS.glob("*.py"):
        importlib.import_module(f"actions.{file.stem}")
    early = [action for action in AccordAction.by_name.values() if not action.needs_identity]
    return {name for action in early for name in re.findall(r"utter_[a-z_]+", inspect.getsource(action))}
