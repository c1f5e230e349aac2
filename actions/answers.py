"""A yes and a no, read by the question they answer."""

from __future__ import annotations

from typing import ClassVar

from actions.base import AccordAction
from actions.feedback import EndWithoutFeedback, TakeComment, TakeFeedback
from actions.handoff import CallPerson, CarryOn, OfferPerson
from actions.identity import AskIdentity, ChooseAccount
from actions.negotiation import AgreePlan, ChooseOffer, DeclineOffer, PromiseToPay, RequestPlan
from actions.plans import KeepPlan, WithdrawPlan
from actions.smalltalk import Acknowledge
from actions.talk import Question, Talk


class Answer(AccordAction):
    """Hands over to the action that the open question calls for."""

    meanings: ClassVar[dict[Question, type[AccordAction]]]

    def respond_in_order(self, talk: Talk) -> None:
        self.meanings[self._question(talk)]().respond_in_order(talk)

    def _question(self, talk: Talk) -> Question:
        return talk.question


class AnswerYes(Answer):
    """Only a yes to an offer agrees it; an offer's own button says which one, whatever was asked since."""

    action_name = "action_answer_yes"
    slow = True  # it may write an agreement
    meanings = {
        Question.NOTHING: Acknowledge,
        Question.IDENTITY: AskIdentity,
        Question.ACCOUNT: ChooseAccount,
        Question.TERMS: RequestPlan,
        Question.OFFER: AgreePlan,
        Question.OFFERS: ChooseOffer,
        Question.PROMISE_DATE: PromiseToPay,
        Question.PERSON: CallPerson,
        Question.WITHDRAWAL: WithdrawPlan,
        Question.RATING: TakeFeedback,
        Question.COMMENT: TakeComment,
    }

    def _question(self, talk: Talk) -> Question:
        return Question.OFFER if talk.said("offer") else talk.question


class AnswerNo(Answer):
    action_name = "action_answer_no"
    meanings = {
        Question.NOTHING: Acknowledge,
        Question.IDENTITY: OfferPerson,
        Question.ACCOUNT: ChooseAccount,
        Question.TERMS: OfferPerson,
        Question.OFFER: DeclineOffer,
        Question.OFFERS: DeclineOffer,
        Question.PROMISE_DATE: OfferPerson,
        Question.PERSON: CarryOn,
        Question.WITHDRAWAL: KeepPlan,
        Question.RATING: EndWithoutFeedback,
        Question.COMMENT: EndWithoutFeedback,
    }
