"""The web widget's protocol: what its JSON frames hold (see `docs/widget.md`)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.core.account import Language
from bot.core.conversation import Line
from bot.services.conversations import MAX_KEPT_CHARACTERS

Frame = dict[str, Any]

# 10,000 characters of the widest kind, and room for the frame around them.
MAX_FRAME_BYTES = 64 * 1024
MAX_MESSAGE_ID = 64
MAX_PENDING = 50
MAX_SEQ = 2**31 - 1
MESSAGE_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_MESSAGE_ID}}}")

TOO_LONG = "too_long"
TOO_FAST = "too_fast"
UNREADABLE = "unreadable"
UNAVAILABLE = "unavailable"

WORDS = {
    Language.FRENCH: {
        TOO_LONG: "Ce message est trop long\u00a0: 10\u00a0000 caractères au plus. "
        "Vous pouvez l’envoyer en plusieurs fois.",
        TOO_FAST: "Vos messages arrivent très vite. Merci de patienter un instant.",
        UNREADABLE: "Ce message n’a pas pu être lu. Merci de l’envoyer à nouveau.",
        UNAVAILABLE: "Le service ne répond pas pour le moment. Nous réessayons dans un instant.",
    },
    Language.ENGLISH: {
        TOO_LONG: "This message is too long: 10,000 characters at most. You can send it in several parts.",
        TOO_FAST: "Your messages are arriving very fast. Please wait a moment.",
        UNREADABLE: "This message could not be read. Please send it again.",
        UNAVAILABLE: "The service is not answering right now. We will try again in a moment.",
    },
}


class FrameRefused(Exception):
    """A frame that cannot be used.

    Attributes:
        code: TOO_LONG or UNREADABLE.
        message_id: of the debtor's message, where it could be read.
    """

    def __init__(self, code: str, message_id: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message_id = message_id


@dataclass(frozen=True, slots=True)
class Hello:
    """A browser's first frame.

    Attributes:
        after: seq of the last line it has, 0 for none.
        pending: ids of messages it has sent and not seen acknowledged.
    """

    token: str | None
    language: Language
    after: int
    pending: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What a debtor wrote; `id` is the browser's and names the message however often it is sent."""

    id: str
    text: str


def read(text: str | None) -> Hello | Message:
    """Read a browser's frame.

    Raises:
        FrameRefused: too long, or not one of ours.
    """
    if text is None:
        raise FrameRefused(UNREADABLE)
    if len(text.encode("utf-8", "replace")) > MAX_FRAME_BYTES:
        raise FrameRefused(TOO_LONG)
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FrameRefused(UNREADABLE) from error
    if isinstance(frame, dict):
        if frame.get("type") == "hello":
            return _hello(frame)
        if frame.get("type") == "message":
            return _message(frame)
    raise FrameRefused(UNREADABLE)


def _hello(frame: Frame) -> Hello:
    token, after, pending = frame.get("token"), frame.get("after"), frame.get("pending")
    return Hello(
        token=token if isinstance(token, str) else None,
        language=Language.ENGLISH if frame.get("language") == "en" else Language.FRENCH,
        after=after if isinstance(after, int) and 0 <= after <= MAX_SEQ else 0,
        pending=tuple(filter(_is_message_id, pending[:MAX_PENDING])) if isinstance(pending, list) else (),
    )


def _message(frame: Frame) -> Message:
    message_id, text = frame.get("id"), frame.get("text")
    if not isinstance(message_id, str) or not _is_message_id(message_id):
        raise FrameRefused(UNREADABLE)
    if not isinstance(text, str):
        raise FrameRefused(UNREADABLE, message_id)
    if len(text) > MAX_KEPT_CHARACTERS:
        raise FrameRefused(TOO_LONG, message_id)
    return Message(message_id, text)


def _is_message_id(value: object) -> bool:
    return isinstance(value, str) and MESSAGE_ID.fullmatch(value) is not None


def line(recorded: Line, message_id: str | None, language: Language) -> Frame:
    """A line of the transcript.

    Args:
        message_id: names the message it keeps, where this browser sent it.
        language: of the conversation, for screen readers.
    """
    attachment = recorded.attachment
    return {
        "type": "line",
        "seq": recorded.seq,
        "author": recorded.author.value,
        "name": recorded.agent_name,
        "text": recorded.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in recorded.buttons],
        "attachment": None
        if attachment is None
        else {"name": attachment.name, "url": attachment.url, "media_type": attachment.media_type},
        "at": recorded.at.isoformat(),
        "id": message_id,
        "language": language.value,
    }


def refusal(code: str, language: Language, message_id: str | None = None, **data: Any) -> Frame:
    """Why something was not done, for programs (`code`) and for people (`text`)."""
    return {"type": "error", "code": code, "id": message_id, "text": WORDS[language][code], **data}
