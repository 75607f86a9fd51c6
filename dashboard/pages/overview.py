"""Overview: Wales on a map, boards against the 90-day marks, bottlenecks."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, dcc, html

from dashboard import jobs
from dashboard.pages import overview_parts as parts
from dashboard.pages.tables_beside_charts import titles
from dashboard.plans import Plan
from dashboard.rows import years
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/"
NAME = "overview"
TITLE = gettext_noop("Overview")


def layout(run: str = "", year: str = "", measure: str = "", **_other: str) -> html.Div:
    """The page; begins the national run when nothing is at hand."""
    service = jobs.service()
    # First, as it finds out whether results on disk are whole.
    answer = service.latest(national())
    row = service.row(run) or _begin(national())
    known = years(answer.table, answer.scenario) if answer else []
    year = year if year in known else next(iter(known), "")
    measure = measure if measure in parts.ON_MAP else parts.ON_MAP[0]
    return blocks.page(
        _("Wales: seen within 90 days of breaking a bone?"),
        _(
            "Seven health boards, simulated from published figures: who is "
            "assessed and scanned in time, and where the bottleneck is."
        ),
        run_panel(NAME, row),
        blocks.row(
            blocks.choice("overview-year", _("Plan year of the fracture"), known, year),
            blocks.choice(
                "overview-measure",
                _("Measure on the map"),
                titles(parts.ON_MAP),
                measure,
            ),
        ),
        html.Div(parts.body(answer, year, measure), id="overview-body"),
        dcc.Store(id=address_of(NAME)),
    )


def national() -> Plan:
    """All of Wales as the plan stands."""
    return Plan(jobs.service().settings.scenario)


def _begin(plan: Plan) -> Run | None:
    """The national run, unless its results are at hand or nobody wants it begun."""
    service = jobs.service()
    if service.best_replications(plan) == service.default_steps[-1]:
        return None
    return service.start([plan]) if service.settings.run_wales_when_opened else None


@callback(
    Output("overview-year", "data"),
    Output("overview-year", "value"),
    Input(part("ready", NAME), "data"),
    Input("overview-year", "value"),
)
def offer_years(_ready: str, chosen: str) -> tuple[list[str], str]:
    """The plan years that results are there for."""
    answer = jobs.service().latest(national())
    known = years(answer.table, answer.scenario) if answer else []
    return known, chosen if chosen in known else next(iter(known), "")


@callback(
    Output("overview-body", "children"),
    Output(address_of(NAME), "data"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("overview-year", "value"),
    Input("overview-measure", "value"),
    prevent_initial_call=True,
)
def show_body(ready: str, year: str, measure: str) -> tuple[Any, str, str]:
    """The page's charts for another year or measure, or with new results."""
    answer = jobs.service().latest(national())
    body = parts.body(answer, year, measure)
    return body, link(year=year, measure=measure), ready
