"""The optional short budget: four questions, a sum anyone can follow, and a plan that leaves enough to live on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import wording
from actions.account import current_view
from actions.ask import ask_in_slot, remember_ask
from actions.handoff import hand_over
from actions.means import add_to_budget, budget_in_slot, budget_in_words, start_budget
from actions.negotiation import NegotiationAction, negotiate, stopped
from actions.questions import BUDGET_QUESTIONS, ask_for_budget, ask_for_terms
from actions.talk import Question, Talk
from bot.core.budget import Budget
from bot.core.conversation import HandoffReason
from bot.core.money import Money
from bot.core.terms import Frequency
from bot.services.accounts import AccountView

# What the buttons under the questions stand for.
PRESSED: dict[str, dict[str, Any]] = {
    "skip": {"skip": True},
    "no_debts": {"field": "debts", "minor": 0},
    "alone": {"adults": 1, "children": 0},
}
MOST_PEOPLE = 15
# A plan that takes all that is left breaks at the first surprise: the first one offered takes half of it.
MARGIN = 2


class StartBudget(NegotiationAction):
    """The debtor does not know what they can pay: offer to work it out together, and take the answers."""

    action_name = "action_start_budget"

    def respond(self, talk: Talk) -> None:
        if talk.said("budget") is not None:
            TakeBudget().respond(talk)
            return
        view = current_view(talk)
        if stopped(talk, view):
            return
        under_way = Question(talk.slots.get("expecting") or Question.NOTHING.value) in BUDGET_QUESTIONS
        if not under_way or budget_in_slot(talk) is None:
            start_budget(talk, view)
            talk.say("utter_budget_intro", privacy=talk.services.office.privacy_link(talk.language))
        _go_on(talk, view)


class TakeBudget(NegotiationAction):
    """An answer to one of its questions: keep the figure, and ask the next, or say what is left."""

    action_name = "action_take_budget"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if stopped(talk, view):
            return
        answer = _answer(talk)
        if answer.get("skip"):
            SkipBudget().respond(talk)
            return
        if talk.slot("budget") is None:
            start_budget(talk, view)
        _take(talk, view, answer)
        _go_on(talk, view)


class SkipBudget(NegotiationAction):
    """Back to the plain question; what was said of the month is not kept."""

    action_name = "action_skip_budget"

    def respond(self, talk: Talk) -> None:
        talk.remember(budget=None)
        talk.say("utter_budget_skipped")
        if not stopped(talk, current_view(talk)):
            ask_for_terms(talk)


def _answer(talk: Talk) -> dict[str, Any]:
    said = talk.said("budget")
    return PRESSED[said] if isinstance(said, str) else (said or {})


def _take(talk: Talk, view: AccountView, answer: dict[str, Any]) -> None:
    if answer.get("field"):
        add_to_budget(talk, **{answer["field"]: answer["minor"]})
        if answer.get("corrects"):
            amount = Money(answer["minor"], view.account.currency)
            talk.say("utter_budget_corrected", amount=wording.money(amount, talk.language))
    elif answer.get("people"):
        add_to_budget(talk, people=answer["people"])
    elif answer.get("adults"):
        add_to_budget(talk, adults=answer["adults"], children=answer["children"])
    elif answer.get("children") is not None:
        _take_children(talk, int(answer["children"]))


def _take_children(talk: Talk, children: int) -> None:
    """So many of the people counted before; where they are all children, the debtor comes on top."""
    people = int(talk.slot("budget").get("people") or 0)
    adults = people - children if children < people else 1
    add_to_budget(talk, adults=adults, children=min(children, MOST_PEOPLE))


def _go_on(talk: Talk, view: AccountView) -> None:
    """Ask for what is missing, the most telling first; once all is said, what is left."""
    budget = budget_in_slot(talk)
    if budget is None:
        return
    missing = _missing(budget, talk.slot("budget").get("people"))
    if missing is None:
        _conclude(talk, view, budget)
    else:
        ask_for_budget(talk, missing)


def _missing(budget: Budget, people: int | None) -> Question | None:
    if budget.income is None:
        return Question.BUDGET_INCOME
    if budget.expenses is None:
        return Question.BUDGET_EXPENSES
    if budget.other_debts is None:
        return Question.BUDGET_DEBTS
    if budget.household is None:
        return Question.BUDGET_CHILDREN if people else Question.BUDGET_HOUSEHOLD
    return None


def _conclude(talk: Talk, view: AccountView, budget: Budget) -> None:
    """Every figure as understood, then the plan they allow; a person where they allow none."""
    means = budget.means
    if means is None or budget.household is None:
        raise ValueError("the budget is not whole")
    talk.say("utter_budget_understood", budget=budget_in_words(means, budget.household, talk.language))
    if not means.payable:
        hand_over(talk, HandoffReason.HARDSHIP_INCOME, "utter_budget_nothing_left")
        return
    ceiling = min(means.payable, view.balance.total)
    talk.say("utter_budget_left", amount=wording.money(ceiling, talk.language))
    ask = replace(
        ask_in_slot(talk, view),
        amount=ceiling,
        amount_is_ceiling=True,
        frequency=Frequency.MONTHLY,
        count=_payments_of(view.balance.total, -(-ceiling.minor // MARGIN)),
        end_on=None,
        first_amount=None,
    )
    remember_ask(talk, ask)
    negotiate(talk, view, ask)


def _payments_of(total: Money, at_most: int) -> int:
    """How many payments of so many minor units it takes."""
    return -(-total.minor // at_most)
