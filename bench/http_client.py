"""A small keep-alive HTTP client: on two cores a heavy one would measure itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any


class Client:
    """One connection, one request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST JSON and return the JSON answered.

        Raises:
            RuntimeError: any status but 200, so that a fast refusal is not taken for a fast answer.
        """
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        content = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        self._writer.write(head.encode() + content)
        answered = await self._reader.readuntil(b"\r\n\r\n")
        lines = answered.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        if headers.get("transfer-encoding") == "chunked":
            payload = await self._chunks()
        else:
            payload = await self._reader.readexactly(int(headers["content-length"]))
        if " 200 " not in lines[0]:
            raise RuntimeError(f"{path}: {lines[0]}: {payload[:200]!r}")
        if headers.get("connection") == "close":
            self.close()
        return json.loads(payload)

    async def _chunks(self) -> bytes:
        if self._reader is None:
            raise RuntimeError("not connected")
        payload = b""
        while size := int(await self._reader.readline(), 16):
            payload += await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return payload

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
