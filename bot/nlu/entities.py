"""Small helpers the components share."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    INTENT,
    INTENT_NAME_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message


def is_command_text(text: str) -> bool:
    """Whether a text is a button's payload ("/affirm"), which Rasa reads itself."""
    return text.startswith("/")


def is_command(message: Message) -> bool:
    return is_command_text(message.get(TEXT) or "")


def intent_of(message: Message) -> str | None:
    name = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
    return str(name) if name else None


def entity_names(message: Message) -> set[str]:
    return {entity[ENTITY_ATTRIBUTE_TYPE] for entity in message.get(ENTITIES, [])}


def add_entity(message: Message, name: str, value: Any, extractor: str, start: int = 0, end: int | None = None) -> None:
    """Append one entity with its normalised value; offsets are those in the debtor's text."""
    found = {
        ENTITY_ATTRIBUTE_TYPE: name,
        ENTITY_ATTRIBUTE_START: start,
        ENTITY_ATTRIBUTE_END: len(message.get(TEXT) or "") if end is None else end,
        ENTITY_ATTRIBUTE_VALUE: value,
        EXTRACTOR: extractor,
    }
    message.set(ENTITIES, [*message.get(ENTITIES, []), found], add_to_output=True)


def slot_of(tracker: DialogueStateTracker | None, name: str) -> Any | None:
    """A slot's value, None where there is no conversation (training, `rasa test nlu`)."""
    if tracker is None or name not in tracker.slots:
        return None
    return tracker.get_slot(name)
