"""Checks of requests to the server: hosts, token, origin, size, shape, headers."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import socket
from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urlsplit

import dash
from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from dashboard.guests import is_guest, remember_guests
from dashboard.settings import Settings
from planner.locale import _, languages, use_language

log = logging.getLogger(__name__)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY_INTERFACE = ("0.0.0.0", "::", "")
ELSEWHERE = "192.0.2.1"
"""An address that belongs to nobody (RFC 5737); the way to it shows our own."""
MOST_BYTES = 8 * 1024 * 1024
"""Of one request: a board's workbook fits, as the browser writes it."""
COOKIE = "fls-planner-token"
LANGUAGE = "fls-planner-language"
SAME_SITE = ("same-origin", "none")
CALLBACKS = "/_dash-update-component"
FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=()",
}


def new_token() -> str:
    """A token for the address of a server that other computers reach."""
    return secrets.token_urlsafe(24)


def is_shared(host: str) -> bool:
    """Whether other computers reach a server that listens there."""
    return host not in LOOPBACK


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """Names by which the server may be asked for, in lower case.

    A page elsewhere could point a name of its own at this machine (DNS rebinding), so
    no other name is answered.
    """
    names = [*LOOPBACK, *settings.allowed_hosts]
    if settings.host in EVERY_INTERFACE:
        names += [socket.gethostname(), socket.getfqdn(), network_address()]
    else:
        names.append(settings.host)
    return tuple(dict.fromkeys(name.lower() for name in names if name))


def address_of(settings: Settings, path: str = "", **choices: str) -> str:
    """Address to open, with the token where one is asked for."""
    host = settings.host
    if host in EVERY_INTERFACE:
        host = (*settings.allowed_hosts, socket.gethostname())[0]
    host = f"[{host}]" if ":" in host else host
    asked = {"token": settings.token, **choices}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"http://{host}:{settings.port}/{path}{'?' if query else ''}{query}"


def network_address() -> str:
    """Address of this computer on its network, or nothing; nothing is sent.

    A request that names a number instead of a name cannot come by way of a foreign
    name, so that this address is safe to answer.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((ELSEWHERE, 9))
            found = str(asked.getsockname()[0])
        except OSError:
            return ""
    return "" if found.startswith("127.") or found == "0.0.0.0" else found


def guests_address(settings: Settings) -> str:
    """Address by which others on the network reach this server, without the token.

    Empty where it serves this computer alone.
    """
    if not is_shared(settings.host):
        return ""
    host = settings.host
    if host in EVERY_INTERFACE:
        names = (*settings.allowed_hosts, network_address(), socket.gethostname())
        host = next(name for name in names if name)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.port}"


def protect(app: dash.Dash, settings: Settings) -> None:
    """Refuse what is not for this server, and give every answer its headers."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    hosts = allowed_hosts(settings)
    remember_guests(server)

    @server.before_request
    def check_request() -> Response | None:
        # Every request has a thread, and so a context, of its own.
        use_language(language_of_request(settings.language))
        refuse_foreign_hosts(hosts)
        answer = ask_for_token(settings.token) if settings.token else None
        if answer is not None and not is_guest():
            return answer
        if request.method == "POST":
            refuse_foreign_origins()
        if request.path == CALLBACKS and request.method == "POST":
            refuse_misshapen(app)
        return None

    @server.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = content_policy(app)
        response.headers.update(FIXED_HEADERS)
        if not request.path.startswith(("/_dash-component-suites/", "/assets/")):
            response.headers["Cache-Control"] = "no-store"
        keep_language(response)
        return response

    @server.errorhandler(Exception)
    def apologise(why: Exception) -> Response | tuple[str, int]:
        if isinstance(why, HTTPException):
            return Response(f"{why.name}\n", why.code, mimetype="text/plain")
        log.error("request failed", exc_info=why)
        text = _("Something went wrong in the planner; the log has the details.")
        return Response(f"{text}\n", 500, mimetype="text/plain")


def language_of_request(otherwise: str) -> str:
    """Language in the page's address, or the one chosen last, or the server's own.

    A callback has its page's address as its referrer, so that two pages of one browser
    can be open in two languages.
    """
    page = dict(parse_qsl(urlsplit(request.headers.get("Referer", "")).query))
    wanted = (request.args.get("lang"), page.get("lang"), request.cookies.get(LANGUAGE))
    return next((each for each in wanted if each in languages()), otherwise)


def keep_language(response: Response) -> None:
    """Remember a language chosen in the address; the cookie says nothing else."""
    if (chosen := request.args.get("lang", "")) in languages():
        a_year = 365 * 24 * 3600
        response.set_cookie(LANGUAGE, chosen, max_age=a_year, samesite="Lax")


def refuse_foreign_hosts(hosts: Collection[str]) -> None:
    """End a request for a host of another name."""
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in hosts:
        abort(403)


def ask_for_token(token: str) -> Response | None:
    """Answer to a browser without the token; None where it is known.

    The token in the address becomes a cookie, and the address is left without it.
    """
    given = request.args.get("token", "")
    if given and _same(given, token):
        rest = [pair for pair in request.args.items(multi=True) if pair[0] != "token"]
        path = "/" + request.path.lstrip("/\\")
        answer = Response(status=303)
        answer.location = path + ("?" + urlencode(rest) if rest else "")
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax")
        return answer
    if _same(request.cookies.get(COOKIE, ""), token):
        return None
    text = _("Open this page by the whole address that the dashboard printed.")
    return Response(f"{text}\n", 403, mimetype="text/plain")


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def refuse_foreign_origins() -> None:
    """End a request that a page of another origin sends."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in SAME_SITE:
        abort(403)


def refuse_misshapen(app: dash.Dash) -> None:
    """End a call that is no call of one of the callbacks."""
    try:
        asked = request.get_json(force=True)
        # Half a character, which JSON can spell, can be neither shown nor logged.
        json.dumps(asked, ensure_ascii=False).encode()
    except (RecursionError, ValueError):
        abort(400)
    known = isinstance(asked, dict) and isinstance(asked.get("output"), str)
    if not known or asked["output"] not in app.callback_map:
        abort(400)
    parts = [*_listed(asked, "inputs"), *_listed(asked, "state")]
    if not all(map(_is_value, parts)):
        abort(400)


def _listed(asked: dict, key: str) -> list:
    found = asked.get(key, [])
    return found if isinstance(found, list) else [None]


def _is_value(part: object) -> bool:
    """Whether it is the value of a property, or a list of values by pattern."""
    if isinstance(part, list):
        return all(map(_is_value, part))
    return isinstance(part, dict) and {"id", "property"} <= set(part)


def content_policy(app: dash.Dash) -> str:
    """Scripts only from here and by hash; styles inline because plotly writes them."""
    scripts = " ".join(f"'{digest}'" for digest in _digests(app))
    rules = (
        "default-src 'none'",
        f"script-src 'self' {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


def _digests(app: dash.Dash) -> list[str]:
    return [digest.strip("'") for digest in app.csp_hashes()]
