"""Every command alike: help, widths, encodings, files before print, names."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from planner.cli import options, tables
from planner.cli.catalogue import LISTS
from planner.cli.commands import COMMANDS
from planner.cli.console import PlainConsole, console
from planner.cli.main import app, load_command, main
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.options import GROUPS
from tests.cli.made_once import begin_again, made_once_by

CHANGE = """
title = "One more nurse [band 6] [/b]"
why = "To try."
from = {start}
source = "rota → June [see sheet 2]"
confidence = "assumption"
[set."boards.hywel-dda.posts.my-nurse"]
number = 60
role = "nurse"
band = "6"
wte = {{ value = 1, unit = "WTE" }}
"""
OPTION = 'title = "{title}"\nquestion = "?"\nchanges = ["{change}"]\n'
SMALL = ["--board", "Hywel Dda", "--years", "0.5", "-n", "2", "--workers", "1"]
OWN = """\
board,year,measure,value,denominator,source,tolerance
swansea-bay,2021,waiting_list.scan,900,,own count ŵ → [1],40 %
swansea-bay,2021,kpi5_scanned_90_of_all,20,700,own count,15
swansea-bay,2022,kpi5_scanned_90_of_all,1.4,700,own count,0.1
"""
FITTED = [
    "--board", "Swansea Bay", "--fit-years", "2021", "--quick", "--draws", "16",
    "--constants", "starting_list,reserved_slots=1:3", "--workers", "1", "--out", "OUT",
]  # fmt: skip
TRACKED = ["--actuals", "OUT/../counts.csv", *SMALL, "-n", "40"]
INFORMED = ["OPTION", "--willingness", "500", "--draws", "4", *SMALL]
OPTIMISED = ["--budget", "9", "--levers", "OUT/../levers.toml", *SMALL]
UNCERTAIN = ["--draws", "2", "--option", "OPTION", *SMALL]
STRESSED = ["--mark", "list:scan=2000", "--no-insurance", *SMALL, "--years", "1"]
ALIKE = ("compare", "equity", "flow", "money", "worth")
CALLS = {
    **{n: [n, "wales-today", "OPTION", *SMALL, "--out", "OUT"] for n in ALIKE},
    "run": ["run", "--option", "OPTION", *SMALL, "--out", "OUT"],
    "formula": ["formula", "--option", "OPTION", *SMALL, "--out", "OUT"],
    "explain": ["explain", "OPTION", *SMALL, "--out", "OUT"],
    "tornado": ["tornado", "--input", "scan.dna", *SMALL, "--out", "OUT"],
    "value-of-information": ["value-of-information", *INFORMED, "--out", "OUT"],
    "optimise": ["optimise", *OPTIMISED, "--out", "OUT"],
    "list": ["list"],
    "track": ["track", *TRACKED, "--out", "OUT"],
    "stress": ["stress", "OPTION", *STRESSED, "--out", "OUT"],
    "uncertainty": ["uncertainty", *UNCERTAIN, "--out", "OUT"],
    "standards": ["standards", *SMALL, "--option", "OPTION", "--out", "OUT"],
    "workforce": ["workforce", "-n", "1", *SMALL[:4], "--out", "OUT/staff.csv"],
    "pathway": ["pathway", "--option", "OPTION", "--svg", "OUT/p.svg", "--text"],
    "template": ["template", "OUT/b.xlsx", "--board", "HDUHB", "--replace"],
    "import": ["import", "BOOK", "--board", "hywel dda", "--out", "OUT", "--replace"],
    "check": ["check", "OPTION"],
    "backtest": ["backtest", "wales-2023", "--observed", "OWN", *FITTED],
    "verify": ["verify", "--only", "O-D01", "--out", "OUT/verify.json"],
    "commissioner": ["commissioner", "hywel-dda", "OPTION", *SMALL[2:], "--out", "OUT"],
    "report": ["report", "OPTION", *SMALL, "--format", "html", "--out", "OUT"],
    "assure": ["assure", *SMALL, "--only", "O-D03", "--quick", "--out", "OUT/a.zip"],
    "claims": ["claims", "ros-england", "--out", "OUT/claims.csv"],
    "calibrate": ["calibrate", "--draws", "32", "-n", "2", "--out", "OUT"],
}
"""One short call of each command but the dashboard, which has tests of its own."""
WRITERS = [name for name, call in CALLS.items() if any("OUT" in part for part in call)]
FIGURE = re.compile(r"[+-]?£?\d[\d,.]*\d|\d")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with options, a workbook, room for results and a cache of its own."""
    made = tmp_path_factory.mktemp("NHS Wales")
    (made / "nurse.toml").write_text(CHANGE.format(start="2026-04-01"), "utf-8")
    (made / "late.toml").write_text(CHANGE.format(start="2040-04-01"), "utf-8")
    titled = OPTION.format(title="Nyrs â ŵ → [w/e 3 May] [/draft]", change="nurse")
    (made / "option.toml").write_text(titled, "utf-8")
    (made / "too-late.toml").write_text(OPTION.format(title="Too late", change="late"))
    (made / "own.csv").write_text(OWN, "utf-8")
    (made / "counts.csv").write_text("board,month,list\nhywel-dda,2026-04,1200\n")
    (made / "levers.toml").write_text('[n]\npart="nurse"\nlevels=[0.5]\n', "utf-8")
    (made / "out").mkdir()
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("XDG_CACHE_HOME", str(made / "cache"))
        book = str(made / "book.xlsx")
        CliRunner().invoke(app, ["template", book, "--board", "hywel-dda"])
        yield made


def filled(call: list[str], folder: Path) -> list[str]:
    """A call with the names of files in it."""
    places = {"OPTION": "option.toml", "BOOK": "book.xlsx", "OWN": "own.csv"}
    named = [str(folder / places[part]) if part in places else part for part in call]
    return [part.replace("OUT", str(folder / "out")) for part in named]


def shown(call: list[str], columns: int) -> Result:
    """A command on a terminal of this width."""
    width = {"COLUMNS": str(columns), "TTY_COMPATIBLE": "1", "NO_COLOR": "1"}
    return CliRunner().invoke(app, call, env=width, catch_exceptions=False)


def figures(done: Result) -> set[str]:
    """Figures of the output, without what only steers the terminal."""
    return {*FIGURE.findall(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", done.stdout))}


@pytest.mark.parametrize("name", CALLS)
def test_no_figure_is_cut_on_a_terminal_of_any_width(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    work = made_once_by(name, monkeypatch)
    call = filled(CALLS[name], folder)
    wide = shown(call, 200)
    assert wide.exit_code == 0, wide.output
    for columns in (40, 80, 119, 120):
        begin_again(work)
        narrow = shown(call, columns)
        assert narrow.exit_code == 0
        assert "…" not in narrow.output
        assert figures(wide) - figures(narrow) == set()


@pytest.mark.parametrize("name", CALLS)
def test_no_encoding_of_the_output_ends_a_command(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    work = made_once_by(name, monkeypatch)
    monkeypatch.setattr(sys, "argv", ["fls-planner", *filled(CALLS[name], folder)])
    for encoding in ("cp1252", "ascii"):
        begin_again(work)
        # As PYTHONIOENCODING sets them when a program starts.
        out = TextIOWrapper(BytesIO(), encoding, write_through=True)
        err = TextIOWrapper(BytesIO(), encoding, "backslashreplace", write_through=True)
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        assert out.buffer.getvalue()
        assert b"Traceback" not in err.buffer.getvalue()


@pytest.mark.parametrize("name", WRITERS)
def test_files_are_there_before_anything_is_printed(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    class ClosedError(Exception):
        """The output takes nothing more."""

    plain = PlainConsole.print

    def refuse(terminal: PlainConsole, *parts: Any, **given: Any) -> None:
        if not terminal.stderr:
            raise ClosedError
        plain(terminal, *parts, **given)

    monkeypatch.setattr(PlainConsole, "print", refuse)
    made_once_by(name, monkeypatch)
    for path in (folder / "out").iterdir():
        path.unlink()
    call = filled(CALLS[name], folder)
    done = CliRunner().invoke(app, call)
    assert isinstance(done.exception, ClosedError)
    assert list((folder / "out").iterdir())


def test_titles_and_sources_appear_as_they_are_written(folder: Path):
    done = shown(filled(CALLS["run"], folder), 200)
    assert "Nyrs â ŵ → [w/e 3 May] [/draft]" in done.output
    assert "rota → June [see sheet 2]" in done.output


def test_a_printed_command_can_be_copied(folder: Path):
    done = shown(filled(CALLS["import"], folder), 200)
    lines = [line for line in done.output.splitlines() if "  fls-planner" in line]
    commands = [shlex.split(line) for line in lines]
    option = str(folder / "out" / "hywel-dda.toml")
    assert [option in command for command in commands] == [True, True]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_begins_as_in_the_list_and_has_examples(name: str):
    done = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    about = COMMANDS[name]
    assert about.purpose in done.output
    for example in about.examples:
        assert f"fls-planner {example}" in done.output
        words = shlex.split(example)
        assert words[0] == name
        # A wrong option would end this with a usage error.
        load_command(name).make_context(name, words[1:])


def test_the_list_of_commands_is_whole_on_a_narrow_terminal():
    done = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "40"})
    said = " ".join(done.output.split())
    assert all(f"{name} {c.purpose}" in said for name, c in COMMANDS.items())


def test_the_version_is_shown():
    assert CliRunner().invoke(app, ["--version"]).output == "fls-planner 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["run", "wales-todya"], "wales-today"),
        (["run", "--option", "more-nurse"], "more-nurses"),
        (["run", "--board", "hywel"], "hywel-dda"),
        (["run", "--engine", "compield"], "compiled"),
        (["compare", "wales-today", "dxa-5-days"], "dxa-five-days"),
        (["equity", "wales-today", "urgent first"], "urgent-first"),
        (["pathway", "one-stop"], "one-stop-clinic"),
        (["list", "option"], "options"),
        (["uncertainty", "--measure", "waiting-lists"], "waiting_list"),
        (["uncertainty", "--shape", "pert"], "PERT"),
        (["template", "x.xlsx", "--board", "powis"], "powys"),
        (["backtest", "--board", "aneurin"], "aneurin-bevan"),
        (["workforce", "--board", "swansea"], "swansea-bay"),
    ],
)
def test_a_misspelled_name_is_answered_with_the_nearest(arguments, meant):
    with pytest.raises(ScenarioError, match=f"did you mean [^?]*{meant}"):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    "name",
    [
        "hywel-dda", "Hywel Dda", "hywel dda", "HYWEL_DDA", "HDUHB", "W11000025",
        "Hywel Dda University Health Board", "Bwrdd Iechyd Prifysgol Hywel Dda",
    ],
)  # fmt: skip
def test_a_board_is_known_by_every_name_that_people_write(name: str):
    plan = load_scenario()
    assert options.boards_of(plan, [name]) == ["hywel-dda"]


