"""People who join a workshop by its code: they see its page, and nothing else.

On a server that other computers reach, everybody needs the token of its address. A
guest needs none: who knows the code of a workshop gets that page, the files that every
page needs, and the callbacks of that page alone. Codes that are wrong are counted by
the computer that tries them, so that nobody tries many.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from dashboard.browsers import COOKIE as BROWSER
from dashboard.store import workshop_tables, workshops
from dashboard.store.database import StoreError
from dashboard.store.workshops import Workshop
from planner.locale import _

JOIN = "/workshop/join/"
"""Address of a workshop's page for its tables, before the code."""
GUEST_IDS = "workshop-join"
"""Beginning of every id on that page."""
FRAME_IDS = (
    "_pages_content", "_pages_store", "_pages_dummy",
    "address", "apology", "languages", "navigation", "stamp",
)  # fmt: skip
"""Parts of the frame around every page."""
FILES = ("/assets/", "/_dash-component-suites/", "/_favicon.ico")
DESCRIPTIONS = ("/_dash-layout", "/_dash-dependencies", "/_reload-hash")
CALLBACKS = "/_dash-update-component"
COOKIE = "fls-planner-workshop"
MOST_TRIES, TRIES_SECONDS = 12, 60.0
MOST_ADDRESSES = 10_000
"""That are remembered; beyond that the oldest are forgotten."""
_TRIES: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_TRIES))
_LOCK = threading.Lock()


class TooManyTriesError(StoreError):
    """A computer that has tried too many codes."""


def workshop_of(code: str) -> Workshop | None:
    """The workshop of a code; a wrong one is counted against the computer.

    Raises
    ------
    TooManyTriesError: until it has tried none for a minute
    """
    address = _address()
    found = workshops.by_code(code) if code else None
    if _tried_too_many(address) and not _sits(found):
        text = _("Too many codes were tried from here. Wait a minute.")
        raise TooManyTriesError(text)
    if found is None and code:
        with _LOCK:
            while len(_TRIES) > MOST_ADDRESSES:
                _TRIES.pop(next(iter(_TRIES)))
            _TRIES[address].append(time.monotonic())
    return found


def _tried_too_many(address: str) -> bool:
    with _LOCK:
        tries = list(_TRIES.get(address, ()))
        full = len(tries) == MOST_TRIES
        return full and time.monotonic() - tries[0] < TRIES_SECONDS


def _sits(found: Workshop | None) -> bool:
    """Whether the browser has a table there: others' tries do not turn it away."""
    browser = request.cookies.get(BROWSER, "") if has_request_context() else ""
    return found is not None and (
        workshop_tables.of_browser(found.id, browser) is not None
    )


def forget_tries() -> None:
    """Begin to count anew."""
    with _LOCK:
        _TRIES.clear()


def _address() -> str:
    return request.remote_addr or "" if has_request_context() else ""


def is_guest() -> bool:
    """Whether this request is of somebody with the code of a workshop, and no token.

    Only the page of the workshop, and what it is made of, is theirs.
    """
    here = request.path.startswith(JOIN)
    code = request.path.removeprefix(JOIN) if here else request.cookies.get(COOKIE, "")
    try:
        if not _is_theirs() or workshop_of(code) is None:
            return False
    except StoreError:
        return False
    g.guest = code
    return True


def _is_theirs() -> bool:
    """Whether the request is of a kind that guests may send."""
    path = request.path
    if request.method == "GET":
        return path.startswith((JOIN, *FILES)) or path in DESCRIPTIONS
    if request.method != "POST" or path != CALLBACKS:
        return False
    try:
        asked = request.get_json(force=True, silent=True)
    except RecursionError:
        return False
    return isinstance(asked, dict) and is_of_guests(asked)


def is_of_guests(asked: dict[str, Any]) -> bool:
    """Whether a call is of the workshop's page, or of the frame around it."""
    outputs = ids_of(str(asked.get("output", "")))
    if not outputs or not all(map(_is_guests_id, outputs)):
        return False
    given = [*_parts(asked.get("inputs")), *_parts(asked.get("state"))]
    paths = [part.get("value") for part in given if part.get("property") == "pathname"]
    return all(isinstance(path, str) and path.startswith(JOIN) for path in paths)


def _is_guests_id(name: str) -> bool:
    if name.startswith("{"):
        return f'"{GUEST_IDS}' in name
    return name in FRAME_IDS or name.startswith(GUEST_IDS)


def ids_of(output: str) -> list[str]:
    """Ids of the outputs of a callback, as Dash writes them.

    >>> ids_of("..navigation.children...stamp.children@0a1b..")
    ['navigation', 'stamp']
    """
    listed = output.removeprefix("..").removesuffix("..").split("...")
    return [each.rpartition(".")[0] for each in listed]


def _parts(given: Any) -> list[dict[str, Any]]:
    """Inputs or states of a call, those by pattern among them."""
    found: list[dict[str, Any]] = []
    for each in given if isinstance(given, list) else []:
        found += each if isinstance(each, list) else [each]
    return [each for each in found if isinstance(each, dict)]


def remember_guests(server: Flask) -> None:
    """Keep the code of a guest in a cookie that no script can read."""

    @server.after_request
    def remember(response: Response) -> Response:
        code = g.get("guest", "")
        if code and request.path.startswith(JOIN):
            response.set_cookie(COOKIE, code, httponly=True, samesite="Lax")
        return response
