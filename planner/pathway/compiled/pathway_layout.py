"""The pathway of an engine's tables in arrays: stages, ways on, activities, chances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from planner.pathway.companions import NOBODY
from planner.pathway.compiled import records as of
from planner.pathway.compiled.columns import (
    NO_COLUMN,
    Anything,
    Fields,
    Ints,
    PersonColumns,
    flat,
    own_of,
    table_of,
    write_edges,
)
from planner.pathway.mutual_aid import AidTable
from planner.pathway.network import (
    END,
    ActivityTable,
    StageTable,
    StepTable,
    Tables,
)

MOST_VISITS = 2**30
HOLDS = ("duration", "slot", "larger")
DISCIPLINES = ("first come", "longest wait", "breach", "last come")


class PathwayLayout:
    """Stages and activities by position, and what each person has of its own there."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.stages = [tables.stages[number] for number in sorted(tables.stages)]
        self.activities = [
            tables.activities[number] for number in sorted(tables.activities)
        ]
        self.numbers = np.array([stage.number for stage in self.stages], np.int64)
        self._stage_at = {stage.number: at for at, stage in enumerate(self.stages)}
        self._columns, self._masks = PersonColumns(), PersonColumns()
        self._stage_rows = [self._stage(stage) for stage in self.stages]
        self._step_rows = [self._step(way) for one in self.stages for way in one.steps]
        self._beside = [way for one in self.stages for way in one.beside]
        self._beside_rows = [self._step(way) for way in self._beside]
        self._act_rows = [self._act(act) for act in self.activities]

    def own(self) -> Ints:
        """Values of each person: amounts, and yes or no."""
        size = len(self.tables.cohort)
        return own_of(self._columns.values, self._masks.values, size)

    def is_mixed(self, act: int) -> bool:
        """Whether slots differ among the stages of an activity."""
        return bool(self._act_rows[act]["is_mixed"])

    def arrays(self, first_queue: Callable[[int], int]) -> tuple[Anything, ...]:
        """Stages, steps, aid, activities, who serves, chances, periods of the plan.

        Parameters
        ----------
        first_queue : of a list, by its declared number
        """
        serving = [
            [at for at, act in enumerate(self.activities) if stage.number in act.stages]
            for stage in self.stages
        ]
        stages = table_of(of.STAGE, self._stage_rows)
        write_edges(stages, "step", [stage.steps for stage in self.stages])
        write_edges(stages, "act", serving)
        helping = [self._at(stage, self.tables.aid) for stage in self.stages]
        by_site = [self._at(stage, self.tables.sites) for stage in self.stages]
        write_edges(stages, "aid", helping)
        write_edges(stages, "site", by_site)
        for edge in ("first_site", "last_site"):
            stages[edge] += len(self.tables.aid)
        stages["visits_column"] = self.counted
        write_edges(stages, "beside", [stage.beside for stage in self.stages])
        steps, beside, activities = (
            table_of(of.STEP, self._step_rows),
            table_of(of.STEP, self._beside_rows),
            table_of(of.ACTIVITY, self._act_rows),
        )
        for conditions in (steps["fits"], beside["fits"], activities["admits"]):
            conditions[conditions >= 0] += len(self._columns.values) * of.BITS
        return (
            stages,
            steps,
            beside,
            table_of(
                of.AID,
                [
                    _way(way, first_queue)
                    for ways in (*helping, *by_site)
                    for way in ways
                ],
            ),
            activities,
            flat(serving),
            self._chances(),
            np.array(self.tables.period_starts, np.int64),
        )

    @staticmethod
    def _at(stage: StageTable, ways: Sequence[AidTable]) -> list[AidTable]:
        return [way for way in ways if way.stage == stage.number]

    def _chances(self) -> Anything:
        """Chances of a missed appointment, by period of the plan, stage and class."""
        by_class = [
            stage.dna_by_class or [(chance,) for chance in stage.dna]
            for stage in self.stages
        ]
        widest = max(len(row) for rows in by_class for row in rows)
        classes = max(widest, int(np.max(self.tables.dna_class, initial=0)) + 1)
        period_count = len(self.tables.period_starts)
        chances = np.empty((period_count, len(self.stages), classes), of.CHANCE)
        for at, stage in enumerate(self.stages):
            chances["dna"][:, at] = by_class[at]
            chances["backfill"][:, at] = np.array(stage.backfill)[:, None]
        return chances

    @cached_property
    def counted(self) -> Ints:
        """Counters of visits to each stage; -1 where nobody comes twice."""
        leads = np.zeros((len(self.stages), len(self.stages)), np.bool_)
        for at, stage in enumerate(self.stages):
            for way in (*stage.steps, *stage.beside):
                if way.to != END:
                    leads[at, self._stage_at[way.to]] = True
        for between in range(len(self.stages)):
            leads |= np.outer(leads[:, between], leads[between])
        again = leads.diagonal()
        return np.where(again, np.cumsum(again) - 1, -1)

    def _stage(self, stage: StageTable) -> Fields:
        return {
            "number": stage.number,
            "served": stage.served,
            "slot": stage.slot,
            "hold": HOLDS.index(stage.hold),
            "dna_hold": HOLDS.index(stage.dna_hold),
            "dna_maximum": stage.dna_maximum,
            "dna_delay": stage.dna_delay,
            "routine_notice": stage.routine_notice,
            "urgent_notice": stage.urgent_notice,
            "draws": len(stage.durations),
            "has_shares": any(step.share < 1 for step in stage.steps),
            **self._minutes(stage.durations),
        }

    def _minutes(self, draws: Ints) -> Fields:
        """One number for all, or the column of the first draw, the others behind it."""
        if len(draws) == 1:
            return self._columns.amount("minutes", draws[0])
        first, *_ = [self._columns.own(draw) for draw in list(draws)]
        return {"minutes": 0, "minutes_column": first}

    def _step(self, step: StepTable) -> Fields:
        return {
            "to": self._stage_at.get(step.to, END),
            "fits": self._masks.condition(step.fits),
            "share": step.share,
            "not_before": step.not_before,
            "visits": min(step.visits, MOST_VISITS),
            "later_than": step.later_than,
            "late_after": step.late_after,
            **self._companion(step),
            **self._columns.amount("delay", step.delay),
        }

    def _companion(self, step: StepTable) -> Fields:
        """Row of each person's companion, who goes a way beside the others."""
        if step.companion is None:
            return {"companion": NOBODY, "companion_column": NO_COLUMN}
        return self._columns.amount("companion", step.companion)

    @property
    def most_beside(self) -> int:
        """Ways beside the others that one stage has at most."""
        return max((len(stage.beside) for stage in self.stages), default=0)

    def _act(self, act: ActivityTable) -> Fields:
        slots = {self.tables.stages[number].slot for number in act.stages}
        return {
            "admits": self._masks.condition(act.admits),
            "threshold": act.threshold,
            "discipline": DISCIPLINES.index(act.discipline),
            "target": act.target,
            "is_mixed": len(slots) > 1,
            "first_minute": act.first_minute,
            "last_minute": act.last_minute,
            "urgent_first": act.urgent_first,
        }


def _way(way: AidTable, first_queue: Callable[[int], int]) -> Fields:
    return {
        "first_minute": way.first_minute,
        "until": way.until,
        "home": first_queue(way.home),
        "list": first_queue(way.to),
        "share": way.share,
        "provider": way.to,
    }
