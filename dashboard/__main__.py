"""`python -m dashboard`: serve the pages on this computer and open the browser."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import webbrowser
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

# Worker processes import this module again: dash and the pages come in only in `main`.


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    asked = _parse(arguments)
    logging.basicConfig(
        level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    import waitress

    from dashboard import jobs
    from dashboard.app import create_app
    from dashboard.settings import Settings

    app = create_app(Settings(host=asked.host, port=asked.port))
    warm_up(app.server.test_client())
    server = waitress.create_server(
        app.server, host=asked.host, port=asked.port, threads=8
    )
    address = f"http://{asked.host}:{asked.port}/"
    sys.stdout.write(f"Dashboard at {address} (Ctrl+C ends it)\n")
    sys.stdout.flush()
    if not asked.no_browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    signal.signal(signal.SIGTERM, _end)
    try:
        server.run()
    finally:
        jobs.service().stop_all()


def warm_up(client: object) -> None:
    """Ask once for what every page asks for.

    Dash prepares itself on the first request and answers 500 to those beside it.
    """
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path, headers={"Host": "127.0.0.1"})  # type: ignore[attr-defined]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--no-browser", action="store_true")
    return parser.parse_args(arguments)


def _end(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Leave as Ctrl+C does, so that runs are stopped and workers end."""
    raise SystemExit(0)


if __name__ == "__main__":
    main()
