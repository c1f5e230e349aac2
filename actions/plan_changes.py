"""Changing the plan that runs: a day, an amount, a payment left out, what was missed shared out."""

from __future__ import annotations

from actions.account import asks_nothing, current_view
from actions.ask import ask_in_slot, heard, remember_ask
from actions.base import TERMS, AccordAction, account_of
from actions.offers import lay_before
from actions.talk import Question, Talk
from bot.core.arrangement import Arrangement, InstalmentStanding
from bot.core.ask import Ask
from bot.core.money import Money
from bot.core.plan_change import changed, spread_out, without_next
from bot.services import negotiation
from bot.services.accounts import AccountView


class PlanAction(AccordAction):
    """Something about the active plan; says so where there is none."""

    needs_identity = True
    needs_account = True

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if view.plan is not None:
            self.about(talk, view, view.plan)
        elif asks_nothing(talk, view):
            return
        elif TERMS & set(talk.entities):  # "the rest by March" of somebody without a plan: they would like one
            AccordAction.by_name["action_propose_terms"]().respond(talk)
        else:
            talk.say("utter_no_plan")

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        raise NotImplementedError


class ChangePlan(PlanAction):
    """What shall be different is asked for where it was not said; the rest of the plan stays as it is."""

    action_name = "action_change_plan"

    def about(self, talk: Talk, view: AccountView, plan: Arrangement) -> None:
        if view.on_hold:
            talk.say("utter_on_hold")
            return
        following = next_payment(view)
        if following is None:
            talk.say("utter_plan_finished")
            return
        ask = _wanted(talk, view, plan, following)
        if ask is None:
            talk.expect(Question.CHANGE)
            talk.say("utter_ask_plan_change")
            return
        proposal = negotiation.propose_change(talk.services, talk.conversation.id, account_of(talk), ask)
        lay_before(talk, view, proposal, ask, gentlest=_as_little_as_possible(talk, view))


def change_wanted(talk: Talk, view: AccountView) -> bool:
    """Whether this message names something that a plan could have otherwise."""
    return bool(talk.said("change") or TERMS & set(talk.entities)) or heard(talk, view) != ask_in_slot(talk, view)


def next_payment(view: AccountView) -> InstalmentStanding | None:
    """The next payment of the plan that is not wholly made."""
    return view.plan_standing.next_due if view.plan_standing else None


def _wanted(talk: Talk, view: AccountView, plan: Arrangement, following: InstalmentStanding) -> Ask | None:
    """The plan that is asked for; None where it was not said what shall change."""
    pressed = talk.said("change")
    is_business_day = talk.services.calendars.business_days(view.terms.country)
    if pressed == "spread":
        return spread_out(plan.schedule, following.instalment, is_business_day)
    if pressed == "skip":
        return without_next(plan.schedule, following.instalment, is_business_day)
    if _as_little_as_possible(talk, view):
        smallest = Ask(amount=Money(1, view.account.currency))
        return changed(smallest, plan.schedule, following.instalment, is_business_day)
    said = heard(talk, view)
    if said == Ask():
        return None
    remember_ask(talk, said)
    return changed(said, plan.schedule, following.instalment, is_business_day)


def _as_little_as_possible(talk: Talk, view: AccountView) -> bool:
    return talk.intent == "ask_for_less" and not change_wanted(talk, view)
