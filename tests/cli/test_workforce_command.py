"""`fls-planner workforce`: a table that adds up, a file, and clear refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import InputError
from planner.inputs.load import load_scenario

SMALL = ["workforce", "--board", "hywel-dda", "--years", "0.5", "-n", "2"]


def call(*arguments: str) -> str:
    """What the command prints; it ends well."""
    done = CliRunner().invoke(app, [*SMALL, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def nurses() -> float:
    """WTE of the board's nurse posts today."""
    posts = load_scenario().boards["hywel-dda"].posts.values()
    return sum(post.wte for post in posts if post.role == "nurse")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What it writes for an option in which everything moves."""
    file = tmp_path_factory.mktemp("staff") / "staff.csv"
    call("--option", "people-come-and-go", "--option", "nurses-report",
         "--option", "bought-hours", "--out", str(file))  # fmt: skip
    return pd.read_csv(file)


def test_the_hours_of_every_row_add_up_to_the_establishments(written: pd.DataFrame):
    parts = [
        name
        for name in written
        if name.endswith("_hours") and name != "establishment_hours"
    ]
    assert {"vacancy_hours", "sickness_hours", "induction_and_training_hours"} <= set(
        parts
    )
    total = written[parts].sum(axis=1)
    np.testing.assert_allclose(total, written["establishment_hours"], rtol=1e-12)


def test_there_is_a_row_for_each_month_and_role(written: pd.DataFrame):
    months = [f"2026-{month:02}" for month in range(4, 10)]
    assert set(written["role"]) == {"nurse", "admin", "operator", "reporter"}
    for _, of_role in written.groupby(["role", "contract"]):
        assert of_role["month"].tolist() == months
    assert (written["in_post_wte"] <= written["establishment_wte"]).all()
    may = written[written["month"] == "2026-05"].set_index(["role", "contract"])
    assert may.loc[("nurse", "staff"), "establishment_wte"] == pytest.approx(nurses())
    assert may.loc[("reporter", "agency"), "establishment_wte"] == 0.0


def test_the_screen_shows_roles_months_and_clinical_hours():
    shown = call()
    for words in ("nurse", "2026-09", "establishment", "in post", "clinical"):
        assert words in shown
    assert f"{nurses():.2f}" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--board", "powys"], "has no posts in this plan"),
        (["--board", "narnia"], "there are: aneurin-bevan"),
        (["-n", "0"], "replications"),
        (["--option", "more-nurse"], "no option of this name"),
        (["--out", "{folder}"], "is a folder"),
    ],
)
def test_nonsense_is_refused_with_a_fix_and_nothing_is_written(
    arguments: list[str], words: str, tmp_path: Path
):
    filled = [part.format(folder=tmp_path) for part in arguments]
    with pytest.raises(InputError, match=words):
        CliRunner().invoke(app, [*SMALL, *filled], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []
