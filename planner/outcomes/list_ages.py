"""Age of a list, at any mark, and the lists that sites of a board keep.

One compiled pass over the visits, in plans that have marks or lists by site.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR
from planner.inputs.scanners import MOST_SITES, SITE_LISTS
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled
from planner.outcomes.board_frame import Frame
from planner.outcomes.counts import HAS_LEFT, Marks, cell_at, is_completed
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.visits import VisitRows

Ints = npt.NDArray[np.int64]


def measure_list_ages(record: Record, frame: Frame, row: MeasureTable) -> None:
    """Add who has waited longer than each mark, and lists and waits by site.

    A list is counted at 00:00 of a day, before that day's events; of a quarter at its
    end.
    """
    ages, sites = frame.scenario.marks.ages, frame.site_lists
    if not ages and not sites:
        return
    minutes = [0, *(round(age * MINUTES_A_DAY) for age in ages)]
    lists = len(frame.lists)
    there = np.zeros((lists + len(sites), len(minutes), len(frame.cells)), np.int64)
    waits = np.zeros((len(sites), 2, len(frame.periods.years)), np.int64)
    rows = _row_of_site(frame)
    count_ages(record.visits.rows, frame.marks, np.array(minutes), rows, there, waits)
    np.cumsum(there, axis=-1, out=there)
    at_end = there[..., frame.cells.before["quarter"][1:]]
    row.put("waiting_over", at_end[:lists, 1:])
    row.put("site_waiting_over", at_end[lists:, 1:])
    weeks = frame.cells.before["week"][:-1]
    row.put("site_waiting_list", there[lists:, 0][..., weeks])
    row.put("site_completed_wait", waits[:, 0] / MINUTES_A_DAY, waits[:, 1])


def _row_of_site(frame: Frame) -> Ints:
    """Row of each list of a site, by stage and by the thousand of the list's number."""
    rows = np.full((len(frame.lists), MOST_SITES + 2), -1, dtype=np.int64)
    for number, (stage, site) in enumerate(frame.site_lists):
        thousand = 1 + frame.sites[site].number
        rows[frame.lists.index(stage), thousand] = number
    return rows


@compiled
def count_ages(
    visits: VisitRows, marks: Marks, ages: Ints, site: Ints, there: Ints, waits: Ints
) -> None:
    """Count who comes past each mark on a list, and who goes off it.

    Parameters
    ----------
    ages : minutes; the first is 0, the whole list
    site : shape (lists, thousands of a list's number), row of a site's list or -1
    there : shape (lists and then sites' lists, ages, cells), added to; age 0 of sites'
        lists alone
    waits : shape (sites' lists, (minutes, people), years), added to
    """
    lists = len(site)
    for number in range(len(visits)):
        visit: Any = visits[number]
        place = marks.place_of_stage[visit.stage]
        if place < 0:
            continue
        last = visit.started
        if last < 0:
            last = visit.finished if visit.outcome == HAS_LEFT else FAR
        own = site[place, visit.list // SITE_LISTS]
        off = cell_at(marks.cell_of_day, last)
        # How many are there at all is asked of sites' lists alone.
        for age in range(0 if own >= 0 else 1, len(ages)):
            past = max(visit.joined, visit.first_joined + ages[age])
            if past >= last:
                break
            begun = cell_at(marks.cell_of_day, past)
            there[place, age, begun] += 1
            there[place, age, off] -= 1
            if own >= 0:
                there[lists + own, age, begun] += 1
                there[lists + own, age, off] -= 1
        year = marks.year_of_cell[off]
        if own >= 0 and year >= 0 and is_completed(visit, marks):
            waits[own, 0, year] += visit.started - visit.first_joined
            waits[own, 1, year] += 1
