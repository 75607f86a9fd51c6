"""The big screen of a workshop: join link, timer, tables, ranking, decision."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import segno
from dash import html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.guests import JOIN
from dashboard.pages import workshop_plans as built
from dashboard.pages.workshop_ranking import Room, TableState, ranking_of, state_text
from dashboard.pages.workshop_ranks import details, rank_line, what_is_valued
from dashboard.security import guests_address
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks
from dashboard.ui.blocks import labelled
from planner.locale import _, ngettext
from planner.reports.number_format import pounds
from planner.reports.valued import (
    finding,
)

GROUP = 5
"""Letters of a code that stand together."""


def place_name(workshop: Workshop) -> str:
    """The board, or all of Wales."""
    if not workshop.board:
        return _("All of Wales")
    return built.boards_of(workshop).get(workshop.board, workshop.board)


def code_text(workshop: Workshop) -> str:
    """The code as it is read out."""
    return f"{workshop.code[:GROUP]}-{workshop.code[GROUP:]}"


def join_address(workshop: Workshop) -> str:
    """Address by which tables join; empty where only this computer is served."""
    address = guests_address(jobs.service().settings)
    return f"{address}{JOIN}{code_text(workshop)}" if address else ""


def show_room(room: Room) -> list[Component]:
    """Everything on the big screen that changes while the workshop goes on."""
    workshop = room.workshop
    return [
        html.Div(
            [_heading(workshop), *timer(workshop)],
            className="workshop-head",
        ),
        html.Div(
            [html.Div(answer(room), className="workshop-answer"), _aside(room)],
            className="workshop-columns",
        ),
    ]


def _heading(workshop: Workshop) -> Component:
    terms = workshop.terms
    budget = _(
        "{place}: {revenue} a year and {capital} of capital to spend",
        place=place_name(workshop),
        revenue=pounds(terms["revenue"]),
        capital=pounds(terms["capital"]),
    )
    label = illustrative(workshop)
    return html.Div(
        [
            html.H1(workshop.name, className="workshop-name"),
            html.P(budget, className="workshop-budget"),
            *([blocks.badge(label, kind="assumption")] if label else []),
        ]
    )


def illustrative(workshop: Workshop) -> str:
    """The label of a board whose figures are not public; else empty."""
    if not workshop.board:
        return ""
    label = plans.load(built.base_plan(workshop)).boards[workshop.board].label
    return _(label) if label else ""


def timer(workshop: Workshop) -> list[Component]:
    """The clock, which counts on by itself (assets/workshop.js)."""
    left = workshop.seconds_left()
    if left is None or workshop.ended:
        return []
    runs = workshop.deadline is not None
    held: dict[str, Any] = {
        "data-timer-left": f"{left:.1f}",
        "data-timer-runs": "yes" if runs else "no",
        "data-timer-mark": str(workshop.version),
        **labelled(_("Time left")),
    }
    whole = max(0, math.ceil(left))
    shown = f"{whole // 60:02d}:{whole % 60:02d}"
    clock = html.Div(shown, className="timer", role="timer", **held)
    said = _("left") if runs else _("paused")
    return [html.Div([clock, html.Span(said)], className="workshop-timer")]


def _aside(room: Room) -> Component:
    workshop = room.workshop
    parts = [_tables(room)]
    if workshop.open:
        parts.insert(0, _join(workshop))
    return html.Aside(parts, className="workshop-aside", **labelled(_("Tables")))


def _join(workshop: Workshop) -> Component:
    address = join_address(workshop)
    title = html.H2(_("Join"), className="workshop-subtitle")
    if not address:
        return html.Section([title, *_on_this_computer_alone(workshop)])
    about = _("QR code of the address {address}", address=address)
    return html.Section(
        [
            title,
            html.Img(src=qr_code(address), alt=about, className="workshop-qr"),
            html.P(_breakable(address), className="workshop-address"),
            html.P(
                _("Code: {code}", code=code_text(workshop)), className="workshop-code"
            ),
        ]
    )


def _breakable(address: str) -> list[str | Component]:
    """An address that breaks at its strokes alone, so that it is typed rightly."""
    head, *parts = address.split("/")
    return [head, *(each for part in parts for each in ("/", html.Wbr(), part))]


def _on_this_computer_alone(workshop: Workshop) -> list[Component]:
    text = _(
        "This server answers this computer alone. To let phones on the same network in,"
        " start it with: fls-planner dashboard --host 0.0.0.0"
    )
    link = html.A(
        _("Join from this computer"),
        href=f"{JOIN}{code_text(workshop)}",
        target="_blank",
    )
    code = html.P(
        _("Code: {code}", code=code_text(workshop)), className="workshop-code"
    )
    return [html.P(text, className="note"), link, code]


@lru_cache(maxsize=32)
def qr_code(address: str) -> str:
    """A QR code as an image in its own address; made here, fetched from nowhere."""
    made = segno.make(address, error="m")
    return str(made.svg_data_uri(scale=8, border=3, dark="#000", light="#fff"))


def _tables(room: Room) -> Component:
    count = ngettext("{n} table", "{n} tables", len(room.tables))
    lines = [_table_line(each) for each in room.tables]
    return html.Section(
        [
            html.H2(count, className="workshop-subtitle"),
            html.Ul(lines, className="workshop-tables") if lines else "",
        ]
    )


def _table_line(each: TableState) -> Component:
    done = " workshop-table-done" if each.table.submitted else ""
    sign = "\N{CHECK MARK} " if each.table.submitted else "\N{HORIZONTAL ELLIPSIS} "
    return html.Li(
        [
            html.Span([sign, each.table.name], className="workshop-table-name"),
            html.Span(state_text(each), className="workshop-table-state"),
        ],
        className=f"workshop-table{done}",
    )


def answer(room: Room) -> list[Component]:
    """The decision, the ranking or what the room waits for, and what it values."""
    workshop = room.workshop
    return [*_decision(workshop), *_ranks(room), what_is_valued(workshop)]


def _ranks(room: Room) -> list[Component]:
    """The ranking, or what the room waits for."""
    workshop, count = room.workshop, len(room.handed_in)
    if workshop.hidden:
        said = ngettext(
            "{n} plan is handed in. Results are hidden until they are revealed.",
            "{n} plans are handed in. Results are hidden until they are revealed.",
            count,
        )
        return [html.P(said, className="workshop-waiting")]
    ranking = ranking_of(room)
    if ranking is None or not ranking.plans:
        said = (
            _("The plans are being simulated. Results appear here by themselves.")
            if count
            else _("No plan is handed in.")
        )
        return [html.P(said, className="workshop-waiting")]
    more = ngettext(
        "{n} more plan is being simulated.",
        "{n} more plans are being simulated.",
        room.under_way,
    )
    return [
        html.P(finding(ranking), className="workshop-finding"),
        *([blocks.note(more)] if room.under_way else []),
        html.Ol(
            [rank_line(room, plan, ranking) for plan in ranking.plans],
            className="workshop-ranks",
        ),
    ]


def below(room: Room) -> list[Component]:
    """Results of each measure over the whole width, once they are revealed."""
    ranking = None if room.workshop.hidden else ranking_of(room)
    return [details(ranking)] if ranking is not None and ranking.plans else []


def _decision(workshop: Workshop) -> list[Component]:
    said = workshop.decision
    if not said:
        return []
    chosen = said.get("choice", "")
    text = " ".join(
        part
        for part in (
            _("The plan of {table} is put forward.", table=chosen) if chosen else "",
            said.get("text", ""),
        )
        if part
    )
    reasons = said.get("reasons", "")
    more = [_("Reasons: {reasons}", reasons=reasons)] if reasons else []
    return [blocks.finding(_("Decision"), text, then=more)]
