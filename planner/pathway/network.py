"""Stages and activities turned into tables that an engine can simply follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FAR, Cohort, is_one_of, mask_of, same_for_all
from planner.inputs.conditions import SITES, SOURCES
from planner.inputs.pathway import Activity, Pathway, Stage, Step
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import Purpose, minutes_drawn
from planner.pathway.dna import Classes, chances_missed, dna_classes
from planner.pathway.mutual_aid import AidTable, aid_tables

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
END = -1
"""Where people go who are done."""


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
    aid: tuple[AidTable, ...] = ()
    """In the order in which a person's random number is held against their shares."""


def prepare_tables(scenario: Scenario, cohort: Cohort, rota: Rota) -> Tables:
    """The pathway worked out for these people and sessions."""
    pathway = scenario.pathway
    served, classes = pathway.served_stages(), dna_classes(scenario, cohort)
    stages = {
        stage.number: _stage_table(scenario, name, cohort, name in served, classes)
        for name, stage in pathway.stages.items()
    }
    activities = {
        activity.number: _activity_table(pathway, activity, cohort)
        for activity in pathway.activities.values()
    }
    starts = tuple(day * MINUTES_A_DAY for day, _ in scenario.periods)
    horizon = scenario.horizon_days * MINUTES_A_DAY
    people = classes.of_person
    aid = tuple(aid_tables(scenario, (*starts, horizon)))
    return Tables(cohort, rota, stages, activities, starts, horizon, people, aid)


def _stage_table(
    scenario: Scenario, name: str, cohort: Cohort, served: bool, classes: Classes
) -> StageTable:
    stage = scenario.pathway.stages[name]
    periods = [here.pathway.stages[name] for _, here in scenario.periods]
    steps = tuple(
        _step_table(scenario.pathway, stage, step, cohort) for step in stage.next
    )
    missed = chances_missed(scenario, name, classes)
    return StageTable(
        number=stage.number,
        served=served,
        slot=stage.slot_minutes,
        durations=_durations(scenario, name, cohort, served),
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
        steps=steps,
    )


def _durations(scenario: Scenario, name: str, cohort: Cohort, served: bool) -> Ints:
    """Minutes at the stage, by draw and person; at least one where people are seen."""
    stage = scenario.pathway.stages[name]
    # What takes any time takes a minute: nobody comes back within the same one.
    least = 1 if served or (stage.duration and stage.duration.average) else 0
    if stage.duration is None:
        return same_for_all(stage.slot_minutes if served else 0, len(cohort))[None]
    local = _local_factor(scenario, name, cohort)
    if stage.duration.kind == "constant" and isinstance(local, float):
        minutes = max(round(stage.duration.mean * local), least)
        return np.repeat(
            same_for_all(minutes, len(cohort))[None], stage.duration_draws, axis=0
        )
    draws = [
        minutes_drawn(
            cohort.seed,
            (Purpose.DURATION, stage.number, draw),
            stage.duration,
            factor=local,
            at_least=least,
        )
        for draw in range(stage.duration_draws)
    ]
    return np.stack(draws)


def _local_factor(scenario: Scenario, name: str, cohort: Cohort) -> Floats | float:
    """Factor on a stage's minutes, by the provider of each person; 1 where none is."""
    boards = scenario.boards.values()
    if not any(name in board.minutes_factor for board in boards):
        return 1.0
    factors = np.ones(1 + max(board.number for board in boards))
    for board in boards:
        factors[board.number] = board.minutes_factor.get(name, 1.0)
    return np.asarray(factors[cohort.provider])


def _step_table(
    pathway: Pathway, stage: Stage, step: Step, cohort: Cohort
) -> StepTable:
    to = pathway.stages[step.to].number if step.to in pathway.stages else END
    keys = (Purpose.ROUTE_DELAY, stage.number, to + 1)
    after = step.not_before_days
    return StepTable(
        to=to,
        fits=mask_of(cohort, step.when)
        if step.when
        else same_for_all(True, len(cohort)),
        share=step.share,
        delay=_delay(step, cohort, keys),
        not_before=-FAR if after is None else round(after * MINUTES_A_DAY),
        clock=cohort.clock_start,
    )


def _delay(step: Step, cohort: Cohort, keys: tuple[int, ...]) -> Ints:
    """Minutes from completion to joining; a delay of any time is at least one."""
    least = 1 if step.delay.average else 0
    if step.delay.kind == "constant":
        minutes = max(round(step.delay.mean * MINUTES_A_DAY), least)
        return same_for_all(minutes, len(cohort))
    return minutes_drawn(
        cohort.seed, keys, step.delay, factor=MINUTES_A_DAY, at_least=least
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
