"""Whose conversation a browser may read: a sender id that we issue, signed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from bot.services.ports import Clock

# Another purpose of the same secret (the console's cookie) has another salt, so neither passes for the other.
SALT = "accord.widget.session"
SENDER_BYTES = 24
# A device that has not been used for half a year asks for identity again.
VALID_FOR = timedelta(days=180)
RENEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's claim to one conversation.

    Attributes:
        token: to be kept by the browser; None where the one it has is good and fresh.
        is_new: no conversation belongs to it yet.
    """

    sender: str
    token: str | None
    is_new: bool


class Sessions:
    """Issues and reads session tokens. Nobody can guess a sender id, nor sign one without the secret."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        if not secret:
            raise ValueError("the widget's session tokens need a secret")
        self._signer = URLSafeSerializer(secret, salt=SALT)
        self._clock = clock

    def resume(self, token: str | None) -> Session:
        """The session of a token; a new one where there is none, or it is forged, foreign or too old."""
        sender, issued_at = self._read(token)
        age = self._now() - issued_at
        if sender is None or age > VALID_FOR.total_seconds():
            sender = secrets.token_urlsafe(SENDER_BYTES)
            return Session(sender, self._sign(sender), is_new=True)
        renewed = self._sign(sender) if age > RENEWED_AFTER.total_seconds() else None
        return Session(sender, renewed, is_new=False)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _sign(self, sender: str) -> str:
        token = self._signer.dumps([sender, self._now()])
        return token if isinstance(token, str) else token.decode("ascii")

    def _read(self, token: str | None) -> tuple[str | None, int]:
        if token is None:
            return None, 0
        try:
            # Signed, so the shape is ours.
            sender, issued_at = self._signer.loads(token)
        except BadData:
            return None, 0
        return sender, issued_at
