"""Twenty people at one dashboard: how soon pages answer while Wales is simulated."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from planner.inputs.load import load_scenario
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table
from tests.dashboard.test_many_people import CALLS, PATHS, ask, page
from tests.serving import free_port, serving

PEOPLE, LOOKS_EVERY_SECONDS = 20, 2.0
"""A person who reads does not click without a pause."""
ROOT = Path(__file__).parents[2]


def answer_many_people(settings: Settings) -> list[Table]:
    """Seconds to the answer of a page, of so many people who look around at once."""
    people, seconds = (2, 2) if settings.quick else (PEOPLE, 60)
    with tempfile.TemporaryDirectory() as folder:
        log, address = Path(folder) / "log", f"http://127.0.0.1:{free_port()}/"
        port = address.rstrip("/").rpartition(":")[2]
        command = [sys.executable, "-m", "dashboard", "--port", port, "--no-browser"]
        homes = dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME"), folder)
        where = {**os.environ, **homes, "PYTHONPATH": str(ROOT)}
        with (
            serving(command, address, log=log, environment=where, patience_seconds=300),
            ThreadPoolExecutor(people) as pool,
        ):
            until = time.monotonic() + seconds
            looks = [pool.submit(_look, n, address, until) for n in range(people)]
            taken = np.array([each for look in looks for each in look.result()])
    table = Table(f"{people} people at one dashboard", ("answers", "p50 s", "p95 s"))
    middle, late = np.quantile(taken, (0.5, 0.95))
    table.rows.append((f"{len(taken):,}", float(middle), float(late)))
    table.note = (
        f"Each opens a page every {LOOKS_EVERY_SECONDS:g} s for {seconds} s, from an"
        " empty cache, while Wales is simulated."
    )
    return [table]


def _look(number: int, address: str, until: float) -> list[float]:
    """Seconds of each answer to one person."""
    rng, taken = np.random.default_rng(number), []
    boards = sorted(load_scenario().boards)
    while time.monotonic() < until:
        path, board = (str(rng.choice(each)) for each in (PATHS, boards))
        begun = time.monotonic()
        wrong = ask(address, page(path, f"?board={board}"), CALLS)
        taken.append(time.monotonic() - begun)
        assert not wrong, wrong
        time.sleep(float(rng.uniform(0.5, 1.5)) * LOOKS_EVERY_SECONDS)
    return taken
