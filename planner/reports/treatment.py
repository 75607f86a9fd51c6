"""Bone treatment as readers see it: people by drug, and that nothing limits it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd

from planner.inputs.features_used import stages_reached
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import TREATMENT
from planner.outcomes.measure_index import ALL
from planner.outcomes.periods import headline_period
from planner.reports.number_format import number
from planner.reports.select_rows import place_name

THERAPY_ROLES = ("infusion nurse", "chair")
"""Roles whose lists people stand on where therapy has a capacity."""
DRUG_NAMES = {"teriparatide": gettext_noop("teriparatide or abaloparatide")}
"""Drugs of the pathway whose name does not say all."""
STARTED = "treatment_started"


class TreatmentLine(NamedTuple):
    """People of one place in one year, as cells of a table."""

    recommended: str
    started: str
    drugs: str
    continued: str
    confirmed: str


def treatment_rows(summary: pd.DataFrame, plan: Scenario) -> pd.DataFrame:
    """Rows of a summary on treatment in the last whole year; none where none starts."""
    period = headline_period(plan, STARTED)
    label = period.label if period else ""
    asked = summary["kpi"].isin([kpi.id for kpi in TREATMENT])
    return summary[asked & (summary["period"] == label)]


def treatment_line(rows: pd.DataFrame, place: str) -> TreatmentLine:
    """A place's people of that year, the drugs that they started in words."""
    mine = rows[rows["provider"] == place]
    started = mine[(mine["kpi"] == STARTED) & (mine["group"] != ALL)]
    started = started.sort_values("mean", ascending=False)
    drugs = [
        f"{_(DRUG_NAMES.get(drug, drug))} {number(mean, 0)}"
        for drug, mean in zip(started["group"], started["mean"], strict=True)
        if mean > 0
    ]
    total = mine[mine["group"] == ALL].set_index("kpi")["mean"]
    return TreatmentLine(
        recommended=number(total["treatment_recommended"], 0),
        started=number(total[STARTED], 0),
        drugs=", ".join(drugs),
        continued=number(total["treatment_continued"], 0),
        confirmed=number(total["treatment_confirmed"], 0),
    )


def unlimited_sentences(
    plan: Scenario, boards: Collection[str], names: Mapping[str, str]
) -> list[str]:
    """A sentence where a pathway has lists of therapy and boards give no capacity.

    Parameters
    ----------
    boards : ids of those that are looked at
    """
    stages = plan.pathway.stages
    lists = {name for name, each in stages.items() if each.role in THERAPY_ROLES}
    providers = [name for name in boards if name in plan.providers]
    free = [name for name in providers if not lists & stages_reached(plan, (name,))]
    if not lists or not free:
        return []
    where = _(" and ").join(place_name(name, names) for name in free)
    if len(free) == len(providers):
        where = _("all of these boards") if len(free) > 1 else where
    return [
        _(
            "Bone therapy is unlimited at {where}: whoever is to start does so after"
            " the fixed delay of the pathway, whatever the drug. No capacity for"
            " infusions or injections is published; it counts as soon as a board or a"
            " change gives one, such as the option infusion-clinic.",
            where=where,
        )
    ]
