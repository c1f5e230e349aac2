"""Negotiating instalments: what the debtor asks for, what the creditor allows, and a yes."""

from __future__ import annotations

from datetime import date

from actions import wording
from actions.account import asks_nothing, current_view
from actions.ask import amount_said, ask_in_slot, heard, remember_ask
from actions.base import AccordAction, account_of
from actions.handoff import hand_over
from actions.questions import ask_again, ask_for_terms, offer_buttons, turn_to
from actions.talk import Question, Talk, ranked
from bot.core.arrangement import Offer, OfferId
from bot.core.ask import Ask
from bot.core.conversation import HandoffReason
from bot.core.errors import OfferNotFound
from bot.core.money import Money
from bot.core.negotiation import Referral
from bot.reading.consent import is_plain_yes
from bot.services import agreeing, negotiation, promises
from bot.services.accounts import AccountView
from bot.services.agreeing import Made, Stale
from bot.services.negotiation import Counter, ForAPerson, Impossible, Obstacle, Proposed
from bot.services.promises import Promised, PromiseTooLate

REFERRAL_REASONS = {
    Referral.ABOVE_LIMIT: (HandoffReason.ABOVE_LIMIT, "utter_above_limit"),
    Referral.TOO_MANY_BROKEN_PLANS: (HandoffReason.TOO_MANY_BROKEN_PLANS, "utter_person_decides"),
    Referral.NO_PLAN_POSSIBLE: (HandoffReason.NO_PLAN_POSSIBLE, "utter_no_plan_possible"),
}
MAX_LISTED_INSTALMENTS = 12


class NegotiationAction(AccordAction):
    needs_identity = True
    needs_account = True


class RequestPlan(NegotiationAction):
    """More time or several payments, without figures yet: ask what they can manage."""

    action_name = "action_request_plan"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if stopped(talk, view):
            return
        ask = heard(talk, view)
        remember_ask(talk, ask)
        if ask.says_how_much:
            negotiate(talk, view, ask)
        else:
            ask_for_terms(talk)


class ProposeTerms(NegotiationAction):
    """Figures were given: an offer, a counter-offer, or a person."""

    action_name = "action_propose_terms"

    def respond(self, talk: Talk) -> None:
        if talk.said("choice") or talk.said("rank"):
            ChooseOffer().respond(talk)
            return
        RequestPlan().respond(talk)


class AskForLess(NegotiationAction):
    """Too high: the longest plan at once; limits are not haggled out of people."""

    action_name = "action_ask_for_less"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if stopped(talk, view):
            return
        before = ask_in_slot(talk, view)
        ask = heard(talk, view)
        if ask.says_how_much and ask != before:
            remember_ask(talk, ask)
            negotiate(talk, view, ask)
            return
        if talk.slot("longest_offered"):
            hand_over(talk, HandoffReason.NO_PLAN_POSSIBLE, "utter_no_plan_possible")
            return
        longest = Ask(
            frequency=ask.frequency,
            amount=Money(1, view.account.currency),
            first_due_on=ask.first_due_on,
            day_of_month=ask.day_of_month,
        )
        negotiate(talk, view, longest, gentlest=True)


class AgreePlan(NegotiationAction):
    """An explicit yes to one offer: the plan, and its written agreement."""

    action_name = "action_agree_plan"

    def respond(self, talk: Talk) -> None:
        pressed = talk.said("offer")
        offer_id = pressed or talk.slot("offer_id")
        if offer_id is not None and pressed is None and not is_plain_yes(talk.text):
            talk.expect(Question.OFFER)
            talk.say("utter_yes_with_reserve")
            ask_again(talk, Question.OFFER)
            return
        if offer_id is None:
            talk.expect(Question.OFFERS)
            talk.say("utter_which_offer")
            return
        try:
            outcome = agreeing.agree(talk.services, talk.conversation.id, OfferId(str(offer_id)))
        except OfferNotFound:
            outcome = Stale()
        if isinstance(outcome, Made):
            turn_to(talk, outcome.plan.account_id)
            _celebrate(talk, outcome)
        elif isinstance(outcome, Stale):
            _offer_afresh(talk)
        else:
            say_obstacle(talk, current_view(talk), outcome.obstacle)


class DeclineOffer(NegotiationAction):
    """No to an offer is no problem: ask what would suit, with a person in reach."""

    action_name = "action_decline_offer"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        ask = heard(talk, view)
        if ask != ask_in_slot(talk, view) and ask.says_how_much and not stopped(talk, view):
            remember_ask(talk, ask)
            negotiate(talk, view, ask)
            return
        talk.remember(offer_id=None)
        ask_for_terms(talk, "utter_offer_declined")


class DiscussSettlement(NegotiationAction):
    """A discount is never the assistant's to give or to refuse: a person looks at it (EU-03)."""

    action_name = "action_discuss_settlement"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if asks_nothing(talk, view):
            return
        hand_over(talk, HandoffReason.ASK_SETTLEMENT, "utter_settlement_person")


class PayNow(NegotiationAction):
    action_name = "action_pay_now"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if asks_nothing(talk, view):
            return
        talk.say(
            "utter_pay_now",
            amount=wording.money(view.balance.total, talk.language),
            link=view.terms.payment.link_for(view.account.reference),
        )
        talk.say(
            "utter_pay_by_transfer",
            payee=view.terms.payment.payee,
            details=wording.ways_to_pay(view.terms.payment, talk.language),
            reference=view.account.reference,
        )


