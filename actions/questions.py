"""The questions the assistant asks, and how it comes back to one that is still open."""

from __future__ import annotations

import re

from actions import wording
from actions.talk import Question, Talk
from bot.core.account import AccountId
from bot.core.arrangement import Offer, OfferId
from bot.reading.words import fold
from bot.services.accounts import AccountView, account_views
from bot.services.negotiation import open_offer

BUDGET_QUESTIONS = (
    Question.BUDGET_INCOME,
    Question.BUDGET_EXPENSES,
    Question.BUDGET_DEBTS,
    Question.BUDGET_HOUSEHOLD,
    Question.BUDGET_CHILDREN,
)


def ask_for_identity(talk: Talk) -> None:
    talk.expect(Question.IDENTITY)
    if talk.slot("reference_given"):
        talk.say("utter_ask_second_fact")
    elif not talk.opening:
        talk.say("utter_ask_identity")


def open_accounts(talk: Talk) -> tuple[AccountView, ...]:
    """The debtor's accounts on which something is owed; all of them where nothing is."""
    views = account_views(talk.services, talk.conversation.id)
    return tuple(view for view in views if not view.settled) or views


def accounts_named(talk: Talk, accounts: tuple[AccountView, ...]) -> list[AccountView]:
    """The accounts whose creditor the debtor names, in whatever spelling ("voltea", "chez Filnet")."""
    words = set(re.findall(r"\w+", fold(talk.text).text))
    return [
        view for view in accounts if any(part in words for part in re.findall(r"\w{3,}", fold(view.terms.name).text))
    ]


def follow_named_account(talk: Talk) -> None:
    """Turn to the other debt where the debtor names its creditor; what was under way on this one is dropped."""
    if talk.account_id is None or len(talk.accounts()) < 2:
        return
    named = accounts_named(talk, account_views(talk.services, talk.conversation.id))
    if len(named) == 1 and named[0].account.id != talk.account_id:
        turn_to(talk, named[0].account.id)
        talk.expect(Question.NOTHING)


def follow_own_button(talk: Talk) -> None:
    """Turn to the debt that a button of ours names: a reminder is pressed when another may be spoken of."""
    references = talk.entities.get("account_reference", ()) if talk.text.startswith("/") else ()
    for reference in references:
        with talk.services.store.reading() as uow:
            theirs = [
                one for one in uow.accounts.by_reference(reference) if one.debtor_id == talk.conversation.debtor_id
            ]
        if theirs and theirs[0].id != talk.account_id:
            turn_to(talk, theirs[0].id)
            talk.expect(Question.NOTHING)


def turn_to(talk: Talk, account_id: AccountId) -> None:
    """Talk about this account from here on; what was under way on another is dropped."""
    if account_id != talk.account_id:
        talk.remember(
            account_id=account_id,
            offer_id=None,
            offer_choices=None,
            ask=None,
            longest_offered=None,
            promised_minor=None,
        )


def ask_for_account(talk: Talk, accounts: tuple[AccountView, ...]) -> None:
    talk.expect(Question.ACCOUNT)
    buttons = [
        {
            "title": wording.account_title(view, talk.language),
            "payload": f'/provide_identity{{"account_reference": "{view.account.reference}"}}',
        }
        for view in accounts
    ]
    talk.ask("utter_ask_account", buttons=buttons, count=len(accounts))


def ask_for_terms(talk: Talk, response: str = "utter_ask_terms") -> None:
    talk.expect(Question.TERMS)
    talk.say(response)


def ask_for_budget(talk: Talk, question: Question) -> None:
    """One of the questions of the short budget; each can be left out."""
    talk.expect(question)
    talk.say(f"utter_ask_{question.value}")


def offer_buttons(offer: Offer, talk: Talk) -> list[dict[str, str]]:
    """A yes that names this very offer, and another way for who cannot or would rather not."""
    if offer.discount:
        answers, otherwise = wording.SETTLEMENT_ANSWERS, "/request_plan"
    elif offer.replaces is not None:
        answers, otherwise = wording.CHANGE_ANSWERS, "/deny"
    else:
        answers, otherwise = wording.OFFER_ANSWERS, "/ask_for_less"
    yes, other = answers[talk.language]
    return [
        {"title": yes, "payload": f'/affirm{{"offer": "{offer.id}"}}'},
        {"title": other, "payload": otherwise},
    ]


def ask_again(talk: Talk, question: Question) -> None:
    """Come back to a question after a digression, in one short sentence."""
    if talk.question is not question:
        return
    if question is Question.OFFER:
        _ask_offer_again(talk)
    elif question is Question.ACCOUNT:
        ask_for_account(talk, open_accounts(talk))
    elif question is Question.IDENTITY:
        ask_for_identity(talk)
    elif question in BUDGET_QUESTIONS:
        talk.say("utter_resume_budget")
        ask_for_budget(talk, question)
    elif question in (Question.TERMS, Question.OFFERS, Question.PROMISE_DATE, Question.WITHDRAWAL, Question.CHANGE):
        talk.say(f"utter_resume_{question.value}")
    else:
        talk.expect(Question.NOTHING)


def _ask_offer_again(talk: Talk) -> None:
    offer_id = talk.slot("offer_id")
    offer = open_offer(talk.services, OfferId(offer_id)) if offer_id else None
    if offer is None:
        talk.expect(Question.NOTHING)
        return
    talk.ask(
        "utter_resume_offer",
        buttons=offer_buttons(offer, talk),
        plan=wording.plan_in_short(offer.schedule, talk.language),
    )
