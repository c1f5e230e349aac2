"""A widget's WebSocket as frames in and out, with a limit on how much and how fast."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import NoReturn

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels import widget_frames as frames
from bot.channels.widget_frames import Frame, FrameRefused, Hello, Message
from bot.core.account import Language

HELLO_WITHIN = 10.0
MESSAGES_PER_SECOND = 5.0
BURST = 20
# Whoever goes on after this many refusals in a row is a program, not a person in a hurry.
MAX_REFUSALS = 100

POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013


class Gone(Exception):
    """The browser has left, or was sent away: nobody hears us."""


class Allowance:
    """A token bucket: `BURST` frames at once, `MESSAGES_PER_SECOND` over time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left = float(BURST)
        self._counted_at = clock()

    def take(self) -> float:
        """Use one up. Returns the seconds to wait where none is left, 0 where there was one."""
        now = self._clock()
        self._left = min(BURST, self._left + (now - self._counted_at) * MESSAGES_PER_SECOND)
        self._counted_at = now
        if self._left < 1:
            return (1 - self._left) / MESSAGES_PER_SECOND
        self._left -= 1
        return 0.0


class Wire:
    """One accepted WebSocket. Every method may raise Gone."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._allowance = Allowance()

    async def hello(self) -> Hello:
        """The first frame; whoever does not introduce themselves soon is sent away."""
        try:
            first = frames.read(await asyncio.wait_for(self._receive(), HELLO_WITHIN))
        except (FrameRefused, asyncio.TimeoutError):
            first = None
        return first if isinstance(first, Hello) else await self.send_away(POLICY_VIOLATION)

    async def message(self, language: Language) -> Message:
        """The next message that can be handled; the browser is told why another one was not."""
        for _ in range(MAX_REFUSALS):
            text = await self._receive()
            wait = self._allowance.take()
            code, message_id = frames.TOO_FAST if wait else frames.UNREADABLE, None
            try:
                frame = frames.read(text)
            except FrameRefused as refused:
                code, message_id = refused.code, refused.message_id
            else:
                if isinstance(frame, Message):
                    if not wait:
                        return frame
                    message_id = frame.id
            await self.send(frames.refusal(code, language, message_id, retry_after=round(wait, 1)))
        return await self.send_away(POLICY_VIOLATION)

    async def send(self, frame: Frame) -> None:
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            raise Gone
        try:
            await self._websocket.send_json(frame)
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette's and uvicorn's ways to say that the other end closed while we were sending.
            raise Gone from error

    async def send_away(self, code: int) -> NoReturn:
        """Close the connection. Always raises Gone."""
        if self._websocket.application_state is WebSocketState.CONNECTED:
            await self._websocket.close(code)
        raise Gone

    async def _receive(self) -> str | None:
        """The next frame's text; None for a binary one."""
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise Gone
        text = received.get("text")
        return text if isinstance(text, str) else None
