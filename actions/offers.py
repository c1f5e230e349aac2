"""Offers, laid before the debtor: what is possible, every date and amount, and one question."""

from __future__ import annotations

from actions import wording
from actions.account import asks_nothing
from actions.handoff import hand_over
from actions.questions import offer_buttons
from actions.talk import Question, Talk
from bot.core.arrangement import Offer
from bot.core.ask import Ask
from bot.core.conversation import HandoffReason
from bot.core.negotiation import Limit, Referral
from bot.core.schedule import Schedule
from bot.core.terms import Frequency, PlanTerms
from bot.services.accounts import AccountView
from bot.services.figures import Figures
from bot.services.negotiation import Counter, ForAPerson, Impossible, Obstacle, Proposal, Proposed

REFERRAL_REASONS = {
    Referral.ABOVE_LIMIT: (HandoffReason.ABOVE_LIMIT, "utter_above_limit"),
    Referral.TOO_MANY_BROKEN_PLANS: (HandoffReason.TOO_MANY_BROKEN_PLANS, "utter_person_decides"),
    Referral.TOO_MANY_CHANGES: (HandoffReason.REQUEST_PLAN_CHANGE, "utter_plan_change_person"),
    Referral.NO_PLAN_POSSIBLE: (HandoffReason.HARDSHIP_INCOME, "utter_no_plan_possible"),
}
MAX_LISTED_INSTALMENTS = 12


def lay_before(talk: Talk, view: AccountView, proposal: Proposal, ask: Ask, *, gentlest: bool = False) -> None:
    """Say what an ask led to.

    Args:
        gentlest: it was asked for as little as possible, so that no limit need be named.
    """
    nothing_gentler = isinstance(proposal, Counter) and proposal.nothing_gentler
    talk.remember(longest_offered=gentlest or nothing_gentler)
    if isinstance(proposal, Proposed):
        lay_out(talk, view, proposal.offer)
    elif isinstance(proposal, Counter):
        if not gentlest:
            _name_limit(talk, view, proposal.limit, ask)
            nearest = proposal.offers[0].schedule
            if (length := length_that_binds(proposal.limit, nearest, view.terms.plan)) is not None:
                _name_limit(talk, view, length, ask)
        if gentlest or len(proposal.offers) == 1:
            lay_out(talk, view, proposal.offers[0], "utter_offer_gentlest" if gentlest else "utter_offer_nearest")
        else:
            _lay_out_choices(talk, proposal.offers)
    elif isinstance(proposal, ForAPerson):
        _refer(talk, view, proposal, ask)
    elif isinstance(proposal, Impossible):
        say_obstacle(talk, view, proposal.obstacle)


def say_obstacle(talk: Talk, view: AccountView, found: Obstacle) -> None:
    if found is Obstacle.HAS_PLAN and view.plan is not None:
        talk.say("utter_has_plan", plan=wording.plan_in_short(view.plan.schedule, talk.language))
    elif found is Obstacle.NO_PLAN:
        talk.say("utter_no_plan")
    elif found is Obstacle.NO_MANDATE:
        hand_over(talk, HandoffReason.BOT_UNSURE, "utter_person_decides")
    else:
        asks_nothing(talk, view)


def _refer(talk: Talk, view: AccountView, proposal: ForAPerson, ask: Ask) -> None:
    """A person decides. Where nothing fits what the debtor can pay, they get the figures, and the debtor the reason."""
    reason, response = REFERRAL_REASONS[proposal.reason]
    figures = None
    if proposal.reason is Referral.NO_PLAN_POSSIBLE:
        if proposal.limit is not None and proposal.limit is not Limit.OWN_TERMS:
            _name_limit(talk, view, proposal.limit, ask)
        gentlest = proposal.gentlest
        figures = Figures(
            ceiling=ask.amount if ask.amount_is_ceiling else None,
            # Where no rhythm was said, a month's is meant wherever it is allowed.
            frequency=ask.frequency or Frequency.MONTHLY,
            gentlest=gentlest.largest if gentlest else None,
            gentlest_frequency=gentlest.frequency if gentlest else None,
        )
    hand_over(talk, reason, response, figures, creditor=view.terms.name)


def length_that_binds(limit: Limit, nearest: Schedule, plan: PlanTerms) -> Limit | None:
    """Where even the smallest instalment would take too long: the limit that explains why the plan asks for more."""
    if limit is not Limit.MIN_INSTALMENT or nearest.regular <= plan.min_instalment[nearest.frequency]:
        return None
    return Limit.MAX_INSTALMENTS if nearest.count >= plan.max_instalments else Limit.MAX_MONTHS


def _name_limit(talk: Talk, view: AccountView, limit: Limit, ask: Ask) -> None:
    values = wording.limit_values(view.terms, view, ask.frequency, talk.language)
    talk.say(f"utter_limit_{limit.value}", **values)


def lay_out(talk: Talk, view: AccountView, offer: Offer, response: str = "utter_offer") -> None:
    """A summary with every date and amount, then one question."""
    if offer.discount:
        _lay_out_settlement(talk, view, offer)
        return
    schedule = offer.schedule
    talk.remember(offer_id=offer.id, offer_choices=None)
    talk.expect(Question.OFFER)
    talk.say(
        "utter_offer_change" if offer.replaces is not None else response,
        plan=wording.plan_in_short(schedule, talk.language),
        creditor=view.terms.name,
    )
    for start in range(0, schedule.count, MAX_LISTED_INSTALMENTS):
        dates = wording.plan_as_list(schedule, talk.language, start, MAX_LISTED_INSTALMENTS)
        talk.say("utter_offer_dates" if start == 0 else "utter_offer_dates_more", dates=dates)
    talk.say(
        "utter_offer_total_with_interest" if schedule.interest else "utter_offer_total",
        total=wording.money(schedule.total, talk.language),
        interest=wording.money(schedule.interest, talk.language),
    )
    question = "utter_ask_change_answer" if offer.replaces is not None else "utter_ask_offer_answer"
    talk.ask(question, buttons=offer_buttons(offer, talk))


def _lay_out_settlement(talk: Talk, view: AccountView, offer: Offer) -> None:
    """One payment that closes the debt: what it saves, by when, and that nothing obliges anybody."""
    talk.remember(offer_id=offer.id, offer_choices=None)
    talk.expect(Question.OFFER)
    payment = offer.schedule.first
    talk.say(
        "utter_settlement_offer",
        creditor=view.terms.name,
        amount=wording.money(payment.amount, talk.language),
        balance=wording.money(offer.balance.total, talk.language),
        discount=wording.money(offer.discount, talk.language),
        date=wording.day(payment.due_on, talk.language),
    )
    talk.ask("utter_ask_settlement_answer", buttons=offer_buttons(offer, talk))


def _lay_out_choices(talk: Talk, offers: tuple[Offer, ...]) -> None:
    """Up to three plans as buttons and in words; choosing one lays it out in full before any yes counts."""
    talk.remember(offer_id=None, offer_choices=[offer.id for offer in offers])
    talk.expect(Question.OFFERS)
    plans = "\n".join(
        f"{number}. {wording.plan_in_short(offer.schedule, talk.language)}"
        for number, offer in enumerate(offers, start=1)
    )
    buttons = [
        {
            "title": wording.plan_in_short(offer.schedule, talk.language),
            "payload": f'/propose_terms{{"choice": "{offer.id}"}}',
        }
        for offer in offers
    ]
    talk.ask("utter_offer_choices", buttons=buttons, plans=plans)
