"""Steps and waits of FLS patients by who they are: residence, age, sex, rural or not.

Everybody's clock is the fracture's. Cohorts are fractures of the plan's last year, all
of them decided by the run-on; completed waits are of scans in that year. Other DXA
referrals are left out: where somebody lives is known of fractures alone.

Nobody is rural or not in the model. The rural are each board's residents in proportion
to a labelled share, so that the row can only differ by what differs between boards. Who
lives far from the scanner is known where a fact of the pathway says so.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.data.facts import load_facts
from planner.demand.cohort import OUTSIDE
from planner.inputs.conditions import AGE_BANDS, SEXES
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.locale import gettext_noop
from planner.outcomes.audit_kpis import DECIDED_BY, STARTED, WITHIN
from planner.outcomes.groups import AGE, RESIDENCE, SEX, Group, groupings
from planner.outcomes.kpis import CLOCKS, ON_COMPLETION
from planner.outcomes.record import Record
from planner.outcomes.starvation import EVERYBODY
from planner.outcomes.waits import waits_at
from planner.pathway.visits import Outcome

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
DISTANCE, FAR_AWAY = "distance", "lives_far"
"""Kind of group, and the pathway's fact that tells it apart, where there is one."""
HOW_FAR = (gettext_noop("lives near"), gettext_noop("lives far away"))
RURAL = "rural"
WHERE = ("rural", gettext_noop("not rural"))
KINDS = (RESIDENCE, AGE, SEX)
SERVICES = Group("services", gettext_noop("highest minus lowest"))
"""Gap between the services, which stands beside the groups of patients."""
SCAN = "scan"
"""Milestone, and the stage that its completed wait is of."""


class EquityMeasure(NamedTuple):
    """One thing that groups are held side by side by."""

    id: str
    title: str
    unit: str
    base: str


MEASURES = (
    EquityMeasure(
        "assessed_90",
        gettext_noop("Assessed within 90 days (KPI 4)"),
        "%",
        gettext_noop("identified"),
    ),
    EquityMeasure(
        "scanned_90",
        gettext_noop("Scanned within 90 days (KPI 5)"),
        "%",
        gettext_noop("sent for DXA"),
    ),
    EquityMeasure(
        "scan_wait",
        gettext_noop("Days waited for the scan"),
        "days",
        gettext_noop("scanned"),
    ),
    EquityMeasure(
        "outside",
        gettext_noop("Treated outside the model"),
        "%",
        gettext_noop("identified"),
    ),
    EquityMeasure(
        "identified",
        gettext_noop("Identified (KPI 2)"),
        "%",
        gettext_noop("with a fragility fracture"),
    ),
    EquityMeasure(
        "recommended",
        gettext_noop("Treatment recommended (KPI 7)"),
        "%",
        gettext_noop("identified"),
    ),
    EquityMeasure(
        "started_16w",
        gettext_noop("Treatment started within 16 weeks (KPI 10)"),
        "%",
        gettext_noop("identified"),
    ),
)


class Counts(NamedTuple):
    """Sums of one replication: shape (groups, measures) each."""

    top: Floats
    base: Floats


def groups_of(scenario: Scenario) -> tuple[Group, ...]:
    """Rows of the counts: everybody, boards whose residents come, ages, sexes, rural.

    Boards whose residents break no bones here stay, with nobody in them.
    """
    names = {
        EVERYBODY.kind: (EVERYBODY.name,),
        RESIDENCE: tuple(scenario.boards),
        AGE: AGE_BANDS,
        SEX: SEXES,
        **({DISTANCE: HOW_FAR} if FAR_AWAY in scenario.pathway.attributes else {}),
        RURAL: WHERE,
    }
    return tuple(Group(kind, name) for kind in names for name in names[kind])


def count_equity(record: Record) -> Counts:
    """People of each group who passed each step in time, and the base, by one board."""
    record = record.of_own_people()
    people = record.cohort
    last = record.scenario.plan_days
    first = max(0, last - 365)
    broken = record.counted & record.fls
    broken &= (people.fracture_day >= first) & (people.fracture_day < last)
    inside, own = people.provider != OUTSIDE, broken & people.identified
    here = own & inside
    sent = here & _passed(record, "vetting", DECIDED_BY)
    days, scanned = _scan_waits(record, first, last)
    tops = (
        here & _passed(record, "assessment", WITHIN),
        sent & _passed(record, "scan", WITHIN),
        days,
        own & ~here,
        here,
        here & _passed(record, "recommendation", DECIDED_BY),
        here & _passed(record, *CLOCKS[STARTED]),
    )
    bases = (here, sent, scanned, own, broken & inside, here, here)
    return Counts(_by_group(record, tops), _by_group(record, bases))


def _passed(record: Record, milestone: str, within: int | None) -> Bools:
    """People who passed a milestone, by so many calendar days after the fracture."""
    stages = [
        stage.number
        for stage in record.scenario.pathway.stages.values()
        if stage.milestone == milestone
    ]
    visits = record.visits
    rows = np.isin(visits.stage, stages) & (visits.outcome == Outcome.SEEN)
    who = visits.patient[rows]
    done = visits.finished if milestone in ON_COMPLETION else visits.started
    waited = done[rows] // MINUTES_A_DAY - record.cohort.fracture_day[who]
    found = np.zeros(len(record.cohort), dtype=bool)
    found[who if within is None else who[waited <= within]] = True
    return found


def _scan_waits(record: Record, first: int, last: int) -> tuple[Floats, Bools]:
    """Days waited by FLS patients scanned in the year, and who they are."""
    days = np.zeros(len(record.cohort))
    seen = np.zeros(len(record.cohort), dtype=bool)
    if SCAN in record.scenario.pathway.stages:
        waits = waits_at(record, SCAN)
        rows = waits.seen & (waits.ended >= first) & (waits.ended < last)
        rows &= record.fls[waits.patient]
        seen[waits.patient[rows]] = True
        days[waits.patient[rows]] = waits.days[rows]
    return days, seen


def _by_group(record: Record, columns: tuple[npt.NDArray[np.generic], ...]) -> Floats:
    """Sums of facts of people by group, shape (groups, columns)."""
    amounts = np.stack([column.astype(np.float64) for column in columns], axis=1)
    sums = {}
    for kind, names, code in groupings(record.scenario, record.cohort, KINDS):
        sums[kind] = np.zeros((len(names), amounts.shape[1]))
        np.add.at(sums[kind], code, amounts)
    if FAR_AWAY in record.scenario.pathway.attributes:
        far = record.cohort.attributes[FAR_AWAY]
        sums[DISTANCE] = np.stack([amounts[~far].sum(0), amounts[far].sum(0)])
    rural = rural_shares(record.scenario)
    where = np.stack([rural, 1 - rural]) @ sums[RESIDENCE]
    return np.concatenate([amounts.sum(axis=0)[None], *sums.values(), where])


def rural_shares(scenario: Scenario) -> Floats:
    """Share of each board's residents who count as rural; 0 where no fact says so."""
    known = _rural_by_board()
    return np.array([known.get(name, 0.0) for name in scenario.boards])


@cache
def _rural_by_board() -> dict[str, float]:
    table = load_facts("rural")
    return dict(zip(table["board"], table["value"] / 100, strict=True))
