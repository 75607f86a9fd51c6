"""Results of a workshop: how far each table's plan is, and their ranking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dashboard import jobs, plans, runs
from dashboard.pages import workshop_plans as built
from dashboard.plans import Plan
from dashboard.rows import WALES
from dashboard.store import workshop_tables, workshops
from dashboard.store.workshop_tables import WorkshopTable
from dashboard.store.workshops import Workshop
from planner.errors import PlannerError
from planner.experiment.running.results import Results
from planner.experiment.valued import ValuedRanking, rank_valued
from planner.experiment.valued_measures import budget_of_plan
from planner.locale import _, gettext_noop

BY_ITSELF = "workshop"
"""Asker of runs that nobody's browser asked for: results that had been cleared away."""
BUILDING, QUEUED, SIMULATING, READY, FAILED = (
    gettext_noop("building"),
    gettext_noop("handed in, waiting for its run"),
    gettext_noop("handed in, being simulated"),
    gettext_noop("handed in, results ready"),
    gettext_noop("handed in, could not be simulated"),
)
Named = tuple[tuple[str, Plan], ...]


@dataclass(frozen=True)
class TableState:
    """A table, and how far its plan is.

    Attributes
    ----------
    ready : replications of its results, 0 before the first
    """

    table: WorkshopTable
    state: str
    ready: int = 0


@dataclass(frozen=True)
class Room:
    """A workshop with its tables, as a screen shows it."""

    workshop: Workshop
    tables: tuple[TableState, ...]

    @property
    def mark(self) -> str:
        """Changes exactly when there is something new to draw."""
        parts = [f"{t.table.id}{t.state[-9:]}{t.ready}" for t in self.tables]
        return ":".join([str(self.workshop.version), *parts])

    @property
    def handed_in(self) -> list[TableState]:
        """Tables that have handed in."""
        return [each for each in self.tables if each.table.submitted]

    @property
    def under_way(self) -> int:
        """Number of plans without results, which a run is to bring."""
        lacking = [each for each in self.handed_in if not each.ready]
        return sum(each.state in (QUEUED, SIMULATING) for each in lacking)

    @property
    def replications(self) -> int:
        """Replications that every plan with results has, and the baseline."""
        known = [each.ready for each in self.handed_in if each.ready]
        return min(known, default=0)


def room_of(workshop_id: str) -> Room | None:
    """The workshop as it is now, or None."""
    workshop = workshops.read(workshop_id or "")
    if workshop is None:
        return None
    tables = workshop_tables.listed(workshop.id)
    return Room(workshop, tuple(_state_of(workshop, each) for each in tables))


def own_state(workshop: Workshop, browser: str) -> TableState | None:
    """The table at which a browser sits, and how far it is; None without one."""
    table = workshop_tables.of_browser(workshop.id, browser)
    return None if table is None else _state_of(workshop, table)


def _state_of(workshop: Workshop, table: WorkshopTable) -> TableState:
    """The state of a table by its run's row: looking often loads no plan."""
    if table.submitted is None:
        return TableState(table, BUILDING)
    run = jobs.service().row(table.run_id, by=BY_ITSELF)
    if run is not None and run.under_way:
        state = QUEUED if run.state == runs.WAITING else SIMULATING
        return TableState(table, state, run.ready)
    if run is not None and run.state in (runs.FAILED, runs.CANCELLED):
        return TableState(table, FAILED, run.ready)
    ready = run.ready if run else 0
    if ready and (table.run_id in _AT_HAND or _is_at_hand(workshop, table, ready)):
        _AT_HAND.add(table.run_id)
        return TableState(table, READY, ready)
    return _again(workshop, table)


_AT_HAND: set[str] = set()
"""Runs whose results this program has seen: they are not looked for each time."""
_AGAIN: set[str] = set()
"""Runs that this program began since the results of an earlier one were gone."""


def _is_at_hand(workshop: Workshop, table: WorkshopTable, ready: int) -> bool:
    try:
        both = (built.base_plan(workshop), built.plan_of(workshop, table.plan))
    except PlannerError:
        return False
    return all(results_on_hand(plan, ready) is not None for plan in both)


def _again(workshop: Workshop, table: WorkshopTable) -> TableState:
    """Another run of a plan whose results had been cleared away."""
    if table.run_id in _AGAIN:  # results that cannot be stored would be run for ever
        return TableState(table, FAILED)
    try:
        run_id = built.start_run(workshop, table.plan, by=BY_ITSELF)
        workshop_tables.set_run(table.id, run_id)
    except PlannerError:
        return TableState(table, FAILED)
    _AGAIN.add(run_id)
    return TableState(table, QUEUED)


def ranking_of(room: Room) -> ValuedRanking | None:
    """Ranking of the plans with results; None before there are any."""
    number = room.replications
    if not number:
        return None
    workshop = room.workshop
    named = tuple(
        (each.table.name, built.plan_of(workshop, each.table.plan))
        for each in room.handed_in
        if each.ready >= number
    )
    weights = tuple((str(k), float(w)) for k, w in workshop.terms["weights"])
    budget = workshop.terms["revenue"], workshop.terms["capital"]
    place = workshop.board or WALES
    try:
        return _ranked(built.base_plan(workshop), named, number, weights, place, budget)
    except LookupError:
        return None


@lru_cache(maxsize=32)
def _ranked(
    base: Plan,
    named: Named,
    number: int,
    weights: tuple[tuple[str, float], ...],
    place: str,
    budget: tuple[float, float],
) -> ValuedRanking:
    """The ranking, made once for what it hangs on.

    Raises
    ------
    LookupError: if results are gone
    """
    results = {name: _results(plan, number) for name, plan in named}
    days = plans.load(base).plan_days
    return rank_valued(
        _results(base, number),
        results,
        dict(weights),
        provider=place,
        budget=budget_of_plan(budget[0], budget[1], days),
    )


def _results(plan: Plan, number: int) -> Results:
    found = results_on_hand(plan, number)
    if found is None:
        raise LookupError("results are gone")
    return found


def results_on_hand(plan: Plan, number: int) -> Results | None:
    """Results of a plan with so many replications, or None."""
    return jobs.service().result(plan, number) if number else None


def state_text(each: TableState) -> str:
    """The state of a table in words."""
    return _(each.state)
