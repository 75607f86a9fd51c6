"""Answers in fewer bytes: gzip where the browser takes it, once for what stays."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

VENDORED = Path(__file__).parent / "assets" / "vendor"
FEWEST_BYTES = 1000
"""Shorter answers would not become shorter."""
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
FIXED = ("/_dash-component-suites/", "/assets/")
A_YEAR = "public, max-age=31536000"
SLOWLY, QUICKLY = 9, 5


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
