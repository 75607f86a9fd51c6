"""One pass over the visits of a replication: everything that is counted of them.

Lists and waits are counted of the visits to a board's lists, clocks of the visits of
its people, and minutes held of the visits in its sessions. Those are the same visits
unless boards share people; then each kind takes a pass of its own, by the same code.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES
from planner.jit import compiled, uncounted
from planner.outcomes.board_frame import Frame, frame_of
from planner.outcomes.counts import (
    Count,
    Marks,
    add_up,
    cell_at,
    count_ages,
    count_visit,
    is_completed,
)
from planner.outcomes.kpi_clocks import (
    Rules,
    count_treated,
    joined_in_time,
    milestone_passed,
    passed_in_time,
)
from planner.outcomes.kpis import MILESTONES, facts_at_first, rules_of
from planner.outcomes.record import Record
from planner.outcomes.sessions import Openings, count_held
from planner.outcomes.treatment import Treatment, empty_counts, treatment_of
from planner.pathway.visits import VisitRows

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
GROUP_COUNT = 3
"""Groups that lists are counted by: all, other, FLS."""
LISTS, CLOCKS, SESSIONS = 1, 2, 4
"""Counts of a pass, as bits."""


class Patients(NamedTuple):
    """Columns of the cohort that visits are counted by."""

    fls: Bools
    at_start: Bools
    fracture_day: Ints
    treatment: Treatment


class Sums(NamedTuple):
    """Counts, each added to those before.

    Attributes
    ----------
    lists : shape (lists x groups x cells, counts)
    waits, pair_of_wait : minutes of completed waits, and their list, year and group:
        shape (lists x years x (other, FLS)), by position
    facts : by patient, the bit of every clock that is met
    treated : shape (rows, drugs, cells), people by drug; see `treatment`
    passages : shape (milestones, cells), whenever one is passed in a session or delay
    held : shape (roles, cells), minutes; beyond a session's end none count
    used : whether a session had an appointment
    ages : shape (lists and then sites' lists, ages, cells); see `count_ages`
    site_waits : shape (sites' lists, (minutes, people), years), completed waits
    """

    lists: Ints
    waits: Ints
    pair_of_wait: Places
    facts: Ints
    treated: Ints
    passages: Ints
    held: Ints
    used: Bools
    ages: Ints
    site_waits: Ints


@uncounted
def count_visits(
    visits: VisitRows,
    what: int,
    people: Patients,
    marks: Marks,
    rules: Rules,
    rota: Openings,
    sums: Sums,
) -> int:
    """Count what is asked for of every visit.

    Returns
    -------
    number of completed waits
    """
    cells, number, aged = marks.cell_of_day, 0, len(sums.ages) > 0
    for row in range(len(visits)):
        visit = visits[row]
        who, started = visit.patient, visit.started
        begun = cell_at(cells, started)
        if what & CLOCKS and rules.milestone_on_joining[visit.stage] >= 0:
            sums.facts[who] |= joined_in_time(visit, people.fracture_day[who], rules)
        milestone = milestone_passed(visit, rules)
        if milestone >= 0:
            if what & CLOCKS:
                sums.facts[who] |= passed_in_time(
                    visit, milestone, people.fracture_day[who], rules
                )
                count_treated(
                    visit, milestone, rules, people.treatment, cells, sums.treated
                )
            if what & SESSIONS:
                sums.passages[milestone, begun] += 1
        if visit.session >= 0 and what & SESSIONS:
            sums.used[visit.session] = True
            count_held(visit, begun, rota, sums.held)
        place = marks.place_of_stage[visit.stage]
        if place >= 0 and what & LISTS:
            fls, new = people.fls[who], not people.at_start[who]
            last = count_visit(visit, place, fls, new, begun, marks, sums.lists)
            if aged:
                count_ages(visit, place, last, marks, sums.ages, sums.site_waits)
            year = marks.year_of_cell[begun]
            if year >= 0 and is_completed(visit, marks):
                sums.waits[number] = started - visit.first_joined
                sums.pair_of_wait[number] = 2 * (place * marks.years + year) + fls
                number += 1
    return number


@compiled
def sort_waits(
    waits: Ints, pair_of_wait: Places, ends: Ints, ordered: Ints, total: Ints
) -> None:
    """Put completed waits beside those of the same list, year and group.

    Parameters
    ----------
    ends : shape (lists x years x (other, FLS)), where the waits of each begin; moved
        to where they end
    ordered : minutes, filled in
    total : shape (lists x years, all and each group), minutes, added to
    """
    for number in range(len(waits)):
        waited, pair = waits[number], pair_of_wait[number]
        total[pair >> 1, 0] += waited
        total[pair >> 1, 1 + (pair & 1)] += waited
        ordered[ends[pair]] = waited
        ends[pair] += 1


class VisitCounts:
    """Counts of the visits of one replication as one board sees it.

    Attributes
    ----------
    sums : what was counted; `completed` says how many waits there are
    lists : shape (lists, groups, cells, counts), up to the end of each cell
    openings : columns of the rota that are counted
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.frame: Frame = frame_of(record.scenario, record.board_id)
        self.treatment = treatment_of(record.cohort, record.scenario)
        rota, cells, years = record.rota, len(self.frame.cells), self.frame.marks.years
        self.openings = Openings(*(getattr(rota, name) for name in Openings._fields))
        visits, lists = record.visits.rows, len(self.frame.lists)
        self.sums = Sums(
            lists=np.zeros((lists * GROUP_COUNT * cells, len(Count)), dtype=np.int64),
            waits=np.empty(len(visits), dtype=np.int64),
            pair_of_wait=np.empty(len(visits), dtype=np.int32),
            facts=facts_at_first(record.cohort, self.treatment.stays),
            treated=empty_counts(record.scenario, cells),
            passages=np.zeros((len(MILESTONES), cells), dtype=np.int64),
            held=np.zeros((len(ROLES), cells), dtype=np.int64),
            used=np.zeros(len(rota), dtype=bool),
            ages=np.zeros(self.frame.shape_by_age, dtype=np.int64),
            site_waits=np.zeros((len(self.frame.site_lists), 2, years), dtype=np.int64),
        )
        if record.elsewhere is None:
            self.completed = self._count(visits, LISTS | CLOCKS | SESSIONS)
        else:
            self.completed = self._count(visits, LISTS)
            self._count(record.own_visits, CLOCKS)
            self._count(record.held_visits, SESSIONS)
        add_up(self.sums.lists, cells)
        self.lists = self.sums.lists.reshape(lists, GROUP_COUNT, cells, len(Count))

    def _count(self, visits: VisitRows, what: int) -> int:
        record, cohort = self.record, self.record.cohort
        return count_visits(
            visits,
            what,
            Patients(record.fls, cohort.at_start, cohort.fracture_day, self.treatment),
            self.frame.marks,
            rules_of(record.scenario),
            self.openings,
            self.sums,
        )

    def sorted_waits(self, ends: Ints, total: Ints) -> Ints:
        """Minutes of completed waits, pair by pair; see `sort_waits`."""
        ordered = np.empty(self.completed, dtype=np.int64)
        waits = self.sums.waits[: self.completed]
        pairs = self.sums.pair_of_wait[: self.completed]
        sort_waits(waits, pairs, ends, ordered, total)
        return ordered
