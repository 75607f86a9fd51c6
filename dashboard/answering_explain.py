"""An option taken apart, step by step, as an answer of the screen."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.questions import (
    EXPLAIN,
    INFORMATION,
    Asking,
    AskRequest,
    SaidAnswer,
    SaidTable,
)
from planner.errors import Problem, ScenarioError
from planner.experiment.explain.explain import Explanation, explain
from planner.experiment.explain.steps import Steps
from planner.inputs.apply_changes import load_option
from planner.locale import _
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.explain import (
    ShownUnit,
    about_sentences,
    early_sentence,
    measure_title,
    step_lines,
    steps_sentences,
)

MEASURES = (LEADING, "waiting_list")
"""Measures that are taken apart."""
MOST_REPLICATIONS = 20
"""Replications of each combination, as the planner takes them by itself."""


def check_options(request: AskRequest) -> None:
    """Refuse a question with none of the options that it needs, or with too many.

    Raises
    ------
    ScenarioError
    """
    rule, number = "", len(request.options)
    if request.kind == INFORMATION and not number:
        rule = _("at least one option to choose, beside the plan as it is")
    if request.kind == EXPLAIN and number != 1:
        rule = _("one option is explained at a time")
    if rule:
        raise ScenarioError(Problem(_("options"), rule, hint=_("choose one")))


def said_steps(asking: Asking) -> SaidAnswer:
    """The steps from the start to an option, each measure's in a table of its own."""
    option = load_option(asking.request.options[0])
    wanted = asking.request.replications or MOST_REPLICATIONS
    heading = _("{option}, step by step", option=_(option.title))

    def early(found: Explanation) -> None:
        first = early_sentence(found, asking.names)
        asking.early(SaidAnswer(heading, (first,), early=True))

    found = explain(
        asking.scenario,
        option,
        MEASURES,
        replications=min(wanted, MOST_REPLICATIONS),
        seed=asking.seed,
        boards=list(asking.request.plan.boards) or None,
        early=early,
        **asking.means,
        **asking.run_options,
    )
    return _said(found, heading, asking)


def _said(found: Explanation, heading: str, asking: Asking) -> SaidAnswer:
    sentences = [
        sentence
        for steps in found.measures
        for sentence in steps_sentences(found, steps, asking.names)
    ]
    tables = [_table(steps, asking) for steps in _whole(found.measures)]
    first = tables[0] if tables else SaidTable("", {}, ())
    return SaidAnswer(
        heading=heading,
        sentences=tuple(sentences),
        details=tuple(about_sentences(found)),
        columns=first.columns,
        lines=first.lines,
        further=tuple(tables[1:]),
    )


def _whole(measures: Iterable[Steps]) -> list[Steps]:
    """Measures that were taken in every combination."""
    return [steps for steps in measures if steps.whole.mean == steps.whole.mean]


def _table(steps: Steps, asking: Asking) -> SaidTable:
    """Levels at both ends and the steps between; `amount` is for the waterfall."""
    unit = ShownUnit.of(steps.kpi).unit or _(KPIS[steps.kpi].unit)
    columns = {
        "title": measure_title(steps.row, asking.names),
        "share": unit,
        "interval": _("95 % interval"),
        "alone": _("alone"),
        "last": _("last"),
        "sets": _("Better in so many fitting sets"),
    }
    lines = tuple(
        {**{key: getattr(line, key) for key in columns}, "amount": f"{line.amount!r}"}
        for line in step_lines(steps)
    )
    return SaidTable(columns["title"], columns, lines)
