"""Who is writing: the identity check, and people who are not the debtor."""

from __future__ import annotations

from datetime import date

from actions import wording
from actions.base import BRIEF_OPENING, AccordAction
from actions.handoff import RESPONSES, hand_over
from actions.questions import accounts_named, ask_for_account, ask_for_identity, open_accounts, turn_to
from actions.smalltalk import Clarify
from actions.talk import Question, Talk, ranked
from bot.core.account import AccountId
from bot.core.conversation import HandoffReason
from bot.services.accounts import account_view, account_views
from bot.services.identity import (
    Claim,
    Locked,
    Mismatch,
    ReferenceMissing,
    SecondFactMissing,
    Verified,
    check_identity,
)

# What may be said in the same breath as identity facts, and is taken up once they are checked.
TO_A_PERSON = {reason.value for reason in RESPONSES}
WISHES = {
    **dict.fromkeys(TO_A_PERSON, "action_hand_over"),
    "stop_contact": "action_stop_contact",
    "ask_balance": "action_tell_balance",
    "ask_breakdown": "action_tell_breakdown",
    "ask_debt_origin": "action_tell_origin",
    "ask_due_date": "action_tell_due_date",
    "ask_payment_history": "action_tell_payments",
    "ask_payment_methods": "action_tell_payment_methods",
    "ask_plan_status": "action_tell_plan_status",
    "pay_now": "action_pay_now",
    "promise_to_pay": "action_promise_to_pay",
    "ask_settlement": "action_discuss_settlement",
    "ask_early_repayment": "action_tell_early_repayment",
    "request_plan": "action_request_plan",
    "propose_terms": "action_request_plan",
}


# Who asks for the details hears the sum with them; who is in trouble hears of help first.
SUM_COMES_LATER = {"action_tell_breakdown", "action_hand_over", "action_stop_contact"}


class CheckIdentity(AccordAction):
    """Compare what was given; once verified, take up what the debtor came for.

    After the check the same facts choose among several debts.
    """

    action_name = "action_check_identity"
    opening = BRIEF_OPENING

    def respond_in_order(self, talk: Talk) -> None:
        if talk.verified:
            _choose_account(talk)
            return
        wish = str(talk.said("wish"))
        if (wanted := WISHES.get(wish)) is not None:
            AccordAction.by_name[wanted].put_off(talk, wish)
        outcome = check_identity(talk.services, talk.conversation.id, _claim(talk))
        if isinstance(outcome, Verified):
            _welcome(talk, outcome)
        elif isinstance(outcome, ReferenceMissing):
            talk.expect(Question.IDENTITY)
            talk.say("utter_ask_reference")
        elif isinstance(outcome, SecondFactMissing):
            talk.remember(claimed_accounts=list(outcome.pointed_at), reference_given=True)
            talk.expect(Question.IDENTITY)
            talk.say("utter_ask_second_fact")
        elif isinstance(outcome, Mismatch):
            talk.remember(claimed_accounts=None, reference_given=False)
            talk.expect(Question.IDENTITY)
            talk.say("utter_identity_mismatch")
        elif isinstance(outcome, Locked):
            talk.remember(claimed_accounts=None, reference_given=False)
            hand_over(talk, HandoffReason.IDENTITY_LOCKED, "utter_identity_locked")


def _claim(talk: Talk) -> Claim:
    return Claim(
        references=tuple(talk.entities.get("account_reference", ())),
        access_codes=tuple(talk.entities.get("access_code", ())),
        birth_dates=tuple(date.fromisoformat(day) for day in talk.entities.get("birth_date", ())),
        postcodes=tuple(talk.entities.get("postcode", ())),
        pointed_at=tuple(AccountId(one) for one in talk.slot("claimed_accounts") or ()),
        named_before=bool(talk.slot("reference_given")),
    )


def _welcome(talk: Talk, verified: Verified) -> None:
    with talk.services.store.reading() as uow:
        talk.conversation = uow.conversations.get(talk.conversation.id)
    talk.remember(claimed_accounts=None, reference_given=False)
    if not talk.slot("language_told"):
        # A reference and a date tell no language; what the letter was written in does.
        talk.language = verified.debtor.language
        talk.remember(language=talk.language.value, language_told=True)
    talk.expect(Question.NOTHING)
    talk.say("utter_identity_verified", name=verified.debtor.full_name)
    named = verified.accounts[0]
    pending = talk.slot("pending_action")
    about = account_views(talk.services, talk.conversation.id)
    wanted = tuple(view for view in about if not view.settled or view.account.id == named.id)
    if len(wanted) > 1 and pending:
        # The letter in the debtor's hand is about one debt, but they asked a question that may be about both.
        ask_for_account(talk, wanted)
        return
    talk.remember(account_id=named.id)
    _present(talk, named.id)


