"""The plan that exists: missing a payment, paying early, taking it back."""

from __future__ import annotations

from datetime import timedelta

from actions import wording
from actions.base import AccordAction, account_of
from actions.handoff import hand_over
from actions.plan_changes import ChangePlan, PlanAction, next_payment
from actions.talk import Question, Talk
from bot.core.arrangement import WITHDRAWAL_PERIOD, Arrangement
from bot.core.conversation import HandoffReason
from bot.services import agreeing
from bot.services.accounts import AccountView
from bot.services.agreeing import Withdrawn


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
        if not isinstance(outcome, Withdrawn):
            hand_over(talk, HandoffReason.CANCEL_PLAN, "utter_plan_cancel_person")
        elif outcome.goes_on is not None:
            earlier = wording.plan_in_short(outcome.goes_on.schedule, talk.language)
            talk.say("utter_change_withdrawn", plan=earlier)
        else:
            talk.say("utter_plan_withdrawn")


class KeepPlan(AccordAction):
    action_name = "action_keep_plan"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_plan_kept")


class HearMissedPayment(PlanAction):
    """No blame: catch up, share it out, or leave it to a person (compliance C, seven-day cure)."""

    action_name = "action_hear_missed_payment"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        if view.on_hold:
            talk.say("utter_on_hold")
            return
        following = next_payment(view)
        if following is None:
            talk.say("utter_plan_finished")
            return
        if talk.said("skipped_month"):  # "je ne pourrai pas en mars": what shall change is said
            ChangePlan().about(talk, view, plan)
            return
        talk.say(
            "utter_missed_payment",
            amount=wording.money(following.instalment.amount - following.paid, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
        talk.expect(Question.CHANGE)


class TellEarlyRepayment(PlanAction):
    action_name = "action_tell_early_repayment"
    keeps_question = True

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        if view.on_hold:
            talk.say("utter_on_hold")
            return
        talk.say(
            "utter_early_repayment",
            amount=wording.money(view.pays_off, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
