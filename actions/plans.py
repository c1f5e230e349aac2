"""The plan that exists: changing it, missing a payment, paying early, taking it back."""

from __future__ import annotations

from datetime import timedelta

from actions import wording
from actions.account import asks_nothing, current_view
from actions.base import AccordAction, account_of
from actions.handoff import hand_over
from actions.talk import Question, Talk
from bot.core.arrangement import WITHDRAWAL_PERIOD, Arrangement
from bot.core.conversation import HandoffReason
from bot.services import agreeing
from bot.services.accounts import AccountView
from bot.services.agreeing import Withdrawn


class PlanAction(AccordAction):
    """Something about the active plan; says so where there is none."""

    needs_identity = True
    needs_account = True

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.plan is not None:
            self.about(talk, view, view.plan)
        elif not asks_nothing(talk, view):
            talk.say("utter_no_plan")

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        raise NotImplementedError


class ChangePlan(PlanAction):
    """A person changes an agreed plan; the debtor may start anew by themselves within the first day."""

    action_name = "action_change_plan"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        hand_over(talk, HandoffReason.REQUEST_PLAN_CHANGE, "utter_plan_change_person")


class CancelPlan(PlanAction):
    """Within a day of agreeing it the debtor takes a plan back by themselves; later with a person."""

    action_name = "action_cancel_plan"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        age: timedelta = talk.services.clock.now() - plan.agreed_at
        if age > WITHDRAWAL_PERIOD:
            hand_over(talk, HandoffReason.CANCEL_PLAN, "utter_plan_cancel_person")
            return
        talk.expect(Question.WITHDRAWAL)
        talk.say("utter_confirm_withdrawal", plan=wording.plan_in_short(plan.schedule, talk.language))


class WithdrawPlan(PlanAction):
    action_name = "action_withdraw_plan"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        outcome = agreeing.withdraw(talk.services, talk.conversation.id, account_of(talk))
        if isinstance(outcome, Withdrawn):
            talk.say("utter_plan_withdrawn")
        else:
            hand_over(talk, HandoffReason.CANCEL_PLAN, "utter_plan_cancel_person")


class KeepPlan(AccordAction):
    action_name = "action_keep_plan"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_plan_kept")


class HearMissedPayment(PlanAction):
    """No blame: catch up within a week, or a person adapts the plan (compliance C, seven-day cure)."""

    action_name = "action_hear_missed_payment"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        if view.on_hold:
            talk.say("utter_on_hold")
            return
        following = view.plan_standing.next_due if view.plan_standing else None
        if following is None:
            talk.say("utter_plan_finished")
            return
        talk.say(
            "utter_missed_payment",
            amount=wording.money(following.instalment.amount - following.paid, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
        talk.expect(Question.PERSON)


class TellEarlyRepayment(PlanAction):
    action_name = "action_tell_early_repayment"
    keeps_question = True

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        if view.on_hold:
            talk.say("utter_on_hold")
            return
        talk.say(
            "utter_early_repayment",
            amount=wording.money(view.balance.total, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
