"""Minutes of a workshop from what its database and its runs hold."""

from __future__ import annotations

from datetime import datetime

from dashboard import jobs
from dashboard.pages import start_from
from dashboard.pages import workshop_plans as built
from dashboard.pages.workshop_ranking import (
    Room,
    TableState,
    ranking_of,
    results_on_hand,
)
from dashboard.pages.workshop_screen import illustrative, place_name
from dashboard.store import workshops
from planner.errors import PlannerError
from planner.experiment.valued_measures import shares_of
from planner.reports.papers.minutes import MinutedPlan, WorkshopMinutes, minutes_files


def files(room: Room) -> dict[str, bytes]:
    """The minutes in each format, by file name."""
    return minutes_files(minutes_of(room))


def minutes_of(room: Room) -> WorkshopMinutes:
    """All that the minutes of a workshop say."""
    workshop, number = room.workshop, room.replications
    terms, said = workshop.terms, workshop.decision
    happened = workshops.events(workshop.id)
    return WorkshopMinutes(
        title=workshop.name,
        place=place_name(workshop),
        held=workshop.begun.astimezone().date(),
        start=start_from.sentence(workshop.start),
        label=illustrative(workshop),
        revenue=terms["revenue"],
        capital=terms["capital"],
        weights=shares_of({str(k): float(w) for k, w in terms["weights"]}),
        plans=tuple(_plan(room, each, number) for each in room.handed_in),
        tables=tuple(each.table.name for each in room.tables),
        ranking=ranking_of(room),
        baseline=results_on_hand(built.base_plan(workshop), number),
        events=tuple((clock(at), text) for at, text in happened),
        choice=said.get("choice", ""),
        decision=said.get("text", ""),
        reasons=said.get("reasons", ""),
        seed=jobs.service().settings.seed,
    )


def _plan(room: Room, each: TableState, number: int) -> MinutedPlan:
    workshop, table = room.workshop, each.table
    try:
        plan = built.plan_of(workshop, table.plan)
        results = results_on_hand(plan, number) if each.ready >= number else None
    except PlannerError:
        results = None
    return MinutedPlan(
        name=table.name,
        handed_in=clock(table.submitted) if table.submitted else "",
        contents=built.described(workshop, table.plan),
        price=built.build(workshop, table.plan).price,
        results=results,
    )


def clock(moment: datetime) -> str:
    """Time of day as this computer's clock shows it."""
    return f"{moment.astimezone():%H:%M}"
