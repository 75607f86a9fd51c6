"""The typical run of a board, as an answer of the screen: its frames and its tables."""

from __future__ import annotations

from dashboard.answering_worth import plans_of, simulation_of
from dashboard.figures.flow import flow_picture
from dashboard.names import ROLES, STAGES, name_of
from dashboard.questions import Asking, AskRequest, SaidAnswer, SaidTable
from planner.errors import Problem, ScenarioError
from planner.experiment.flow import typical_flow
from planner.locale import _
from planner.reports.flow import (
    flow_label,
    flow_sentence,
    frame_text,
    quarter_columns,
    quarter_lines,
    stage_columns,
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
    by_stage = tuple(line._asdict() for line in stage_lines(flow, stages, roles))
    by_quarter = SaidTable(
        _("People waiting in the first week of each quarter"),
        quarter_columns(stages),
        tuple(quarter_lines(found, roles)),
    )
    details = (flow_label(found), frame_text(flow))
    return SaidAnswer(
        heading=plan.title or plan.name,
        sentences=(flow_sentence(found, asking.names[board], stages, roles),),
        details=tuple(filter(None, details)),
        columns=stage_columns(),
        lines=by_stage,
        further=(by_quarter,),
        files={PICTURE: flow_picture(flow, stages, roles)},
    )
