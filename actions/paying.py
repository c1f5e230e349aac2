"""Paying without a plan: the whole now, or on a day that was promised; and what happens without payment."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from actions import wording
from actions.account import asks_nothing, current_view
from actions.ask import amount_said, heard
from actions.base import AccordAction, account_of
from actions.negotiation import NegotiationAction, offer_settlement
from actions.offers import say_obstacle
from actions.on_the_table import settles_on_a_day
from actions.talk import Question, Talk
from bot.core.money import Money
from bot.services import promises
from bot.services.accounts import AccountView
from bot.services.promises import Promised, PromiseTooLate

# "Je paie tout demain" is about the whole, whatever payment was missed.
WHOLE: Final = re.compile(
    r"\b(?:tout|totalit[eé]|enti[eè]re?\w*|solder?|all|everything|whole|full|balance)\b", re.IGNORECASE
)


class PayNow(NegotiationAction):
    action_name = "action_pay_now"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if asks_nothing(talk, view):
            return
        talk.say(
            "utter_pay_now",
            amount=wording.money(view.pays_off, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
        talk.say(
            "utter_pay_by_transfer",
            payee=view.terms.payment.payee,
            details=wording.ways_to_pay(view.terms.payment, talk.language),
            reference=view.account.reference,
        )


def missed(view: AccountView, today: date) -> Money | None:
    """What is open of a payment of the plan whose day has come: a promise that names no sum is about that."""
    standing = view.plan_standing
    following = standing.next_due if standing else None
    if following is None or following.instalment.due_on > today:
        return None
    return following.instalment.amount - following.paid


class PromiseToPay(NegotiationAction):
    """The balance, or a stated sum, on one coming day."""

    action_name = "action_promise_to_pay"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if asks_nothing(talk, view):
            return
        if settles_on_a_day(talk):
            offer_settlement(talk, view, heard(talk, view))
            return
        said = talk.said("date")
        day = date.fromisoformat(said) if said else None
        # Only what is said with the promise: an instalment once asked for is another matter.
        amount = amount_said(talk, view)
        if amount is None and talk.slots.get("expecting") == Question.PROMISE_DATE.value:
            kept = talk.slot("promised_minor")
            amount = None if kept is None else Money(int(kept), view.account.currency)
        if amount is None and not WHOLE.search(talk.text):
            amount = missed(view, talk.services.today())
        if day is None or day < talk.services.today():
            talk.remember(promised_minor=amount.minor if amount else None)
            talk.expect(Question.PROMISE_DATE)
            talk.say("utter_ask_promise_date")
            return
        talk.remember(promised_minor=None)
        outcome = promises.promise(talk.services, talk.conversation.id, account_of(talk), amount, day)
        if isinstance(outcome, Promised):
            talk.say(
                "utter_promise_noted",
                amount=wording.money(outcome.amount, talk.language),
                date=wording.day(outcome.due_on, talk.language),
                link=view.terms.payment.link_for(view.account.reference),
            )
        elif isinstance(outcome, PromiseTooLate):
            talk.say(
                "utter_promise_too_late",
                creditor=view.terms.name,
                date=wording.day(outcome.latest, talk.language),
            )
            talk.remember(promised_minor=amount.minor if amount else None)
            talk.expect(Question.PROMISE_DATE)
            talk.say("utter_ask_promise_date")
        else:
            say_obstacle(talk, view, outcome.obstacle)


class TellConsequences(AccordAction):
    """What happens without payment: plainly, without a threat (FR-07)."""

    action_name = "action_tell_consequences"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_consequences")


class AnswerRefusal(AccordAction):
    """A refusal is heard, not argued with: a person takes it."""

    action_name = "action_answer_refusal"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_refusal")
        talk.expect(Question.PERSON)
