"""Tables in Markdown, and the page on columns of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import planner
from planner.outcomes.kpi_definition import COLUMNS
from planner.pathway.visits import COLUMNS as VISIT_COLUMNS


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars and line ends within a cell are written out."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").replace("<", "&lt;").split())


RESULT_COLUMNS = {
    "scenario": "name of the scenario, with its options",
    "replication": "number of the replication, from 1 on",
    "provider": "board that sees the people; `wales`; `all` where it is by residence",
    "residence": "board where the people live; `all`",
    "stage": "stage of the pathway; `all`",
    "role": "role of the people at work; `all`",
    "group": "group of patients, site, drug or pay band; `all`",
    "reason": "cause, budget line, case or mark; `all`",
    "span": "`week`, `month`, `quarter`, `year` or `plan`",
    "period": "the period, such as 2028/29",
    "start": "first day of the period",
    "kpi": "id of the measure",
    "unit": "unit of the value",
    "value": "the number; empty where it is undefined",
    "label": "words that belong to the value, such as *illustrative* or *undefined*",
}


def results() -> str:
    """Columns of the results, of the summary and of the visits."""
    made = planner.run(
        planner.load_scenario("wales-today").central().with_values({"years": 1}),
        replications=2,
        boards=["swansea-bay"],
        workers=1,
    )
    summary = planner.summarise(made).columns
    rows = ((f"`{name}`", RESULT_COLUMNS[name]) for name in made.table.columns)
    filled = ((name, ", ".join(columns)) for name, columns in COLUMNS.items())
    return "\n\n".join(
        [
            "# Results columns",
            "`results.csv`, and `Results.table` in Python: one row a value.",
            table(("Column", "Holds"), rows),
            "## Columns that a breakdown fills",
            table(("By", "Column"), filled),
            "## Summary",
            "`summary.csv` and `planner.summarise` have one row for all replications: "
            + ", ".join(f"`{name}`" for name in summary)
            + ". `band_low` and `band_high` hold nine futures in ten over everything "
            "that fits, `random_low` and `random_high` by random variation alone, "
            "`ci_low` and `ci_high` the 95 % interval of the mean.",
            "## Visits",
            "`visits.csv` and `Results.visits` have one row for each patient, stage "
            "and attempt; times are minutes from the plan's first day: "
            + ", ".join(f"`{name}`" for name in VISIT_COLUMNS)
            + ".",
        ]
    )
