"""A folder of results is one thing, whatever ends the program or stands in the way."""

from __future__ import annotations

import errno
import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.cli import results_folder
from planner.cli.results_folder import check_folder, replace_results
from planner.cli.write import Outputs
from planner.errors import OutputError, ScenarioError

KILL_WRITERS = """
import os, random, signal, sys, time
from pathlib import Path
from planner.cli.results_folder import replace_results
from tests.cli.test_results_folder import run_of, seeds_in

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
seed, chance = 0, random.Random(1)
for kill in range(kills):
    writer = os.fork()
    if writer == 0:
        while True:
            seed += 1
            replace_results(folder, run_of(kill * 100_000 + seed), {"seed": seed})
    time.sleep(chance.uniform(0.001, 0.04))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    seeds = seeds_in(folder)
    if len(seeds) > 1:
        sys.exit(f"after kill {kill}: files of several runs: {seeds}")
replace_results(folder, run_of(7), {"seed": 7})
print(sorted(path.name for path in folder.iterdir()))
"""
WRITE = """
import sys
from pathlib import Path
from planner.cli.results_folder import replace_results
from tests.cli.test_results_folder import run_of
for _ in range(30):
    replace_results(Path(sys.argv[1]), run_of(int(sys.argv[2])), {})
"""


def run_of(seed: int) -> dict[str, list[bytes]]:
    """Files of a run, large enough for a writer to be caught in the middle."""
    text = [f"{seed}\n".encode() * 200] * 10
    more = {"comparison.csv": text} if seed % 2 else {}
    return {"results.csv": text, "summary.csv": text, **more}


def seeds_in(folder: Path) -> set[bytes]:
    """Seeds of all files, which the manifest, where there is one, names and vouches."""
    files = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    manifest = folder / "manifest.json"
    if manifest.exists():
        named = json.loads(manifest.read_text())["files"]
        there = {n: hashlib.sha256(text).hexdigest() for n, text in files.items()}
        assert {name: about["sha256"] for name, about in named.items()} == there
    return {line for text in files.values() for line in text.splitlines()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def call(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_fifty_kills_leave_no_folder_with_files_of_two_runs(tmp_path: Path):
    said, wrong = call(KILL_WRITERS, str(tmp_path / "out"), "50").communicate()
    assert not wrong
    assert (
        said.strip()
        == "['comparison.csv', 'manifest.json', 'results.csv', 'summary.csv']"
    )


def test_two_programs_at_once_leave_the_files_of_one(tmp_path: Path):
    folder = tmp_path / "out"
    programs = [call(WRITE, str(folder), seed) for seed in ("1", "2", "3")]
    for program in programs:
        _, wrong = program.communicate()
        assert not wrong
    assert len(seeds_in(folder)) == 1
    assert not [name for name in names(folder) if name.startswith(".")]


def test_what_an_earlier_command_wrote_is_removed_and_said(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    replace_results(tmp_path, run_of(1), {})
    notes, moved = replace_results(tmp_path, run_of(2), {})
    assert notes == ["removed what an earlier command wrote: comparison.csv"]
    assert moved == []
    assert names(tmp_path) == [
        "manifest.json",
        "mine.txt",
        "results.csv",
        "summary.csv",
    ]


def test_half_written_files_are_removed_and_counted(tmp_path: Path):
    (tmp_path / ".results.csv.0123456789ab.part").write_text("half")
    notes, _ = replace_results(tmp_path, run_of(2), {})
    assert notes == ["1 half-written file of an ended program removed"]


def test_a_manifest_names_no_file_outside_its_folder(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"files": {"../mine.txt": {}}}')
    replace_results(folder, run_of(2), {})
    assert (tmp_path / "mine.txt").exists()


def test_a_file_that_cannot_be_replaced_is_written_beside_and_said(tmp_path: Path):
    """On Windows a file in use; a folder that appeared meanwhile does the same."""
    outputs = Outputs(tmp_path / "out")
    (tmp_path / "out" / "results.csv").mkdir(parents=True)
    table = pd.DataFrame({"value": [1]})
    outputs.write({"results.csv": table, "summary.csv": table}, {"seed": 1})
    with pytest.raises(OutputError, match=r"in use .* contents are in results-2\.csv"):
        outputs.finish()
    folder = tmp_path / "out"
    assert (folder / "results-2.csv").read_text() == "value\n1\n"
    assert (folder / "summary.csv").exists()
    named = json.loads((folder / "manifest.json").read_text())["files"]
    assert sorted(named) == ["results-2.csv", "summary.csv"]


def test_a_full_disk_is_said_in_one_sentence_and_what_stood_there_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    replace_results(tmp_path, run_of(1), {})

    class Full(results_folder.PartFile):
        def finish(self, **_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(results_folder, "PartFile", Full)
    outputs = Outputs(tmp_path)
    outputs.write({"results.csv": "2"}, {})
    with pytest.raises(OutputError) as caught:
        outputs.finish()
    assert caught.value.text.endswith("no space left on device")
    assert "fix: " in str(caught.value)
    assert seeds_in(tmp_path) == {b"1"}


def test_a_folder_in_use_for_long_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(results_folder, "PATIENCE_SECONDS", 0.1)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with results_folder.locked(tmp_path / results_folder.LOCK, 1):
            held.set()
            done.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    outputs = Outputs(tmp_path)
    outputs.write({"results.csv": "2"}, {})
    done.set()
    other.join()
    with pytest.raises(OutputError, match="held by another program"):
        outputs.finish()


def test_a_folder_where_a_file_should_go_is_refused_before_the_run(tmp_path: Path):
    for name in ("results.csv", "manifest.json"):
        (tmp_path / name).mkdir()
    with pytest.raises(ScenarioError) as caught:
        Outputs(tmp_path, replications_csv=True)
    assert len(caught.value.problems) == 2
    assert "is a folder" in str(caught.value)


@pytest.mark.parametrize("name", ["x" * 300, "/".join(["x" * 200] * 30)])
def test_a_name_too_long_is_refused_before_the_run(tmp_path: Path, name: str):
    with pytest.raises(ScenarioError, match="name too long") as caught:
        check_folder(tmp_path / name, ["results.csv"])
    assert len(str(caught.value)) < 400
    assert names(tmp_path) == []


def test_a_look_beforehand_leaves_nothing_behind(tmp_path: Path):
    check_folder(tmp_path / "a" / "b", ["results.csv"])
    assert names(tmp_path) == []
