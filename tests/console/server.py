"""The console on a port of this machine, served as in production."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from tests.console.desk import CONSOLE


class ConsoleServer:
    """uvicorn in a thread; stops its open streams when it is stopped."""

    def __init__(self, app: Starlette) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        # Open streams never end by themselves: they are cut after this second.
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Of the console, without a trailing slash. The socket listens already: early requests wait."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}{CONSOLE}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()
