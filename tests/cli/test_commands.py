"""The command line as people use it: words, files, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pandas as pd
import pytest

from planner.cli import progress
from planner.cli.main import main
from planner.experiment.running.results import COLUMNS
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import load_scenario

SMALL = ["--years", "0.1", "--replications", "2", "--workers", "1"]
ONE_BOARD = ["--board", "swansea-bay", *SMALL]


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of these tests alone; the person's own stays as it is."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


def call_program(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `fls-planner` as a program."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160"},
    )


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `fls-planner` as `call_program` does, without starting a program."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in "oe")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(sys, "argv", ["fls-planner", *arguments])
        changed.setattr(sys, "stdout", out)
        changed.setattr(sys, "stderr", err)
        changed.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as ended:
            main()
    said, told = (stream.buffer.getvalue().decode() for stream in (out, err))
    code = ended.value.code or 0
    return subprocess.CompletedProcess(arguments, code, said, told)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of one small comparison, with visits."""
    folder = tmp_path_factory.mktemp("out")
    done = call(
        "compare", "wales-today", "reserved-slots", *ONE_BOARD, "--visits",
        "--replications-csv", "--out", str(folder / "results"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "results"


def test_a_run_from_another_folder_ends_with_a_readable_table(tmp_path: Path):
    done = call_program("run", *ONE_BOARD, folder=tmp_path)
    assert done.returncode == 0
    assert "Swansea Bay †" in done.stdout
    assert ILLUSTRATIVE in done.stdout
    assert "DXA list" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert "same results" not in done.stdout  # there is no option to compare


def test_results_have_the_columns_everybody_relies_on(written: Path):
    results = pd.read_csv(written / "results.csv", keep_default_na=False)
    assert list(results.columns) == COLUMNS
    assert set(results["scenario"]) == {"wales-today", "reserved-slots"}


def test_every_row_of_an_illustrative_board_says_so(written: Path):
    for name in ("results.csv", "summary.csv", "comparison.csv"):
        rows = pd.read_csv(written / name, keep_default_na=False)
        own = rows[rows["provider"] == "swansea-bay"]
        assert len(own) > 0
        assert own["label"].str.startswith(ILLUSTRATIVE).all()


def test_the_manifest_lets_a_sceptic_run_it_again(written: Path):
    manifest = json.loads((written / "manifest.json").read_text())
    baseline, option = manifest["runs"]
    assert baseline["seed"] == option["seed"] == 1
    assert baseline["digest"] != option["digest"]
    assert {"planner", "python", "packages", "wall_seconds"} <= set(manifest)
    assert any("reserved_slots_a_day" in change["key"] for change in option["changes"])


def test_the_same_seed_gives_the_same_digest_on_two_workers(tmp_path: Path):
    digests = set()
    for workers in ("1", "2"):
        folder = tmp_path / workers
        done = call("run", *ONE_BOARD, "--workers", workers, "--out", str(folder))
        assert done.returncode == 0, done.stderr
        digests.add(
            json.loads((folder / "manifest.json").read_text())["runs"][0]["digest"]
        )
    assert len(digests) == 1


def test_the_reference_engine_gives_the_same_digest(written: Path, tmp_path: Path):
    done = call(
        "run", *ONE_BOARD, "--engine", "simpy", "--out", str(tmp_path / "simpy")
    )
    assert done.returncode == 0, done.stderr
    there, here = (
        json.loads((folder / "manifest.json").read_text())["runs"][0]["digest"]
        for folder in (written, tmp_path / "simpy")
    )
    assert there == here


def test_a_second_run_says_that_it_uses_cached_results(own_cache: Path):
    brief = ["run", *ONE_BOARD, "--seed", "77"]
    first, second, anew = call(*brief), call(*brief), call(*brief, "--no-cache")
    assert "cached" not in first.stderr + anew.stderr
    assert "2 cached replications of a board were used" in second.stderr
    assert first.stdout == second.stdout == anew.stdout
    assert list(own_cache.rglob("*.npz"))


def test_compiling_is_announced_before_it_takes_its_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    compiled: list[str] = []

    def make_ready(_: object, engine: str) -> None:
        assert "once on this computer" in capsys.readouterr().err
        compiled.append(engine)

    monkeypatch.setattr(progress, "make_ready", make_ready)
    monkeypatch.setattr(progress, "is_ready", lambda engine: engine == "simpy")
    for engine in ("compiled", "simpy"):
        progress.prepare_engine(load_scenario(), engine)
    assert compiled == ["compiled"]
    assert capsys.readouterr().err == ""


def test_visits_are_written_with_names_and_every_patient_has_rows(written: Path):
    visits = pd.read_csv(written / "visits.csv")
    assert {"scan", "assess", "register"} <= set(visits["stage"])
    assert {"seen", "dna", "left", "open"} >= set(visits["outcome"])
    assert (
        visits["started"] <= visits["finished"].where(visits["finished"] >= 0)
    ).any()


def test_powys_has_rows_of_its_own_by_residence(tmp_path: Path):
    out = ["--replications-csv", "--out", str(tmp_path / "powys")]
    done = call("run", "--board", "powys", *SMALL, *out)
    assert done.returncode == 0, done.stderr
    results = pd.read_csv(tmp_path / "powys" / "results.csv")
    powys = results[results["residence"] == "powys"]
    assert "kpi2_identified.denominator" in set(powys["kpi"])
    assert "residents, seen" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "wales-tomorrow"], "no scenario of this name"),
        (["run", "--board", "atlantis", *SMALL], "no board of this name"),
        (["run", "--replications", "0"], "between 1 and"),
        (["run", "--years", "-1"], "years"),
        (["run", "--years", "nan"], "years"),
        (["compare", "wales-today", "no-such-option"], "no option of this name"),
        (["compare", "wales-today", "../../etc/passwd"], "outside the folder"),
        (["run", "--visits"], "needs a folder"),
        (["run", "--engine", "steam", *SMALL], "there are: compiled, simpy"),
        (["check", "nowhere.toml"], "cannot be read"),
        (["calibrate", "--draws", "8"], "between 32 and"),
    ],
)
def test_wrong_input_gets_one_clear_error_and_exit_code_two(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["fls-planner", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_check_lists_the_problems_of_all_files_together(tmp_path: Path):
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "cut.toml").write_text('title = "cut off')
    files = [str(tmp_path / name) for name in ("empty.toml", "cut.toml")]
    done = call_program("check", *files, folder=tmp_path)
    assert done.returncode == 2
    assert "the file is empty" in done.stderr
    assert "not complete TOML" in done.stderr


def test_a_folder_says_why_each_standard_is_missed_as_the_command_prints(
    tmp_path: Path,
):
    year = ["--years", "1", "-n", "2", "--workers", "1", "--board", "swansea-bay"]
    told = {}
    for name, asked in {
        "standards": ["standards", "wales-today", "--option", "reserved-slots"],
        "run": ["run", "wales-today", "--option", "reserved-slots"],
        "compare": ["compare", "wales-today", "reserved-slots"],
    }.items():
        done = call(*asked, *year, "--out", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
        table = pd.read_csv(tmp_path / name / "standards.csv")
        if name == "compare":
            assert list(table["scenario"].unique()) == ["wales-today", "reserved-slots"]
            table = table[table["scenario"] == "reserved-slots"]
        shared = table.drop(columns="scenario", errors="ignore").reset_index(drop=True)
        told[name] = shared
    for name in ("run", "compare"):
        pd.testing.assert_frame_equal(told[name], told["standards"])
    missed = told["run"][told["run"]["state"].str.startswith("missed")]
    assert set(missed["state"]) <= {"missed for lack of capacity", "missed by choice"}
    assert missed["with_capacity"].notna().all()


def test_results_are_not_written_over_a_file(tmp_path: Path):
    (tmp_path / "taken").write_text("mine")
    done = call("run", *ONE_BOARD, "--out", str(tmp_path / "taken"))
    assert done.returncode == 2
    assert (tmp_path / "taken").read_text() == "mine"


def heed_ctrl_c() -> None:
    """End by Ctrl-C, also where these tests run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_a_search_with_one_sentence_and_leaves_what_was_simulated(
    tmp_path: Path,
):
    words = ["ask", "clear", "--board", "hywel-dda", "--years", "1", "--central"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "COLUMNS": "160"}
    program = [sys.executable, "-u", "-m", "planner", *words, "--workers", "1"]
    with subprocess.Popen(
        [*program, "-n", "400"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_ctrl_c,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        first = next(line for line in running.stderr if "By formula" in line)
        cached = tmp_path / "fls-planner" / "results"
        while running.poll() is None and not (
            cached.exists() and any(cached.iterdir())
        ):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = [line for line in running.stderr.read().splitlines() if line.strip()]
    assert "simulation now finds" in first
    assert running.returncode == 130
    assert said[-1].startswith("Stopped: nothing more was written.")
    assert not any("Traceback" in line or "Error" in line for line in said)
