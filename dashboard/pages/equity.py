"""Waits, group by group: the baseline, and the changes by options."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.names import BOARDS, translated
from dashboard.plans import Plan
from dashboard.ui import blocks, tables
from planner.experiment.equity import FEWEST, Equity
from planner.locale import _
from planner.outcomes.equity import DISTANCE, RURAL
from planner.outcomes.groups import SEX
from planner.reports import equity as reports
from planner.reports.equity import (
    FEW_NOTE,
    RURAL_NOTE,
    SERVICES_NOTE,
    EquityLine,
    equity_lines,
    outside_sentences,
    shown_measures,
    widest_gap,
)
from planner.reports.number_format import replications_text

UNSAID = tuple(reports.KINDS[kind] for kind in (SEX, DISTANCE, RURAL))
"""Ways to group people whose groups have names that speak for themselves."""


def panel(baseline: Plan, options: Mapping[str, Plan], replications: int) -> Component:
    """A table of groups, one of differences for each option, and a sentence."""
    service = jobs.service()
    before = service.equity(baseline, replications)
    after = {name: service.equity(plan, replications) for name, plan in options.items()}
    if before is None:
        return blocks.panel(_("Equity: waits by patient group"), _missing())
    shown = before.table()
    parts = [
        _table(before, _("Baseline: waits by group"), equity_lines(shown, _boards()))
    ]
    for title, counted in after.items():
        if counted is None:
            parts.append(_missing(title))
            continue
        gaps = counted.differences(before)
        lines = equity_lines(gaps, _boards(), differences=True)
        caption = _("{option}: change in waits by group", option=title)
        parts += [blocks.subheading(caption), _table(before, caption, lines)]
    told = [widest_gap(shown), *outside_sentences(shown, _boards())]
    notes = [
        _(
            "FLS patients of the boards that were run, fractures of the "
            "plan's last year, {replications}, seed {seed}. In brackets: 95 % interval "
            "of the mean of these alone, not of all that fits what was published, and "
            "people in the base. A question mark: the difference may be random "
            "variation.",
            replications=replications_text(len(before.top)),
            seed=service.settings.seed,
        ),
        _(FEW_NOTE, fewest=FEWEST),
        _(RURAL_NOTE),
        _(SERVICES_NOTE),
        _("† illustrative: not this board's performance. Boards are never ranked."),
    ]
    return blocks.panel(
        _("Equity: waits by patient group"),
        html.P(" ".join(told), className="sentence"),
        *parts,
        *[blocks.note(note) for note in notes],
    )


def _missing(option: str = "") -> Component:
    """Said where waits by group are no longer in the cache."""
    told = _("Waits by group are no longer cached: press Run to work them out anew.")
    if option:
        told = _("{option}: {text}", option=option, text=told)
    return blocks.notice(told)


def _boards() -> dict[str, str]:
    return dict(translated(BOARDS))


def _table(before: Equity, caption: str, lines: list[EquityLine]) -> Component:
    measures = shown_measures()
    columns = {"group": _("Group"), "people": _("Identified")}
    columns |= {
        measure.id: _(
            "{title}, of those {base}", title=_(measure.title), base=_(measure.base)
        )
        for measure in measures
    }
    return tables.long_table(
        caption,
        columns,
        [_cells(before, line) for line in lines],
        numbers=["people", *(measure.id for measure in measures)],
    )


def _cells(before: Equity, line: EquityLine) -> dict[str, str]:
    board = before.scenario.boards.get(line.group)
    mark = " †" if board is not None and board.label else ""
    cells = {m.id: c for m, c in zip(shown_measures(), line.cells, strict=True)}
    shown = {key: cell.replace("\n", " ") for key, cell in cells.items()}
    kind = "" if line.kind in UNSAID else line.kind
    name = f"{kind} {line.name}{mark}".strip()
    return {"group": name, "people": line.people, **shown}
