"""Written agreements, as stored with their plans."""

from __future__ import annotations

from bot.services.ports import Services
from bot.services.repositories import StoredDocument


def document_by_token(services: Services, token: str) -> tuple[StoredDocument, bytes] | None:
    """The document behind a link with its content, None where there is none."""
    with services.store.reading() as uow:
        return uow.plans.document(token)
