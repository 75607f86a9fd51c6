"""The assurance pack: twenty items, a log that ages, checks that were run, no names."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from planner.reports.assurance.contents import ROLES
from planner.reports.assurance.log import assumption_log, use_by

CALL = [
    "assure", "--board", "hywel-dda", "--years", "1", "-n", "2", "--workers", "1",
    "--only", "O-D03", "--only", "O-I01", "--quick",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        folder = tmp_path_factory.mktemp("cache")
        changed.setenv("XDG_CACHE_HOME", str(folder))
        yield


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Members of a pack by name; a second one of the same inputs is the same."""
    folder = tmp_path_factory.mktemp("pack")
    paths = [folder / "one.zip", folder / "two.zip"]
    for path in paths:
        done = CliRunner().invoke(
            app, [*CALL, "--out", str(path)], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def test_all_twenty_items_of_stress_des_have_an_answer(pack: dict[str, bytes]):
    items = table(pack["stress-des.csv"])
    assert len(items) == 20
    assert items["number"].is_unique
    assert (items["answer"].str.len() > 40).all()
    assert not items["answer"].str.contains(r"[{}]").any()


def test_every_number_of_the_log_has_source_owner_and_use_by_date(
    pack: dict[str, bytes],
):
    log = table(pack["log.csv"])
    for column in ("value", "source", "owner", "confidence", "use_by"):
        assert (log[column] != "").mean() > 0.99, column
    assert set(log["confidence"]) <= {"seen", "derived", "assumption"}
    expired = log["use_by"] < datetime.date.today().isoformat()
    assert (log["expired"] != "").equals(expired)


def test_a_number_expires_on_the_day_after_its_use_by_date():
    plan = load_scenario("wales-today")
    last = use_by("assumption", "WTE", "", plan.plan_start)
    key = "boards.hywel-dda.posts.nurse.wte"
    for days, said in ((0, ""), (1, "expired")):
        log = assumption_log(plan, last + datetime.timedelta(days=days))
        assert log.loc[log["number"] == key, "expired"].tolist() == [said]


def test_the_cases_that_were_run_are_told_one_by_one(pack: dict[str, bytes]):
    answers = table(pack["verification.csv"])
    assert set(answers["case"]) == {"O-D03-utilisation", "O-I01-invariants"}
    assert "conservation" in set(answers["id"])
    assert "fail" not in set(answers["verdict"])


def test_nobody_has_signed_and_both_engines_agree(pack: dict[str, bytes]):
    document = Document(io.BytesIO(pack["assurance.docx"]))
    roles = document.tables[0]
    rows = [[cell.text for cell in row.cells] for row in roles.rows[1:]]
    assert [row[0] for row in rows] == [role for role, _duty in ROLES]
    assert all(cell == "" for row in rows for cell in row[2:])
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "both engines give the same digest" in text
    assert "tried quickly" in text
    assert re.search(r"\d+ of \d+ numbers are past their use-by date", text)


def test_a_name_that_is_no_archive_is_refused(tmp_path: Path):
    with pytest.raises(ScenarioError) as refused:
        CliRunner().invoke(
            app, [*CALL, "--out", str(tmp_path / "pack.pdf")], catch_exceptions=False
        )
    assert "ends with .zip" in str(refused.value)
    assert list(tmp_path.iterdir()) == []
