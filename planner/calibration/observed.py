"""Observed figures of a board by year: a CSV file, read with all problems at once."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from planner.board_data.parse_number import EntryError, NumberRule, parse_number
from planner.calibration.fitting_plan import FILE, PublishedFigure, load_plan
from planner.calibration.targets import LIST, Target, tolerance_of
from planner.errors import Problem, ScenarioError
from planner.inputs.files import read_text, shown_path
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure import index_of
from planner.outcomes.measure_index import ALL

COLUMNS = ("board", "year", "measure", "value", "denominator", "source", "tolerance")
NOTE = "note"
"""A column that may be left out."""
SMALLEST = 5
"""Smaller counts could point at a person; they are never asked for."""
RULE_MEASURE = gettext_noop(
    "is a measure of this board: NAME, or NAME.STAGE, as in results.csv"
)
NEAR = 8
Row = Mapping[str, str]
Faults = list[tuple[str, str, str]]
"""Column, rule and how to fix it of what is wrong with a row."""


class ObservedTable(NamedTuple):
    """Observed figures as written, and where: file and line of each row."""

    file: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class ObservedFigure:
    """One observed figure."""

    target: Target
    denominator: float
    """Number of people that it is a share of; not a number where that was not said."""
    note: str
    row: Row
    """As written."""


def measures_of(scenario: Scenario, board_id: str) -> dict[str, tuple[str, str]]:
    """Stage and KPI of everything that can be observed of a board, by its name."""
    found = {}
    for key in index_of(scenario, board_id).keys:
        yearly = key.span == "year" or (key.kpi == LIST and key.span == "week")
        own = key.provider == board_id and key.residence == ALL
        own &= key.group == ALL and key.reason == ALL
        if own and yearly and key.kpi in KPIS:
            at = key.role if key.stage == ALL else key.stage
            found[name_of(key.kpi, at)] = (at, key.kpi)
    return found


def name_of(kpi: str, stage: str) -> str:
    """Name of a measure in a file.

    >>> name_of("waiting_list", "scan")
    'waiting_list.scan'
    """
    return kpi if stage == ALL else f"{kpi}.{stage}"


def read_observed(path: Path) -> ObservedTable:
    """Observed figures of a CSV file, as text.

    Raises
    ------
    ScenarioError: if it cannot be read or has other columns
    """
    shown = shown_path(path)
    text = read_text(path, shown, gettext_noop("CSV"))
    try:
        written = [
            (number, row)
            for number, row in enumerate(csv.reader(io.StringIO(text), strict=True), 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        rule = _("is CSV: {error}", error=error)
        hint = _("save it again as CSV (comma, UTF-8)")
        raise ScenarioError(Problem(shown, rule, hint=hint)) from None
    if not written:
        hint = _("first line: {names}", names=",".join(COLUMNS))
        raise ScenarioError(Problem(shown, _("the file is empty"), hint=hint))
    head = tuple(cell.strip() for cell in written[0][1])
    problems = _wrong_columns(shown, head) or _wrong_lengths(shown, head, written[1:])
    if problems:
        raise ScenarioError(problems)
    rows = [
        dict(zip(head, (cell.strip() for cell in row), strict=True))
        for _number, row in written[1:]
    ]
    return ObservedTable(
        shown, tuple(rows), tuple(number for number, _row in written[1:])
    )


def _wrong_columns(file: str, head: tuple[str, ...]) -> list[Problem]:
    names = ", ".join(COLUMNS)
    hint = _("columns are {names}, and {note} if you like", names=names, note=NOTE)
    not_asked = _(
        "is not a column of this file: "
        "counts and shares only; a row about one person has no place here"
    )
    missing = [Problem(file, _("a column is missing"), c, hint=hint)
               for c in COLUMNS if c not in head]  # fmt: skip
    strange = [Problem(file, not_asked, repr(c)[:40], "", hint)
               for c in head if c not in (*COLUMNS, NOTE)]  # fmt: skip
    twice = [Problem(file, _("a column stands twice"), c, hint=hint)
             for c in dict.fromkeys(head) if head.count(c) > 1]  # fmt: skip
    return missing + strange + twice


def _wrong_lengths(
    file: str, head: tuple[str, ...], rows: list[tuple[int, list[str]]]
) -> list[Problem]:
    hint = _("a comma inside a cell needs quotation marks around the cell")
    rule = ngettext("has {n} cell", "has {n} cells", len(head))
    return [
        Problem(file, rule, _("line {number}", number=number), f"{len(row)}", hint)
        for number, row in rows
        if len(row) != len(head)
    ]


def published_figures(board_id: str) -> ObservedTable:
    """The published figures of a board in the same form; none where there are none."""
    fit = load_plan().fit_of(board_id)
    figures = [f for f in (fit.targets if fit else ()) if not f.kpi.endswith(BASE)]
    rows = tuple(_published(figure) for figure in figures)
    return ObservedTable(f"planner/data/{FILE}", rows, tuple(range(1, len(rows) + 1)))


def _published(figure: PublishedFigure) -> Row:
    row = figure.denominator_row
    notes = (figure.note, figure.text("note"))
    return {
        "board": figure.provider,
        "year": figure.year,
        "measure": name_of(figure.kpi, figure.stage),
        "value": f"{figure.observed:g}",
        "denominator": f"{figure.fact('value', row):g}" if row else "",
        "source": figure.text("source"),
        "tolerance": figure.tolerance,
        NOTE: " ".join(note for note in notes if note),
    }


def check_observed(
    table: ObservedTable, scenario: Scenario, board_id: str, years: tuple[str, ...]
) -> tuple[ObservedFigure, ...]:
    """A board's figures, each checked.

    Parameters
    ----------
    scenario : says which boards and which measures there are
    years : of which figures may be given

    Raises
    ------
    ScenarioError: with every problem of every row
    """
    measures = measures_of(scenario, board_id)
    problems: list[Problem] = []
    found: list[ObservedFigure] = []
    seen: set[tuple[str, ...]] = set()
    for line, row in zip(table.lines, table.rows, strict=True):
        own = _problems(row, scenario, measures, years)
        names = row["board"], row["year"], row["measure"]
        if names in seen:
            once = _("stands once a board and year")
            own.append(("measure", once, _("drop one of them")))
        seen.add(names)
        problems += [
            Problem(table.file, rule, key, repr(row[column]), hint)
            for column, rule, hint in own
            for key in [_("line {number}, {column}", number=line, column=column)]
        ]
        if not own and row["board"] == board_id:
            found.append(_observed(row, *measures[row["measure"]]))
    if not problems and not found:
        rule = _("holds no figure of {board}", board=board_id)
        problems.append(Problem(table.file, rule, hint=_("see the column board")))
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _problems(
    row: Row,
    scenario: Scenario,
    measures: Mapping[str, tuple[str, str]],
    years: tuple[str, ...],
) -> Faults:
    """Column, rule and how to fix it of everything wrong with a row."""
    found = []
    if row["board"] not in scenario.boards:
        hint = _("there are: {names}", names=", ".join(scenario.boards))
        found.append(("board", _("names a board of the scenario"), hint))
    if row["year"] not in years:
        hint = _(
            "years of this scenario: {first} to {last}; its plan_start says from when",
            first=years[0],
            last=years[-1],
        )
        found.append(("year", _("is a year of the scenario"), hint))
    if row["measure"] not in measures:
        found.append(("measure", _(RULE_MEASURE), _like(row["measure"], measures)))
    if not row["source"]:
        found.append(("source", _("says where the figure comes from"), _("name it")))
    kpi = measures.get(row["measure"], ("", ""))[1]
    return found + _wrong_numbers(row, kpi)


def _like(text: str, measures: Mapping[str, tuple[str, str]]) -> str:
    """Names that may have been meant."""
    begins = [name for name in measures if text and name.startswith(text)]
    near = begins or get_close_matches(text, measures, NEAR, 0.4)
    names = ", ".join(near or ["waiting_list.scan", *measures][:NEAR])
    return _("perhaps {names}", names=names)


def _wrong_numbers(row: Row, kpi: str) -> Faults:
    """Column, rule and how to fix it of every number that cannot be used."""
    unit = KPIS[kpi].unit if kpi else ""
    value, found = _number(row, "value", rule_of(unit))
    base, wrong = math.nan, Faults()
    if row["denominator"]:
        base, wrong = _number(row, "denominator", DENOMINATOR)
    if unit == "people" and 0 < value < SMALLEST:
        rule = _("is a count of {smallest} or more", smallest=SMALLEST)
        found.append(("value", rule, _("leave it out")))
    if unit == "%" and 0 < value * base / 100 < SMALLEST:
        rule = _(
            "stands for {smallest} people or more: this share of {base:,.0f} is few",
            smallest=SMALLEST,
            base=base,
        )
        found.append(("value", rule, _("check both figures, or leave this one out")))
    try:
        tolerance_of(row["tolerance"], value)
    except EntryError as error:
        hint = _("write 4 (in the measure's unit), or 15 % (of the value)")
        found.append(("tolerance", error.rule, hint))
    return found + wrong


def rule_of(unit: str) -> NumberRule:
    """Rule of a figure in this unit."""
    return NumberRule(unit=unit, low=0, high=100 if unit == "%" else None)


DENOMINATOR = NumberRule(unit="people", low=SMALLEST)


def _number(row: Row, column: str, rule: NumberRule) -> tuple[float, Faults]:
    """The number of a cell, and what is wrong where it cannot be used."""
    try:
        return parse_number(row[column], rule), []
    except EntryError as error:
        return math.nan, [(column, error.rule, error.hint)]


def _observed(row: Row, stage: str, kpi: str) -> ObservedFigure:
    unit = KPIS[kpi].unit
    value = parse_number(row["value"], rule_of(unit))
    target = Target(
        id=f"{row['measure']}.{row['year']}",
        name=KPIS[kpi].title,
        provider=row["board"],
        year=row["year"],
        stage=stage,
        kpi=kpi,
        unit=unit,
        observed=value,
        tolerance=tolerance_of(row["tolerance"], value),
        source=row["source"],
    )
    base = row["denominator"]
    people = parse_number(base, DENOMINATOR) if base else math.nan
    return ObservedFigure(target, people, row.get(NOTE, ""), row)
