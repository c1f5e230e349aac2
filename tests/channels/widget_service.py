"""A small service for the widget's tests: the real gate, database and server, and a scripted dialogue."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adapters.live import Hub
from bot.adapters.sql.migrate import upgrade
from bot.bootstrap import build_services
from bot.channels.gate import Gate, Spoken
from bot.channels.web_widget import widget_routes
from bot.channels.widget_session import Sessions
from bot.core.account import Language
from bot.core.conversation import (
    AgentId,
    Attachment,
    Author,
    Button,
    Conversation,
    HandoffId,
    HandoffReason,
    Line,
)
from bot.services import agents, conversations, handoff
from bot.services.conversations import Emergency, Turn
from bot.services.repositories import NewLine
from bot.settings import Settings

SECRET = b"a secret for tests only"
PARTNER = "https://partner.example"
PDF = b"%PDF-1.7 for tests"

OPENING = {
    Language.FRENCH: "Bonjour, je suis l’assistant automatique du Cabinet Rivage.\n"
    "Vous pouvez demander une personne à tout moment.",
    Language.ENGLISH: "Hello, I am the automated assistant of Cabinet Rivage.\nYou can ask for a person at any time.",
}
APOLOGY = {
    Language.FRENCH: "Pardon, quelque chose ne marche pas chez nous. Merci de réessayer dans un moment.",
    Language.ENGLISH: "Sorry, something is not working on our side. Please try again in a moment.",
}
TRAP = '<img src=x onerror="window.caught=1"><b>gras</b> javascript:alert(1) https://example.org/a?b=1.'
RATING = tuple(Button(str(mark), f"/rate_{mark}") for mark in range(1, 6))

HELP = "Call 3114."


@dataclass
class ScriptedAssistant:
    """Answers by the words of a message, as the tests need it.

    Attributes:
        broken: while set, every answer fails.
        pause: a message "lent" is answered when this is set.
    """

    broken: bool = False
    pause: threading.Event = field(default_factory=threading.Event)
    answered: list[str] = field(default_factory=list)

    async def open(self, conversation: Conversation) -> Spoken:
        return Spoken((NewLine(Author.BOT, OPENING[conversation.language]),), {}, conversation.language)

    async def answer(self, turn: Turn) -> Spoken:
        self.answered.append(turn.readable)
        if self.broken:
            raise RuntimeError("scripted failure")
        if turn.readable == "lent":
            await asyncio.to_thread(self.pause.wait, 10)
        reply = replace(self._reply(turn.readable), answers=turn.seq)
        return Spoken((reply,), {}, turn.conversation.language)

    def _reply(self, words: str) -> NewLine:
        if words == "choix":
            buttons = (Button("Oui, je suis d’accord", "/affirm"), Button("Non", "/deny"))
            return NewLine(Author.BOT, "Est-ce que cela vous convient\u202f?", buttons=buttons)
        if words == "avis":
            return NewLine(Author.BOT, "Quelle note donnez-vous à cet échange\u202f?", buttons=RATING)
        if words == "accord":
            attachment = Attachment("accord.pdf", "/documents/abc", "application/pdf", "0" * 64)
            return NewLine(Author.BOT, "Voici votre accord écrit.", attachment=attachment)
        if words == "lien":
            attachment = Attachment("piege.pdf", "javascript:window.caught=1", "application/pdf", "0" * 64)
            return NewLine(Author.BOT, "Un fichier.", attachment=attachment)
        if words == "piège":
            return NewLine(Author.BOT, TRAP, buttons=(Button("<i>oui</i>", "/oui"),))
        return NewLine(Author.BOT, f"Vous avez écrit {len(words)} caractères\u00a0: {words[:60]}")

    def emergency(self, turn: Turn) -> Emergency | None:
        return Emergency(HandoffReason.CRISIS_SELF_HARM, HELP) if turn.readable == "help" else None

    def wants_no_contact(self, turn: Turn) -> bool:
        return False

    def reassurance(self, language: Language) -> str:
        return "A person comes."

    def apology(self, language: Language) -> str:
        return APOLOGY[language]


class WidgetService:
    """Runs on one port of this machine; can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data_dir=folder)
        self.database = folder / "accord.db"
        self.hub = Hub()
        self.services = replace(build_services(settings), live=self.hub)
        self.assistant = ScriptedAssistant()
        upgrade(settings.sql_url)
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        # From here on connections wait for the server, and the tests need not.
        listener.listen()
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self._app(), log_level="warning", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._listener = listener
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.assistant.pause.set()
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listener.close()
        assert not self._thread.is_alive(), "the server did not stop"

    def _app(self) -> Starlette:
        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            self.hub.attach(asyncio.get_running_loop())
            yield

        async def document(_request: object) -> Response:
            return Response(PDF, media_type="application/pdf")

        async def bare(request: Request) -> Response:
            """A page without a language that names the script twice, with its query as attributes."""
            attributes = " ".join(f'{name}="{value}"' for name, value in request.query_params.items())
            tag = f'<script src="/widget/accord.js" async {attributes}></script>'
            return Response(f"<!doctype html><title>x</title>{tag}{tag}", media_type="text/html")

        routes = widget_routes(
            self.services,
            self.hub,
            Gate(self.services, self.assistant),
            secret=SECRET,
            origins=(PARTNER,),
            demo_identities=(("VOL-26-813237", date(1989, 10, 13)), ("HAR-26-100001", date(1975, 8, 1))),
        )
        routes += [Route("/documents/abc", document), Route("/bare", bare)]
        return Starlette(routes=routes, lifespan=lifespan)

    def conversation(self, token: str) -> Conversation:
        sender = Sessions(SECRET, self.services.clock).resume(token).sender
        with self.services.store.reading() as uow:
            found = uow.conversations.find("widget", sender)
        assert found is not None
        return found

    def lines(self, token: str) -> tuple[Line, ...]:
        return conversations.transcript(self.services, self.conversation(token).id)

    def take_over(self, token: str, name: str = "Claire") -> AgentAtWork:
        """A person claims the conversation."""
        conversation = self.conversation(token)
        asked = handoff.request(self.services, conversation.id, HandoffReason.REQUEST_HUMAN, None)
        agent_id = agents.add_agent(self.services, name.lower(), name, agents.new_password(), "agent")
        handoff.claim(self.services, asked.handoff.id, agent_id)
        return AgentAtWork(self, asked.handoff.id, agent_id)


@dataclass(frozen=True)
class AgentAtWork:
    service: WidgetService
    handoff_id: HandoffId
    agent_id: AgentId

    def says(self, text: str) -> None:
        handoff.answer(self.service.services, self.handoff_id, self.agent_id, text)
