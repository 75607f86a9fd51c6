"""`fls-planner optimise`: one board, a split over boards, files and refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app
from planner.experiment.ask.amounts import Amounts
from planner.experiment.ask.trials import with_amounts
from planner.experiment.optimise.best_mix import wanted_of
from planner.experiment.running.run import run
from planner.inputs.load import load_scenario

LEVERS = """\
[sessions]
part = "sessions"
levels = [2, 4]

[nurses]
part = "nurse"
levels = [0.5]

[more-found]
title = "Case finding of 80 %"
levels = ["identify-80-percent-2026"]
"""
AMOUNTS = LEVERS[: LEVERS.index("[more-found]")]
SMALL = ["--years", "2", "-n", "4", "--workers", "1"]
BY = ["--by", "2028-03"]


@pytest.fixture
def levers(tmp_path: Path) -> Path:
    """A file of three levers."""
    path = tmp_path / "levers.toml"
    path.write_text(LEVERS, encoding="utf-8")
    return path


def call(*words: object) -> Result:
    """The command's result."""
    return CliRunner().invoke(app, ["optimise", *map(str, words)])


def flat(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def test_the_cheapest_plan_is_said_saved_and_can_be_compared(
    levers: Path, tmp_path: Path
) -> None:
    save, out = tmp_path / "best.toml", tmp_path / "out"
    mark = ["--mark", "list:scan=1900", *BY, "--central"]
    found = call("--board", "Hywel Dda", *mark, "--levers", levers, *SMALL,
                 "--save", save, "--out", out)  # fmt: skip
    assert found.exit_code == 0, found.output
    said = flat(found.output)
    assert "the cheapest plan found is" in said
    assert "How sure" in said
    assert "Of 12 plans" in said
    plans = pd.read_csv(out / "plans.csv")
    front = pd.read_csv(out / "front.csv")
    assert plans["rank"].tolist() == list(range(1, len(plans) + 1))
    assert (front["cost"].diff().dropna() >= 0).all()
    compared = CliRunner().invoke(
        app, ["compare", "wales-today", str(save), "--board", "Hywel Dda", *SMALL]
    )
    assert compared.exit_code == 0, compared.output


def test_finding_more_people_alone_is_said_to_bring_nothing(levers: Path) -> None:
    found = call("--board", "Hywel Dda", "--budget", "0", *BY, "--levers", levers,
                 *SMALL)  # fmt: skip
    assert found.exit_code == 0, found.output
    assert "Finding more people alone" in flat(found.output)
    assert "within the budget brings more than today's capacity" in flat(found.output)
    assert "100 %" not in found.output, "nothing was asked that a plan could meet"


def test_a_plan_that_nobody_can_pay_for_is_not_found(levers: Path) -> None:
    found = call("--board", "Hywel Dda", "--budget", "1000", "--capital", "0", *BY,
                 "--levers", levers, *SMALL, "--format", "json")  # fmt: skip
    assert found.exit_code == 0, found.output
    tables = json.loads(found.output[found.output.index('{"tables"') :])["tables"]
    best = tables[0]["rows"][0]
    assert best["lever.sessions"] == best["lever.nurses"] == 0


def test_a_budget_is_split_over_boards(tmp_path: Path) -> None:
    file, save = tmp_path / "amounts.toml", tmp_path / "split.toml"
    file.write_text(AMOUNTS, encoding="utf-8")
    out = tmp_path / "out"
    found = call("--all-boards", "--budget", "60000", "--capital", "0", *BY,
                 "--levers", file, *SMALL, "-n", "2", "--save", save,
                 "--out", out)  # fmt: skip
    assert found.exit_code == 0, found.output
    shares = pd.read_csv(out / "split.csv")
    assert len(shares) == 6
    spent = shares.filter(like="revenue_").sum()
    assert (spent <= 60_000.5).all()
    assert shares["capital"].sum() <= 0.5
    assert "fitting sets" in flat(found.output)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--board", "hywel-dda"], "a mark or a budget is needed"),
        (["--mark", "scanned=40"], "one board that runs a service"),
        (["--budget", "2040/41=5", "--board", "hywel-dda"], "a financial year of the"),
        (["--budget", "much", "--board", "hywel-dda"], "ends in a number of pounds"),
        (["--budget", "1", "--aim", "money", "--board", "hywel-dda"], "money"),
        (["--all-boards", "--mark", "scanned=40"], "not with --all-boards"),
        (["--mark", "scanned=40", "--board", "hywel-dda", "-n", "1"], "--replications"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(
    words: list[str], said: str
) -> None:
    found = CliRunner().invoke(app, ["optimise", *words])
    assert found.exit_code != 0
    assert said in flat(f"{found.output} {found.exception}")


def test_every_problem_of_a_file_of_levers_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "levers.toml"
    path.write_text(
        '[a]\npart = "doctor"\nlevels = [1]\n[b]\npart = "nurse"\nlevels = [2, 1]\n'
        '[c]\nlevels = ["no-such-change"]\n[d]\nlevel = [1]\n',
        encoding="utf-8",
    )
    found = call("--board", "hywel-dda", "--budget", "1", "--levers", path)
    said = flat(f"{found.output} {found.exception}")
    assert found.exit_code != 0
    for each in ("a.part", "b.levels", "no-such-change", "is a table with `levels`"):
        assert each in said


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_planted_best_plan_is_found_by_the_command(
    seed: str, planted: tuple[Path, float], tmp_path: Path
) -> None:
    """Three bought-in lists are needed, two are too few, and nurses scan nobody."""
    levers, most = planted
    mark = ["--mark", f"list:scan={most:.0f}", "--years", "1", "--central"]
    found = call("--board", "Hywel Dda", *mark, "--levers", levers, "--seed", seed,
                 "-n", "8", "--workers", "1", "--out", tmp_path / "out")  # fmt: skip
    assert found.exit_code == 0, found.output
    best = pd.read_csv(tmp_path / "out" / "plans.csv").iloc[0]
    assert best["lever.lists"] == 3
    assert best["lever.nurses"] == 0
    assert "Of 10 plans" in flat(found.output)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Ten plans, and a list that is half way between those of two and three lists."""
    file = tmp_path_factory.mktemp("planted") / "levers.toml"
    file.write_text(
        '[lists]\npart = "lists"\nlevels = [1, 2, 3, 4]\n'
        '[nurses]\npart = "nurse"\nlevels = [0.5]\n',
        encoding="utf-8",
    )
    plan = load_scenario("wales-today").with_values({"years": 1.0}).central()
    wanted = wanted_of(plan, ["hywel-dda"], ["list:scan=1"])
    (mark,) = wanted.question.marks["hywel-dda"]
    lengths = []
    for lists in (2.0, 3.0):
        new = with_amounts(wanted.question, {"hywel-dda": Amounts(lists=lists)})
        found = run(new, 4, 9, ["hywel-dda"], workers=1)
        lengths.append(mark.simulated(found, "hywel-dda", wanted.question.by).mean())
    return file, sum(lengths) / 2
