"""What we say unasked: one kind line, in the debtor's own conversation, where and when it is allowed.

Rules: compliance FR-02, FR-03, FR-06, FR-08, FR-09, FR-10, FR-11, C "Reminder". Nothing is ever sent on hold, after
"stop", beside a person, or to somebody who was never verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from bot.core.account import Account, AccountId, Debtor, HoldReason
from bot.core.conduct import LONGEST_CAP, may_write_at, within_caps, zones_of
from bot.core.conversation import Conversation, Holder
from bot.core.limitation import is_time_barred
from bot.core.money import Money
from bot.core.terms import CreditorTerms
from bot.services.keeping_repositories import Outcome, Outreach, Purpose
from bot.services.ports import ReminderFacts, Services, UnitOfWork
from bot.services.repositories import AuditEvent

ACTOR = "bot"
# Channels that show a line written outside a turn. REST and the terminal get the answers of a turn and nothing else.
CHANNELS = ("widget",)


@dataclass(frozen=True, slots=True)
class Wish:
    """Something the debtor should hear.

    Attributes:
        subject: what it is about; about the same thing we write once.
        amount: what is due.
        day: when it was, or will be, due.
    """

    account_id: AccountId
    purpose: Purpose
    subject: str
    amount: Money
    day: date


@dataclass(frozen=True, slots=True)
class Sent:
    """A line was written.

    Attributes:
        conversation: as it was before.
    """

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class _Parties:
    account: Account
    debtor: Debtor
    terms: CreditorTerms


@dataclass(frozen=True, slots=True)
class News:
    """What became of a wish, where that was not known yet.

    Attributes:
        ends_waiting: the line was sent, or it is clear since now that it cannot be.
    """

    sent: Sent | None
    ends_waiting: bool


def is_due(services: Services, uow: UnitOfWork, wish: Wish) -> bool:
    """Whether `write` would send a line, or has a new reason to note; reads only."""
    known = uow.outreach.last_outcome(wish.account_id, wish.purpose, wish.subject)
    if known is Outcome.SENT:
        return False
    parties = _parties(uow, wish)
    conversation = uow.conversations.newest_of(parties.debtor.id, CHANNELS)
    return _outcome(services, uow, parties, conversation) not in (Outcome.NOT_NOW, known)


def write(services: Services, uow: UnitOfWork, wish: Wish) -> News | None:
    """Write the line where nothing stands in its way; else note why not, once for each reason.

    The caller commits, and tells who watches the conversation.
    """
    known = uow.outreach.last_outcome(wish.account_id, wish.purpose, wish.subject)
    if known is Outcome.SENT:
        return None
    parties = _parties(uow, wish)
    conversation = uow.conversations.newest_of(parties.debtor.id, CHANNELS, locked=True)
    outcome = _outcome(services, uow, parties, conversation)
    # A night or a cap goes by itself; any other reason is kept, and is in the audit trail once.
    if outcome in (Outcome.NOT_NOW, known):
        return None
    if outcome is not Outcome.SENT or conversation is None:
        _note_why_not(services, uow, wish, parties, outcome)
        return News(None, outcome.lasting and not (known is not None and known.lasting))
    _send(services, uow, wish, parties, conversation)
    return News(Sent(conversation), ends_waiting=True)


def _parties(uow: UnitOfWork, wish: Wish) -> _Parties:
    account = uow.accounts.get(wish.account_id)
    return _Parties(account, uow.accounts.debtor(account.debtor_id), uow.creditors.get(account.creditor_id))


def _send(services: Services, uow: UnitOfWork, wish: Wish, parties: _Parties, conversation: Conversation) -> None:
    now = services.clock.now()
    line = services.reminders.write(
        ReminderFacts(
            purpose=wish.purpose,
            language=conversation.language,
            account=parties.account,
            terms=parties.terms,
            amount=wish.amount,
            day=wish.day,
            office_name=services.office.name,
        )
    )
    uow.conversations.add_lines(conversation.id, [line], now)
    uow.outreach.note(_outreach(wish, parties, Outcome.SENT, conversation), now)
    data = {"purpose": wish.purpose.value, "subject": wish.subject, "minor": wish.amount.minor}
    uow.audit.record(AuditEvent("reminder_sent", ACTOR, data, wish.account_id, conversation.id), now)


def _outcome(services: Services, uow: UnitOfWork, parties: _Parties, conversation: Conversation | None) -> Outcome:
    """What stands in the way of a line, the most lasting first; SENT where nothing does."""
    today = services.today()
    theirs = uow.accounts.of_debtor(parties.debtor.id)
    reasons = {hold.reason for one in theirs for hold in uow.holds.active(one.id, today)}
    own = {hold.reason for hold in uow.holds.active(parties.account.id, today)}
    checks = (
        (conversation is None, Outcome.NO_CONVERSATION),
        (HoldReason.NO_CONTACT in reasons, Outcome.NO_CONTACT),
        (any(reason.stops_negotiation for reason in own), Outcome.ON_HOLD),
        (not parties.terms.in_force_on(today), Outcome.NO_MANDATE),
        (_is_barred(parties, today), Outcome.TIME_BARRED),
        (conversation is not None and conversation.holder is Holder.AGENT, Outcome.WITH_A_PERSON),
        (not _is_decent(services, uow, parties), Outcome.NOT_NOW),
    )
    return next((outcome for stands, outcome in checks if stands), Outcome.SENT)


def _is_barred(parties: _Parties, today: date) -> bool:
    return is_time_barred(parties.account.due_on, parties.terms.country, parties.terms.debt_kind, today)


def _is_decent(services: Services, uow: UnitOfWork, parties: _Parties) -> bool:
    """Whether hours and caps allow a line now, by the debtor's clocks."""
    debtor, now = parties.debtor, services.clock.now()
    zones = zones_of(debtor.country, debtor.postcode, services.office.hours.zone)
    if not may_write_at(now, zones, partial(services.calendars.is_holiday, debtor.country)):
        return False
    zone = ZoneInfo(zones[0])
    sent_on = [at.astimezone(zone).date() for at in uow.outreach.sent(debtor.id, now - LONGEST_CAP)]
    return within_caps(sent_on, now.astimezone(zone).date())


def _note_why_not(services: Services, uow: UnitOfWork, wish: Wish, parties: _Parties, outcome: Outcome) -> None:
    now = services.clock.now()
    uow.outreach.note(_outreach(wish, parties, outcome, None), now)
    data = {"purpose": wish.purpose.value, "subject": wish.subject, "why": outcome.value}
    uow.audit.record(AuditEvent("reminder_not_sent", ACTOR, data, wish.account_id), now)


def _outreach(wish: Wish, parties: _Parties, outcome: Outcome, conversation: Conversation | None) -> Outreach:
    conversation_id = None if conversation is None else conversation.id
    return Outreach(parties.debtor.id, wish.account_id, wish.purpose, wish.subject, outcome, conversation_id)
