"""Rights, privacy, contact."""

from __future__ import annotations

from actions.base import BRIEF_OPENING, AccordAction
from actions.talk import Question, Talk
from bot.services.accounts import account_view
from bot.services.holds import place_no_contact


class TellRights(AccordAction):
    action_name = "action_tell_rights"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_rights")
        if talk.account_id is not None:
            view = account_view(talk.services, talk.conversation.id, talk.account_id)
            talk.say("utter_mediator", mediator=view.terms.mediator.name, link=view.terms.mediator.link)


class StopContact(AccordAction):
    """Nothing more is sent unasked, at once (FR-08, US-03)."""

    action_name = "action_stop_contact"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        stopped = place_no_contact(talk.services, talk.conversation.id)
        talk.remember(offer_id=None, ask=None, pending_action=None)
        if stopped:
            talk.say("utter_contact_stopped")
            return
        # Whoever proves who they are later, or asks a person, has said it already.
        self.put_off(talk)
        talk.say("utter_contact_stopped_unverified")
        talk.expect(Question.PERSON)


class TellDebtAdvice(AccordAction):
    """Free, independent help in the debtor's country (UK-12, EU-08)."""

    action_name = "action_tell_debt_advice"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_debt_advice")