def _present(talk: Talk, account_id: AccountId) -> None:
    """After the check, and only then: who collects for whom, what it is about (compliance C), and what was wanted."""
    view = account_view(talk.services, talk.conversation.id, account_id)
    office = talk.services.office
    talk.say(
        "utter_present_account",
        office=talk.services.office.name,
        creditor=view.terms.name,
        origin=wording.origin(view, talk.language),
        reference=view.account.reference,
        letter=view.account.letter_reference,
        letter_date=wording.day(view.account.letter_sent_on, talk.language),
        privacy=office.privacy_link(talk.language),
    )
    asked_of_them = not (view.settled or view.on_hold or view.time_barred)
    if asked_of_them and talk.slot("pending_action") not in SUM_COMES_LATER:
        if talk.slot("pending_action") == "action_tell_balance":
            talk.remember(pending_action=None)
        itemised = view.balance.principal != view.owed_today.total
        talk.say(
            "utter_present_sum_itemised" if itemised else "utter_present_sum",
            creditor=view.terms.name,
            amount=wording.money(view.owed_today.total, talk.language),
            components=wording.components(view, talk.language),
        )
    if AccordAction.go_on(talk):
        return
    if asked_of_them or view.settled:
        talk.say("utter_what_can_i_do")
    elif view.on_hold:
        talk.say("utter_on_hold")
    else:
        talk.say("utter_old_debt")
        talk.say("utter_offer_person")
        talk.expect(Question.PERSON)


def _choose_account(talk: Talk) -> None:
    for reference in talk.entities.get("account_reference", ()):
        with talk.services.store.reading() as uow:
            mine = [one for one in uow.accounts.by_reference(reference) if one.debtor_id == talk.conversation.debtor_id]
        if mine:
            talk.expect(Question.NOTHING)
            turn_to(talk, mine[0].id)
            _present(talk, mine[0].id)
            return
    if talk.question is Question.ACCOUNT:
        ChooseAccount().respond_in_order(talk)
    else:
        talk.say("utter_already_verified")


class ChooseAccount(AccordAction):
    """The debtor named a creditor, an amount or a rank ("the first one") instead of pressing a button."""

    action_name = "action_choose_account"

    def respond_in_order(self, talk: Talk) -> None:
        accounts = open_accounts(talk)
        named = accounts_named(talk, account_views(talk.services, talk.conversation.id))
        rank = talk.said("rank")
        if len(named) != 1 and (by_rank := ranked(accounts, rank)) is not None:
            named = [by_rank]
        if len(named) != 1:
            Clarify().respond_in_order(talk)
            return
        talk.expect(Question.NOTHING)
        turn_to(talk, named[0].account.id)
        _present(talk, named[0].account.id)


class TellWhoWeAre(AccordAction):
    action_name = "action_tell_who_we_are"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        if not talk.verified:
            talk.say("utter_who_we_are", office=talk.services.office.name)
            return
        account_id = talk.account_id or talk.accounts()[0].id
        view = account_view(talk.services, talk.conversation.id, account_id)
        talk.say("utter_who_we_are_and_for_whom", office=talk.services.office.name, creditor=view.terms.name)


class ProveLegitimacy(AccordAction):
    """A suspicion is right to have: say how to check, and never press."""

    action_name = "action_prove_legitimacy"
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        talk.say("utter_legitimacy", office=talk.services.office.name)


class AnswerWrongPerson(AccordAction):
    """Say nothing about any debt, stop, and let a person mend the address."""

    action_name = "action_wrong_person"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        hand_over(talk, HandoffReason.WRONG_PERSON, "utter_wrong_person")


class AnswerThirdParty(AccordAction):
    action_name = "action_third_party"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        hand_over(talk, HandoffReason.THIRD_PARTY, "utter_third_party")


class AnswerDeceased(AccordAction):
    """Condolences; nothing is asked of relatives (compliance D)."""

    action_name = "action_debtor_deceased"
    opening = BRIEF_OPENING

    def respond(self, talk: Talk) -> None:
        hand_over(talk, HandoffReason.DEBTOR_DECEASED, "utter_debtor_deceased")


class AskIdentity(AccordAction):
    action_name = "action_ask_identity"

    def respond(self, talk: Talk) -> None:
        ask_for_identity(talk)
