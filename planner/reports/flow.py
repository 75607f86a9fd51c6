"""The typical run in words: a sentence, its label, a line a stage, a line a quarter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from planner.experiment.flow import JUDGED_BY, TypicalFlow
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.flow import WeeklyFlow
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.periods import Periods
from planner.reports.dates import date_text
from planner.reports.number_format import NOTHING, number

FUTURE = gettext_noop("One possible future")
Names = Mapping[str, str]


class StageLine(NamedTuple):
    """One stage over the whole run, in words."""

    stage: str
    role: str
    first: str
    longest: str
    last: str
    seen: str
    weeks: str


def flow_sentence(found: TypicalFlow, board: str, stages: Names, roles: Names) -> str:
    """The longest queue at both ends of the plan, and the most frequent bottleneck."""
    flow = found.flow
    at = int(flow.waiting.max(axis=1).argmax())
    told = _(
        "{board}, {stage}: {first} people wait on {start}, and {last} in the week of"
        " {end}.",
        board=board,
        stage=stages[flow.stages[at]],
        first=number(float(flow.waiting[at, 0]), 0),
        start=_day(flow, 0),
        last=number(float(flow.waiting[at, -1]), 0),
        end=_day(flow, -1),
    )
    return f"{told} {_bottleneck_sentence(flow, roles)}"


def _bottleneck_sentence(flow: WeeklyFlow, roles: Names) -> str:
    weeks = flow.weeks_as_bottleneck()
    if not weeks:
        return _("There is no bottleneck in any week.")
    role, count = next(iter(weeks.items()))
    return _(
        "The bottleneck is most often: {role}, in {count} of {all} weeks.",
        role=roles[role],
        count=count,
        all=len(flow),
    )


def flow_label(found: TypicalFlow) -> str:
    """Which replication it is, and what it is not."""
    titles = dict.fromkeys(_(KPIS[kpi].title) for kpi, _stage in JUDGED_BY)
    text = _(
        "Replication {number} of {of}, the nearest to the median of: {measures}. It is"
        " one future among many, and no forecast: the bands are on the page Board.",
        number=found.number + 1,
        of=found.of,
        measures=", ".join(titles),
    )
    if not found.sets:
        return text
    of_sets = _(
        "Its inputs are fitting set {number} of {sets}.",
        number=found.fitting_set,
        sets=found.sets,
    )
    return f"{text} {of_sets}"


def frame_text(flow: WeeklyFlow) -> str:
    """Length of a frame; empty where it is a week."""
    if flow.weeks_each == 1:
        return ""
    return ngettext(
        "Each step is {n} week; people are a mean a week.",
        "Each step is {n} weeks; people are a mean a week.",
        flow.weeks_each,
    )


def flow_days(flow: WeeklyFlow) -> list[str]:
    """First day of each frame, as people write it."""
    return [_day(flow, at) for at in range(len(flow))]


def _day(flow: WeeklyFlow, at: int) -> str:
    return date_text(datetime.date.fromisoformat(flow.starts[at]), short=True)


def stage_columns() -> dict[str, str]:
    """Headings of `stage_lines`, by the names of their values."""
    return {
        "stage": _("Stage"),
        "role": _("People and scanners"),
        "first": _("Waiting on the first day"),
        "longest": _("Longest queue"),
        "last": _("Waiting in the last week"),
        "seen": _("Seen a week"),
        "weeks": _("Weeks as the bottleneck"),
    }


def stage_lines(flow: WeeklyFlow, stages: Names, roles: Names) -> list[StageLine]:
    """A line a stage: its queue at both ends and at its longest, people seen a week."""
    weeks, lines = flow.weeks_as_bottleneck(), []
    for at, name in enumerate(flow.stages):
        queue, role = flow.waiting[at], flow.roles[at]
        longest = int(queue.argmax())
        lines.append(
            StageLine(
                stage=stages[name],
                role=roles.get(role, NOTHING),
                first=number(float(queue[0]), 0),
                longest=_(
                    "{people} ({day})",
                    people=number(float(queue[longest]), 0),
                    day=_day(flow, longest),
                ),
                last=number(float(queue[-1]), 0),
                seen=number(float(flow.moved[at].mean())),
                weeks=number(float(weeks.get(role, 0)), 0),
            )
        )
    return lines


def quarter_columns(stages: Names) -> dict[str, str]:
    """Headings of `quarter_lines`, by key."""
    return {"period": _("Quarter"), **stages, "bottleneck": _("Bottleneck")}


def quarter_lines(found: TypicalFlow, roles: Names) -> list[dict[str, str]]:
    """A line a quarter: each queue in its first week, by stage, and the bottleneck.

    Keys are `period`, the stages, and `bottleneck`.
    """
    flow, quarters = found.flow, Periods.of(found.plan).quarters
    starts = quarters.starts(found.plan.plan_start)
    lines = []
    for label, start in zip(quarters.labels, starts, strict=True):
        at = next((k for k, day in enumerate(flow.starts) if day >= start), None)
        if at is None:
            continue
        queues = {
            name: number(float(flow.waiting[place, at]), 0)
            for place, name in enumerate(flow.stages)
        }
        role = flow.bottleneck[at]
        shown = roles[role] if role else _("none")
        lines.append({"period": label, **queues, "bottleneck": shown})
    return lines


def flow_frame(flow: WeeklyFlow) -> pd.DataFrame:
    """A row for each frame and stage: its first day, queue, people seen, bottleneck."""
    frames = range(len(flow))
    return pd.DataFrame(
        {
            "week": flow.starts[at],
            "weeks": flow.weeks_each,
            "stage": name,
            "role": flow.roles[place],
            "waiting": int(flow.waiting[place, at]),
            "seen_a_week": float(flow.moved[place, at]),
            "bottleneck": flow.bottleneck[at],
        }
        for at in frames
        for place, name in enumerate(flow.stages)
    )
