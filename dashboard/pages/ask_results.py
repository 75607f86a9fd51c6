"""The answer on the page Ask, and its opening as an option."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html, no_update
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.asking import request_of
from dashboard.names import BOARDS, name_of
from dashboard.pages import compare_explain
from dashboard.questions import EXPLAIN, SaidAnswer
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.tiles import folded
from planner.errors import PlannerError
from planner.inputs.files import save_files
from planner.locale import _

COMPARE = "/compare"


def body(run: Run | None) -> list[Component]:
    """The answer as far as it is known; advice before anything was asked."""
    said = jobs.service().said(run) if run else None
    if run is None or said is None:
        return [] if run and run.under_way else [_before()]
    label = _("First answer, by formula alone") if said.early else _("Answer")
    return [
        html.P(said.heading, className="ask-heading"),
        blocks.finding(label, *said.sentences),
        *_start(run),
        *([_early()] if said.early else []),
        *_tables(run, said),
        *([_how(said)] if said.details else []),
    ]


def can_open(run: Run | None) -> bool:
    """Whether there is an answer that can be opened as an option."""
    said = jobs.service().said(run) if run else None
    return said is not None and bool(said.option)


def open_option(run: Run | None) -> tuple[Any, Any]:
    """Problems to show, and the address of the comparison with the answer."""
    said = jobs.service().said(run) if run else None
    if run is None or said is None or not said.option:
        return no_update, no_update
    folder = jobs.service().settings.options_folder
    try:
        new = {folder / n: t.encode() for n, t in said.files.items()}
        save_files({p: text for p, text in new.items() if not p.exists()})
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    chosen = {"option": str(folder / said.option), **_place(run)}
    return None, f"{COMPARE}?{urlencode(chosen)}"


def _place(run: Run) -> dict[str, str]:
    boards = request_of(run).plan.boards
    return {"place": boards[0], "board": boards[0]} if len(boards) == 1 else {}


def _before() -> Component:
    return blocks.notice(
        _(
            "Choose a question and press Ask. The formula answers within seconds; the"
            " simulation then finds the least that holds and confirms it, which takes"
            " about a minute a board."
        )
    )


def _start(run: Run) -> list[Component]:
    """That the answer starts from a board's own numbers, where it does."""
    plan = run.plans[0]
    if not plan.typed:
        return []
    if not plan.board:
        return [blocks.note(_("Starts from edited assumptions."))]
    board = name_of(BOARDS, plan.board)
    return [blocks.note(_("Starts from {board}'s own numbers.", board=board))]


def _early() -> Component:
    return blocks.notice(
        _(
            "This is the formula's answer: it knows no random variation and one set of"
            " inputs. The simulation is still to confirm or mend it over the fitting"
            " sets."
        ),
        kind="warning",
    )


def _tables(run: Run, said: SaidAnswer) -> list[Component]:
    """The answer's table; of an option taken apart a waterfall a measure."""
    if run.kind == EXPLAIN:
        return compare_explain.waterfalls(said)
    return [_table(said)] if said.lines else []


def _table(said: SaidAnswer) -> Component:
    return tables.table(said.heading, said.columns, said.lines)


def _how(said: SaidAnswer) -> Component:
    return folded(
        _("How sure this is, first days and what was assumed"),
        *(html.P(sentence) for sentence in said.details),
        opened=not said.early,
    )
