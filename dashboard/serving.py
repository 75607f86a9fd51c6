"""The web server: many slow or silent connections leave it answering others."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask
from waitress import create_server as create_waitress
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from dashboard.security import MOST_BYTES

THREADS = 8
MOST_CONNECTIONS = 1000
SILENT_SECONDS = 20
"""A connection that sends nothing for so long, and waits for nothing, is closed."""
REQUEST_SECONDS = 60
"""A request must have come whole by then, however slowly it is sent."""
MOST_HEADER_BYTES = 32 * 1024


class TimedChannel(HTTPChannel):
    """A connection that is closed when a request takes too long to come whole."""

    begun = 0.0

    def received(self, data: bytes) -> bool:
        """Take what has come in, unless its request began too long ago."""
        if self.request is None:
            self.begun = time.monotonic()
        elif time.monotonic() - self.begun > REQUEST_SECONDS:
            self.will_close = True
            return False
        return bool(super().received(data))


def create_server(app: Flask, host: str, port: int, **changed: Any) -> BaseWSGIServer:
    """A server that listens; its `run` serves.

    Raises
    ------
    OSError: if it cannot listen there
    """
    limits = {
        "threads": THREADS,
        "connection_limit": MOST_CONNECTIONS,
        "channel_timeout": SILENT_SECONDS,
        "cleanup_interval": SILENT_SECONDS // 4,
        "max_request_body_size": MOST_BYTES,
        "max_request_header_size": MOST_HEADER_BYTES,
        # `select` ends at 1,024 open files.
        "asyncore_use_poll": True,
        "ident": None,
    }
    BaseWSGIServer.channel_class = TimedChannel
    return create_waitress(app, host=host, port=port, **{**limits, **changed})
