"""The typical run of a board, as an answer of the screen: its frames and its tables."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.answering_worth import plans_of, simulation_of
from dashboard.figures.flow import flow_picture
from dashboard.names import ROLES, STAGES, name_of
from dashboard.questions import Asking, AskRequest, SaidAnswer, SaidTable
from planner.errors import Problem, ScenarioError
from planner.experiment.flow import TypicalFlow, typical_flow
from planner.locale import _
from planner.outcomes.flow import WeeklyFlow
from planner.reports.flow import (
    flow_label,
    flow_sentence,
    frame_text,
    quarter_lines,
    stage_lines,
)

PICTURE = "flow.json"


def check_place(request: AskRequest) -> None:
    """Refuse all of Wales: a flow is one board's.

    Raises
    ------
    ScenarioError
    """
    if len(request.plan.boards) != 1:
        rule, hint = _("the flow is of one board"), _("choose a board")
        raise ScenarioError(Problem(_("board"), rule, hint=hint))


def said_flow(asking: Asking) -> SaidAnswer:
    """The flow of the last plan: the option, or the start without one."""
    (board,) = asking.request.plan.boards
    plan = plans_of(asking)[-1]
    found = typical_flow(plan, board, simulation_of(asking))
    flow = found.flow
    stages = {name: name_of(STAGES, name) for name in flow.stages}
    roles = {role: name_of(ROLES, role) for role in {*flow.staff, *flow.bottleneck}}
    by_stage = _by_stage(flow, stages, roles)
    details = (flow_label(found), frame_text(flow))
    return SaidAnswer(
        heading=plan.title or plan.name,
        sentences=(flow_sentence(found, asking.names[board], stages, roles),),
        details=tuple(filter(None, details)),
        columns=by_stage.columns,
        lines=by_stage.lines,
        further=(_by_quarter(found, stages, roles),),
        files={PICTURE: flow_picture(flow, stages, roles)},
    )


def _by_stage(
    flow: WeeklyFlow, stages: Mapping[str, str], roles: Mapping[str, str]
) -> SaidTable:
    columns = {
        "stage": _("Stage"),
        "role": _("People and scanners"),
        "first": _("Waiting on the first day"),
        "longest": _("Longest queue"),
        "last": _("Waiting in the last week"),
        "seen": _("Seen a week"),
        "weeks": _("Weeks as the bottleneck"),
    }
    lines = stage_lines(flow, stages, roles)
    return SaidTable("", columns, tuple(line._asdict() for line in lines))


def _by_quarter(
    found: TypicalFlow, stages: Mapping[str, str], roles: Mapping[str, str]
) -> SaidTable:
    columns = {"period": _("Quarter"), **stages, "bottleneck": _("Bottleneck")}
    lines = tuple(quarter_lines(found, roles))
    return SaidTable(
        _("People waiting in the first week of each quarter"), columns, lines
    )
