"""Sessions: a signed cookie that names an agent; the database says whether it is still good."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.core.conversation import AgentId
from bot.services.repositories import Agent

COOKIE = "accord_console"
LIFETIME = timedelta(hours=12)  # a long working day
NONCE_BYTES = 18
# The number changes with the shape of what is signed: an old cookie is then no session, not a wrong one.
SALT = "accord.console.session.1"
CSRF_SALT = "accord.console.csrf.1"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's visit.

    Attributes:
        nonce: random; the CSRF token is derived from it.
        agent_id: None before signing in.
        epoch: the agent's session epoch at sign-in; another one in the database ends the session.
    """

    nonce: str
    agent_id: AgentId | None = None
    epoch: int = 0

    @classmethod
    def fresh(cls, agent: Agent | None = None) -> Session:
        """A session nobody has seen before; signing in always starts one."""
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        return cls(nonce) if agent is None else cls(nonce, agent.id, agent.session_epoch)


class SessionCookies:
    """Reads and writes the session cookie, and the CSRF tokens that belong to it."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(
            secret, salt=SALT, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
        self._csrf = Signer(secret, salt=CSRF_SALT, digest_method=hashlib.sha256, key_derivation="hmac")

    def read(self, request: Request) -> Session | None:
        """The session of a request, or None where there is none, it is too old, or it was tampered with."""
        cookie = request.cookies.get(COOKIE)
        if cookie is None:
            return None
        try:
            nonce, agent_id, epoch = self._serializer.loads(cookie, max_age=int(LIFETIME.total_seconds()))
        except BadSignature:  # also too old
            return None
        return Session(nonce, None if agent_id is None else AgentId(agent_id), epoch)

    def write(self, response: Response, request: Request, session: Session) -> None:
        response.set_cookie(
            COOKIE,
            self._serializer.dumps([session.nonce, session.agent_id, session.epoch]),
            max_age=int(LIFETIME.total_seconds()),
            path=cookie_path(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response, request: Request) -> None:
        response.delete_cookie(
            COOKIE,
            path=cookie_path(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def csrf_token(self, session: Session) -> str:
        """What a form of this session carries, to show that we made it."""
        return self._csrf.get_signature(session.nonce).decode("ascii")

    def csrf_matches(self, session: Session, token: str) -> bool:
        return self._csrf.verify_signature(session.nonce.encode("utf-8"), token.encode("utf-8", "replace"))


def cookie_path(request: Request) -> str:
    """Where the console is mounted: its cookies go nowhere else."""
    return str(request.scope.get("root_path", "")) or "/"
