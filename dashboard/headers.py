"""What keeps the screen to itself: one content policy, no foreign hosts."""

from __future__ import annotations

import dash
from flask import Response, abort, request

from dashboard.settings import Settings
from planner.locale import use_language

LOOPBACK = ("127.0.0.1", "localhost", "::1")

# Plotly comes once and before the graphs: left to itself, Dash asks for its 5 MB once
# for every graph of a page that opens.
INDEX_PAGE = """<!DOCTYPE html>
<html lang="LANGUAGE">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
 viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%23005eb8'/%3E%3Cpath
 d='M3 12V9h2v3zm4 0V4h2v8zm4 0V7h2v5z' fill='white'/%3E%3C/svg%3E">
{%css%}
</head>
<body>
{%app_entry%}
{%config%}
<script src="/_dash-component-suites/plotly/package_data/plotly.min.js"></script>
{%scripts%}
{%renderer%}
</body>
</html>"""


def protect(app: dash.Dash, settings: Settings) -> None:
    """Give every answer its headers and refuse requests meant for another host."""

    @app.server.before_request
    def refuse_foreign_hosts() -> None:
        # A page elsewhere could point its own name at this machine (DNS rebinding).
        host = request.host.rsplit(":", 1)[0].strip("[]")
        if settings.host in LOOPBACK and host not in LOOPBACK:
            abort(403)

    @app.server.before_request
    def choose_language() -> None:
        # Every request has a thread, and so a context, of its own.
        use_language(settings.language)

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = content_policy(app)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response


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