@pytest.mark.parametrize("kind", LISTS)
def test_the_catalogue_names_everything_that_is_shipped(kind: str, root: Path):
    names = [path.stem for path in (root / "scenarios" / kind).glob("*.toml")]
    if kind in ("scenarios", "boards"):
        names = ["wales-today"] if kind == "scenarios" else [*load_scenario().boards]
    done = shown(["list", kind], 80)
    assert [name for name in names if name not in done.output] == []


def test_options_are_listed_in_groups_with_question_and_price():
    done = shown(["list", "options"], 200)
    begun = re.findall(r"^([a-z]+(?: [a-z]+)*) {2,}[a-z]", done.output, re.M)
    assert [name for name in begun if name != "group"] == list(GROUPS)
    assert "What if every board scanned on five days a week" in done.output
    assert re.search(r"dxa-five-days .*£20,000", done.output)


@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_a_change_after_the_end_of_the_plan_is_named(command: str, folder: Path):
    late = str(folder / "too-late.toml")
    calls = {
        "check": ["check", late],
        "run": ["run", "--option", late, *SMALL],
        "compare": ["compare", "wales-today", late, *SMALL],
    }
    done = shown(calls[command], 400)
    assert "The change late begins on 2040-04-01, after the plan ends on" in done.output
    assert ("gives exactly the results of" in done.output) == (command == "compare")


def test_a_row_that_does_not_fit_becomes_a_block(capsys: pytest.CaptureFixture[str]):
    columns = [*tables.texts("board"), *tables.numbers("cost\na year", "load")]
    table = tables.TerminalTable("Costs", columns)
    table.add("Hywel Dda", "£452,000", "1.25")
    table.show(console(width=20))
    assert capsys.readouterr().out.splitlines() == [
        "Costs",
        "Hywel Dda",
        "  cost a year:",
        "      £452,000",
        "  load: 1.25",
    ]
