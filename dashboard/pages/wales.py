"""Wales: the answer first, then a map, a table and the bottleneck by week."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update

from dashboard import jobs, places, plans
from dashboard.option_choices import grouped, known
from dashboard.pages import start_from
from dashboard.pages import wales_parts as parts
from dashboard.pages.running import row_with_results
from dashboard.rows import years
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.option_choice import one_option
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.errors import ScenarioError
from planner.locale import _, gettext_noop

PATH = "/"
NAME = "wales"
TITLE = gettext_noop("Wales")
RUN = part("id", NAME)
START = start_from.field(NAME)


def layout(
    run: str = "",
    year: str = "",
    option: str = "",
    shown: str = "",
    start: str = "",
    **_other: str,
) -> html.Div:
    """The page; begins the run of what its address names, unless it is at hand."""
    option = known(option)
    # First, as it finds out whether results on disk are whole.
    answers = parts.answers(option, start)
    row = row_with_results(run) or begin(option, start)
    offered = years(plans.load(start_from.start_plan(start)))
    year = year if year in offered else offered[-1]
    shown = shown if shown in parts.ON_MAP else next(iter(parts.ON_MAP))
    return blocks.page(
        _("Wales: seen within 90 days of breaking a bone?"),
        _(
            "Seven health boards, simulated from published figures: who is assessed"
            " and scanned in time, when backlogs clear, and where the bottleneck is."
        ),
        blocks.row(
            start_from.control(NAME, start),
            one_option(
                "wales-option", _("Shown under"), grouped(), option, _("today's plan")
            ),
            blocks.choice("wales-year", _("Plan year"), offered, year),
            blocks.choice("wales-shown", _("Colour of the map"), parts.on_map(), shown),
        ),
        *start_from.remark(start),
        run_panel(NAME, row),
        html.Div(id="wales-problems"),
        html.Div(
            parts.body(answers, year, shown, option=option, own=start), id="wales-body"
        ),
        dcc.Store(id=address_of(NAME)),
    )


def begin(option: str, own: str = "", *, asked: bool = False) -> Run | None:
    """The run of the start and an option, unless its results are at hand.

    Without an option nobody asked for anything: then the settings decide.
    """
    service = jobs.service()
    start = start_from.start_plan(own)
    both = tuple(dict.fromkeys((start, places.national(start, option))))
    whole = service.default_steps[-1]
    if all(service.best_replications(plan) == whole for plan in both):
        return None
    allowed = asked or option or start.typed or service.settings.run_wales_when_opened
    return service.start(both) if allowed else None


@callback(
    Output("wales-problems", "children"),
    Output(RUN, "data"),
    Input("wales-option", "value"),
    Input(START, "value"),
    prevent_initial_call=True,
)
def choose_option(option: str | None, own: str) -> Any:
    """Run what is missing under another option, or from another start."""
    try:
        row = begin(known(option), own, asked=True)
    except ScenarioError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return None, row.id if row else no_update


@callback(
    Output("wales-year", "data"),
    Output("wales-year", "value"),
    Input(part("ready", NAME), "data"),
    Input("wales-year", "value"),
    State(START, "value"),
)
def offer_years(_ready: str, chosen: str, own: str) -> tuple[list[str], Any]:
    """The years of the plan, and the one shown if it is another."""
    offered = years(plans.load(start_from.start_plan(own)))
    return offered, no_update if chosen in offered else offered[-1]


@callback(
    Output("wales-body", "children"),
    Output(address_of(NAME), "data"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("wales-year", "value"),
    Input("wales-shown", "value"),
    Input("wales-option", "value"),
    Input(START, "value"),
    prevent_initial_call=True,
)
def show_body(ready: str, year: str, shown: str, option: str, own: str) -> Any:
    """The page's parts for other choices, or with new results."""
    option, start = known(option), start_from.in_address(own)
    answers = parts.answers(option, start)
    body = parts.body(answers, year, shown, option=option, own=start)
    return body, link(year=year, shown=shown, option=option, start=start), ready
