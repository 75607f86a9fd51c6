"""`python -m dashboard`: serve the pages on this computer and open the browser."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from planner.locale import _, ngettext

HIGHEST_PORT = 65_535
FEWEST, MOST = 4, 1000
"""Replications of a finished run."""
PATIENCE_SECONDS = 10
"""Seconds that the server may take to end once it has been told to."""

# Worker processes import this module again: dash and the pages come in only in `main`.


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    asked = _parse(arguments)
    # From the first moment on, so that workers which have only begun end too.
    signal.signal(signal.SIGTERM, _end)
    logging.basicConfig(
        level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    # It tells of every table that it makes.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from dashboard import jobs, security
    from dashboard.app import create_app
    from dashboard.serving import create_server
    from dashboard.settings import Settings
    from planner.experiment.running.collect import DEFAULT_REPLICATIONS

    shared = security.is_shared(asked.host)
    settings = Settings(
        host=asked.host,
        port=asked.port,
        allowed_hosts=tuple(asked.allow_host),
        token=security.new_token() if shared else "",
        replications=asked.replications or DEFAULT_REPLICATIONS,
    )
    app = create_app(settings)
    jobs.service().work.begin()
    warm_up(app.server.test_client(), settings.token)
    try:
        server = create_server(app.server, asked.host, asked.port)
    except OSError as why:
        reason = (why.strerror or str(why)).lower()
        sys.exit(
            _(
                "Cannot serve on port {port}: {reason}. Try another --port.",
                port=asked.port,
                reason=reason,
            )
        )
    _make_ready()
    if shared:
        _warn(security.allowed_hosts(settings))
    _announce(security.address_of(settings), open_it=not asked.no_browser)
    _resume()
    if asked.until_input_ends:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        server.run()
    finally:
        _stop_runs()


def _resume() -> None:
    """Go on with the runs of a dashboard that ended; say what cannot be saved."""
    from dashboard import jobs
    from dashboard.store.database import database

    if trouble := database().trouble:
        sys.stderr.write(f"{trouble}\n")
    if resumed := len(jobs.service().resume()):
        said = ngettext(
            "{n} run that was interrupted goes on.",
            "{n} runs that were interrupted go on.",
            resumed,
        )
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _make_ready() -> None:
    """Compile the engine while the person finds the way to the first page."""
    from dashboard import jobs

    service = jobs.service()
    ready = service.work.make_ready
    threading.Thread(target=ready, name="compiling", daemon=True).start()


def _warn(hosts: Sequence[str]) -> None:
    """Say that other computers reach the pages, and by which names."""
    said = _(
        "Other computers can reach this dashboard, unencrypted, by these names: "
        "{hosts} (more: --allow-host). The address below holds the token that it asks "
        "for: give it only to people who may see and run everything.",
        hosts=", ".join(hosts),
    )
    sys.stderr.write(f"{said}\n")


def _announce(address: str, *, open_it: bool) -> None:
    """Say where the pages are, and open them if wished."""
    said = _("Dashboard at {address} (Ctrl+C ends it)", address=address)
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
    if open_it:
        threading.Timer(0.5, webbrowser.open, [address]).start()


def _stop_runs() -> None:
    """Stop what is running, to be resumed, and end its worker processes."""
    from dashboard import jobs
    from dashboard.store.database import database

    jobs.service().stop_all()
    database().close()
    for child in multiprocessing.active_children():
        child.terminate()


def _end_with_input() -> None:
    """End when the program that started this one has ended: it holds our input."""
    # Not through the buffer, which Python may not leave behind locked.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # On Windows, that has ended us. Elsewhere a server that hangs is ended so.
    time.sleep(PATIENCE_SECONDS)
    os._exit(1)


def warm_up(client: object, token: str = "") -> None:
    """Ask once for what every page asks for.

    Dash prepares itself on the first request and answers 500 to those beside it.
    """
    for path in (f"/?token={token}", "/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path, headers={"Host": "127.0.0.1"})  # type: ignore[attr-defined]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--port", type=_port, default=8050)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME")
    parser.add_argument("--replications", type=_replications)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument(
        "--until-input-ends", action="store_true", help=_("end with the input's end")
    )
    return parser.parse_args(arguments)


def _replications(text: str) -> int:
    """A number of replications that a finished run has, or argparse's complaint."""
    number = int(text)
    if not FEWEST <= number <= MOST:
        bounds = f"between {FEWEST} and {MOST:,}, not {text}"
        raise argparse.ArgumentTypeError(bounds)
    return number


def _port(text: str) -> int:
    """A port number, or argparse's own complaint."""
    number = int(text)
    if not 0 < number <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"between 1 and {HIGHEST_PORT}, not {text}")
    return number


def _end(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Leave as Ctrl+C does, so that runs are stopped and workers end."""
    raise SystemExit(0)


if __name__ == "__main__":
    main()
