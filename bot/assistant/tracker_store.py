"""The tracker store of one turn: a tracker is made from what the database remembers, and handed back after.

Rasa's SQL store reads and replays every event of a conversation at each message, which costs more with every
turn. Our dialogue rests on slots alone (each rule is one turn long), so a tracker of slots is enough, its cost
is constant, and any worker can take the next turn. The transcript is in the database, not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

SLOTS = "slots"
ACTION_SESSION_START = "action_session_start"
ACTION_LISTEN = "action_listen"
# Only this session needs it, and it may hold what a page told us.
ALWAYS_REMEMBERED = {"language"}
NOT_REMEMBERED = {"session_started_metadata", "requested_slot"}


class TurnTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Holds trackers only while their turn lasts; see `begin` and `end`."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self._turns: dict[str, DialogueStateTracker] = {}

    def begin(self, sender_id: str, memory: dict[str, Any] | None) -> None:
        """Start a turn from what was remembered; None for a dialogue that has not begun."""
        tracker = self.init_tracker(sender_id)
        if memory is not None:
            tracker.update_with_events(list(_recalled(memory)), self.domain)
        self._turns[sender_id] = tracker

    def end(self, sender_id: str) -> dict[str, Any]:
        """Finish a turn: what must be remembered, without a word the debtor typed."""
        tracker = self._turns.pop(sender_id)
        initial = {slot.name: slot.initial_value for slot in self.domain.slots}
        changed = {
            name: value
            for name, value in tracker.current_slot_values().items()
            if name in ALWAYS_REMEMBERED or (name not in NOT_REMEMBERED and value != initial.get(name))
        }
        return {SLOTS: changed}

    def abandon(self, sender_id: str) -> None:
        """Drop a turn that failed: the dialogue stays where it was."""
        self._turns.pop(sender_id, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return self._turns.get(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._turns[tracker.sender_id] = tracker

    async def delete(self, sender_id: str) -> None:
        self.abandon(sender_id)

    async def keys(self) -> Iterable[str]:
        return tuple(self._turns)


def _recalled(memory: dict[str, Any]) -> Iterable[Event]:
    yield ActionExecuted(ACTION_SESSION_START)
    yield SessionStarted()
    for name, value in memory.get(SLOTS, {}).items():
        yield SlotSet(name, value)
    yield ActionExecuted(ACTION_LISTEN)
