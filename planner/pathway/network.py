"""Stages and activities turned into tables that an engine can simply follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FAR, Cohort, is_one_of, mask_of, same_for_all
from planner.inputs.activities import Activity
from planner.inputs.conditions import SITES, SOURCES
from planner.inputs.pathway import Pathway, Stage, Step
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import Purpose
from planner.pathway.companions import Companions, companions_of
from planner.pathway.dna import Chances, chances_missed, dna_classes
from planner.pathway.minutes import delay_minutes, stage_minutes
from planner.pathway.mutual_aid import AidTable, aid_tables, site_tables

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
END = -1
"""The destination of people who are done."""


@dataclass(frozen=True)
class StepTable:
    """One route from a stage, worked out for every person."""

    to: int
    """Declared number of the next stage, or END."""
    fits: Bools
    share: float
    delay: Ints
    not_before: int
    """Minutes after each person's clock start before which nobody joins this way."""
    clock: Ints
    visits: int = FAR
    """Visits to the stage on which the way is open: the first so many."""
    later_than: int = -FAR
    """Minutes since first joining the stage after which it must have been completed."""
    late_after: int = -FAR
    """Minutes since the person's clock start after which it must have been."""
    companion: Ints | None = None
    """Of a way beside the others: number of the companion who goes it in each person's
    place, or NOBODY."""

    @property
    def earliest(self) -> Ints:
        """Minute before which each person does not join by this way."""
        return self.clock + self.not_before


@dataclass(frozen=True)
class StageTable:
    """One stage, worked out for every person."""

    number: int
    served: bool
    slot: int
    durations: Ints
    """Shape (draws, people)."""
    hold: str
    dna: tuple[float, ...]
    """Chance of a missed appointment in each period of the plan."""
    dna_by_class: tuple[tuple[float, ...], ...]
    """The same by period and class of people; empty where all are of one."""
    backfill: tuple[float, ...]
    dna_maximum: int
    dna_delay: int
    dna_hold: str
    routine_notice: int
    urgent_notice: int
    urgent: Bools
    steps: tuple[StepTable, ...]
    beside: tuple[StepTable, ...] = ()
    """Ways that a companion goes while the person goes on."""

    def chance_missed(self, period: int, dna_class: int) -> float:
        """Chance that somebody of this class misses an appointment."""
        by_class = self.dna_by_class
        return by_class[period][dna_class] if by_class else self.dna[period]

    @property
    def notice(self) -> Ints:
        """Minutes from joining before which each person cannot be seen."""
        return np.where(self.urgent, self.urgent_notice, self.routine_notice)


@dataclass(frozen=True)
class ActivityTable:
    """One activity: who is admitted, from when, until when, in which order."""

    number: int
    stages: tuple[int, ...]
    admits: Bools
    threshold: int
    """Minutes since first joining before which nobody is admitted."""
    first_minute: int
    last_minute: int
    """Minutes after each person's clock start between which the person is admitted."""
    clock: Ints
    discipline: str
    urgent_first: bool
    urgent: Bools
    target: int
    open_after: int

    @property
    def opens(self) -> Ints:
        """First minute at which each person is admitted."""
        return self.clock + self.first_minute

    @property
    def closes(self) -> Ints:
        """Last minute at which each person is admitted."""
        return self.clock + self.last_minute

    @property
    def urgency(self) -> Ints:
        """0 goes before 1."""
        return np.where(self.urgent | (not self.urgent_first), 0, 1)


@dataclass(frozen=True)
class Tables:
    """Everything an engine needs: people, sessions, stages, activities, the horizon."""

    cohort: Cohort
    rota: Rota
    stages: dict[int, StageTable]
    activities: dict[int, ActivityTable]
    period_starts: tuple[int, ...]
    horizon: int
    dna_class: Ints
    """Class of each person in `StageTable.dna_by_class`."""
    people: int
    """Of the cohort's rows, how many are people; companions come after them."""
    person_of: Ints
    """Person whom each row of the cohort stands for."""
    aid: tuple[AidTable, ...] = ()
    """In the order in which a person's random number is held against their shares."""
    sites: tuple[AidTable, ...] = ()
    """Lists that sites of a board keep, in the same order; asked after `aid`."""


