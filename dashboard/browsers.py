"""A random name for each browser, so that one cancels and undoes only one's own.

It says nothing about the person, is kept in a cookie that no script can read, and is
never sent anywhere. A browser has pages open, and each has asked for runs of its own.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from flask import Flask, Response, g, has_request_context, request

COOKIE = "fls-planner-browser"
A_YEAR_SECONDS = 365 * 24 * 60 * 60
_ID = re.compile(r"[0-9A-Za-z_-]{22}")
MOST_PAGES = 1000
"""Open pages that are remembered."""


@dataclass(frozen=True)
class PageMark:
    """An open page that asks for something.

    Attributes
    ----------
    page : its random name
    cancels : times that its Cancel had been pressed before it asked
    """

    page: str
    cancels: int = 0


@dataclass
class _AskedByPage:
    cancels: int = 0
    run_ids: set[str] = field(default_factory=set)


class OpenPages:
    """Runs that each open page has asked for, and how often it has cancelled.

    What a page asked for before its Cancel is stopped by it, also where the request
    for it comes to its end later.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, str], _AskedByPage] = OrderedDict()

    def ask(self, browser: str, mark: PageMark, run_id: str) -> bool:
        """Whether the page still wants the run: it has not cancelled since."""
        with self._lock:
            asked = self._of(browser, mark)
            asked.run_ids.add(run_id)
            return mark.cancels >= asked.cancels

    def cancel(self, browser: str, mark: PageMark) -> set[str]:
        """Every run that the page has asked for; it wants none of them any more."""
        with self._lock:
            asked = self._of(browser, mark)
            asked.cancels = max(asked.cancels, mark.cancels)
            found, asked.run_ids = asked.run_ids, set()
            return found

    def _of(self, browser: str, mark: PageMark) -> _AskedByPage:
        asked = self._pages.setdefault((browser, mark.page), _AskedByPage())
        self._pages.move_to_end((browser, mark.page))
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        return asked


def know_browsers(server: Flask) -> None:
    """Give every browser that comes without a name a new one."""

    @server.before_request
    def recognise() -> None:
        given = request.cookies.get(COOKIE, "")
        known = _ID.fullmatch(given) is not None
        g.browser = given if known else secrets.token_urlsafe(16)
        g.new_browser = not known

    @server.after_request
    def remember(response: Response) -> Response:
        # Of a page alone: a browser asks for much at once, and is to have one name.
        opened = request.method == "GET" and response.mimetype == "text/html"
        if g.get("new_browser") and opened:
            response.set_cookie(
                COOKIE,
                g.browser,
                max_age=A_YEAR_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure,
            )
        return response


def browser_id() -> str:
    """Name of the browser that asks; empty outside of a request."""
    return str(g.get("browser", "")) if has_request_context() else ""
