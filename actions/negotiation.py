"""Negotiating instalments: what the debtor asks for, and what the creditor allows."""

from __future__ import annotations

from datetime import timedelta

from actions.account import current_view
from actions.ask import ask_in_slot, heard, remember_ask
from actions.base import AccordAction, account_of
from actions.handoff import hand_over
from actions.offers import lay_before, lay_out, say_obstacle
from actions.on_the_table import offer_described, settles_on_a_day
from actions.plan_changes import ChangePlan, change_wanted
from actions.questions import ask_for_terms
from actions.talk import Question, Talk, ranked
from bot.core.arrangement import OfferId
from bot.core.ask import Ask
from bot.core.conversation import HandoffReason
from bot.core.money import Money
from bot.services import negotiation
from bot.services.accounts import AccountView
from bot.services.negotiation import Obstacle
from bot.services.settlements import NotByRule, propose_settlement


class NegotiationAction(AccordAction):
    needs_identity = True
    needs_account = True


class RequestPlan(NegotiationAction):
    """More time or several payments, without figures yet: ask what they can manage."""

    action_name = "action_request_plan"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.plan is not None and change_wanted(talk, view):
            ChangePlan().respond(talk)
            return
        if stopped(talk, view):
            return
        if settles_on_a_day(talk):
            offer_settlement(talk, view, heard(talk, view))
            return
        ask = heard(talk, view)
        nothing_new = ask == ask_in_slot(talk, view) and talk.asked is Question.TERMS
        remember_ask(talk, ask)
        if ask.says_how_much and not nothing_new:
            negotiate(talk, view, ask)
        else:
            ask_for_terms(talk)


class ProposeTerms(NegotiationAction):
    """Figures were given: an offer, a counter-offer, or a person."""

    action_name = "action_propose_terms"

    def respond(self, talk: Talk) -> None:
        if talk.said("choice") or talk.said("rank"):
            ChooseOffer().respond(talk)
        elif (meant := offer_described(talk)) is not None:
            lay_out(talk, current_view(talk), meant)
        else:
            RequestPlan().respond(talk)


class AskForLess(NegotiationAction):
    """Too high: the longest plan at once; limits are not haggled out of people."""

    action_name = "action_ask_for_less"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.plan is not None and negotiation.obstacle(view, talk.services.today()) is Obstacle.HAS_PLAN:
            ChangePlan().respond(talk)
            return
        if stopped(talk, view):
            return
        before = ask_in_slot(talk, view)
        ask = heard(talk, view)
        if ask.says_how_much and ask != before:
            remember_ask(talk, ask)
            negotiate(talk, view, ask)
            return
        if talk.slot("longest_offered"):
            hand_over(talk, HandoffReason.HARDSHIP_INCOME, "utter_no_plan_possible")
            return
        longest = Ask(
            frequency=ask.frequency,
            amount=Money(1, view.account.currency),
            first_due_on=ask.first_due_on,
            day_of_month=ask.day_of_month,
        )
        negotiate(talk, view, longest, gentlest=True)


class DeclineOffer(NegotiationAction):
    """No to an offer is no problem: ask what would suit, with a person in reach."""

    action_name = "action_decline_offer"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.plan is not None:
            _keep_as_it_is(talk, view)
            return
        ask = heard(talk, view)
        if ask != ask_in_slot(talk, view) and ask.says_how_much and not stopped(talk, view):
            remember_ask(talk, ask)
            negotiate(talk, view, ask)
            return
        talk.remember(offer_id=None)
        ask_for_terms(talk, "utter_offer_declined")


class DiscussSettlement(NegotiationAction):
    """The discount the creditor allows, to who asks for it; outside its limits a person looks at it (EU-03)."""

    action_name = "action_discuss_settlement"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.settled or view.on_hold or view.time_barred:
            stopped(talk, view)
            return
        offer_settlement(talk, view, heard(talk, view))


class ChooseOffer(NegotiationAction):
    """One of several counter-offers was chosen: show it whole, then ask for the explicit yes."""

    action_name = "action_choose_offer"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        choices = list(talk.slot("offer_choices") or ())
        chosen = talk.said("choice")
        rank = talk.said("rank")
        if chosen is None:
            chosen = ranked(choices, rank)
        if chosen not in choices:
            talk.expect(Question.OFFERS)
            talk.say("utter_which_offer")
            return
        offer = negotiation.open_offer(talk.services, OfferId(str(chosen)))
        if offer is None:
            offer_afresh(talk)
        else:
            lay_out(talk, view, offer)


def _keep_as_it_is(talk: Talk, view: AccountView) -> None:
    """No to a change: another one, or the plan as it is."""
    if change_wanted(talk, view):
        ChangePlan().respond(talk)
        return
    talk.remember(offer_id=None, offer_choices=None, ask=None)
    talk.say("utter_change_declined")


def stopped(talk: Talk, view: AccountView) -> bool:
    """Say what stands in the way of a plan, where something does."""
    found = negotiation.obstacle(view, talk.services.today())
    if found is None:
        return False
    say_obstacle(talk, view, found)
    return True


def negotiate(talk: Talk, view: AccountView, ask: Ask, *, gentlest: bool = False) -> None:
    """Lay the use case's answer before the debtor."""
    proposal = negotiation.propose(talk.services, talk.conversation.id, account_of(talk), ask)
    lay_before(talk, view, proposal, ask, gentlest=gentlest)


def offer_settlement(talk: Talk, view: AccountView, ask: Ask) -> None:
    """Offer what closes the debt for less, or call a person where no rule allows it."""
    offered = ask.amount or ask.first_amount
    wanted_on = ask.first_due_on
    terms = view.terms.settlement
    if terms is not None and wanted_on is not None:
        latest = talk.services.today() + timedelta(days=terms.pay_within_days)
        # Whoever would pay sooner may: the creditor's last day stays theirs.
        wanted_on = wanted_on if wanted_on > latest else None
    outcome = propose_settlement(talk.services, talk.conversation.id, account_of(talk), offered, wanted_on)
    if isinstance(outcome, NotByRule):
        hand_over(talk, HandoffReason.ASK_SETTLEMENT, "utter_settlement_person")
    else:
        lay_before(talk, view, outcome, ask)


def offer_afresh(talk: Talk, *, settlement: bool = False) -> None:
    """The offer ran out or the balance moved: say so, and make it anew from the same ask."""
    view = current_view(talk)
    talk.say("utter_offer_stale")
    ask = ask_in_slot(talk, view)
    if settlement:
        offer_settlement(talk, view, ask)
    elif view.plan is not None:
        ChangePlan().respond(talk)
    elif ask.says_how_much:
        negotiate(talk, view, ask)
    else:
        ask_for_terms(talk)
