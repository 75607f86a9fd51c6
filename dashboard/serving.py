"""The web server: patient with many slow connections, and sparing with bytes."""

from __future__ import annotations

import gzip
import time
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
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

VENDORED = Path(__file__).parent / "assets" / "vendor"
FEWEST_BYTES = 1000
"""Shorter answers would not become shorter."""
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
FIXED = ("/_dash-component-suites/", "/assets/")
A_YEAR = "public, max-age=31536000"
SLOWLY, QUICKLY = 9, 5


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


def compress(server: Flask) -> None:
    """Serve the packed files of others, and pack every other text on its way out."""
    server.add_url_rule("/assets/vendor/<name>", "vendored", send_vendored)
    packed: dict[str, tuple[bytes, bytes]] = {}

    @server.after_request
    def pack(response: Response) -> Response:
        if not _is_worth_packing(response):
            return response
        response.direct_passthrough = False
        whole = response.get_data()
        if len(whole) < FEWEST_BYTES:
            return response
        if request.path.startswith(FIXED):
            known = packed.get(request.full_path)
            if known is None or known[0] != whole[-FEWEST_BYTES:]:
                known = whole[-FEWEST_BYTES:], gzip.compress(whole, SLOWLY, mtime=0)
                packed[request.full_path] = known
            small = known[1]
        else:
            small = gzip.compress(whole, QUICKLY, mtime=0)
        return _as_gzip(response, small)


def _is_worth_packing(response: Response) -> bool:
    known = response.status_code == 200 and "Content-Encoding" not in response.headers
    is_text = (response.mimetype or "").startswith(TEXTS)
    is_whole = request.path.startswith(FIXED) or not response.is_streamed
    return known and is_text and is_whole and _takes_gzip()


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _as_gzip(response: Response, small: bytes) -> Response:
    response.set_data(small)
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


def send_vendored(name: str) -> Response | tuple[str, int]:
    """A script of others, which ships packed."""
    path = VENDORED / f"{name}.gz"
    if path not in VENDORED.glob("*.gz"):
        return "", 404
    small = _read(path)
    answer = Response(mimetype="text/javascript")
    answer.headers["Cache-Control"] = A_YEAR
    if _takes_gzip():
        return _as_gzip(answer, small)
    answer.set_data(gzip.decompress(small))
    return answer
