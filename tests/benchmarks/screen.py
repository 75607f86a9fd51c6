"""How soon the screen answers: a lever on the board page, six options for all Wales."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from dashboard import jobs
from dashboard.app import create_app
from dashboard.plans import Plan
from dashboard.settings import Settings as ScreenSettings
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table
from tests.browser.conftest import FLAGS
from tests.serving import free_port, serving

ROOT = Path(__file__).parents[2]
BOARD = "aneurin-bevan"
BASELINE = "wales-today"
OPTIONS = (
    *("more-nurses", "dxa-five-days", "evening-lists"),
    *("longest-wait-first", "hard-winter", "overbooking"),
)
SEEN = "formula", "band", "whole"
WATCH = """() => {
  const begun = performance.now(), seen = {};
  const formula = document.querySelector("#board-formula").innerText;
  let grey = false;
  const look = () => {
    const now = performance.now() - begun;
    const answer = document.querySelector("#board-answer");
    const stale = answer.className.includes("stale");
    grey ||= stale;
    if (document.querySelector("#board-formula").innerText !== formula)
      seen.formula ??= now;
    if (grey && !stale) {
      seen.band ??= now;
      if (answer.querySelector(".certainty-whole")) seen.whole ??= now;
    }
    if (seen.whole) window.taken = seen;
    else requestAnimationFrame(look);
  };
  window.taken = null;
  requestAnimationFrame(look);
}"""
"""Seconds from a key on a lever until the page has changed, by the page's own clock."""


def move_levers(settings: Settings) -> list[Table]:
    """Milliseconds from a key to the formula, the first band and the whole answer."""
    times = 2 if settings.quick else 5 * settings.rounds
    with tempfile.TemporaryDirectory() as folder, _dashboard(folder) as address:
        taken = list(_moves(address, times))
    table = Table(
        "A lever of one board, in Chromium", ("until", "median ms", "most ms")
    )
    for name in SEEN:
        each = [one[name] for one in taken]
        table.rows.append((name, median(each), max(each)))
    table.note = f"{len(taken)} moves; a simulation is asked for 120 ms after the key."
    return [table]


def _moves(address: str, times: int) -> Iterator[dict[str, float]]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        size = {"width": 1366, "height": 900}
        page = browser.new_page(viewport=size, bypass_csp=True)  # it waits by `eval`
        page.set_default_timeout(300_000)
        page.goto(f"{address}board?board={BOARD}")
        page.wait_for_selector("#board-answer .certainty-whole")
        for number in range(times + 1):
            one = _move(page, f"{3 + 0.25 * number:g}")
            if number:  # the first one reads what the others find
                yield one
        browser.close()


def _move(page: Page, sessions: str) -> dict[str, float]:
    """Milliseconds until each answer to a plan that was never run."""
    page.evaluate(WATCH)
    page.locator('input[id*="sessions_a_week"]').fill(sessions)
    page.wait_for_function("window.taken")
    taken: dict[str, float] = page.evaluate("window.taken")
    page.wait_for_timeout(1000)
    return taken


def compare_wales(settings: Settings) -> list[Table]:
    """Seconds to the first table and to the whole of six options for all Wales."""
    options = OPTIONS[:1] if settings.quick else OPTIONS
    table = Table(
        f"{len(options)} options for all Wales",
        ("results", "first table s", "whole s", "CPU s"),
    )
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        create_app(
            ScreenSettings(
                cache_folder=at / "c", data_folder=at / "d", options_folder=at / "o"
            )
        )
        service = jobs.service()
        service.work.make_ready()
        for name in ("none yet", "on hand"):
            table.rows.append((name, *_compared(service, options)))
        service.stop_all()
    table.note = "Two workers' threads, in a process that yields to the pages."
    return [table]


def _compared(
    service: jobs.RunService, options: tuple[str, ...]
) -> tuple[float, float, float]:
    plans = [Plan(BASELINE), *(Plan(BASELINE, (name,)) for name in options)]
    begun, first = time.perf_counter(), 0.0
    before = _cpu_of_children()
    run = service.start(plans)
    while run.under_way:
        time.sleep(0.02)
        run = service.row(run.id) or run
        if run.ready and not first:
            first = time.perf_counter() - begun
    if run.state != "done":
        raise RuntimeError(f"the comparison ended as {run.state}: {run.message}")
    return first, time.perf_counter() - begun, _cpu_of_children() - before


def _cpu_of_children() -> float:
    """CPU seconds of the worker processes, by the system's account."""
    tick, found = os.sysconf("SC_CLK_TCK"), 0.0
    for child in multiprocessing.active_children():
        text = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        found += (int(text[11]) + int(text[12])) / tick
    return found


@contextmanager
def _dashboard(folder: str) -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := free_port())}/"
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--no-browser"]
    homes = dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME"), folder)
    where = {**os.environ, **homes, "PYTHONPATH": str(ROOT)}
    log = Path(folder) / "log"
    with serving(command, address, log=log, environment=where, patience_seconds=300):
        yield address
