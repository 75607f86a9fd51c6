"""Published claims reproduce from their inputs, or say why they do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.verification.claims import (
    NOT_REPRODUCED,
    REPRODUCED,
    claim_table,
    load_claims,
    shipped_claims,
)

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SMALL = """\
title = "A claim"
says = "6 avoided"
by = "an example"
case = "ceiling"
finding = "It follows."
urls = ["https://example.org"]
[[input]]
id = "treated"
title = "Treated"
value = 60
unit = "people"
source = "an example"
[[step]]
id = "avoided"
title = "Avoided"
sum = "treated / {divisor}"
unit = "fractures"
published = 6
"""


@pytest.mark.parametrize("name", shipped_claims())
def test_every_number_of_a_claim_has_a_source_and_every_miss_a_reason(name: str):
    claim = load_claims([name])[name]
    table = claim_table(name, claim)
    inputs = table[table["line"] == "input"]
    assert (inputs["source"] != "").all()
    missed = table[table["verdict"] == NOT_REPRODUCED]
    assert (missed["note"] != "").all()
    assert table["value"].notna().all()


def test_the_welsh_chain_reproduces_to_the_last_published_digit():
    values = load_claims(["wales-quality-statement"])["wales-quality-statement"].values
    chain = ("fractures", "refractures", "hip_refractures", "bed_days")
    assert [values[name] for name in chain] == [20565, 2468, 987, 31094]


def test_the_english_ratio_does_not_reproduce_and_says_so():
    claim = load_claims(["ros-england"])["ros-england"]
    table = claim_table("ros-england", claim).set_index("id")
    assert table.loc["hips", "verdict"] == REPRODUCED
    assert table.loc["ratio", "verdict"] == NOT_REPRODUCED
    assert table.loc["ratio", "value"] == pytest.approx(4.43, abs=0.005)


def test_337_hips_stand_beside_what_the_real_cascade_gives():
    values = load_claims(["ros-aneurin-bevan"])["ros-aneurin-bevan"].values
    assert values["hips"] == pytest.approx(337, rel=0.1)
    assert values["hips_followed"] < values["hips_started"] < 337 / 2


def test_identification_alone_averts_nothing_where_assessment_binds():
    values = load_claims(["jones-2024"])["jones-2024"].values
    assert values["more_assessed"] == 0 < values["more_by_both"]


def test_a_claim_of_ones_own_is_a_file(tmp_path: Path):
    file = tmp_path / "own.toml"
    file.write_text(SMALL.format(divisor=10), "utf-8")
    assert load_claims([str(file)])["own"].values["avoided"] == 6


@pytest.mark.parametrize(
    ("divisor", "told"),
    [("9", "differs"), ("nobody", "step.0.sum"), ("0", "step.0.sum")],
)
def test_a_claim_that_does_not_follow_is_refused_until_it_says_why(
    tmp_path: Path, divisor: str, told: str
):
    file = tmp_path / "own.toml"
    file.write_text(SMALL.format(divisor=divisor), "utf-8")
    with pytest.raises(ScenarioError, match=told):
        load_claims([str(file)])


def test_an_unknown_claim_names_those_that_there_are():
    with pytest.raises(ScenarioError, match="mclellan-2011"):
        load_claims(["mclelan"])


def test_claims_begin_with_a_row_each_and_show_steps_where_they_are_asked_for():
    run = CliRunner().invoke
    short, long = (run(app, ["claims", *more]).output for more in ([], ["--details"]))
    rows = {line.split()[0]: line for line in short.splitlines() if "of" in line}
    assert set(shipped_claims()) <= set(rows)
    assert rows["ros-aneurin-bevan"].split()[-1] == "2"
    assert "no, 1 of 2" in rows["ros-aneurin-bevan"]
    assert "Finding:" not in short
    assert long.startswith(short)
    assert "Finding:" in long
    assert "published" in run(app, ["claims", "leal-2017", "--format", "csv"]).stdout


@pytest.mark.parametrize("words", [["claims"], ["claims", "--details"]])
def test_no_line_of_a_table_of_claims_is_cut_at_80_columns(
    words: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    lines = ANSI.sub("", CliRunner().invoke(app, words).output).splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.startswith("│") and line[-1] != "│"]


def test_a_file_of_claims_has_a_known_ending(tmp_path: Path):
    out = tmp_path / "claims.foo"
    done = CliRunner().invoke(app, ["claims", "--out", str(out)])
    assert done.exit_code != 0
    assert "ends in .csv or .xlsx" in str(done.exception)
    assert not out.exists()


def test_the_claim_of_a_board_stands_beside_what_its_cascade_gives():
    done = CliRunner().invoke(app, ["claims"])
    said = " ".join(done.output.split())
    assert "337 hips avoided take every fracture found" in said
    assert "gives 97 in five years by the claim's own ratios, because only" in said
