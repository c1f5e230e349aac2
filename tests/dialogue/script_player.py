"""Plays a dialogue against the real service over REST, and looks at what it left in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.app import build_app
from bot.assistant.agent import RasaAssistant
from bot.bootstrap import build_services
from bot.core.account import AccountId, DebtorId
from bot.services import states
from bot.services.ports import Services
from bot.settings import Settings
from tests.dialogue.script_rules import broken_rules, folded, plan_as_said, same_plan
from tests.dialogue.scripts import DebtorTurn, Dialogue

SENDER = "debtor"
CHANNEL = "rest"
WEBHOOK = "/webhooks/rest/webhook"
Reply = dict[str, Any]


class ScriptClock:
    """Stands still, so that what is said about dates is the same every day; a turn may move it on."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


@dataclass
class Player:
    """One dialogue under way.

    Attributes:
        heard: the replies of each turn so far.
        failures: what was not as the script or our rules want it, in words.
    """

    dialogue: Dialogue
    client: httpx.AsyncClient
    services: Services
    clock: ScriptClock
    heard: list[list[Reply]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _last: dict[str, Any] = field(default_factory=dict)
    _said_plan: list[tuple[str, int]] = field(default_factory=list)
    _plans_seen: int = 0

    async def play(self) -> None:
        for turn in self.dialogue.turns:
            if turn.at is not None:
                self.clock.instant = turn.at
            replies = await self._send(turn)
            if replies is None:
                return
            self._check_words(turn, replies)
            self.heard.append(replies)
            await self._check_rules(turn, replies)
        await self._check_outcome()

    async def _send(self, turn: DebtorTurn) -> list[Reply] | None:
        if turn.again:
            body = self._last
        else:
            text = turn.say if turn.say is not None else self._payload(turn)
            if text is None:
                return None
            metadata = {"language": self.dialogue.language, "message_id": turn.message_id}
            body = {
                "sender": SENDER,
                "message": text,
                "metadata": {key: value for key, value in metadata.items() if value is not None},
            }
        self._last = body
        response = await self.client.post(WEBHOOK, json=body)
        self.log.append(f"> {str(body['message'])[:200]}")
        if response.status_code != 200:
            self._fail(turn, f"answered {response.status_code}: {response.text[:300]}")
            return None
        replies: list[Reply] = response.json()
        for reply in replies:
            titles = " ".join(f"[{one['title']}]" for one in reply.get("buttons", []))
            self.log.append("< " + reply["text"].replace("\n", "\n  ") + (f"\n  {titles}" if titles else ""))
        if turn.again and replies != self.heard[-1]:
            self._fail(turn, "the same message was answered differently")
        return replies

    def _payload(self, turn: DebtorTurn) -> str | None:
        """What a button sends; the newest of that title, as somebody sees it who scrolls up."""
        wanted = folded(turn.press or "")
        for replies in reversed(self.heard):
            shown = [button for reply in replies for button in reply.get("buttons", [])]
            same = [one for one in shown if folded(one["title"]) == wanted]
            alike = [one for one in shown if wanted in folded(one["title"])]
            if same or len({one["payload"] for one in alike}) == 1:
                return str((same or alike)[0]["payload"])
        self._fail(turn, f"no button {turn.press!r} was shown")
        return None

    def _check_words(self, turn: DebtorTurn, replies: list[Reply]) -> None:
        words = folded("\n".join(reply["text"] for reply in replies))
        titles = {folded(one["title"]) for reply in replies for one in reply.get("buttons", [])}
        for wanted in turn.hears:
            if folded(wanted) not in words:
                self._fail(turn, f"was not said: {wanted!r}")
        for unwanted in turn.hears_not:
            if folded(unwanted) in words:
                self._fail(turn, f"must not be said: {unwanted!r}")
        for title in turn.buttons:
            if folded(title) not in titles:
                self._fail(turn, f"no button {title!r}")
        if turn.silent and replies:
            self._fail(turn, "should be silent: a person holds the conversation")
        if not turn.silent and not replies:
            self._fail(turn, "nobody answered")

    async def _check_rules(self, turn: DebtorTurn, replies: list[Reply]) -> None:
        state = self._conversation()
        for reply in replies:
            for broken in broken_rules(reply, verified=state["verified"]):
                self._fail(turn, broken)
            if reply.get("attachment"):
                await self._download(turn.place, reply["attachment"]["url"], reply["attachment"]["sha256"])
        self._said_plan = plan_as_said([reply["text"] for reply in replies]) or self._said_plan
        plans = self._plans(state["debtor_id"])
        for plan in plans[self._plans_seen :]:
            for difference in same_plan(plan, self._said_plan):
                self._fail(turn, difference)
        self._plans_seen = len(plans)

    def _plans(self, debtor_id: str | None) -> list[dict[str, Any]]:
        """All plans of the debtor, the oldest first."""
        if debtor_id is None:
            return []
        with self.services.store.reading() as uow:
            numbers = [account.id for account in uow.accounts.of_debtor(DebtorId(debtor_id))]
        plans = [plan for number in numbers for plan in states.account_state(self.services, number)["plans"]]
        return sorted(plans, key=lambda plan: int(plan["id"]))

    async def _check_outcome(self) -> None:
        place = self.dialogue.place
        for reference, wanted in self.dialogue.accounts.items():
            state = states.account_state(self.services, self._account(reference))
            wanted = dict(wanted)
            if wanted.pop("document", False):
                documents = state["plans"][0]["documents"] if state["plans"] else []
                if documents:
                    await self._download(place, documents[-1]["url"], documents[-1]["sha256"])
                else:
                    self.failures.append(f"{place}: {reference} has no written agreement")
            self._compare(f"account {reference}", state, wanted)
        self._compare("conversation", self._conversation(), self.dialogue.conversation)
        if self.dialogue.handoffs is not None:
            found = states.handoff_states(self.services)
            shown = [(one["reason"], one["account"], one["state"]) for one in found]
            if len(found) != len(self.dialogue.handoffs):
                self.failures.append(f"{place}: found handoffs {shown}")
            # How many there are is said above.
            for state, wanted in zip(found, self.dialogue.handoffs, strict=False):
                self._compare(f"handoff {shown}", state, wanted)

    def _compare(self, what: str, state: dict[str, Any], wanted: Any) -> None:
        for path, value in wanted.items():
            found = at_path(state, path)
            if found != value:
                self.failures.append(f"{self.dialogue.place}: {what}: {path} is {found!r}, expected {value!r}")

    def _account(self, reference: str) -> AccountId:
        with self.services.store.reading() as uow:
            (account,) = uow.accounts.by_reference(reference)
        return account.id

    def _conversation(self) -> dict[str, Any]:
        return states.conversation_state(self.services, states.conversation_number(self.services, CHANNEL, SENDER))

    async def _download(self, place: str, url: str, sha256: str) -> None:
        response = await self.client.get(urlsplit(url).path)
        if response.status_code != 200 or not response.content.startswith(b"%PDF"):
            self.failures.append(f"{place}: no PDF at {url}: {response.status_code}")
        elif hashlib.sha256(response.content).hexdigest() != sha256:
            self.failures.append(f"{place}: another PDF than was promised at {url}")

    def _fail(self, turn: DebtorTurn, what: str) -> None:
        self.failures.append(f"{turn.place}: {what}")


def at_path(state: Any, path: str) -> Any:
    """What a dotted path leads to; `<nothing>` where it leads nowhere."""
    for step in path.split("."):
        if step == "len" and isinstance(state, list):
            state = len(state)
        elif isinstance(state, list) and step.lstrip("-").isdigit() and -len(state) <= int(step) < len(state):
            state = state[int(step)]
        elif isinstance(state, dict) and step in state:
            state = state[step]
        else:
            return "<nothing>"
    return state


async def played(dialogue: Dialogue, assistant: RasaAssistant, database: Path) -> Player:
    """Play a dialogue on its own database, through the whole service.

    Args:
        database: a SQLite file with the portfolio, which the dialogue may write to.
    """
    clock = ScriptClock(dialogue.now)
    settings = Settings(data_dir=database.parent, database_url=f"sqlite:///{database}", now=dialogue.now)
    services = replace(build_services(settings), clock=clock)
    app = build_app(settings, services, assistant)
    # The service must never raise into the server: an error would be a stack trace for the debtor.
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://accord.test") as client,
    ):
        player = Player(dialogue, client, services, clock)
        await player.play()
    return player
