"""A random name for each browser, so that one cancels and undoes only one's own.

It says nothing about the person, is kept in a cookie that no script can read, and is
never sent anywhere.
"""

from __future__ import annotations

import re
import secrets

from flask import Flask, Response, g, has_request_context, request

COOKIE = "fls-planner-browser"
A_YEAR_SECONDS = 365 * 24 * 60 * 60
_ID = re.compile(r"[0-9A-Za-z_-]{22}")


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
