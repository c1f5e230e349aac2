"""Small talk, and steering the dialogue itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted

from actions.base import AccordAction
from actions.feedback import ask_rating
from actions.handoff import hand_over
from actions.questions import ask_again, ask_for_account, ask_for_terms, open_accounts
from actions.talk import Question, Talk
from bot.core.account import Language
from bot.core.arrangement import WITHDRAWAL_PERIOD
from bot.core.conversation import Author, HandoffReason, Line
from bot.reading.words import fold
from bot.services.accounts import account_view
from bot.services.conversations import transcript

OFFER_A_PERSON_AFTER = 3
LANGUAGE_NAMES = {
    Language.FRENCH.value: re.compile(r"\b(?:francai[st]e?|fr|french)\b"),
    Language.ENGLISH.value: re.compile(r"\b(?:anglais[e]?|english|ingles)\b"),
}


class StartSession(AccordAction):
    """The opening: an automatic assistant, whom it works for, and that a person can be asked for (EU-01)."""

    action_name = "action_session_start"
    opens = False

    async def run(self, dispatcher: Any, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        events = await super().run(dispatcher, tracker, domain)
        return [SessionStarted(), *events, ActionExecuted("action_listen")]

    def respond(self, talk: Talk) -> None:
        talk.language = talk.conversation.language
        talk.remember(language=talk.language.value)
        if talk.opening:
            talk.expect(Question.IDENTITY)
        if talk.opening and not talk.opens_with_answer:
            talk.say("utter_opening", office=talk.services.office.name)


class Greet(AccordAction):
    action_name = "action_greet"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        if not talk.opening:
            talk.say("utter_greet")
        if not talk.verified:
            talk.expect(Question.IDENTITY)


class Goodbye(AccordAction):
    action_name = "action_goodbye"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_goodbye")
        ask_rating(talk)


class Thank(AccordAction):
    action_name = "action_thank"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_welcome")


class Acknowledge(AccordAction):
    """A yes or a no to nothing in particular."""

    action_name = "action_acknowledge"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_what_next" if talk.verified else "utter_ask_identity")
        if not talk.verified:
            talk.expect(Question.IDENTITY)


class RepeatLast(AccordAction):
    """Say the last answer again as it was, with its choices; asked once more, that same answer again."""

    action_name = "action_repeat"

    def respond_in_order(self, talk: Talk) -> None:
        lines = transcript(talk.services, talk.conversation.id)
        asked_now, *asked = [line.seq for line in reversed(lines) if line.author is Author.DEBTOR] or [0]
        repeated: dict[str, int] = talk.slot("repeated") or {}
        answer_to = asked[0] if asked else 0
        if repeated.get("at") == answer_to:
            answer_to = repeated["answer_to"]
        talk.remember(repeated={"at": asked_now, "answer_to": answer_to})
        said = [line for line in lines if line.author is Author.BOT and _answers(line, answer_to, lines)]
        if said:
            talk.say("utter_again")
        for line in said:
            buttons = [{"title": one.title, "payload": one.payload} for one in line.buttons]
            talk.ask("utter_said", buttons=buttons, said=line.text)
        talk.say("utter_simpler")


def _answers(line: Line, seq: int, lines: Sequence[Line]) -> bool:
    """Whether a line came after this one of the debtor's and before their next."""
    following = next((one.seq for one in lines if one.author is Author.DEBTOR and one.seq > seq), None)
    return line.seq > seq and (following is None or line.seq < following)


class Cancel(AccordAction):
    action_name = "action_cancel"

    def respond(self, talk: Talk) -> None:
        if _may_mean_the_plan(talk):
            AccordAction.by_name["action_cancel_plan"]().respond(talk)
            return
        talk.remember(offer_id=None, ask=None, pending_action=None, budget=None)
        talk.say("utter_cancelled")


def _may_mean_the_plan(talk: Talk) -> bool:
    """ "I've changed my mind, cancel it", with nothing under way: a plan agreed within the day is asked about."""
    under_way = talk.asked is not Question.NOTHING or talk.slot("offer_id") or talk.slot("offer_choices")
    if under_way or not talk.verified or talk.account_id is None:
        return False
    plan = account_view(talk.services, talk.conversation.id, talk.account_id).plan
    return plan is not None and talk.services.clock.now() - plan.agreed_at <= WITHDRAWAL_PERIOD


class SwitchLanguage(AccordAction):
    """Follow the language asked for, or say which ones there are."""

    action_name = "action_switch_language"
    keeps_question = True

    def respond_in_order(self, talk: Talk) -> None:
        wanted = _language_named(talk.text) or talk.said("language")
        if wanted in (Language.FRENCH.value, Language.ENGLISH.value):
            talk.remember(language=wanted)
        elif wanted == "other":
            talk.say("utter_languages")
            return
        else:
            other = Language.ENGLISH if talk.language is Language.FRENCH else Language.FRENCH
            talk.remember(language=other.value)
        # The words come with the next action, which sees the new language.


def _language_named(text: str) -> str | None:
    """The language that somebody names ("en anglais svp"), which may be the one they write in."""
    folded = fold(text).text
    named = {code for code, name in LANGUAGE_NAMES.items() if name.search(folded)}
    return named.pop() if len(named) == 1 else None


class LanguageSwitched(AccordAction):
    action_name = "action_language_switched"
    opens = False
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        if talk.said("language") != "other":
            talk.say("utter_language_switched")


class TellWhetherBot(AccordAction):
    action_name = "action_tell_bot"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_i_am_a_bot", office=talk.services.office.name)


class OutOfScope(AccordAction):
    action_name = "action_out_of_scope"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_out_of_scope")


class AnswerAbuse(AccordAction):
    """Stay calm, and offer a person."""

    action_name = "action_answer_abuse"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_abuse")
        talk.expect(Question.PERSON)


class Clarify(AccordAction):
    """Not understood: one rephrased question, then choices, then the offer of a person, then a person; no loop."""

    action_name = "action_clarify"

    def respond_in_order(self, talk: Talk) -> None:
        times = int(talk.slots.get("unclear_count") or 0) + 1
        talk.remember(unclear_count=times)
        if times > OFFER_A_PERSON_AFTER:
            hand_over(talk, HandoffReason.BOT_UNSURE, "utter_person_asked_for")
        elif times == OFFER_A_PERSON_AFTER:
            talk.say("utter_offer_person")
            talk.expect(Question.PERSON)
        elif times == 2:
            talk.say("utter_choices" if talk.verified else "utter_choices_unverified")
        else:
            _ask_otherwise(talk)


def _ask_otherwise(talk: Talk) -> None:
    question = talk.question
    if question is Question.IDENTITY:
        talk.say("utter_ask_identity_otherwise")
    elif question is Question.TERMS:
        ask_for_terms(talk, "utter_ask_terms_otherwise")
    elif question is Question.ACCOUNT:
        ask_for_account(talk, open_accounts(talk))
    elif question in (Question.RATING, Question.COMMENT, Question.NOTHING, Question.PERSON):
        talk.say("utter_rephrase")
    else:
        talk.say("utter_not_understood")
        ask_again(talk, question)
