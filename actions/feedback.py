"""What the debtor thinks of the conversation."""

from __future__ import annotations

from actions.base import AccordAction
from actions.talk import Question, Talk
from bot.services import feedback

RATINGS = range(1, 6)


def ask_rating(talk: Talk) -> None:
    """Ask for one to five, once a conversation."""
    if talk.slot("rated"):
        return
    buttons = [{"title": str(rating), "payload": f'/give_feedback{{"rating": {rating}}}'} for rating in RATINGS]
    talk.ask("utter_ask_rating", buttons=buttons)
    talk.expect(Question.RATING)


class TakeFeedback(AccordAction):
    """A rating when one is given, else the opinion itself as a comment."""

    action_name = "action_take_feedback"

    def respond(self, talk: Talk) -> None:
        if talk.slots.get("expecting") == Question.COMMENT.value:
            TakeComment().respond(talk)
            return
        rating = talk.said("rating")
        if rating is not None and int(rating) in RATINGS:
            feedback.rate(talk.services, talk.conversation.id, int(rating))
            talk.remember(rated=True)
            talk.say("utter_ask_comment")
            talk.expect(Question.COMMENT)
        else:
            feedback.note_opinion(talk.services, talk.conversation.id)
            talk.say("utter_thanks_for_opinion")
            ask_rating(talk)


class TakeComment(AccordAction):
    """Whatever is written after a rating is the comment."""

    action_name = "action_take_comment"

    def respond(self, talk: Talk) -> None:
        feedback.comment(talk.services, talk.conversation.id, talk.text)
        talk.say("utter_thanks_for_feedback")


class EndWithoutFeedback(AccordAction):
    action_name = "action_end_without_feedback"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_no_feedback")
