"""One open widget: what it sends goes through the gate, its transcript is pushed as it grows."""

from __future__ import annotations

import asyncio

import structlog

from bot.adapters.live import Hub, Watch
from bot.channels import widget_frames as frames
from bot.channels.gate import Gate
from bot.channels.widget_frames import Hello, Message
from bot.channels.widget_session import Sessions
from bot.channels.widget_wire import TRY_AGAIN_LATER, Gone, Wire
from bot.core.account import Language
from bot.core.conversation import ConversationId, Line
from bot.core.errors import StoreUnavailable
from bot.services import conversations
from bot.services.conversations import Inbound
from bot.services.ports import Services

log = structlog.get_logger()

CHANNEL = "widget"
# Below the minute after which proxies close what is silent. The transcript is read again then too, so that
# lines which another worker wrote arrive even without a ring.
KEEP_ALIVE = 25.0
READ_AGAIN_AFTER = 3.0


async def serve(wire: Wire, services: Services, hub: Hub, gate: Gate, sessions: Sessions) -> None:
    """Greet a browser and talk with it until it leaves."""
    try:
        hello = await wire.hello()
        session = sessions.resume(hello.token)
        try:
            conversation = await gate.open(CHANNEL, session.sender, hello.language)
        except StoreUnavailable:
            log.warning("store_unavailable", channel=CHANNEL)
            await wire.send(frames.refusal(frames.UNAVAILABLE, hello.language))
            await wire.send_away(TRY_AGAIN_LATER)
        if session.token is not None:
            await wire.send({"type": "session", "token": session.token, "new": session.is_new})
        with hub.watch_conversation(conversation.id) as watch:
            feed = Feed(wire, services, conversation.id, watch, 0 if session.is_new else hello.after)
            feed.expect(*hello.pending)
            await Talk(wire, services, gate, feed, session.sender, hello).run()
    except Gone:
        log.debug("widget_left")


class Feed:
    """Sends a conversation's lines, each once and in order, whoever wrote them and wherever."""

    def __init__(
        self, wire: Wire, services: Services, conversation_id: ConversationId, watch: Watch, after: int
    ) -> None:
        self._wire = wire
        self._services = services
        self._conversation_id = conversation_id
        self._watch = watch
        self._last = after
        self._expected: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    def expect(self, *message_ids: str) -> None:
        """Name these messages when their lines are sent, so that the browser knows them for its own."""
        self._expected.update(message_ids)

    async def send_news(self) -> None:
        """Send the lines that the browser does not have yet.

        Raises:
            StoreUnavailable: the database did not answer; nothing is lost, the same lines come next time.
        """
        async with self._one_at_a_time:
            lines, ids, language = await asyncio.to_thread(self._read)
            for line in lines:
                await self._wire.send(frames.line(line, ids.get(line.seq), language))
                self._last = line.seq
            self._expected.difference_update(ids.values())

    async def try_to_send_news(self) -> None:
        """Send the news now, or leave them to `follow`."""
        try:
            await self.send_news()
        except StoreUnavailable:
            self._watch.ring()

    async def follow(self) -> None:
        """Send news as they come, for as long as the browser is there."""
        while True:
            pause = KEEP_ALIVE
            try:
                await self.send_news()
            except StoreUnavailable:
                log.warning("store_unavailable", channel=CHANNEL)
                pause = READ_AGAIN_AFTER
            if not await self._watch.wait(pause):
                await self._wire.send({"type": "ping"})

    def _read(self) -> tuple[tuple[Line, ...], dict[int, str], Language]:
        """The new lines, which of them keep an expected message, and what is spoken now."""
        lines = conversations.transcript(self._services, self._conversation_id, self._last)
        ids: dict[int, str] = {}
        with self._services.store.reading() as uow:
            language = uow.conversations.get(self._conversation_id).language
            if lines:
                for message_id in self._expected:
                    known = uow.conversations.by_external_id(self._conversation_id, message_id)
                    if known is not None and known[0] <= lines[-1].seq:
                        ids[known[0]] = message_id
        return lines, ids, language


class Talk:
    """Reads, handles and answers at the same time, so that a slow answer holds up no line."""

    def __init__(self, wire: Wire, services: Services, gate: Gate, feed: Feed, sender: str, hello: Hello) -> None:
        self._wire = wire
        self._office_name = services.office.name
        self._gate = gate
        self._feed = feed
        self._sender = sender
        self._language = hello.language
        self._inbox: asyncio.Queue[Message | None] = asyncio.Queue()

    async def run(self) -> None:
        """Raises Gone when the browser has left. What it had sent is handled all the same."""
        await self._feed.try_to_send_news()
        await self._wire.send({"type": "ready", "office": self._office_name})
        handling = asyncio.create_task(self._handle_all())
        talking = [asyncio.create_task(self._read_all()), asyncio.create_task(self._feed.follow())]
        try:
            await asyncio.wait([handling, *talking], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in talking:
                task.cancel()
            self._inbox.put_nowait(None)
            await handling
            ends = await asyncio.gather(*talking, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _read_all(self) -> None:
        while True:
            message = await self._wire.message(self._language)
            self._feed.expect(message.id)
            self._inbox.put_nowait(message)

    async def _handle_all(self) -> None:
        while (message := await self._inbox.get()) is not None:
            try:
                await self._wire.send({"type": "typing", "author": "bot"})
            except Gone:
                # They closed the page after writing. They find the answer when they come back.
                log.debug("widget_left_before_answer")
            await self._handle(message)

    async def _handle(self, message: Message) -> None:
        delivery = await self._gate.receive(
            Inbound(CHANNEL, self._sender, message.text, external_id=message.id, language=self._language)
        )
        try:
            if delivery.failed:
                await self._wire.send({"type": "failed", "id": message.id, "text": delivery.apology})
                return
            # Lines first: once a message is acknowledged, its answer is on the screen.
            await self._feed.try_to_send_news()
            await self._wire.send({"type": "ack", "id": message.id})
        except Gone:
            log.debug("widget_left_before_answer")
