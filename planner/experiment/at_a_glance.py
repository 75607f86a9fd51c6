"""Results as an analyst looks at them first: a short table, one KPI, the visits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError, unknown_name
from planner.experiment.running.results import Results
from planner.experiment.select import check_measure
from planner.experiment.statistics.set_bands import sets_in
from planner.experiment.statistics.summarise import summarise
from planner.inputs.boards import board_ids
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import headline_period
from planner.pathway.visits import COLUMNS, Outcome

GLANCE: tuple[tuple[str, str], ...] = (
    ("kpi4_assessed_90", ALL),
    ("kpi5_scanned_90_of_all", ALL),
    ("waiting_list", "scan"),
    ("cost_whole_plan", ALL),
)
"""Measures of the short table, with their stage."""
SHOWN = [
    "provider", "stage", "period", "mean", "band_low", "band_high", "random_low",
    "random_high", "unit", "span", "start", "ci_low", "ci_high", "sets", "n", "label",
]  # fmt: skip
UNBROKEN = ["residence", "group", "reason"]
"""Columns by which a value of everybody is not broken down."""


def kpi_table(
    results: Results, kpi: str, board: str = "", stage: str = "", span: str = ""
) -> pd.DataFrame:
    """One measure of everybody by place, stage and period, with its bands.

    Parameters
    ----------
    board : as people write it, or Wales; left empty: every place
    stage : or role, of a measure of people at work; left empty: every one
    span : week, quarter, year or plan; left empty: every span it is taken by

    Returns
    -------
    DataFrame: provider, stage (or role), period, mean, band_low, band_high (nine
    futures in ten over everything that fits), random_low, random_high (by random
    variation alone), unit, span, start, ci_low, ci_high, sets, n, label

    Raises
    ------
    ScenarioError: for a measure, place, stage or span that is not there
    """
    check_measure(kpi)
    place = _place(results, board)

    def chosen(index: pd.DataFrame) -> npt.NDArray[np.bool_]:
        kept = (index["kpi"] == kpi) & (index[UNBROKEN] == ALL).all(axis=1)
        return np.asarray(kept & (index["provider"] == place) if place else kept)

    table = summarise(results, chosen)
    table["stage"] = table["stage"].where(table["stage"] != ALL, table["role"])
    for column, wanted in (("stage", stage), ("span", span)):
        known = list(dict.fromkeys(table[column]))
        if wanted and wanted not in known:
            raise ScenarioError(unknown_name(gettext_noop(column), wanted, known))
        table = table[table[column] == wanted] if wanted else table
    return table[SHOWN].reset_index(drop=True)


def _place(results: Results, board: str) -> str:
    """Provider as the index names it; empty for every one."""
    if board in ("", WALES):
        return board
    (found,) = board_ids(results.scenario.boards, [board])
    return found


def short_table(results: Results) -> str:
    """A heading and the leading measures, a place a row: means of all replications."""
    plan, columns, labels = results.scenario, {}, dict[str, str]()
    for kpi, stage in GLANCE:
        period = headline_period(plan, kpi)
        if period is None or kpi not in set(results.index["kpi"]):
            continue
        rows = kpi_table(results, kpi, stage=stage if stage != ALL else "")
        rows = rows[rows["period"] == period.label].set_index("provider")
        columns[kpi, period.label] = rows["mean"]
        labels |= {str(name): label for name, label in rows["label"].items() if label}
    lines = [_heading(results)]
    if columns:
        table = pd.DataFrame(columns).map(_shown)
        table.index = [f"{name} †" if name in labels else name for name in table.index]
        lines += [table.to_string()]
        lines += [f"† {label}" for label in dict.fromkeys(labels.values())]
        lines += [_("Means; results.kpi({kpi!r}) has periods and bands.", kpi=LEADING)]
    return "\n".join(lines)


def _shown(mean: float) -> str:
    return f"{mean:,.1f}" if abs(mean) < 100 else f"{mean:,.0f}"


def _heading(results: Results) -> str:
    count, sets = results.replications, sets_in(results)
    runs = ngettext("{n} replication", "{n} replications", count)
    of_sets = ngettext("{n} fitting set", "{n} fitting sets", sets)
    over = _("over {sets}", sets=of_sets) if sets else _("of central values")
    return _(
        "{title}: {runs} {over}, seed {seed}",
        title=results.scenario.title or results.scenario.name,
        runs=runs,
        over=over,
        seed=results.seed,
    )


def visits_table(results: Results) -> pd.DataFrame:
    """Every visit, with names instead of numbers, one row an attempt.

    Returns
    -------
    DataFrame: scenario, replication, provider, patient, stage, ..., outcome, label;
    times in minutes from the start of the plan

    Raises
    ------
    ScenarioError: where visits were not kept
    """
    if not results.records:
        hint = _("run(scenario, keep_visits=True) keeps them")
        raise ScenarioError(Problem(_("visits"), _("were not kept"), hint=hint))
    stages = {s.number: name for name, s in results.scenario.pathway.stages.items()}
    parts = []
    for record in results.records:
        columns = {name: getattr(record.visits, name) for name in COLUMNS}
        table = pd.DataFrame(columns).drop(columns="list")
        table["stage"] = table["stage"].map(stages)
        table["outcome"] = table["outcome"].map(
            {o.value: o.name.lower() for o in Outcome}
        )
        table.insert(0, "scenario", results.scenario.name)
        table.insert(1, "replication", record.replication)
        table.insert(2, "provider", record.board_id)
        label = results.scenario.boards[record.board_id].label
        parts.append(table.assign(label=label))
    return pd.concat(parts, ignore_index=True)
