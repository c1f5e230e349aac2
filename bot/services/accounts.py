"""What is owed and why: the facts an answer about an account is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.core.account import Account, AccountId, Debtor, Hold
from bot.core.arrangement import Arrangement, Standing, standing
from bot.core.conversation import ConversationId
from bot.core.errors import AccountNotFound, IdentityUnverified
from bot.core.ledger import Balance, Book, Entry, EntryKind, balance_of
from bot.core.limitation import is_time_barred
from bot.core.money import Money
from bot.core.plan_life import Stage
from bot.core.terms import CreditorTerms
from bot.services.ports import Services, UnitOfWork
from bot.services.repositories import StoredDocument


@dataclass(frozen=True, slots=True)
class Payment:
    paid_on: date
    amount: Money
    method: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account with everything around it, as of today.

    Attributes:
        accrued: contractual interest of the plan up to today, which a payment made today books first.
        reduction_holds: whether the plan is a settlement that may still be paid.
        holds: those in force today.
        plan: the active arrangement, with its standing and its documents (newest last).
        time_barred: too old to be claimed: nothing may be asked of the debtor (FR-11).
    """

    account: Account
    debtor: Debtor
    terms: CreditorTerms
    balance: Balance
    accrued: Money
    reduction_holds: bool
    payments: tuple[Payment, ...]
    holds: tuple[Hold, ...]
    plan: Arrangement | None
    plan_standing: Standing | None
    documents: tuple[StoredDocument, ...]
    time_barred: bool

    @property
    def on_hold(self) -> bool:
        return any(hold.reason.stops_negotiation for hold in self.holds)

    @property
    def settled(self) -> bool:
        return self.balance.total.minor <= 0

    @property
    def owed_today(self) -> Balance:
        """The balance with what has accrued under the plan."""
        return replace(self.balance, interest=self.balance.interest + self.accrued)

    @property
    def pays_off(self) -> Money:
        """What, paid today, leaves nothing to pay."""
        owed = self.owed_today.total
        return min(owed, self.plan_standing.left) if self.reduction_holds and self.plan_standing else owed


def view_of(uow: UnitOfWork, account_id: AccountId, today: date) -> AccountView:
    """Gather one account's facts inside an open unit of work."""
    account = uow.accounts.get(account_id)
    entries = uow.accounts.entries(account_id)
    terms = uow.creditors.get(account.creditor_id)
    balance = balance_of(entries, account.currency)
    plan = uow.plans.active(account_id)
    plan_standing, accrued, reduction_holds = None, Money(0, account.currency), False
    documents: tuple[StoredDocument, ...] = ()
    if plan is not None:
        paid = uow.plans.paid(plan.id)
        plan_standing = standing(plan.schedule, paid, today)
        documents = uow.plans.documents(plan.id)
        accrued = uow.plans.interest(plan.id).until(today, balance.principal) if plan.schedule.interest else accrued
        reduction_holds = plan.settles and uow.plans.life(plan.id).stage is not Stage.MISSED
    return AccountView(
        account=account,
        debtor=uow.accounts.debtor(account.debtor_id),
        terms=terms,
        balance=balance,
        accrued=accrued,
        reduction_holds=reduction_holds,
        payments=tuple(_payments(entries)),
        holds=uow.holds.active(account_id, today),
        plan=plan,
        plan_standing=plan_standing,
        documents=documents,
        time_barred=is_time_barred(account.due_on, terms.country, terms.debt_kind, today),
    )


def account_view(services: Services, conversation_id: ConversationId, account_id: AccountId) -> AccountView:
    """One account, for the verified debtor of a conversation.

    Raises:
        IdentityUnverified: nobody has been verified in this conversation.
        AccountNotFound: the account is somebody else's.
    """
    with services.store.reading() as uow:
        view = view_of(uow, account_id, services.today())
        check_owner(uow, conversation_id, view.account)
        return view


def account_views(services: Services, conversation_id: ConversationId) -> tuple[AccountView, ...]:
    """All accounts of the verified debtor of a conversation, those with something owed first."""
    today = services.today()
    with services.store.reading() as uow:
        conversation = uow.conversations.get(conversation_id)
        if conversation.debtor_id is None:
            raise IdentityUnverified(str(conversation_id))
        views = [view_of(uow, one.id, today) for one in uow.accounts.of_debtor(conversation.debtor_id)]
    return tuple(sorted(views, key=lambda view: view.settled))


def check_owner(uow: UnitOfWork, conversation_id: ConversationId, account: Account) -> None:
    """Raises unless the account belongs to the verified debtor of this conversation."""
    debtor_id = uow.conversations.get(conversation_id).debtor_id
    if debtor_id is None:
        raise IdentityUnverified(str(conversation_id))
    if account.debtor_id != debtor_id:
        raise AccountNotFound(f"account {account.id}")


def _payments(entries: tuple[Entry, ...]) -> list[Payment]:
    return [
        Payment(entry.booked_on, posting.amount, entry.method or "")
        for entry in entries
        if entry.kind is EntryKind.PAYMENT
        for posting in entry.postings
        if posting.book is Book.RECEIVED
    ]
