"""A person takes over: said plainly, with when they will answer."""

from __future__ import annotations

from actions import wording
from actions.base import BRIEF_OPENING, AccordAction
from actions.means import NOT_THE_DEBTOR, with_budget
from actions.talk import Question, Talk
from bot.core.account import AccountId
from bot.core.conversation import HandoffReason
from bot.services import handoff
from bot.services.accounts import account_view
from bot.services.figures import Figures
from bot.services.handoff import Requested

# How each family of reasons is answered before the debtor hears who comes and when.
RESPONSES = {
    HandoffReason.HARDSHIP_INCOME: "utter_hardship_income",
    HandoffReason.HARDSHIP_HEALTH: "utter_hardship_health",
    HandoffReason.HARDSHIP_BEREAVEMENT: "utter_hardship_bereavement",
    HandoffReason.HARDSHIP_OVERINDEBTED: "utter_hardship_overindebted",
    HandoffReason.HARDSHIP_ABUSE: "utter_hardship_abuse",
    HandoffReason.DISPUTE_NOT_MINE: "utter_dispute_not_mine",
    HandoffReason.DISPUTE_AMOUNT: "utter_dispute_amount",
    HandoffReason.DISPUTE_ALREADY_PAID: "utter_dispute_already_paid",
    HandoffReason.DISPUTE_SERVICE: "utter_dispute_service",
    HandoffReason.DISPUTE_FRAUD: "utter_dispute_fraud",
    HandoffReason.DISPUTE_TIME_BARRED: "utter_dispute_time_barred",
    HandoffReason.FILE_COMPLAINT: "utter_complaint",
    HandoffReason.REQUEST_HUMAN: "utter_person_asked_for",
    HandoffReason.CONTACT_PREFERENCE: "utter_contact_preference",
    HandoffReason.PRIVACY_ACCESS: "utter_privacy_access",
    HandoffReason.PRIVACY_ERASURE: "utter_privacy_erasure",
}


def hand_over(
    talk: Talk,
    reason: HandoffReason,
    response: str | None = None,
    figures: Figures | None = None,
    **values: str,
) -> Requested:
    """Create the handoff, then say what happens next and when.

    Args:
        figures: what the debtor can pay and what was possible, for the agent; the budget is added where one was given.
        values: of the response.
    """
    known = with_budget(talk, reason, figures)
    result = handoff.request(talk.services, talk.conversation.id, reason, _concerned(talk), figures=known)
    talk.remember(offer_id=None, ask=None, pending_action=None)
    talk.expect(Question.NOTHING)
    talk.say(response or RESPONSES[reason], **values)
    if result.held and reason not in NOT_THE_DEBTOR:
        talk.say("utter_on_hold_now")
    if result.answer_at is None:
        talk.say("utter_person_comes_now")
    else:
        talk.say("utter_person_comes_later", when=wording.opening(result.answer_at, talk.language))
    return result


def _concerned(talk: Talk) -> AccountId | None:
    if talk.account_id is not None or not talk.verified:
        return talk.account_id
    accounts = talk.accounts()
    return accounts[0].id if len(accounts) == 1 else None


class HandOver(AccordAction):
    """The intent is the reason: hardship, dispute, complaint, a wish that a person must fulfil."""

    action_name = "action_hand_over"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        reason = HandoffReason(talk.intent)
        if talk.said("about") == "debt" and talk.verified:
            # The reason decides whether the account rests (UK-04), so it is asked for.
            talk.say("utter_what_is_wrong")
            return
        hand_over(talk, reason)
        if reason is HandoffReason.REQUEST_HUMAN and (phone := talk.services.office.phone):
            talk.say("utter_phone", phone=phone)
        if reason is HandoffReason.FILE_COMPLAINT and (account_id := _concerned(talk)) is not None:
            view = account_view(talk.services, talk.conversation.id, account_id)
            talk.say("utter_mediator", mediator=view.terms.mediator.name, link=view.terms.mediator.link)


class CallPerson(AccordAction):
    """The debtor asked for a person, or took the offer of one."""

    action_name = "action_call_person"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        wants_no_contact = talk.slot("pending_action") == "action_stop_contact"
        hand_over(
            talk,
            HandoffReason.STOP_CONTACT if wants_no_contact else HandoffReason.REQUEST_HUMAN,
            "utter_person_asked_for",
        )


class AnswerCrisis(AccordAction):
    """Help first: the number, a person, and not a word about payment (compliance D). Who we are comes last."""

    action_name = "action_answer_crisis"
    opens = False

    def respond(self, talk: Talk) -> None:
        reason = HandoffReason.CRISIS_SELF_HARM
        known = with_budget(talk, reason)
        result = handoff.request(talk.services, talk.conversation.id, reason, _concerned(talk), figures=known)
        talk.remember(offer_id=None, ask=None, pending_action=None)
        talk.say("utter_crisis")
        talk.say("utter_crisis_person")
        if result.answer_at is not None:
            talk.say("utter_crisis_until", when=wording.opening(result.answer_at, talk.language))
        if talk.opening:
            talk.say("utter_i_am_a_bot", office=talk.services.office.name)


class OfferPerson(AccordAction):
    action_name = "action_offer_person"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_offer_person")
        talk.expect(Question.PERSON)


class CarryOn(AccordAction):
    """No person wanted: go on with the assistant."""

    action_name = "action_carry_on"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_carry_on")
