"""Rasa's message processor with our actions in process, and errors that reach whoever asked."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.interface import GraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.encoding import BatchingEncoder
from bot.assistant.graph_runner import FlatGraphRunner
from bot.assistant.local_action import LocalAction, LocalActions
from bot.nlu.entities import is_command_text
from bot.nlu.sentence_vectors import encoded_ahead

CUSTOM = "custom"


class AccordProcessor(MessageProcessor):
    """Rasa's processor; each method below says what it leaves out or adds."""

    def __init__(self, *, actions: LocalActions, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._actions = actions
        self.graph_runner: GraphRunner = FlatGraphRunner.over(self.graph_runner)
        self._slots_to_extract = any(
            mapping.get("type") != CUSTOM for slot in self.domain.slots for mapping in slot.mappings
        )
        self._encoder = BatchingEncoder()

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """The sentence vector is made ahead, so that the event loop is free for other debtors meanwhile."""
        text = message.text or ""
        if is_command_text(text):
            return await super().parse_message(message, tracker, only_output_properties)
        with encoded_ahead(text, await self._encoder.vector(text)):
            return await super().parse_message(message, tracker, only_output_properties)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Actions set all our slots; where no slot is mapped to a message there is nothing to extract."""
        if not self._slots_to_extract:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Rasa builds an empty domain at every message for this warning; `rasa data validate` gives it in CI."""

    def _get_action(self, action_name: str) -> Action | None:
        if action_name in self._actions:
            return self._actions.get(action_name)
        return super()._get_action(action_name)

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        name = action.name()
        return (self._actions.get(name) if name in self._actions else action), prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        going_on = await super()._run_action(action, tracker, output_channel, nlg, prediction)
        if isinstance(action, LocalAction) and action.error is not None:
            raise action.error
        return going_on
