"""The comparison's answer, its one table with an option a row, and cost and effect."""

from __future__ import annotations

import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.figures.options import draw_cost_and_effect
from dashboard.figures.style import IN_THE_DARK, OptionLook
from dashboard.option_choices import marks
from dashboard.pages.compare_view import View
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from dashboard.ui.shell import link
from planner.experiment.decisive import mark_met
from planner.experiment.marks import By, read_mark
from planner.locale import _
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.periods import Periods, headline_period
from planner.reports.number_format import (
    number,
    pounds,
    short_interval,
    short_pounds,
    whole_percent,
)
from planner.reports.summary import answer_sentences, option_figures
from planner.reports.summary_cells import (
    BETTER,
    COST,
    COST_A_YEAR,
    PRICE,
    Cell,
    PlanSummary,
)

MARK = "mark"


def show_answer(view: View) -> Component:
    """Options that clear the backlog by when and at what cost, and the way to Ask."""
    options = [each for name, each in view.summaries.items() if name]
    sentences = answer_sentences(options, view.place)
    label = _("Answer: {place}, {year}", place=view.place_name, year=year_of(view))
    ask = html.P(
        dcc.Link(_ask_words(view), href=ask_address(view)), className="ask-link"
    )
    return html.Div(
        [blocks.finding(label, sentences[0], then=sentences[1:]), ask],
        className="compare-answer",
    )


def year_of(view: View) -> str:
    """The year looked at, with the days of it that the plan has."""
    plan = plans.load(view.run.plans[0])
    return str(headline_period(plan, LEADING, view.year) or view.year)


def _ask_words(view: View) -> str:
    title = marks().get(view.mark, view.mark)
    return _("Ask what it would take: {mark}", mark=title)


def ask_address(view: View) -> str:
    """Address of the page that finds what a mark takes, with the mark filled in."""
    by = last_day_of(view)
    board = "" if view.place == "wales" else view.place
    return "/ask" + link(question="meet", mark=view.mark, by=f"{by:%Y-%m}", board=board)


def last_day_of(view: View) -> datetime.date:
    """Last day of the year looked at, or of the plan where that cuts it."""
    plan = plans.load(view.run.plans[0])
    years, periods = Periods.of(plan).years, Periods.of(plan)
    labels = list(years.labels)
    place = labels.index(view.year) if view.year in labels else len(labels) - 1
    return periods.date(min(int(years.edges[place + 1]), plan.plan_days) - 1)


def show_table(view: View) -> Component:
    """An option a row, the baseline first: level, difference, both bands."""
    columns = {
        "option": _("Option"),
        "cleared": _("Cleared by, 9 runs in 10"),
        "waiting_list": _("DXA list at end"),
        LEADING: _("KPI 5: scanned in 90 days"),
        COST: _("Cost of the plan"),
        COST_A_YEAR: _("Cost a year"),
        PRICE: _("For each further person in time"),
        BETTER: _("Better in"),
        MARK: _("Chance: {mark}", mark=marks().get(view.mark, view.mark)),
    }
    lines = [_line(view, name, each) for name, each in view.summaries.items()]
    caption = _(
        "Options of {place}, {year}, against {baseline}",
        place=view.place_name,
        year=year_of(view),
        baseline=view.summaries[""].title,
    )
    table = tables.table(caption, columns, lines, numbers=list(columns)[1:])
    note = _(
        "Below each level its difference to the baseline (* surely better, ? may be"
        " chance), then 9 futures in 10 over all that fits and, in brackets, by random"
        " variation alone. {source}.",
        source=view.source,
    )
    return html.Div([table, blocks.note(note)], className="compare-table")


def _line(view: View, name: str, option: PlanSummary) -> dict[str, tables.Cell]:
    cells = option_figures(option, view.place, view.year)
    cells[MARK] = mark_cell(view, name)
    shown: dict[str, tables.Cell] = {key: _cell(cell) for key, cell in cells.items()}
    return shown | {"option": _name(view, name, option)}


def _name(view: View, name: str, option: PlanSummary) -> Component:
    """Mark and name of an option; whether it is somebody's own."""
    if not name:
        return html.Span([option.title, html.Br(), html.Small(_("baseline"))])
    look = view.looks[name]
    own = [blocks.badge(_("yours"))] if view.is_own(name) else []
    return html.Span([option_mark(look), " ", name, *own], className="option-name")


def option_mark(look: OptionLook) -> Component:
    """An option's mark in the colour that it has in the charts of either theme."""
    twin = IN_THE_DARK[look.colour]
    colours = {"--mark": look.colour, "--mark-in-the-dark": twin}
    return html.Span(look.glyph, className="option-mark", style=colours)


def _cell(cell: Cell) -> Component:
    lines = [html.Span(cell.level, className="cell-value")]
    if cell.change:
        lines.append(html.Span(cell.change, className="cell-change"))
    lines += [
        html.Span(band, className="cell-small") for band in cell.bands.splitlines()
    ]
    return html.Span(lines)


def mark_cell(view: View, name: str) -> Cell:
    """Chance that the mark to be judged by is met by the end of the year."""
    results = view.results_of(name)
    if results is None or not view.mark:
        return Cell("")
    by = By.of(results.scenario, last_day_of(view))
    mark = read_mark(view.mark, results.scenario)
    met = mark_met(results, mark, by, view.place)
    times, sets = met.sets_met
    of_sets = _("in {met} of {sets} sets", met=times, sets=sets)
    return Cell(whole_percent(met.chance), "", of_sets if sets > 1 else "")


def show_cost_and_effect(view: View) -> Component | None:
    """Cost of each option against its effect, with bands."""
    prices = {
        name: each.prices[view.place]
        for name, each in view.summaries.items()
        if name and view.place in each.prices
    }
    if not prices:
        return None
    sentence = _(
        "Further people scanned within 90 days over the whole plan, against extra cost"
        " over the whole plan; right and low is better."
    )
    titles = (
        _("further people scanned in time"),
        _("extra cost"),
        _("baseline"),
    )
    lines = [
        {
            "option": view.marked(name),
            "people": number(price.people, 0, signed=True),
            "people_band": short_interval(*price.people_band, "people"),
            "cost": short_pounds(price.cost, signed=True),
            "cost_band": " – ".join(map(pounds, price.cost_band)),
        }
        for name, price in prices.items()
    ]
    columns = {
        "option": _("Option"),
        "people": _("Further people"),
        "people_band": _("9 futures in 10"),
        "cost": _("Extra cost"),
        "cost_band": _("9 futures in 10"),
    }
    figure = draw_cost_and_effect(prices, view.looks, titles)
    drawn = chart(
        graph(figure, sentence),
        sentence=sentence,
        table=tables.long_table(sentence, columns, lines, numbers=list(columns)[1:]),
        source=view.source,
        notes=[_("Marks as in the table. Lines: 9 futures in 10 over all that fits.")],
    )
    return blocks.panel(_("Cost against effect"), drawn)
