"""Custom actions executed in this process instead of over HTTP.

Over HTTP each action costs the tracker's and the domain's JSON, a round trip, and 10 to 30 ms in which Rasa
validates the answer against a constant schema. Here rasa-sdk's own executor finds the actions, and Rasa's own
`RemoteAction` still turns their responses into words.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher


class LocalActions:
    """The project's actions, found once and kept."""

    def __init__(self, package: str) -> None:
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    def __contains__(self, name: str) -> bool:
        return name in self._executor.actions

    def get(self, name: str) -> LocalAction:
        return LocalAction(name, self._executor.actions[name])


class LocalAction(RemoteAction):
    """One run of one action.

    Attributes:
        error: what the action raised. Rasa logs and forgets such errors, which would leave a debtor without an
            answer; the processor raises it after the run.
    """

    def __init__(self, name: str, run: Any) -> None:
        super().__init__(name, action_endpoint=None)
        self._run = run
        self.error: Exception | None = None

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return await self._run_here(output_channel, nlg, tracker, domain)
        except Exception as error:
            self.error = error
            return []

    async def _run_here(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        dispatcher = CollectingDispatcher()
        changes = deserialise_events(await self._run(dispatcher, _as_sdk(tracker), {}) or [])
        # The words follow what the action has just decided, the language first of all.
        tracker.update_with_events([one for one in changes if isinstance(one, SlotSet)], domain)
        said = await self._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
        return [*said, *changes]


def _as_sdk(tracker: DialogueStateTracker) -> Tracker:
    """The tracker as rasa-sdk's actions know it, without a detour over JSON."""
    latest = tracker.latest_message
    return Tracker(
        sender_id=tracker.sender_id,
        slots=tracker.current_slot_values(),
        latest_message={
            "text": latest.text,
            "intent": latest.intent,
            "entities": latest.entities,
            "metadata": latest.metadata,
        }
        if latest
        else {},
        events=[],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name=tracker.latest_action_name,
    )
