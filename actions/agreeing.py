"""The yes: to one offer, and to nothing else."""

from __future__ import annotations

from actions import wording
from actions.account import current_view
from actions.negotiation import NegotiationAction, offer_afresh
from actions.offers import say_obstacle
from actions.questions import ask_again, turn_to
from actions.talk import Question, Talk
from bot.core.arrangement import OfferId
from bot.core.errors import OfferNotFound
from bot.reading.consent import is_plain_yes
from bot.services import agreeing
from bot.services.agreeing import Made, Stale


class AgreePlan(NegotiationAction):
    """An explicit yes to one offer: the plan, and its written agreement."""

    action_name = "action_agree_plan"

    def respond(self, talk: Talk) -> None:
        pressed = talk.said("offer")
        offer_id = pressed or talk.slot("offer_id")
        if offer_id is not None and pressed is None and not is_plain_yes(talk.text):
            talk.expect(Question.OFFER)
            talk.say("utter_yes_with_reserve")
            ask_again(talk, Question.OFFER)
            return
        if offer_id is None:
            talk.expect(Question.OFFERS)
            talk.say("utter_which_offer")
            return
        try:
            outcome = agreeing.agree(talk.services, talk.conversation.id, OfferId(str(offer_id)))
        except OfferNotFound:
            outcome = Stale()
        if isinstance(outcome, Made):
            turn_to(talk, outcome.plan.account_id)
            _celebrate(talk, outcome)
        elif isinstance(outcome, Stale):
            offer_afresh(talk, settlement=outcome.settlement)
        else:
            say_obstacle(talk, current_view(talk), outcome.obstacle)


def _celebrate(talk: Talk, made: Made) -> None:
    talk.remember(offer_id=None, ask=None, offer_choices=None, budget=None)
    talk.send_file(
        _conclusion(made),
        wording.attachment(made.document, talk.services),
        plan=wording.plan_in_short(made.plan.schedule, talk.language),
        amount=wording.money(made.plan.schedule.total, talk.language),
        date=wording.day(made.plan.schedule.first.due_on, talk.language),
    )
    if not made.again:
        talk.say("utter_after_settlement" if made.plan.settles else "utter_after_agreement")


def _conclusion(made: Made) -> str:
    if made.again:
        return "utter_plan_agreed_before"
    if made.plan.settles:
        return "utter_settlement_agreed"
    return "utter_plan_agreed" if made.plan.replaces is None else "utter_plan_changed"
