"""What is owed and why."""

from __future__ import annotations

import re

from actions import wording
from actions.base import AccordAction, account_of
from actions.handoff import hand_over
from actions.talk import Question, Talk
from bot.core.arrangement import InstalmentState
from bot.core.conversation import HandoffReason
from bot.reading.words import fold
from bot.services.accounts import AccountView, account_view


def current_view(talk: Talk) -> AccountView:
    return account_view(talk.services, talk.conversation.id, account_of(talk))


class AccountAnswer(AccordAction):
    """A fact about one account, told to its verified debtor; a digression in the middle of anything else."""

    needs_identity = True
    needs_account = True
    keeps_question = True

    def respond(self, talk: Talk) -> None:
        self.tell(talk, current_view(talk))

    def tell(self, talk: Talk, view: AccountView) -> None:
        raise NotImplementedError


class TellBalance(AccountAnswer):
    action_name = "action_tell_balance"

    def tell(self, talk: Talk, view: AccountView) -> None:
        response = "utter_balance_settled" if view.settled else "utter_balance"
        talk.say(
            response,
            amount=wording.money(view.owed_today.total, talk.language),
            creditor=view.terms.name,
            origin=wording.origin(view, talk.language),
        )
        if view.settled:
            return
        if view.on_hold:
            talk.say("utter_on_hold")
        elif view.time_barred:
            talk.say("utter_old_debt")
            talk.say("utter_offer_person")
            talk.expect(Question.PERSON)
        elif talk.question is Question.NOTHING:
            talk.say("utter_after_balance")


class TellBreakdown(AccountAnswer):
    action_name = "action_tell_breakdown"

    def tell(self, talk: Talk, view: AccountView) -> None:
        talk.say(
            "utter_breakdown",
            components=wording.components(view, talk.language),
            amount=wording.money(view.owed_today.total, talk.language),
        )
        talk.say("utter_no_fees" if not view.balance.fees else "utter_lawful_fees")


class TellOrigin(AccountAnswer):
    action_name = "action_tell_origin"

    def tell(self, talk: Talk, view: AccountView) -> None:
        talk.say(
            "utter_origin",
            origin=wording.origin(view, talk.language),
            creditor=view.terms.name,
            contract=view.account.contract_reference,
            opened=wording.day(view.account.opened_on, talk.language),
            due=wording.day(view.account.due_on, talk.language),
        )


class TellDueDate(AccountAnswer):
    action_name = "action_tell_due_date"

    def tell(self, talk: Talk, view: AccountView) -> None:
        if asks_nothing(talk, view):
            return
        following = view.plan_standing.next_due if view.plan_standing else None
        if following is not None:
            talk.say(
                "utter_next_instalment",
                amount=wording.money(following.instalment.amount - following.paid, talk.language),
                date=wording.day(following.instalment.due_on, talk.language),
            )
        else:
            talk.say("utter_due_since", due=wording.day(view.account.due_on, talk.language))


class TellPayments(AccountAnswer):
    action_name = "action_tell_payments"

    def tell(self, talk: Talk, view: AccountView) -> None:
        if not view.payments:
            talk.say("utter_no_payments", creditor=view.terms.name)
            return
        total = view.payments[0].amount
        for payment in view.payments[1:]:
            total = total + payment.amount
        talk.say(
            "utter_payments",
            payments=wording.payments(view, talk.language),
            total=wording.money(total, talk.language),
            amount=wording.money(view.owed_today.total, talk.language),
        )


class TellPaymentMethods(AccountAnswer):
    action_name = "action_tell_payment_methods"

    def tell(self, talk: Talk, view: AccountView) -> None:
        if asks_nothing(talk, view):
            return
        talk.say(
            "utter_payment_methods",
            payee=view.terms.payment.payee,
            link=view.terms.payment.link_for(view.account.reference),
            details=wording.ways_to_pay(view.terms.payment, talk.language),
            reference=view.account.reference,
        )


def asks_nothing(talk: Talk, view: AccountView) -> bool:
    """Say why nothing can be asked of the debtor now, where that is so (FR-11, UK-03, UK-04)."""
    if view.settled:
        talk.say(
            "utter_balance_settled", amount="", creditor=view.terms.name, origin=wording.origin(view, talk.language)
        )
    elif view.on_hold:
        talk.say("utter_on_hold")
    elif view.time_barred:
        hand_over(talk, HandoffReason.DISPUTE_TIME_BARRED, "utter_old_debt")
    else:
        return False
    return True


# A paper that only a person can send.
OTHER_PAPER = re.compile(
    r"\b(?:factures?|bills?|invoices?|recus?|quittances?|receipts?|releves?|statements?|justificatifs?|proofs?|preuves?)\b"
)


class SendDocument(AccountAnswer):
    """The written agreement where there is one; any other paper comes from a person."""

    action_name = "action_send_document"
    keeps_question = False

    def tell(self, talk: Talk, view: AccountView) -> None:
        if view.documents and not OTHER_PAPER.search(fold(talk.text).text):
            talk.send_file("utter_agreement_again", wording.attachment(view.documents[-1], talk.services))
        else:
            hand_over(talk, HandoffReason.REQUEST_DOCUMENT, "utter_document_from_person")


class TellPlanStatus(AccountAnswer):
    action_name = "action_tell_plan_status"

    def tell(self, talk: Talk, view: AccountView) -> None:
        if asks_nothing(talk, view):
            return
        if view.plan is None or view.plan_standing is None:
            talk.say("utter_no_plan")
            return
        following = view.plan_standing.next_due
        if following is None:
            talk.say("utter_plan_finished")
            return
        is_late = following.state is InstalmentState.LATE
        talk.say(
            "utter_plan_status_late" if is_late else "utter_plan_status",
            paid=view.plan_standing.paid_count,
            count=view.plan.schedule.count,
            left=wording.money(view.plan_standing.left, talk.language),
            amount=wording.money(following.instalment.amount - following.paid, talk.language),
            date=wording.day(following.instalment.due_on, talk.language),
        )
