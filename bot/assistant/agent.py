"""The assistant: Rasa's Agent loaded as a library, behind the gate's `Assistant` protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.local_action import LocalActions
from bot.assistant.processor import AccordProcessor
from bot.assistant.tracker_store import TurnTrackerStore
from bot.core.account import Language
from bot.core.conversation import Attachment, Author, Button, Conversation, HandoffReason
from bot.nlu.safety_lexicon import alarm, asks_no_contact
from bot.services.conversations import Emergency, Spoken, Turn
from bot.services.repositories import NewLine

SENDER_PREFIX = "accord:"
CHANNEL = "accord"
UNREADABLE = "…"
# Rasa answers these by itself, and with silence; typed by hand they mean what people mean by them.
RASAS_OWN = {"/restart": "/cancel", "/back": "/cancel", "/session_start": "/greet"}
# Heard even while a person holds the conversation: where help is found must not wait for them (compliance D).
EMERGENCIES = {
    HandoffReason.CRISIS_SELF_HARM.value: "utter_crisis",
    HandoffReason.HARDSHIP_ABUSE.value: "utter_hardship_abuse",
}
# What the actions read of the message's metadata: whether the opening is due, and with what.
OPEN_AT_ONCE = "at_once"
OPEN_WITH_ANSWER = "with_answer"


class TurnOutput(OutputChannel):
    """Keeps each message whole: Rasa's own collector parts a text from its file, and a text at its blank lines."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


class InProcessAgent(Agent):
    """Rasa's Agent with our processor; everything else is Rasa's own."""

    def __init__(self, actions: LocalActions, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._actions = actions

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        self.processor = AccordProcessor(
            actions=self._actions,
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=None,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        if isinstance(self.nlg, TemplatedNaturalLanguageGenerator):
            self.nlg.responses = self.domain.responses


class RasaAssistant:
    """Answers turns; knows nothing of channels or of who else may speak."""

    def __init__(self, model_path: Path) -> None:
        self._store = TurnTrackerStore(Domain.empty())
        self._agent = InProcessAgent(LocalActions("actions"), tracker_store=self._store, lock_store=InMemoryLockStore())
        self._agent.load_model(model_path)

    async def answer(self, turn: Turn) -> Spoken:
        """What is said to a message, and where the dialogue stands then.

        Raises:
            Exception: whatever an action raised; the dialogue then stays where it was.
        """
        output = TurnOutput()
        sender = _sender(turn.conversation)
        message = UserMessage(
            RASAS_OWN.get(turn.readable.strip(), turn.readable) or UNREADABLE,
            output_channel=output,
            sender_id=sender,
            input_channel=CHANNEL,
            metadata={"greet": OPEN_WITH_ANSWER if turn.opened else None, "language_told": turn.language_told},
        )
        return await self._spoken(sender, turn.conversation, turn.memory, output, message)

    async def open(self, conversation: Conversation) -> Spoken:
        return await self._spoken(_sender(conversation), conversation, None, TurnOutput(), message=None)

    async def _spoken(
        self,
        sender: str,
        conversation: Conversation,
        memory: dict[str, Any] | None,
        output: TurnOutput,
        message: UserMessage | None,
    ) -> Spoken:
        processor = self._agent.processor
        if processor is None:
            raise RuntimeError("no model is loaded")
        self._store.begin(sender, memory)
        try:
            if message is None:
                tracker = await processor.fetch_tracker_and_update_session(
                    sender, output, {"greet": OPEN_AT_ONCE, "language_told": True}
                )
                await processor.save_tracker(tracker)
            else:
                await self._agent.handle_message(message)
            state = self._store.end(sender)
        finally:
            self._store.abandon(sender)
        language = Language(state["slots"].get("language") or conversation.language.value)
        return Spoken(tuple(_line(one) for one in output.messages), state, language)

    def words(self, response: str, language: Language, /, **values: str) -> str:
        """A response of the domain, filled, for what is said outside a turn of the dialogue."""
        domain = self._agent.domain
        slots = domain.slots if domain else []
        tracker = DialogueStateTracker("words", slots)
        tracker._set_slot("language", language.value)
        generator = self._agent.nlg
        if not isinstance(generator, TemplatedNaturalLanguageGenerator):
            raise RuntimeError("responses come from the domain")
        filled = generator.generate_from_slots(response, tracker.current_slot_values(), CHANNEL, **values)
        if filled is None:
            raise LookupError(f"no response {response} in {language.value}")
        return str(filled["text"])

    def emergency(self, turn: Turn) -> Emergency | None:
        heard = alarm(turn.readable)
        if heard not in EMERGENCIES:
            return None
        return Emergency(HandoffReason(heard), self.words(EMERGENCIES[heard], turn.conversation.language))

    def wants_no_contact(self, turn: Turn) -> bool:
        return asks_no_contact(turn.readable)

    def reassurance(self, language: Language) -> str:
        return self.words("utter_person_comes_now", language)

    def apology(self, language: Language) -> str:
        return self.words("utter_try_again", language)


def _sender(conversation: Conversation) -> str:
    return f"{SENDER_PREFIX}{conversation.id}"


def _line(message: dict[str, Any]) -> NewLine:
    """One of Rasa's collected messages as a line of the transcript."""
    buttons = tuple(Button(one["title"], _payload(one["payload"])) for one in message.get("buttons") or ())
    return NewLine(
        Author.BOT,
        message.get("text") or "",
        buttons=buttons,
        attachment=_attachment(message.get("attachment")),
    )


def _attachment(sent: Any) -> Attachment | None:
    return Attachment(**sent) if isinstance(sent, dict) else None


def _payload(payload: Any) -> str:
    return payload if isinstance(payload, str) else json.dumps(payload)
