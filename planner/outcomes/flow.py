"""One replication of one board week by week: queues, people moving on, bottleneck.

A picture of one possible future. Everything in it is counted as the results table
counts it, so that its weeks agree with that replication's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.inputs.pathway import Pathway
from planner.inputs.stage_graph import columns_of, reached_from
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.board_frame import Frame
from planner.outcomes.bottleneck import binding_roles, weeks_of_work
from planner.outcomes.counts import Count
from planner.outcomes.record import Record
from planner.outcomes.tally import Tally, Work
from planner.outcomes.visit_counts import VisitCounts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
NEW = ""
"""Origin of people who were at no stage before."""
MOST_FRAMES = 300


@dataclass(frozen=True)
class WeeklyFlow:
    """Stages with a queue, and everything that moves between them, by frame.

    A frame is one week, or a few in a plan of more than `MOST_FRAMES` weeks.

    Attributes
    ----------
    starts : first day of each frame, as an ISO date
    weeks_each : weeks of a frame
    stages : with a queue, in the order of the pathway file; `columns` says how far
        each is along the pathway
    roles : whose work each stage is; empty where it is nobody's
    waiting : shape (stages, frames), people at 00:00 of the frame's first day
    moved : shape (stages, frames), people seen a week
    ways : stage that people came from (`NEW`: from outside), and the one they joined
    joined : shape (ways, frames), people a week
    staff : roles with work
    booked : shape (staff, frames), share of the minutes offered that were booked; not
        a number where none were offered
    piled : shape (staff, frames), weeks of work waiting; infinite without capacity
    bottleneck : role whose work piles up longest in each frame; empty for none
    """

    starts: tuple[str, ...]
    weeks_each: int
    stages: tuple[str, ...]
    columns: tuple[int, ...]
    roles: tuple[str, ...]
    waiting: Ints
    moved: Floats
    ways: tuple[tuple[str, str], ...]
    joined: Floats
    staff: tuple[str, ...]
    booked: Floats
    piled: Floats
    bottleneck: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def weeks_as_bottleneck(self) -> dict[str, int]:
        """Frames in which each role is the bottleneck, the most frequent first."""
        found = {role: self.bottleneck.count(role) for role in set(self.bottleneck)}
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return {role: count for role, count in ordered if role}


def flow_of(record: Record) -> WeeklyFlow:
    """The flow of one replication of a board that runs a service."""
    counted = VisitCounts(record)
    tally, work, frame = Tally(counted), Work(counted), counted.frame
    weeks = frame.periods.weeks
    each = -(-len(weeks) // MOST_FRAMES)
    offered, held = work.offered_minutes("week"), work.held_minutes("week")
    ways, joined = _ways(record, frame)
    columns = stage_columns(frame.scenario.pathway, frame.lists)
    with np.errstate(divide="ignore", invalid="ignore"):
        booked = _sums(held, each) / _sums(offered, each)
    return WeeklyFlow(
        starts=weeks.labels[::each],
        weeks_each=each,
        stages=frame.lists,
        columns=tuple(columns[name] for name in frame.lists),
        roles=tuple(stage.role or "" for stage in frame.stages),
        waiting=tally.before(Count.LIST, "week")[:, 0, :-1][:, ::each],
        moved=_a_week(tally.during(Count.SEEN, "week")[:, 0], each),
        ways=ways,
        joined=_a_week(joined, each),
        staff=tuple(frame.stages_by_role),
        booked=booked,
        piled=weeks_of_work(tally, work)[:, ::each],
        bottleneck=_bottleneck(tally, work)[::each],
    )


def stage_columns(pathway: Pathway, stages: tuple[str, ...]) -> dict[str, int]:
    """Place of each stage along the pathway, from 0, without gaps.

    Stages that stand side by side, such as two kinds of report, share a column.
    """
    ahead = columns_of(dict.fromkeys(pathway.entry.values()), _steps(pathway))
    # Stages that a board's list or diary alone fills have no way in; they stand last.
    place = {name: ahead.get(name, len(ahead)) for name in stages}
    order = sorted(set(place.values()))
    return {name: order.index(column) for name, column in place.items()}


def _steps(pathway: Pathway) -> dict[str, list[str]]:
    return {
        name: [step.to for step in stage.next if step.to in pathway.stages]
        for name, stage in pathway.stages.items()
    }


def _next_lists(frame: Frame) -> Mapping[str, set[str]]:
    """Lists that people of each list join next, through delays."""
    steps, lists = _steps(frame.scenario.pathway), set(frame.lists)
    delays = {name: to for name, to in steps.items() if name not in lists}
    return {name: reached_from(steps[name], delays) & lists for name in frame.lists}


def _ways(record: Record, frame: Frame) -> tuple[tuple[tuple[str, str], ...], Ints]:
    """Every way that somebody went, and people on it by week of joining its end."""
    rows, stages = record.visits.rows, frame.scenario.pathway.stages
    number = {stages[name].number: place for place, name in enumerate(frame.lists)}
    rows = rows[np.isin(rows["stage"], list(number)) & (rows["attempt"] == 1)]
    rows = rows[np.lexsort([rows["first_joined"], rows["patient"]])]
    to = np.array([number[stage] for stage in rows["stage"].tolist()], dtype=np.int64)
    origin = _origins(rows["patient"], to, _leads(frame))
    week = frame.periods.weeks.position(rows["first_joined"] // MINUTES_A_DAY)
    inside, size = week >= 0, len(frame.lists)
    counts = np.zeros((size + 1, size, len(frame.periods.weeks)), dtype=np.int64)
    np.add.at(counts, (origin[inside], to[inside], week[inside]), 1)
    known = np.argwhere(counts.any(axis=2))
    names = (*frame.lists, NEW)
    ways = tuple((names[a], names[b]) for a, b in known.tolist())
    return ways, counts[known[:, 0], known[:, 1]]


def _leads(frame: Frame) -> Bools:
    """Whether each list leads to each other one, through delays."""
    onward = _next_lists(frame)
    return np.array([[b in onward[a] for b in frame.lists] for a in frame.lists])


def _origins(patient: Ints, to: Ints, leads: Bools) -> Ints:
    """Latest earlier stage of the same person that leads to each stage; -1 for none.

    Not always the one before: somebody may be on two ways side by side.
    """
    origin = np.full(len(to), -1, dtype=np.int64)
    for back in range(1, len(leads) + 1):
        mine = np.zeros(len(to), dtype=bool)
        mine[back:] = patient[back:] == patient[:-back]
        before = np.roll(to, back)
        fits = mine & (origin < 0) & leads[before, to]
        origin[fits] = before[fits]
    return origin


def _bottleneck(tally: Tally, work: Work) -> tuple[str, ...]:
    """Role that is the bottleneck of each week; empty for none."""
    names, binds = tally.frame.binding_roles, binding_roles(tally, work)
    first = np.where(binds.any(axis=0), binds.argmax(axis=0), len(names))
    return tuple((*names, "")[role] for role in first.tolist())


def _sums(by_week: Ints, each: int) -> Ints:
    """Sums of so many weeks at a time."""
    edges = [*range(0, by_week.shape[-1], each), by_week.shape[-1]]
    parts = [by_week[..., a:b].sum(axis=-1) for a, b in pairwise(edges)]
    return np.stack(parts, axis=-1)


def _a_week(by_week: Ints, each: int) -> Floats:
    """People a week, a mean over so many weeks at a time."""
    weeks = _sums(np.ones(by_week.shape[-1], dtype=np.int64), each)
    return np.asarray(_sums(by_week, each) / weeks)
