"""One small workbook of results, and a summary that a person reads first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app

SMALL = ["--board", "swansea-bay", "--years", "0.5", "-n", "2", "--workers", "1"]
OPTIONS = ["dxa-five-days", "more-nurses", "reserved-slots"]
COMPARE = ["compare", "wales-today", "dxa-five-days", *SMALL]
SHEETS = ["Read first", "Summary", "By board", "By month", "Inputs changed", "Run"]
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def call(*arguments: str, columns: int = 80) -> Result:
    terminal = {"COLUMNS": str(columns), "TTY_COMPATIBLE": "1", "NO_COLOR": "1"}
    return CliRunner().invoke(app, arguments, env=terminal, catch_exceptions=False)


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", done.stdout).splitlines()


def test_a_comparison_begins_with_an_option_a_row_and_ends_within_eighty_more_lines():
    shown = lines(call("compare", "wales-today", *OPTIONS, *SMALL))
    assert shown[0].startswith("1. Published figures")
    begins = [line.startswith("Swansea Bay, within 90 days") for line in shown]
    place = begins.index(True)
    first = [line.split("  ")[0] for line in shown[place : place + 16]]
    assert [
        name for name in ("Wales today", "DXA on five", "More nurse") if name in first
    ]
    assert len(shown[place:]) <= 80
    assert max(map(len, shown)) <= 80
    assert not any("option minus baseline" in line for line in shown)


def test_details_add_every_difference_and_every_changed_input():
    shown = "\n".join(
        lines(call("compare", "wales-today", "dxa-five-days", *SMALL, "--details"))
    )
    assert "option minus baseline" in shown
    assert "scanners.scanner.sessions_a_week" in shown


def test_a_run_fits_eighty_columns_as_a_table():
    shown = lines(call("run", *SMALL))
    assert any(line.startswith("board") for line in shown)
    assert max(map(len, shown)) <= 80


def test_a_workbook_holds_summary_boards_months_inputs_and_stamp(tmp_path: Path):
    book = tmp_path / "answer.xlsx"
    lines(call(*COMPARE, "--out", str(book)))
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == [
        "Read first",
        "Summary",
        "By board",
        "By month",
        "Inputs changed",
        "Run",
    ]
    head, *rows = sheets["Summary"].iter_rows(values_only=True)
    assert {"difference", "ci_low", "chance_better"} <= set(head)
    assert {row[head.index("option")] for row in rows} == {"dxa-five-days"}
    months = [row[3][:7] for row in sheets["By month"].iter_rows(2, values_only=True)]
    assert len(set(months)) == 6
    stamp = dict(sheets["Run"].iter_rows(2, values_only=True))
    assert stamp["dxa-five-days: seed"] == 1
    assert list(tmp_path.iterdir()) == [book]


def test_no_text_of_a_person_becomes_a_formula_in_a_workbook(tmp_path: Path):
    change = tmp_path / "change.toml"
    change.write_text(
        "title = 'x'\nwhy = 'x'\nfrom = 2026-10-01\nconfidence = 'assumption'\n"
        f"source = '{FORMULA}'\n[set]\n"
        '"boards.swansea-bay.scanners.scanner.sessions_a_week" = 9.0\n'
    )
    option = tmp_path / "option.toml"
    option.write_text('title = "=1+1"\nquestion = "?"\nchanges = ["change"]\n')
    book = tmp_path / "answer.xlsx"
    lines(call("run", "--option", str(option), *SMALL, "--out", str(book)))
    sheets = openpyxl.load_workbook(book)
    cells = [c for page in sheets for row in page.iter_rows() for c in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert f"'{FORMULA}" in [cell.value for cell in cells]


def test_a_folder_has_the_long_table_only_where_it_is_asked_for(tmp_path: Path):
    short, long = tmp_path / "short", tmp_path / "long"
    lines(call("run", *SMALL, "--out", str(short)))
    lines(call("run", *SMALL, "--out", str(long), "--replications-csv"))
    files = [{path.name for path in folder.glob("*.csv")} for folder in (short, long)]
    assert files[1] - files[0] == {"results.csv"}
    named = json.loads((short / "manifest.json").read_text())["files"]
    assert "results.csv" not in named


def test_what_would_not_be_written_is_refused(tmp_path: Path):
    for given in (["--replications-csv"], ["--visits"]):
        done = CliRunner().invoke(app, ["run", *SMALL, *given])
        assert "needs a folder" in str(done.exception)
