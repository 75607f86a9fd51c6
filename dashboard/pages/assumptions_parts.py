"""The table of numbers and the list of sources."""

from __future__ import annotations

import base64

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.names import CONFIDENCE, name_of
from dashboard.plans import Plan
from dashboard.ui import blocks, tables
from dashboard.ui.blocks import labelled
from planner.inputs.provenance import Provenance
from planner.locale import _
from planner.reports.diagram.chart import text_of
from planner.reports.diagram.svg import svg_of

EVERYTHING = "all"
LINES = 50


def fitting(plan: Plan, find: str, confidence: str) -> list[tuple[str, Provenance]]:
    """Numbers of the scenario whose words hold what is looked for."""
    wanted = (find or "").lower().split()
    return [
        (key, origin)
        for key, origin in plans.load(plan).provenance.items()
        if confidence in (EVERYTHING, origin.confidence)
        and all(word in _searched(key, origin) for word in wanted)
    ]


def _searched(key: str, origin: Provenance) -> str:
    parts = (key, key.replace("-", " "), origin.source, origin.unit, origin.why)
    return " ".join(parts).lower()


def pages(plan: Plan, find: str, confidence: str) -> int:
    """Parts that the table falls into."""
    return max(1, -(-len(fitting(plan, find, confidence)) // LINES))


def body(plan: Plan, find: str, confidence: str, page: int) -> list[Component]:
    """Number of assumptions that fit, and one part of the table."""
    everything = plans.load(plan).provenance
    shown = fitting(plan, find, confidence)
    page = min(max(page or 1, 1), pages(plan, find, confidence))
    part = shown[(page - 1) * LINES : page * LINES]
    assumed = sum(origin.confidence == "assumption" for _index, origin in shown)
    count = _(
        "{shown} of {all} numbers; {assumed} of these {shown} are assumptions.",
        shown=len(shown),
        all=len(everything),
        assumed=assumed,
    )
    caption = _("Numbers of the scenario '{scenario}'", scenario=plan.scenario)
    lines = [_line(key, origin) for key, origin in part]
    headings = {
        "key": _("Key"),
        "value": _("Value"),
        "unit": _("Unit"),
        "confidence": _("Confidence"),
        "source": _("Source and reason"),
        "year": _("Year"),
        "range": _("Low to high"),
        "file": _("File"),
    }
    return [
        html.P(count, className="sentence", role="status"),
        tables.table(caption, headings, lines, numbers=["value"]),
    ]


def _line(key: str, origin: Provenance) -> dict[str, str | Component]:
    ends = (origin.low, origin.high)
    known = [f"{end:g}" for end in ends if end is not None]
    return {
        "key": html.Code(key),
        "value": _written(origin.value),
        "unit": origin.unit,
        "confidence": blocks.badge(
            name_of(CONFIDENCE, origin.confidence), origin.confidence
        ),
        "source": "; ".join(filter(None, (origin.source, origin.why))),
        "year": str(origin.year),
        "range": _("{low} to {high}", low=known[0], high=known[1])
        if len(known) == len(ends)
        else "",
        "file": origin.file.removeprefix("scenarios/"),
    }


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}"
    return str(value)


def pager(plan: Plan, find: str, confidence: str) -> Component:
    """Buttons for the parts of the table."""
    return html.Nav(
        dmc.Pagination(
            id="assumptions-page",
            total=pages(plan, find, confidence),
            value=1,
            withControls=False,
        ),
        className="pager",
        **labelled(_("Parts of the table")),
    )


def pathway(plan: Plan) -> Component:
    """The pathway of the scenario, drawn, with the same in words below it."""
    drawn = plans.load(plan).pathway
    # As an image, because Dash has no element for a drawing that is written out.
    packed = base64.b64encode(svg_of(drawn).encode()).decode()
    return blocks.panel(
        _("The pathway"),
        html.P(
            _(
                "Drawn from the pathway's file: stages with whose work they "
                "are, who goes where, after how long. Other pathways are among "
                "the options of the page Compare."
            )
        ),
        html.Img(
            src=f"data:image/svg+xml;base64,{packed}",
            alt=_(
                "Diagram: {title}. The same in words stands below.", title=drawn.title
            ),
            className="diagram",
        ),
        html.Details(
            [
                html.Summary(_("The pathway in words")),
                html.Pre(text_of(drawn), className="words-of-diagram"),
            ],
            className="chart-table",
        ),
    )


def sources() -> Component:
    """Boundaries and data with their licences."""
    return blocks.panel(
        _("Data and boundaries"),
        html.P(plans.attribution()),
        html.Details(
            [
                html.Summary(_("Show where every table of facts comes from")),
                dcc.Markdown(plans.sources(), className="sources"),
            ],
            className="chart-table",
        ),
    )
