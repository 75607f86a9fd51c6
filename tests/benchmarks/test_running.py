"""The benchmarks run and print their tables; what they measure is never judged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import OF_THE_SCREEN, RESULTS, SECTIONS, main

# Compiling into an empty folder takes minutes at any size.
SOON_DONE = [name for name in SECTIONS if name not in (*OF_THE_SCREEN, "compile")]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(SOON_DONE, id="of the planner"),
        pytest.param(list(OF_THE_SCREEN), id="of the screen", marks=pytest.mark.slow),
    ],
)
def test_every_section_runs_on_tiny_sizes_and_prints_a_table(
    names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    kept = RESULTS.read_bytes()
    chosen = [part for name in names for part in ("--only", name)]
    asked = ["--quick", *chosen, "--out", str(tmp_path / "tables.md")]
    # A thread of its own: Chromium may be driven from this one by other tests. Dash
    # knows its callbacks by context.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, main, asked).result()
    written = (tmp_path / "tables.md").read_text("utf-8")
    assert written.count("\n## ") >= len(names)
    shown = capsys.readouterr().out
    for table in written.split("\n## ")[1:]:
        assert table.strip() in shown
        rows = [line for line in table.splitlines() if line.startswith("| ")]
        assert len(rows) >= 3, table
    assert RESULTS.read_bytes() == kept


def test_an_unknown_section_is_refused_with_the_names_of_the_known(
    capsys: pytest.CaptureFixture[str],
):
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "engines" in capsys.readouterr().err
