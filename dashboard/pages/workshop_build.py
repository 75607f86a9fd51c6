"""A table's form: new capacity by board, options, the price against the budget."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.pages import workshop_plans as built
from dashboard.pages.workshop_plans import BuiltPlan, Content
from dashboard.pages.workshop_ranking import TableState, state_text
from dashboard.pages.workshop_ranks import what_is_valued
from dashboard.pages.workshop_screen import illustrative, place_name, timer
from dashboard.store.workshop_tables import WorkshopTable
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks, forms
from dashboard.ui.forms import StepBounds
from dashboard.ui.option_choice import price_note, several_options
from dashboard.ui.tiles import folded
from planner.experiment.ask.amounts import DXA, LISTS, OPERATOR, PARTS, STEP
from planner.experiment.built_plan import AtOnce, most_of
from planner.locale import _, gettext_noop
from planner.reports.number_format import amount, pounds

LEVER = "workshop-join-lever"
TITLES = {
    "nurse": gettext_noop("Nurses"),
    "admin": gettext_noop("Administrators"),
    "reporter": gettext_noop("Reporters"),
    OPERATOR: gettext_noop("DXA operators"),
    DXA: gettext_noop("DXA sessions"),
    LISTS: gettext_noop("Bought-in lists"),
}
UNITS = dict.fromkeys((DXA, LISTS), gettext_noop("a week"))
FIGURES = {
    "kpi5_scanned_90_of_all": (gettext_noop("scanned within 90 days"), "%"),
    "waiting_list": (gettext_noop("waiting for DXA at the end"), "people"),
}


def lever_id(board: str, part: str) -> dict[str, str]:
    """Id of the number of one part of new capacity at one board."""
    return {"type": LEVER, "board": board, "part": part}


def heading(workshop: Workshop, table: WorkshopTable | None) -> Component:
    """The workshop, the table, and the clock."""
    name = _("Table: {name}", name=table.name) if table else place_name(workshop)
    label = illustrative(workshop)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(workshop.name, className="page-title"),
                    html.P(name, className="workshop-table-is"),
                    *([blocks.badge(label, kind="assumption")] if label else []),
                ]
            ),
            *timer(workshop),
        ],
        className="workshop-head",
    )


def show_form(workshop: Workshop, table: WorkshopTable) -> Component:
    """Everything that a table fills in."""
    content = table.draft or table.plan
    boards = built.boards_of(workshop)
    alone = len(boards) == 1
    held = content.get("amounts", {})
    parts = [
        _levers(workshop, board, held.get(board, {}))
        if alone
        else folded(
            name,
            _levers(workshop, board, held.get(board, {})),
            opened=bool(held.get(board)),
        )
        for board, name in boards.items()
    ]
    options = [str(name) for name in content.get("options", ())]
    about = _(
        "Posts begin after hiring, sessions after training, lists after a contract, a"
        " further scanner once it is built: the dates and prices are the planner's."
    )
    chosen = several_options(
        "workshop-join-options", _("Options"), built.offered_options(), options
    )
    return html.Div(
        [
            blocks.panel(_("New capacity"), blocks.note(about), *parts),
            blocks.panel(
                _("Options"),
                folded(
                    _("Choose among options, {most} at most", most=built.MOST_OPTIONS),
                    blocks.note(price_note()),
                    chosen,
                    opened=bool(options),
                ),
            ),
        ],
        className="workshop-build",
    )


def _levers(workshop: Workshop, board: str, held: dict[str, Any]) -> Component:
    most = most_of(plans.load(built.base_plan(workshop)), board)
    lines = [
        forms.stepper(
            lever_id(board, part),
            _(TITLES[part]),
            _(UNITS.get(part, "WTE")),
            str(held.get(part, "0")),
            StepBounds(f"{STEP[part]:g}", "0", f"{most[part]:g}"),
            _("at most {most:g}", most=most[part]),
        )
        for part in PARTS
    ]
    return html.Div(lines, className="levers form-group")


def show_price(workshop: Workshop, plan: BuiltPlan) -> list[Component]:
    """Price against the budget, the formula's answer, and what stands in the way."""
    if plan.problems or plan.price is None:
        lines = [html.P(text) for text in plan.problems]
        return [blocks.notice(lines, kind="problem")]
    terms = workshop.terms
    over = [blocks.notice(plan.over, kind="problem")] if plan.over else []
    return [
        html.Div(
            [
                _meter(_("Revenue, dearest year"), plan.price.a_year, terms["revenue"]),
                _meter(_("Capital"), plan.price.capital, terms["capital"]),
            ],
            className="workshop-meters",
        ),
        *over,
        *_at_once(plan.figures),
    ]


def _meter(title: str, spent: float, budget: float) -> Component:
    """An amount against its budget, in words and as a bar."""
    left = budget - spent
    said = (
        _("{amount} left", amount=pounds(left))
        if left >= 0
        else _("{amount} over", amount=pounds(-left))
    )
    part = min(max(spent, 0.0) / budget, 1.0) if budget else float(spent > 0)
    hidden: dict[str, Any] = {"aria-hidden": "true"}
    fill = html.Span(style={"width": f"{100 * part:.1f}%"}, className="workshop-fill")
    of = _("{spent} of {budget}", spent=pounds(spent), budget=pounds(budget))
    return html.Div(
        [
            html.Span(title, className="workshop-meter-title"),
            html.Strong(of),
            html.Div(fill, className="workshop-meter-bar", **hidden),
            html.Span(said, className="workshop-meter-left"),
        ],
        className="workshop-meter" if left >= 0 else "workshop-meter workshop-over",
    )


def _at_once(figures: tuple[AtOnce, ...]) -> list[Component]:
    """Figures by formula at once, without random variation."""
    parts = []
    for each in figures:
        title, unit = FIGURES[each.kpi]
        before, after = (amount(value, unit) for value in (each.before, each.after))
        start = _("today's plan: {value}", value=before)
        parts.append(
            html.Span(
                [
                    html.Span(_(title), className="formula-title"),
                    html.Strong(after),
                    html.Span(start, className="formula-start"),
                ],
                className="formula-figure",
            )
        )
    label = _("At once, by formula: an estimate without random variation")
    first = html.Span(label, className="formula-label")
    return [html.Div([first, *parts], className="formula")] if parts else []


def show_state(workshop: Workshop, each: TableState | None) -> list[Component]:
    """Whether plans can be handed in, and how far this one is."""
    parts: list[Component] = []
    if workshop.ended:
        parts.append(blocks.notice(_("This workshop has ended.")))
    elif workshop.locked:
        text = _("Plans are locked: look at the big screen.")
        parts.append(blocks.notice(text, kind="warning"))
    if each is None or each.table.submitted is None:
        return parts
    at = f"{each.table.submitted.astimezone():%H:%M}"
    said = _("Your plan of {time}: {state}.", time=at, state=state_text(each))
    return [*parts, html.P(said, className="workshop-own-state")]


def show_valued(workshop: Workshop) -> Component:
    """Measures by which the plans will be ranked."""
    return what_is_valued(workshop)


def is_changed(table: WorkshopTable, content: Content) -> bool:
    """Whether a form holds something else than what was handed in."""
    return dict(content) != table.plan