class PromiseToPay(NegotiationAction):
    """The balance, or a stated sum, on one coming day."""

    action_name = "action_promise_to_pay"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        if asks_nothing(talk, view):
            return
        said = talk.said("date")
        day = date.fromisoformat(said) if said else None
        # Only what is said with the promise: an instalment once asked for is another matter.
        amount = amount_said(talk, view)
        if amount is None and talk.slots.get("expecting") == Question.PROMISE_DATE.value:
            kept = talk.slot("promised_minor")
            amount = None if kept is None else Money(int(kept), view.account.currency)
        if day is None or day < talk.services.today():
            talk.remember(promised_minor=amount.minor if amount else None)
            talk.expect(Question.PROMISE_DATE)
            talk.say("utter_ask_promise_date")
            return
        talk.remember(promised_minor=None)
        outcome = promises.promise(talk.services, talk.conversation.id, account_of(talk), amount, day)
        if isinstance(outcome, Promised):
            talk.say(
                "utter_promise_noted",
                amount=wording.money(outcome.amount, talk.language),
                date=wording.day(outcome.due_on, talk.language),
                link=view.terms.payment.link_for(view.account.reference),
            )
        elif isinstance(outcome, PromiseTooLate):
            talk.say(
                "utter_promise_too_late",
                creditor=view.terms.name,
                date=wording.day(outcome.latest, talk.language),
            )
            ask_for_terms(talk)
        else:
            say_obstacle(talk, view, outcome.obstacle)


class TellConsequences(AccordAction):
    """What happens without payment: plainly, without a threat (FR-07)."""

    action_name = "action_tell_consequences"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_consequences")


class AnswerRefusal(AccordAction):
    """A refusal is heard, not argued with: a person takes it."""

    action_name = "action_answer_refusal"

    def respond(self, talk: Talk) -> None:
        talk.say("utter_refusal")
        talk.expect(Question.PERSON)


def stopped(talk: Talk, view: AccountView) -> bool:
    """Say what stands in the way of a plan, where something does."""
    today = talk.services.today()
    found = negotiation.obstacle(view, today)
    if found is None:
        return False
    say_obstacle(talk, view, found)
    return True


def say_obstacle(talk: Talk, view: AccountView, found: Obstacle) -> None:
    if found is Obstacle.HAS_PLAN and view.plan is not None:
        talk.say("utter_has_plan", plan=wording.plan_in_short(view.plan.schedule, talk.language))
    elif found is Obstacle.NO_MANDATE:
        hand_over(talk, HandoffReason.BOT_UNSURE, "utter_person_decides")
    else:
        asks_nothing(talk, view)


def negotiate(talk: Talk, view: AccountView, ask: Ask, *, gentlest: bool = False) -> None:
    """Lay the use case's answer before the debtor."""
    outcome = negotiation.propose(talk.services, talk.conversation.id, account_of(talk), ask)
    talk.remember(longest_offered=gentlest)
    if isinstance(outcome, Proposed):
        _lay_out(talk, view, outcome.offer)
    elif isinstance(outcome, Counter) and (gentlest or len(outcome.offers) == 1):
        if not gentlest:
            _name_limit(talk, view, outcome, ask)
        _lay_out(talk, view, outcome.offers[0], gentlest=gentlest)
    elif isinstance(outcome, Counter):
        _name_limit(talk, view, outcome, ask)
        _lay_out_choices(talk, outcome.offers)
    elif isinstance(outcome, ForAPerson):
        reason, response = REFERRAL_REASONS[outcome.reason]
        hand_over(talk, reason, response, creditor=view.terms.name)
    elif isinstance(outcome, Impossible):
        say_obstacle(talk, view, outcome.obstacle)


def _name_limit(talk: Talk, view: AccountView, counter: Counter, ask: Ask) -> None:
    values = wording.limit_values(view.terms, view, ask.frequency, talk.language)
    talk.say(f"utter_limit_{counter.limit.value}", **values)


def _lay_out(talk: Talk, view: AccountView, offer: Offer, *, gentlest: bool = False) -> None:
    """A summary with every date and amount, then one question."""
    schedule = offer.schedule
    talk.remember(offer_id=offer.id, offer_choices=None)
    talk.expect(Question.OFFER)
    talk.say(
        "utter_offer_gentlest" if gentlest else "utter_offer",
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
    talk.ask("utter_ask_offer_answer", buttons=offer_buttons(offer.id, talk))


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


class ChooseOffer(NegotiationAction):
    """One of several counter-offers was chosen: show it whole, then ask for the explicit yes."""

    action_name = "action_choose_offer"

    def respond(self, talk: Talk) -> None:
        view = current_view(talk)
        choices = list(talk.slot("offer_choices") or ())
        chosen = talk.said("choice")
        rank = talk.said("rank")
        if chosen is None:
            chosen = ranked(choices, rank)
        if chosen not in choices:
            talk.expect(Question.OFFERS)
            talk.say("utter_which_offer")
            return
        offer = negotiation.open_offer(talk.services, OfferId(str(chosen)))
        if offer is None:
            _offer_afresh(talk)
        else:
            _lay_out(talk, view, offer)


def _celebrate(talk: Talk, made: Made) -> None:
    talk.remember(offer_id=None, ask=None, offer_choices=None)
    plan = wording.plan_in_short(made.plan.schedule, talk.language)
    talk.send_file(
        "utter_plan_agreed_before" if made.again else "utter_plan_agreed",
        wording.attachment(made.document, talk.services),
        plan=plan,
    )
    if not made.again:
        talk.say("utter_after_agreement")


def _offer_afresh(talk: Talk) -> None:
    """The offer ran out or the balance moved: say so, and make it anew from the same ask."""
    view = current_view(talk)
    talk.say("utter_offer_stale")
    ask = ask_in_slot(talk, view)
    if ask.says_how_much:
        negotiate(talk, view, ask)
    else:
        ask_for_terms(talk)
