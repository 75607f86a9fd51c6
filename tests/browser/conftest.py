"""A dashboard of our own and Debian's Chromium to look at it.

Nothing is downloaded: the browser is the one of the system. Where it is missing the
tests fail, because a screen that nobody looked at is not tested.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.journey import Journey
from tests.browser.watch import Watch
from tests.serving import free_port, serving

NAMES = ("chromium", "chromium-browser", "google-chrome")
# All but the first three keep the browser from calling home while it is tested.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever it still wants to look up has no address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WINDOW = {"width": 1366, "height": 900}
QUICKLY = ("--replications", "4")
PATIENCE_MILLISECONDS = 60_000
"""For whatever a page does: a computer that compiles meanwhile is slow."""
expect.set_options(timeout=PATIENCE_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests on one worker: one browser and one dashboard for all."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the system's Chromium."""
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or not Path(found).exists():
        pytest.fail(
            "no Chromium on this machine, so no page was looked at: "
            "install Debian's package `chromium`, or say where it is in CHROMIUM",
            pytrace=False,
        )
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def watch() -> Watch:
    """What the page of this test asked for and complained about."""
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """An empty page; the test fails if it leaves this machine or complains."""
    context = browser.new_context(viewport=WINDOW, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    watch.follow(context)
    yield context.new_page()
    context.close()
    watch.assert_clean()


@pytest.fixture(scope="session")
def dashboard(
    away_from_home: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a running dashboard with folders of its own, quick and for all tests.

    Its runs have as few replications as it allows, so that they end within seconds.
    """
    log = tmp_path_factory.mktemp("dashboard") / "dashboard.log"
    with running_dashboard(log, away_from_home, *QUICKLY) as address:
        yield address


@pytest.fixture
def journey(page: Page, watch: Watch, dashboard: str) -> Iterator[Journey]:
    """A person at the shared dashboard, looked at by axe once more at the end."""
    made = Journey(page, watch, dashboard)
    yield made
    made.accessible()


@pytest.fixture
def newcomer(browser: Browser, journey: Journey) -> Iterator[Journey]:
    """A second person at the same dashboard, with a browser of their own."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield journey.beside(context)
    context.close()


@pytest.fixture
def patient_dashboard(away_from_home: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """A dashboard whose runs take a while: as many replications as it allows."""
    log = tmp_path / "dashboard.log"
    with running_dashboard(log, away_from_home, "--replications", "1000") as address:
        yield address


@contextmanager
def running_dashboard(
    log: Path, environment: dict[str, str], *more: str
) -> Iterator[str]:
    """Address of a dashboard that ends with the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dashboard", "--port", str(port), *more]
    with serving(command, address, log=log, environment=environment):
        yield address
