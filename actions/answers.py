"""A yes and a no, read by the question they answer."""

from __future__ import annotations

from typing import ClassVar

from actions.agreeing import AgreePlan
from actions.base import TERMS, AccordAction
from actions.budget import SkipBudget
from actions.feedback import EndWithoutFeedback, TakeComment, TakeFeedback
from actions.handoff import CallPerson, CarryOn, OfferPerson
from actions.identity import ChooseAccount
from actions.negotiation import ChooseOffer, DeclineOffer, RequestPlan
from actions.paying import PromiseToPay
from actions.plans import KeepPlan, WithdrawPlan
from actions.smalltalk import Acknowledge, Clarify
from actions.talk import Question, Talk


class Answer(AccordAction):
    """Hands over to the action that the open question calls for."""

    meanings: ClassVar[dict[Question, type[AccordAction]]]

    def respond_in_order(self, talk: Talk) -> None:
        self.meanings[self._question(talk)]().respond_in_order(talk)

    def _question(self, talk: Talk) -> Question:
        return talk.question


class YesWithTerms(AccordAction):
    """ "Oui, 50 par mois" says how much; a bare yes does not."""

    def respond_in_order(self, talk: Talk) -> None:
        (RequestPlan if TERMS & set(talk.entities) else Clarify)().respond_in_order(talk)


class YesWithDate(AccordAction):
    def respond_in_order(self, talk: Talk) -> None:
        (PromiseToPay if talk.said("date") else Clarify)().respond_in_order(talk)


class YesToSeveral(AccordAction):
    def respond_in_order(self, talk: Talk) -> None:
        (ChooseOffer if talk.said("choice") or talk.said("rank") else Clarify)().respond_in_order(talk)


class AnswerYes(Answer):
    """Only a yes to an offer agrees it; an offer's own button says which one, whatever was asked since."""

    action_name = "action_answer_yes"
    slow = True  # it may write an agreement
    meanings = {
        Question.NOTHING: Acknowledge,
        # A yes is no answer to these: said again and again, it must not lead in a circle.
        Question.IDENTITY: Clarify,
        Question.ACCOUNT: ChooseAccount,
        Question.TERMS: YesWithTerms,
        Question.OFFER: AgreePlan,
        Question.OFFERS: YesToSeveral,
        Question.PROMISE_DATE: YesWithDate,
        Question.CHANGE: YesWithTerms,
        Question.BUDGET_INCOME: Clarify,
        Question.BUDGET_EXPENSES: Clarify,
        Question.BUDGET_DEBTS: Clarify,
        Question.BUDGET_HOUSEHOLD: Clarify,
        Question.BUDGET_CHILDREN: Clarify,
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
        Question.CHANGE: KeepPlan,
        # "Non" to other debts or to children is a figure, and read as one.
        Question.BUDGET_INCOME: SkipBudget,
        Question.BUDGET_EXPENSES: SkipBudget,
        Question.BUDGET_DEBTS: SkipBudget,
        Question.BUDGET_HOUSEHOLD: SkipBudget,
        Question.BUDGET_CHILDREN: SkipBudget,
        Question.PERSON: CarryOn,
        Question.WITHDRAWAL: KeepPlan,
        Question.RATING: EndWithoutFeedback,
        Question.COMMENT: EndWithoutFeedback,
    }
