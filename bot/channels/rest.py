"""REST: the contract of Rasa's own REST channel, for trusted servers and tests.

`POST /webhooks/rest/webhook` with `{"sender", "message", "metadata"}` answers a list of
`{"recipient_id", "text", "buttons", "attachment", "custom"}`.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, TypeGuard

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.gate import Delivery, Gate
from bot.channels.problems import problem
from bot.core.account import Language
from bot.core.conversation import Line
from bot.services.conversations import Inbound

CHANNEL = "rest"
MAX_BODY_BYTES = 256 * 1024
MAX_ID = 128
ID_WORDS = f"a text of 1 to {MAX_ID} printable characters"


def rest_routes(gate: Gate, *, api_token: str) -> list[BaseRoute]:
    """The webhook; with a token, callers must present it as `Authorization: Bearer …`."""

    async def webhook(request: Request) -> Response:
        if api_token and not _authorised(request, api_token):
            return problem(401, "Unauthorized", "a valid bearer token is needed")
        body = await _body(request)
        if isinstance(body, Response):
            return body
        inbound = _inbound(body)
        if isinstance(inbound, Response):
            return inbound
        return JSONResponse(_as_rasa(inbound.sender, await gate.receive(inbound)))

    return [Route("/webhooks/rest/webhook", webhook, methods=["POST"])]


def _authorised(request: Request, api_token: str) -> bool:
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {api_token}".encode())


async def _body(request: Request) -> dict[str, Any] | Response:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            return problem(413, "Content Too Large", f"a message has at most {MAX_BODY_BYTES} bytes")
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return problem(400, "Bad Request", f"the body is not JSON: {error}")
    if not isinstance(body, dict):
        return problem(422, "Unprocessable Content", "expected a JSON object with sender and message")
    return body


def _inbound(body: dict[str, Any]) -> Inbound | Response:
    sender, message = body.get("sender"), body.get("message", "")
    metadata = body.get("metadata")
    metadata = {} if metadata is None else metadata
    if not _is_id(sender):
        # Without a sender Rasa would put everybody into one conversation.
        return problem(422, "Unprocessable Content", f"sender: expected {ID_WORDS}")
    if not isinstance(message, str):
        return problem(422, "Unprocessable Content", "message: expected a text")
    if not isinstance(metadata, dict):
        return problem(422, "Unprocessable Content", "metadata: expected an object")
    language = metadata.get("language")
    if language not in (None, "fr", "en"):
        return problem(422, "Unprocessable Content", "metadata.language: expected fr or en")
    message_id = metadata.get("message_id")
    if isinstance(message_id, int) and not isinstance(message_id, bool):
        message_id = str(message_id)
    if message_id is not None and not _is_id(message_id):
        return problem(422, "Unprocessable Content", f"metadata.message_id: expected {ID_WORDS}, or a number")
    return Inbound(
        CHANNEL,
        sender,
        message,
        external_id=message_id,
        language=Language(language) if language else None,
    )


def _is_id(value: object) -> TypeGuard[str]:
    """Whether a database and a reply can carry it: no control characters, no halves of characters."""
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and value.isprintable()


def _as_rasa(sender: str, delivery: Delivery) -> list[dict[str, Any]]:
    if delivery.apology is not None:
        return [{"recipient_id": sender, "text": delivery.apology, "custom": {"failed": True}}]
    return [_line_as_rasa(sender, line) for line in delivery.lines]


def _line_as_rasa(sender: str, line: Line) -> dict[str, Any]:
    reply: dict[str, Any] = {"recipient_id": sender, "text": line.text}
    if line.buttons:
        reply["buttons"] = [{"title": one.title, "payload": one.payload} for one in line.buttons]
    if line.attachment is not None:
        reply["attachment"] = {
            "name": line.attachment.name,
            "url": line.attachment.url,
            "media_type": line.attachment.media_type,
            "sha256": line.attachment.sha256,
        }
    return reply
