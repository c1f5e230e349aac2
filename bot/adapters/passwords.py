"""Passwords, hashed with argon2id by argon2-cffi's own recommended parameters (RFC 9106)."""

from __future__ import annotations

import argon2
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Argon2Hasher:
    """See `bot.services.ports.PasswordHasher`."""

    def __init__(self) -> None:
        self._hasher = argon2.PasswordHasher()

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
