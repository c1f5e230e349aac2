"""What the debtor has said of their month: kept in a slot, worked out, and passed on to whoever takes over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import wording
from actions.talk import Talk
from bot.core.account import Language
from bot.core.budget import Budget, Household, Means
from bot.core.conversation import HandoffReason
from bot.core.money import Money
from bot.services.accounts import AccountView
from bot.services.figures import Figures

# Whoever says this may not be the debtor: what the debtor told of their month stays out of it.
NOT_THE_DEBTOR = {HandoffReason.DEBTOR_DECEASED, HandoffReason.WRONG_PERSON, HandoffReason.THIRD_PARTY}


def start_budget(talk: Talk, view: AccountView) -> None:
    """A budget in which nothing has been said yet, in the account's currency and by its country's allowance."""
    talk.remember(budget={"country": view.terms.country, "currency": view.account.currency})


def add_to_budget(talk: Talk, **said: int | None) -> None:
    """Take in figures: income, expenses, debts (minor units); adults, children, people (in all)."""
    talk.remember(budget={**talk.slot("budget"), **said})


def budget_in_slot(talk: Talk) -> Budget | None:
    """The budget as far as it has been said; None where there is none."""
    kept: dict[str, Any] | None = talk.slot("budget")
    if kept is None:
        return None
    currency = kept["currency"]
    income, expenses, debts = (
        None if kept.get(name) is None else Money(int(kept[name]), currency) for name in ("income", "expenses", "debts")
    )
    adults, children = kept.get("adults"), kept.get("children")
    return Budget(
        allowance=talk.services.living_allowance(kept["country"], currency),
        income=income,
        expenses=expenses,
        other_debts=debts,
        household=None if adults is None or children is None else Household(int(adults), int(children)),
    )


def with_budget(talk: Talk, reason: HandoffReason, figures: Figures | None = None) -> Figures | None:
    """The figures for a person who takes over, with the budget where one was given, whole or in part."""
    budget = budget_in_slot(talk) if talk.verified and reason not in NOT_THE_DEBTOR else None
    if budget is None or budget.is_empty or (figures is not None and figures.budget is not None):
        return figures
    return replace(figures or Figures(), budget=budget)


def budget_in_words(means: Means, household: Household, language: Language) -> str:
    """Every step that leads to what is left, a line each."""
    fr = language is Language.FRENCH
    parts = (
        ("revenus du foyer" if fr else "household income", means.income),
        ("autres dettes" if fr else "other debts", means.other_debts),
        ("dépenses essentielles" if fr else "essential costs", means.expenses),
        (_allowance_name(household, fr), means.allowance),
    )
    colon = "\u00a0:" if fr else ":"
    return "\n".join(f"– {name}{colon} {wording.money(amount, language)}" for name, amount in parts)


def _allowance_name(household: Household, fr: bool) -> str:
    adults, children = household.adults, household.children
    if fr:
        people = f"{adults}\u00a0adulte{'s' if adults > 1 else ''}"
        people += f" et {children}\u00a0enfant{'s' if children > 1 else ''}" if children else ""
        return f"minimum pour {people}"
    people = f"{adults} adult{'s' if adults > 1 else ''}"
    people += f" and {children} child{'ren' if children > 1 else ''}" if children else ""
    return f"minimum for {people}"
