"""The commands of `fls-planner`: purpose, examples, and the function of each."""

from __future__ import annotations

from typing import NamedTuple

from planner.locale import gettext_noop


class Command(NamedTuple):
    """A command, described without importing it."""

    module: str
    function: str
    purpose: str
    examples: tuple[str, ...]


COMMANDS = {
    "run": Command(
        module="planner.cli.run",
        function="run",
        purpose=gettext_noop("Simulate a scenario and show the results of each board."),
        examples=(
            "run",
            'run --board "Hywel Dda" --years 2 -n 30',
            "run wales-today --option more-nurses --out results",
        ),
    ),
    "compare": Command(
        module="planner.cli.run",
        function="compare",
        purpose=gettext_noop("Compare options with a baseline."),
        examples=(
            "compare wales-today dxa-five-days more-nurses",
            "compare wales-today more-nurses --board powys --precision 1.0",
        ),
    ),
    "list": Command(
        module="planner.cli.catalogue",
        function="show_catalogue",
        purpose=gettext_noop(
            "List the scenarios, boards, options, changes, pathways and KPIs."
        ),
        examples=("list", "list options", "list boards", "list kpis"),
    ),
    "uncertainty": Command(
        module="planner.cli.uncertainty",
        function="uncertainty",
        purpose=gettext_noop("Separate random variation from uncertain inputs."),
        examples=(
            "uncertainty --board powys",
            "uncertainty --option more-nurses --draws 50",
        ),
    ),
    "equity": Command(
        module="planner.cli.equity",
        function="equity",
        purpose=gettext_noop("Compare waits between groups of patients."),
        examples=(
            "equity --board powys",
            "equity wales-today urgent-first --out results",
        ),
    ),
    "standards": Command(
        module="planner.cli.standards",
        function="standards",
        purpose=gettext_noop(
            "Say which standards a plan meets, and why it misses the others."
        ),
        examples=(
            "standards",
            "standards --board powys --option more-nurses --out results",
        ),
    ),
    "workforce": Command(
        module="planner.cli.workforce",
        function="workforce",
        purpose=gettext_noop(
            "Show established, filled and clinical hours by month and role."
        ),
        examples=(
            "workforce --board hywel-dda",
            "workforce --option keep-staff --out staff.csv",
        ),
    ),
    "pathway": Command(
        module="planner.cli.pathway",
        function="pathway",
        purpose=gettext_noop("Describe or draw a pathway."),
        examples=(
            "pathway",
            "pathway one-stop-clinic",
            "pathway standard --svg standard.svg",
        ),
    ),
    "calibrate": Command(
        module="planner.cli.calibrate",
        function="calibrate",
        purpose=gettext_noop("Fit the constants of the model to published years."),
        examples=("calibrate", "calibrate --draws 128 --out calibration"),
    ),
    "backtest": Command(
        module="planner.cli.backtest",
        function="backtest",
        purpose=gettext_noop(
            "Fit a board's earlier years, predict the next one and compare."
        ),
        examples=(
            "backtest --board aneurin-bevan --quick",
            "backtest --board hywel-dda --observed observed.csv --out backtest",
        ),
    ),
    "verify": Command(
        module="planner.cli.verify",
        function="verify",
        purpose=gettext_noop(
            "Run cases with known answers and say which the planner meets."
        ),
        examples=(
            "verify",
            "verify my-case.toml --out results.json",
            "verify --only O-Q --quick",
        ),
    ),
    "template": Command(
        module="planner.cli.board_data",
        function="template",
        purpose=gettext_noop("Write a workbook of a board's numbers to fill in."),
        examples=(
            "template my-board.xlsx --board hywel-dda",
            "template folder --board powys --csv",
        ),
    ),
    "import": Command(
        module="planner.cli.board_data",
        function="import_return",
        purpose=gettext_noop("Read a filled-in workbook and save it as an option."),
        examples=("import my-board.xlsx --board hywel-dda",),
    ),
    "check": Command(
        module="planner.cli.check",
        function="check",
        purpose=gettext_noop("Check scenario, option, change and pathway files."),
        examples=(
            "check my-option.toml",
            "check scenarios",
            "check --upgrade old-option.toml",
        ),
    ),
    "dashboard": Command(
        module="planner.cli.main",
        function="dashboard",
        purpose=gettext_noop("Start the dashboard in a web browser."),
        examples=("dashboard", "dashboard --port 8060 --replications 100"),
    ),
}
"""Commands by name, in the order of the help."""
