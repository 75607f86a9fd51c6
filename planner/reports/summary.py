"""The summary that a comparison begins with: an option a row, then a board a row.

The command line, papers and the screen all show its cells, see `summary_cells`;
`decisive_rows` gives the same figures as a table.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

import pandas as pd

from planner.experiment.decisive import MOST_RUNS
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import last_day
from planner.reports.dates import date_text
from planner.reports.number_format import pounds
from planner.reports.select_rows import CLEARANCE, HEADLINES, last_row
from planner.reports.summary_cells import (
    BETTER,
    COST,
    COST_A_YEAR,
    LEADING_COLUMN,
    PRICE,
    SMALLEST,
    Cell,
    OptionColumn,
    PlanSummary,
    better_cell,
    cleared_by,
    cost_a_year,
    level_and_difference,
    marked_level,
    month_of,
    price_cell,
)

SUMMARY_NOTE = gettext_noop(
    "*: surely better than the baseline (the 95 % interval of the paired difference"
    " leaves out zero, and every fitting set agrees). ?: may be chance, or hangs on"
    " which set is true. No mark: the same to the digit shown, or surely worse."
)
CHANCE_NOTE = gettext_noop(
    "Better in: fitting sets with more people scanned within 90 days, of all"
    " identified; without sets, share of paired runs and its 95 % interval. Cleared"
    " by: month from which hardly anybody waits too long for DXA, in 9 runs of 10, or"
    " share of runs; of Wales, at every board, or at how many. A further person: extra"
    " cost for each further one scanned in time, and its range over the sets."
)
OPTION_COLUMNS = (
    OptionColumn("kpi4_assessed_90", ALL, gettext_noop("assessed\nin 90 d")),
    LEADING_COLUMN,
    OptionColumn("kpi5_scanned_90_of_ordered", ALL, gettext_noop("scanned\nof sent")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list\nat end")),
    OptionColumn("cleared", "scan", gettext_noop("cleared\nby")),
    OptionColumn(COST, ALL, gettext_noop("cost of\nplan")),
    OptionColumn(COST_A_YEAR, ALL, gettext_noop("cost\na year")),
    OptionColumn(PRICE, ALL, gettext_noop("a further\nperson")),
)
BOARD_LINES = (
    OptionColumn(LEADING, ALL, gettext_noop("scanned")),
    OptionColumn("waiting_list", "scan", gettext_noop("DXA list")),
    OptionColumn("cleared", "scan", gettext_noop("cleared")),
)


def option_cells(option: PlanSummary, place: str) -> list[str]:
    """Cells of an option's row: a level, below it the difference; last the chance."""
    cells = option_figures(option, place)
    texts = [cells[column.kpi].lines for column in OPTION_COLUMNS]
    return [*texts, cells[BETTER].lines]


def option_figures(option: PlanSummary, place: str, year: str = "") -> dict[str, Cell]:
    """Cells of an option's row by measure, those of no measure among them.

    Parameters
    ----------
    year : year of the plan for shares and list, if not the last whole one
    """
    cells = {
        column.kpi: level_and_difference(option, place, column, year)
        for column in OPTION_COLUMNS
        if column.kpi not in ("cleared", PRICE, COST_A_YEAR)
    }
    return cells | {
        "cleared": cleared_by(option.plan, option.cleared, place),
        COST_A_YEAR: cost_a_year(option, place),
        PRICE: price_cell(option.prices.get(place)),
        BETTER: better_cell(option, place, year),
    }


def board_cells(options: Sequence[PlanSummary], place: str) -> list[list[str]]:
    """Lines of a board: what is measured, and its level under every plan."""
    return [
        [_(line.heading), *(marked_level(option, place, line) for option in options)]
        for line in BOARD_LINES
    ]


def answer_sentences(options: Sequence[PlanSummary], place: str) -> list[str]:
    """Options that clear the backlog in 9 runs of 10, by when and at what extra cost.

    Of Wales that of every board. The cheapest comes first.
    """
    known = [option for option in options if place in option.cleared]
    clear = [o for o in known if math.isfinite(o.cleared[place].sure_day)]
    last = last_day(options[0].plan) if options else datetime.date.min
    whose = _("every board's DXA backlog") if place == WALES else _("the DXA backlog")
    if not known:
        return [_("There is no DXA list here to be cleared.")]
    said = {"whose": whose, "last": date_text(last), "all": len(options)}
    if not clear:
        return [
            _("No option clears {whose} by {last} in 9 runs of 10.", **said),
            *_closest(known, place),
        ]
    first, *others = sorted(clear, key=lambda option: _extra_cost(option, place))
    sentence = ngettext(
        "{n} of {all} options clears {whose} by {last} in 9 runs of 10: {first}.",
        "{n} of {all} options clear {whose} by {last} in 9 runs of 10; at least cost"
        " {first}.",
        len(clear),
        **said,
        first=_by_and_cost(first, place),
    )
    rest = "; ".join(_by_and_cost(option, place) for option in others)
    return [sentence, *([_("Also {options}.", options=rest)] if rest else [])]


def _closest(options: Sequence[PlanSummary], place: str) -> list[str]:
    """The option that clears most boards, or one board in most runs."""

    def reached(option: PlanSummary) -> float:
        boards = [each for name, each in option.cleared.items() if name != WALES]
        if place != WALES:
            return option.cleared[place].chance
        return sum(each.chance >= MOST_RUNS for each in boards)

    best = max(options, key=reached)
    if not reached(best):
        return []
    cell = cleared_by(best.plan, best.cleared, place)
    return [
        _(
            "Closest: {option}, {level}, for {cost}.",
            option=best.title,
            level=" ".join(cell.lines.split()),
            cost=_cost_in_words(best, place),
        )
    ]


def _by_and_cost(option: PlanSummary, place: str) -> str:
    return _(
        "{option} by {month}, for {cost}",
        option=option.title,
        month=month_of(option.plan, option.cleared[place].sure_day),
        cost=_cost_in_words(option, place),
    )


def _extra_cost(option: PlanSummary, place: str) -> float:
    price = option.prices.get(place)
    return math.inf if price is None else price.cost


def _cost_in_words(option: PlanSummary, place: str) -> str:
    """Extra cost of the whole plan."""
    extra = _extra_cost(option, place)
    if not math.isfinite(extra):
        return _("an unknown cost")
    if abs(extra) < SMALLEST:
        return _("the same cost")
    if extra > 0:
        return _("{amount} more over the plan", amount=pounds(extra))
    return _("{amount} less over the plan", amount=pounds(-extra))


def figures_table(
    options: Sequence[PlanSummary], place: str, year: str = ""
) -> pd.DataFrame:
    """The same cells for files: an option a row, a column for each part of a cell."""
    rows = []
    for option in options:
        row = {"option": option.title, "place": place, "year": year}
        for key, cell in option_figures(option, place, year).items():
            row |= {key: cell.level}
            bands = " ".join(cell.bands.split())
            row |= {f"{key}_difference": cell.change, f"{key}_bands": bands}
        rows.append(row)
    table = pd.DataFrame(rows)
    filled = [name for name in table if (table[name] != "").any()]
    return table[filled]


def decisive_rows(
    comparison: pd.DataFrame, plan: Scenario, places: Sequence[str]
) -> pd.DataFrame:
    """Rows of a comparison that the summary speaks of, in its order."""
    found = [
        last_row(comparison, plan, kpi, place, stage=stage)
        for place in places
        for kpi, stage in (*HEADLINES, *CLEARANCE)
    ]
    return pd.DataFrame([row for row in found if row is not None])
