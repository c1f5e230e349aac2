"""Language identification: an entity when a message clearly is in another language than the conversation.

Short or mixed words ("ok", "50", a name) leave the conversation's language as it is. A clear third language
becomes a wish to switch, so that the debtor hears which languages there are.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import UntrainedComponent
from bot.nlu.entities import add_entity, is_command, slot_of
from bot.reading.language import identify

SWITCH = "switch_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageIdentifier(UntrainedComponent):
    """Adds the entity `language` (fr, en or other) where the message is clearly in a language of its own."""

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            if not is_command(message):
                self._identify(message, slot_of(tracker, "language"))
        return messages

    def _identify(self, message: Message, current: str | None) -> None:
        guess = identify(message.get(TEXT) or "")
        if not guess.confident or guess.code is None or guess.code == current:
            return
        add_entity(message, "language", guess.code, type(self).__name__)
        if guess.code == "other":
            message.set(INTENT, {INTENT_NAME_KEY: SWITCH, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
