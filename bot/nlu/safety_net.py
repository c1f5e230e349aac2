"""The safety net beside the classifier: reviewed patterns that hear what must never be missed.

A cry for help, violence, a death, hardship, a dispute, the wrong person, "stop", a wish for a human: where the
debtor says one of these in plain words, the intent becomes it, whatever the classifier thought. The net can only
raise the alarm: a more serious reading of the classifier stays, and silence means nothing.
"""

from __future__ import annotations

from typing import Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import UntrainedComponent
from bot.nlu.entities import intent_of, is_command
from bot.nlu.safety_lexicon import SERIOUS, alarm, is_more_serious, lexicon

__all__ = ["INTENT_RANKING", "SERIOUS", "SafetyNet", "alarm"]

INTENT_RANKING: Final = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyNet(UntrainedComponent):
    """Raises a message's intent to what the lexicon hears, where that outweighs the classifier's reading."""

    def __init__(self) -> None:
        lexicon()  # a fault in the lexicon stops the start, not a debtor's turn

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        for message in messages:
            if not is_command(message):
                self._raise(message)
        return messages

    def _raise(self, message: Message) -> None:
        heard = alarm(message.get(TEXT) or "")
        if heard is None:
            return
        former = message.get(INTENT) or {}
        if not is_more_serious(heard, intent_of(message)):
            # Two readings agree that this is serious; no component behind this one shall think it a doubtful guess.
            message.set(INTENT, {**former, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
            return
        raised = {INTENT_NAME_KEY: heard, PREDICTED_CONFIDENCE_KEY: 1.0}
        others = [
            one
            for one in message.get(INTENT_RANKING) or []
            if one.get(INTENT_NAME_KEY) not in (heard, former.get(INTENT_NAME_KEY))
        ]
        rest = [former, *others] if former.get(INTENT_NAME_KEY) else others
        message.set(INTENT, raised, add_to_output=True)
        message.set(INTENT_RANKING, [raised, *rest], add_to_output=True)
