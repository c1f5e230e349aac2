"""Why this offer: what was asked, the one limit that decided, and that the rules are the same for everybody."""

from __future__ import annotations

from actions import wording
from actions.account import current_view
from actions.negotiation import NegotiationAction
from actions.offers import length_that_binds
from actions.talk import Talk
from bot.core.arrangement import OfferId
from bot.core.candidates import Nearness
from bot.core.errors import OfferNotFound
from bot.core.negotiation import Limit
from bot.services.accounts import AccountView
from bot.services.reasoning import Reasoning, reasoning


class TellWhyOffer(NegotiationAction):
    """About the offer on the table, or the plan that was agreed; a digression, so that the question comes back."""

    action_name = "action_tell_why_offer"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        found = _offer_meant(talk, view)
        if found is None:
            talk.say("utter_why_no_offer")
            return
        try:
            reasons = reasoning(talk.services, found)
        except OfferNotFound:
            talk.say("utter_why_rules")
            return
        _explain(talk, view, reasons)
        talk.say("utter_why_rules")


def _offer_meant(talk: Talk, view: AccountView) -> OfferId | None:
    choices = talk.slot("offer_choices") or [None]
    chosen = talk.slot("offer_id") or choices[0] or (view.plan.offer_id if view.plan else None)
    return OfferId(str(chosen)) if chosen else None


def _explain(talk: Talk, view: AccountView, reasons: Reasoning) -> None:
    creditor = view.terms.name
    if reasons.offer.discount:
        talk.say("utter_why_settlement", creditor=creditor)
    elif talk.slot("budget") and reasons.ask.amount_is_ceiling and reasons.ask.amount is not None:
        talk.say("utter_why_budget", amount=wording.money(reasons.ask.amount, talk.language), creditor=creditor)
    elif reasons.limit is None:
        talk.say("utter_why_as_asked", creditor=creditor)
    else:
        if reasons.limit is not Limit.OWN_TERMS:
            terms = reasons.table.terms
            values = wording.limit_values(terms, view, reasons.ask.frequency, talk.language)
            length = length_that_binds(reasons.limit, reasons.offer.schedule, terms.plan)
            for limit in filter(None, (reasons.limit, length)):
                talk.say(f"utter_limit_{limit.value}", **values)
        talk.say(f"utter_why_{(reasons.nearness or Nearness.LONGEST).value}", creditor=creditor)
