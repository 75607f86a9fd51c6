"""The commands of `fls-planner`: purpose, examples, and the function of each."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command, described without importing it."""

    module: str
    function: str
    purpose: str
    examples: tuple[str, ...]


COMMANDS = {
    "run": Command(
        "planner.cli.run",
        "run",
        "Simulate a scenario and show the results of each board.",
        (
            "run",
            'run --board "Hywel Dda" --years 2 -n 30',
            "run wales-today --option more-nurses --out results",
        ),
    ),
    "compare": Command(
        "planner.cli.run",
        "compare",
        "Compare options with a baseline.",
        (
            "compare wales-today dxa-five-days more-nurses",
            "compare wales-today more-nurses --board powys --precision 1.0",
        ),
    ),
    "list": Command(
        "planner.cli.catalogue",
        "show_catalogue",
        "List the scenarios, boards, options, changes and pathways.",
        ("list", "list options", "list boards"),
    ),
    "uncertainty": Command(
        "planner.cli.uncertainty",
        "uncertainty",
        "Separate random variation from uncertain inputs.",
        ("uncertainty --board powys", "uncertainty --option more-nurses --draws 50"),
    ),
    "equity": Command(
        "planner.cli.equity",
        "equity",
        "Compare waits between groups of patients.",
        ("equity --board powys", "equity wales-today urgent-first --out results"),
    ),
    "workforce": Command(
        "planner.cli.workforce",
        "workforce",
        "Show established, filled and clinical hours by month and role.",
        (
            "workforce --board hywel-dda",
            "workforce --option keep-staff --out staff.csv",
        ),
    ),
    "pathway": Command(
        "planner.cli.pathway",
        "pathway",
        "Describe or draw a pathway.",
        (
            "pathway",
            "pathway one-stop-clinic",
            "pathway standard --svg standard.svg",
        ),
    ),
    "calibrate": Command(
        "planner.cli.calibrate",
        "calibrate",
        "Fit the constants of the model to published years.",
        ("calibrate", "calibrate --draws 128 --out calibration"),
    ),
    "backtest": Command(
        "planner.cli.backtest",
        "backtest",
        "Fit a board's earlier years, predict the next one and compare.",
        (
            "backtest --board aneurin-bevan --quick",
            "backtest --board hywel-dda --observed observed.csv --out backtest",
        ),
    ),
    "verify": Command(
        "planner.cli.verify",
        "verify",
        "Run cases with known answers and write the results.",
        ("verify cases --out results.json", "verify cases --only queue --out q.json"),
    ),
    "template": Command(
        "planner.cli.board_data",
        "template",
        "Write a workbook of a board's numbers to fill in.",
        (
            "template my-board.xlsx --board hywel-dda",
            "template folder --board powys --csv",
        ),
    ),
    "import": Command(
        "planner.cli.board_data",
        "import_return",
        "Read a filled-in workbook and save it as an option.",
        ("import my-board.xlsx --board hywel-dda",),
    ),
    "check": Command(
        "planner.cli.check",
        "check",
        "Check scenario, option, change and pathway files.",
        ("check my-option.toml", "check scenarios", "check --upgrade old-option.toml"),
    ),
    "dashboard": Command(
        "planner.cli.main",
        "dashboard",
        "Start the dashboard in a web browser.",
        ("dashboard", "dashboard --port 8060 --replications 100"),
    ),
}
"""Commands by name, in the order of the help."""