def prepare_tables(scenario: Scenario, cohort: Cohort, rota: Rota) -> Tables:
    """The pathway worked out for these people, their companions, and sessions."""
    pathway, people = scenario.pathway, len(cohort)
    companions = companions_of(pathway, cohort)
    cohort = companions.cohort
    served, classes = pathway.served_stages(), dna_classes(scenario, cohort)
    chances = chances_missed(scenario, classes)
    stages = {
        stage.number: _stage_table(scenario, name, companions, name in served, chances)
        for name, stage in pathway.stages.items()
    }
    activities = {
        activity.number: _activity_table(pathway, activity, cohort)
        for activity in pathway.activities.values()
    }
    starts = tuple(day * MINUTES_A_DAY for day, _ in scenario.periods)
    horizon = scenario.horizon_days * MINUTES_A_DAY
    edges = (*starts, horizon)
    return Tables(
        cohort=cohort,
        rota=rota,
        stages=stages,
        activities=activities,
        period_starts=starts,
        horizon=horizon,
        dna_class=classes.of_person,
        people=people,
        person_of=companions.person_of,
        aid=tuple(aid_tables(scenario, edges)),
        sites=tuple(site_tables(scenario, edges)),
    )


def _stage_table(
    scenario: Scenario,
    name: str,
    companions: Companions,
    served: bool,
    chances: Chances,
) -> StageTable:
    stage, cohort = scenario.pathway.stages[name], companions.cohort
    periods = [here.pathway.stages[name] for _, here in scenario.periods]
    pathway = scenario.pathway
    beside = tuple(
        replace(
            _step_table(pathway, stage, step, cohort),
            companion=companions.numbers[name, place],
        )
        for place, step in enumerate(stage.next)
        if step.beside
    )
    missed = chances[name]
    return StageTable(
        number=stage.number,
        served=served,
        slot=stage.slot_minutes,
        durations=stage_minutes(scenario, name, cohort, served),
        hold=stage.hold,
        dna=tuple(row[0] for row in missed),
        dna_by_class=missed if len(missed[0]) > 1 else (),
        backfill=tuple(here.backfill for here in periods),
        dna_maximum=stage.dna_maximum or FAR,
        dna_delay=round(stage.dna_delay_days * MINUTES_A_DAY),
        dna_hold=stage.dna_hold,
        routine_notice=round(stage.notice_days.routine * MINUTES_A_DAY),
        urgent_notice=round(stage.notice_days.urgent * MINUTES_A_DAY),
        urgent=cohort.urgent,
        steps=tuple(
            _step_table(pathway, stage, step, cohort)
            for step in stage.next
            if not step.beside
        ),
        beside=beside,
    )


def _step_table(
    pathway: Pathway, stage: Stage, step: Step, cohort: Cohort
) -> StepTable:
    to = pathway.stages[step.to].number if step.to in pathway.stages else END
    keys = (Purpose.ROUTE_DELAY, stage.number, to + 1)
    after, late = step.not_before_days, step.later_than_days
    since = step.late_after_days
    return StepTable(
        to=to,
        fits=mask_of(cohort, step.when),
        share=step.share,
        delay=delay_minutes(step, cohort, keys),
        not_before=-FAR if after is None else round(after * MINUTES_A_DAY),
        clock=cohort.clock_start,
        visits=step.visits or FAR,
        later_than=-FAR if late is None else round(late * MINUTES_A_DAY),
        late_after=-FAR if since is None else round(since * MINUTES_A_DAY),
    )


def _activity_table(
    pathway: Pathway, activity: Activity, cohort: Cohort
) -> ActivityTable:
    route = activity.route
    admits = same_for_all(True, len(cohort))
    if route.source is not None:
        admits = admits & (cohort.source == SOURCES.index(route.source))
    if route.urgent is not None:
        admits = admits & (cohort.urgent == route.urgent)
    if route.sites:
        admits = admits & is_one_of(cohort.site, SITES, route.sites)
    if route.when:
        admits = admits & mask_of(cohort, route.when)
    first, last = route.window_days or (0.0, 0.0)
    no_window = route.window_days is None
    # The last day counts whole: a scan on day 90 is within 90 days.
    end_of_day = round((last + 1) * MINUTES_A_DAY) - 1
    waited = route.waited_longer_than_days
    return ActivityTable(
        number=activity.number,
        stages=tuple(pathway.stages[name].number for name in activity.stages),
        admits=admits,
        threshold=-FAR if waited is None else round(waited * MINUTES_A_DAY),
        first_minute=-FAR if no_window else round(first * MINUTES_A_DAY),
        last_minute=FAR if no_window else end_of_day,
        clock=cohort.clock_start,
        discipline=activity.discipline,
        urgent_first=activity.urgent_first,
        urgent=cohort.urgent,
        target=round(activity.target_days * MINUTES_A_DAY),
        open_after=activity.open_after_minutes,
    )
