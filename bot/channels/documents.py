"""Downloads: a stored document for whoever holds its unguessable link."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.problems import problem
from bot.services.agreements import document_by_token
from bot.services.ports import Services


def document_routes(services: Services) -> list[BaseRoute]:
    async def download(request: Request) -> Response:
        found = await asyncio.to_thread(document_by_token, services, request.path_params["token"])
        if found is None:
            return problem(404, "Not Found", "there is no such document")
        document, content = found
        return Response(
            content,
            media_type=document.media_type,
            headers={
                "content-disposition": f"attachment; filename*=UTF-8''{quote(document.name)}",
                "cache-control": "private, no-store",
                "x-content-type-options": "nosniff",
            },
        )

    return [Route("/documents/{token}", download)]
