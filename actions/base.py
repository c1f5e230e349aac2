"""What every action shares: reading the tracker, and what must come first."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.payloads import is_payload
from actions.questions import (
    ask_again,
    ask_for_account,
    ask_for_identity,
    follow_named_account,
    follow_own_button,
    open_accounts,
)
from actions.talk import Question, Talk
from bot import bootstrap
from bot.core.account import AccountId, Language
from bot.core.conversation import Conversation, ConversationId
from bot.services.conversations import find_or_start
from bot.services.ports import Services

RASA_SHELL_CHANNEL = "rasa"
SENDER_PREFIX = "accord:"
OPENING = "utter_opening"
BRIEF_OPENING = "utter_opening_brief"
# What a debtor names when they say how they would pay.
TERMS = {
    "amount", "count", "count_after_first", "date", "day_of_month", "duration", "end_date", "fraction", "frequency",
    "paid_now", "skipped_month", "special_amount",
}  # fmt: skip


class AccordAction(Action):
    """One thing the assistant does.

    Subclasses name their action, and answer in `respond`. What they need first (identity, one account) is
    asked for here, and they run once it is there.

    Attributes:
        action_name: as in the domain.
        needs_identity: nothing about a debt is said before (FR-10).
        needs_account: the answer concerns one account; asks which where there are several.
        keeps_question: a digression: an open question is asked again after the answer.
        opens: says the opening before its answer where this is the debtor's first message.
        opening: with or without the question who is writing; without it where that is no matter, or said already.
        slow: takes more than a few milliseconds, so that other debtors' turns go on meanwhile.
    """

    action_name: ClassVar[str]
    needs_identity: ClassVar[bool] = False
    needs_account: ClassVar[bool] = False
    keeps_question: ClassVar[bool] = False
    opens: ClassVar[bool] = True
    opening: ClassVar[str] = OPENING
    slow: ClassVar[bool] = False
    by_name: ClassVar[dict[str, type[AccordAction]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "action_name" in cls.__dict__:
            AccordAction.by_name[cls.action_name] = cls

    def __init__(self, services: Services | None = None) -> None:
        self._services = services

    def name(self) -> str:
        # rasa-sdk registers every subclass it finds; a base without a name must not be taken for an action.
        return getattr(self, "action_name", type(self).__name__)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        talk = await asyncio.to_thread(self._run, tracker) if self.slow else self._run(tracker)
        for utterance in talk.utterances:
            dispatcher.utter_message(
                response=utterance.response,
                buttons=utterance.buttons,
                attachment=utterance.attachment,
                **utterance.values,
            )
        return [SlotSet(name, value) for name, value in talk.changes.items()]

    def respond(self, talk: Talk) -> None:
        """Answer: say something, remember something, expect something."""
        raise NotImplementedError(f"{type(self).__name__} answers nothing")

    def _run(self, tracker: Tracker) -> Talk:
        services = self._services or bootstrap.services()
        talk = _talk(services, tracker)
        if talk.slot("unclear_count"):
            talk.remember(unclear_count=0)
        if talk.metadata.get("language_told") and not talk.slot("language_told"):
            talk.remember(language_told=True)
        if talk.language.value != talk.slots.get("language"):
            talk.remember(language=talk.language.value)
        if self.opens and talk.opens_with_answer:
            talk.say(self.opening, office=services.office.name)
        follow_own_button(talk)
        self.respond_in_order(talk)
        return talk

    def respond_in_order(self, talk: Talk) -> None:
        """Ask for what must come first, else answer, and come back to an open question."""
        if self.needs_identity and not talk.verified:
            self.put_off(talk)
            ask_for_identity(talk)
            return
        if self.needs_account:
            follow_named_account(talk)
        if self.needs_account and talk.account_id is None:
            accounts = open_accounts(talk)
            if len(accounts) > 1:
                self.put_off(talk)
                ask_for_account(talk, accounts)
                return
            talk.remember(account_id=accounts[0].account.id)
        open_question = talk.question
        if not self.keeps_question:
            talk.expect(Question.NOTHING)
        self.respond(talk)
        if self.keeps_question and open_question is not Question.NOTHING:
            ask_again(talk, open_question)

    @classmethod
    def put_off(cls, talk: Talk, intent: str | None = None) -> None:
        """Keep for later what the debtor wants, with the terms they named ("50 par mois, c'est possible ?")."""
        terms = {name: values for name, values in talk.entities.items() if name in TERMS}
        # Whoever has said it and is asked which debt it is about need not say it again.
        kept = talk.slot("pending_terms") if talk.slot("pending_action") == cls.action_name else None
        talk.remember(pending_action=cls.action_name, pending_intent=intent or talk.intent, pending_terms=terms or kept)

    @staticmethod
    def go_on(talk: Talk) -> bool:
        """Take up what the debtor wanted before they were asked for something; False where there was nothing."""
        pending, terms = talk.slot("pending_action"), talk.slot("pending_terms")
        talk.intent = talk.slot("pending_intent") or talk.intent
        talk.remember(pending_action=None, pending_intent=None, pending_terms=None)
        if pending not in AccordAction.by_name:
            return False
        talk.entities = {**(terms or {}), **talk.entities}
        AccordAction.by_name[pending]().respond_in_order(talk)
        return True


def account_of(talk: Talk) -> AccountId:
    """The account an action with `needs_account` is about."""
    account_id = talk.account_id
    if account_id is None:
        raise LookupError("this action needs an account")
    return account_id


def _talk(services: Services, tracker: Tracker) -> Talk:
    conversation = _conversation(services, tracker)
    latest = tracker.latest_message
    text = latest.get("text") or ""
    pressed = text.startswith("/")
    entities: dict[str, list[Any]] = defaultdict(list)
    for entity in latest.get("entities") or []:
        # Our own buttons send these; anybody can type a payload by hand.
        if not pressed or is_payload(entity["entity"], entity["value"]):
            entities[entity["entity"]].append(entity["value"])
    slots = tracker.slots
    # A message that is clearly in the other language is answered in it, and so are the next.
    spoken = next((one for one in entities["language"] if one in Language.codes()), None)
    return Talk(
        services=services,
        conversation=conversation,
        language=Language(spoken or slots.get("language") or conversation.language.value),
        intent=(latest.get("intent") or {}).get("name") or "",
        text=text,
        entities=entities,
        slots=slots,
        metadata=latest.get("metadata") or slots.get("session_started_metadata") or {},
    )


def _conversation(services: Services, tracker: Tracker) -> Conversation:
    """Our own conversations carry their number; a `rasa shell` gets one of its own."""
    sender = tracker.sender_id
    if sender.startswith(SENDER_PREFIX):
        with services.store.reading() as uow:
            return uow.conversations.get(ConversationId(int(sender.removeprefix(SENDER_PREFIX))))
    return find_or_start(services, RASA_SHELL_CHANNEL, sender, Language.FRENCH)
