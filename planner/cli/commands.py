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
    "ask": Command(
        module="planner.cli.ask",
        function="ask",
        purpose=gettext_noop(
            "Say what capacity clears a list, keeps it level, or meets a mark."
        ),
        examples=(
            "ask meet --mark scanned=80 --by 2028-03",
            "ask meet --mark assessed=80 --mark wait:scan=182 --board hywel-dda",
            "ask clear --by 2027-12-31 --save clear.toml",
            "ask level --stage assess",
        ),
    ),
    "formula": Command(
        module="planner.cli.formula",
        function="formula",
        purpose=gettext_noop(
            "Answer in an instant, and show where the simulation differs, and why."
        ),
        examples=("formula", "formula --option second-scanner --board hywel-dda"),
    ),
    "explain": Command(
        module="planner.cli.explain",
        function="explain",
        purpose=gettext_noop(
            "Show the bottleneck by week, and what each part of an option brings."
        ),
        examples=(
            "explain --board hywel-dda",
            "explain balanced --board aneurin-bevan",
            "explain identify-80-percent-matched --kpi kpi4_assessed_90",
        ),
    ),
    "flow": Command(
        module="planner.cli.flow",
        function="flow",
        purpose=gettext_noop("Show one possible future of a board week by week."),
        examples=(
            "flow --board hywel-dda",
            "flow wales-today second-scanner --board hywel-dda --out flow",
        ),
    ),
    "stress": Command(
        module="planner.cli.stress",
        function="stress",
        purpose=gettext_noop("Say how likely a plan meets its mark under each risk."),
        examples=(
            "stress dxa-five-days --mark scanned=30 --by 2028-03 --board hywel-dda",
            "stress --mark list:scan=2000 --risk my-risk.toml --when 2027-01-01",
        ),
    ),
    "tornado": Command(
        module="planner.cli.tornado",
        function="tornado",
        purpose=gettext_noop("Show which uncertain inputs a measure depends on most."),
        examples=(
            "tornado --board hywel-dda",
            "tornado more-nurses --board powys --kpi kpi4_assessed_90",
        ),
    ),
    "value-of-information": Command(
        module="planner.cli.value_of_information",
        function="value_of_information",
        purpose=gettext_noop(
            "Say which unknown number to count before choosing between options."
        ),
        examples=(
            "value-of-information evening-lists --willingness 300 --board hywel-dda",
            "value-of-information evening-lists infusion-clinic --benefits",
        ),
    ),
    "track": Command(
        module="planner.cli.track",
        function="track",
        purpose=gettext_noop("Say whether a service has left its plan, and why."),
        examples=(
            "track --template counts.csv --board hywel-dda",
            "track more-nurses --actuals counts.csv --restart from-today.toml",
        ),
    ),
    "optimise": Command(
        module="planner.cli.optimise",
        function="optimise",
        purpose=gettext_noop(
            "Find the cheapest mix that meets marks, or the best within a budget."
        ),
        examples=(
            'optimise --board "Hywel Dda" --mark scanned=35 --by 2028-03',
            "optimise --board swansea-bay --budget 2027/28=150000 --aim fractures",
            "optimise --board swansea-bay --mark assessed=80 --levers my-levers.toml",
            "optimise --all-boards --budget 500000 --aim equal-waits --save split.toml",
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
        examples=("equity --board powys", "equity wales-today urgent-first --out out"),
    ),
    "standards": Command(
        module="planner.cli.standards",
        function="standards",
        purpose=gettext_noop(
            "Say which standards a plan meets, and why it misses the others."
        ),
        examples=("standards", "standards --board powys --option more-nurses"),
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
    "commissioner": Command(
        module="planner.cli.commissioner",
        function="commissioner",
        purpose=gettext_noop(
            "Show a commissioner one locality: its FLS, or the case to start one."
        ),
        examples=(
            "commissioner swansea-bay",
            "commissioner powys --out powys",
            'commissioner "Small Island" --template residents.csv',
            'commissioner "Small Island" --population residents.csv',
        ),
    ),
    "money": Command(
        module="planner.cli.money",
        function="money",
        purpose=gettext_noop(
            "Show the budget by financial year and line, capital apart from revenue."
        ),
        examples=(
            "money wales-today --board swansea-bay",
            "money wales-today more-nurses --out budget",
        ),
    ),
    "worth": Command(
        module="planner.cli.worth",
        function="worth",
        purpose=gettext_noop(
            "Show refractures avoided, what they are worth and what waiting costs."
        ),
        examples=(
            "worth wales-today --board swansea-bay",
            "worth wales-today more-nurses --out benefits",
        ),
    ),
    "report": Command(
        module="planner.cli.report",
        function="report",
        purpose=gettext_noop(
            "Write a board paper: Excel, PowerPoint, Word, PDF and HTML."
        ),
        examples=("report dxa-five-days --board hywel-dda --format docx,pdf",),
    ),
    "assure": Command(
        module="planner.cli.assure",
        function="assure",
        purpose=gettext_noop("Write the assurance pack of a plan, for people to sign."),
        examples=("assure dxa-five-days --board hywel-dda --out pack.zip",),
    ),
    "claims": Command(
        module="planner.cli.claims",
        function="claims",
        purpose=gettext_noop(
            "Work out published claims step by step and say what does not reproduce."
        ),
        examples=("claims", "claims ros-aneurin-bevan", "claims --out claims.csv"),
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
        purpose=gettext_noop("Read a filled-in workbook or a report and save it."),
        examples=("import my-board.xlsx --board hywel-dda",),
    ),
    "check": Command(
        module="planner.cli.check",
        function="check",
        purpose=gettext_noop("Check scenario, option, change and pathway files."),
        examples=("check my-own.toml", "check scenarios", "check --upgrade old.toml"),
    ),
    "dashboard": Command(
        module="planner.cli.main",
        function="dashboard",
        purpose=gettext_noop("Start the dashboard in a web browser."),
        examples=("dashboard", "dashboard --port 8060 --replications 100"),
    ),
}
"""Commands by name, in the order of the help."""
