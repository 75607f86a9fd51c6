"""Tables of commands in forms that other programs read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli.console import PAGE
from planner.cli.main import app
from planner.cli.other_formats import refuse_workbook_on_terminal
from planner.errors import ScenarioError

SMALL = ["--board", "swansea-bay", "--years", "0.5", "-n", "2", "--workers", "1"]
CALLS = {
    "run": ["run", *SMALL],
    "compare": ["compare", "wales-today", "dxa-five-days", *SMALL],
    "boards": ["list", "boards"],
    "options": ["list", "options"],
    "workforce": ["workforce", "--board", "swansea-bay", "--years", "0.5", "-n", "1"],
    "standards": ["standards", *SMALL],
    "check": ["check", "scenarios/options/more-nurses.toml"],
    "pathway": ["pathway", "standard"],
    "pathways": ["pathway"],
}


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


def printed(*call: str) -> str:
    done = CliRunner().invoke(app, call, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("name", CALLS)
def test_tables_are_had_as_json_and_csv_and_nothing_else_is(name: str):
    tables = json.loads(printed(*CALLS[name], "--format", "json"))["tables"]
    assert tables
    assert all(table["rows"] and table["title"] for table in tables)
    parts = printed(*CALLS[name], "--format", "csv").split("\n\n")
    read = [pd.read_csv(io.StringIO(part)) for part in parts]
    assert [len(each) for each in read] == [len(each["rows"]) for each in tables]
    assert read[0].columns[0] == next(iter(tables[0]["rows"][0]))


@pytest.mark.parametrize("name", ["boards", "standards"])
def test_the_same_tables_are_had_as_a_workbook_that_opens(name: str):
    tables = json.loads(printed(*CALLS[name], "--format", "json"))["tables"]
    call = [*CALLS[name], "--format", "xlsx"]
    done = CliRunner().invoke(app, call, catch_exceptions=False)
    sheets = pd.read_excel(io.BytesIO(done.stdout_bytes), sheet_name=None)
    assert [len(each) for each in sheets.values()] == [
        len(each["rows"]) for each in tables
    ]
    assert all(len(title) <= 31 for title in sheets)


def test_a_workbook_is_not_printed_on_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(ScenarioError, match="terminal cannot show"):
        refuse_workbook_on_terminal()


def test_the_tables_of_a_comparison_are_numbers_in_other_forms():
    answer = json.loads(printed(*CALLS["compare"], "--format", "json"))
    row, *_ = answer["tables"][0]["rows"]
    assert isinstance(row["difference"], float)
    assert row["kpi"] == "kpi4_assessed_90"


def test_what_a_command_wrote_is_had_as_json(tmp_path: Path):
    book = str(tmp_path / "book.xlsx")
    call = ["template", book, "--board", "powys", "--format", "json"]
    (table,) = json.loads(printed(*call))["tables"]
    assert "Job plans" in {row["sheet"] for row in table["rows"]}


def test_problems_of_files_are_rows_too(tmp_path: Path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('title = "x"\nchanges = ["no-such-change"]\n', "utf-8")
    call = ["check", str(wrong), "--format", "json"]
    done = CliRunner().invoke(app, call)
    assert isinstance(done.exception, ScenarioError)
    (table,) = json.loads(done.stdout)["tables"]
    (row,) = table["rows"]
    assert all(row[name] for name in ("file", "rule", "fix"))


@pytest.mark.parametrize("name", ["equity", "standards", "workforce"])
def test_piped_tables_fit_a_page(name: str):
    call = CALLS.get(name, [name, *SMALL])
    assert max(map(len, printed(*call).splitlines())) <= PAGE


def test_a_form_that_does_not_exist_is_named():
    with pytest.raises(ScenarioError, match="did you mean json"):
        printed("list", "--format", "jason")
