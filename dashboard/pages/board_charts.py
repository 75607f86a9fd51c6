"""One board's waits, load and needs, each with its table and its sentence."""

from __future__ import annotations

import datetime
import math

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.answers import Answer
from dashboard.figures.marks import NeedsTitles, draw_needs
from dashboard.names import ROLES, STAGES, name_of, translated
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.board_clearance import show_clearance
from dashboard.rows import (
    ALL,
    PLAN,
    by_stage_or_role,
    choose,
    grouped,
    in_order,
    one,
    quarters,
)
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.locale import _, gettext_noop
from planner.outcomes.periods import headline_period
from planner.reports.capacity_warnings import load_note
from planner.reports.dates import date_text
from planner.reports.number_format import NOTHING, bands_in_words, number, whole_percent
from planner.reports.select_rows import is_illustrative, state_of

MOST_RUNS = 0.5
NEEDED = "sessions_a_week_to_stay_level"
OFFERED = "sessions_a_week_offered"
EXTRA = "sessions_a_week_extra_to_clear"
CONTACT_WORK = gettext_noop(
    "Needed is contact work alone: time with patients and their scans and reports."
    " Leave, sickness, training and meetings are taken off what is offered, not added"
    " to what is needed."
)
IN_TABLE = (
    OFFERED,
    NEEDED,
    EXTRA,
    "wte_offered",
    "wte_to_stay_level",
    "wte_extra_to_clear",
)
OVER = "\N{BLACK UP-POINTING TRIANGLE}"
"""Marks a load above 1, also without colours."""
WAITS = {
    "completed": (
        gettext_noop("Completed wait"),
        gettext_noop("mean days, of people seen in {year}"),
    ),
    "completed_p95": (
        gettext_noop("Completed wait, 19 in 20"),
        gettext_noop("days that 19 in 20 of people seen in {year} did not exceed"),
    ),
    "cohort": (
        gettext_noop("Within the mark"),
        gettext_noop(
            "per cent of all people referred in {year}; "
            "still waiting past the mark counts as missed"
        ),
    ),
    "age": (
        gettext_noop("Age of the list"),
        gettext_noop(
            "mean days waited so far, of people on the list in the week of {period}"
        ),
    ),
    "new": (
        gettext_noop("Wait of a new referral"),
        gettext_noop("days, for a person who joins the list at the end of {period}"),
    ),
}
"""Title of each kind of wait, and what its days are counted of."""
QUEUES = ("assess", "scan", "report")
"""Stages at which a person waits for somebody; the rest are delays in most plans."""


def charts(answer: Answer, place: pd.DataFrame) -> list[Component]:
    """Waits, load and needs of one board."""
    drawn = [
        show_needs(answer, place),
        show_load(answer, place),
        show_waits(answer, place),
        show_clearance(answer, place),
    ]
    return [each for each in drawn if each is not None]


def show_waits(answer: Answer, place: pd.DataFrame) -> Component | None:
    """The four kinds of wait by stage, each with its denominator."""
    last = headline_period(answer.scenario, "completed_wait")
    if last is None or choose(place, kpi="completed_wait", group=ALL).empty:
        return None
    year = last.label
    waits = [_waits_of(answer, place, stage, year) for stage in QUEUES]
    lines = [line for stage_lines in waits for line in stage_lines]
    columns = {
        "stage": _("Stage"),
        "kind": _("Kind of wait"),
        "of": _("Unit and denominator"),
        **beside.interval_headings(),
    }
    scan = [line for line in waits[1] if line["mean"] != NOTHING]
    found = {line["kind"]: line["mean"] for line in scan}
    sentence = _(
        "For the {stage}: people seen in {year} had waited {completed} "
        "days on average; a new referral at the end of it faces {new} "
        "days.",
        stage=name_of(STAGES, "scan"),
        year=year,
        completed=found.get(_(WAITS["completed"][0]), _("none")),
        new=found.get(_(WAITS["new"][0]), _("none")),
    )
    return blocks.panel(
        _("Waits, measured in four ways"),
        html.P(sentence, className="sentence"),
        tables.long_table(sentence, columns, lines, numbers=beside.INTERVAL),
        *[blocks.note(text) for text in beside.label_note(place)],
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )


KPI_OF_WAIT = {
    "completed": "completed_wait",
    "completed_p95": "completed_wait_p95",
    "cohort": "cohort_within_target",
    "age": "waiting_list_age",
    "new": "new_referral_wait",
}


def _waits_of(
    answer: Answer, place: pd.DataFrame, stage: str, year: str
) -> list[dict[str, str]]:
    rows = choose(place, stage=stage, group=ALL)
    found = {}
    for kind, kpi in KPI_OF_WAIT.items():
        last = headline_period(answer.scenario, kpi)
        found[kind] = choose(rows, kpi=kpi, period=last.label if last else "")
    return [
        _wait_line(stage, kind, row, year)
        for kind, kind_rows in found.items()
        for _index, row in kind_rows.iterrows()
    ]


def _wait_line(stage: str, kind: str, row: pd.Series, year: str) -> dict[str, str]:
    title, base = WAITS[kind]
    return {
        "stage": name_of(STAGES, stage),
        "kind": _(title),
        "of": _(base, year=year, period=row["period"]),
        **beside.interval_cells(row),
    }


def show_load(answer: Answer, place: pd.DataFrame) -> Component | None:
    """Load by stage, role and quarter, with the verdict at the end of the plan."""
    names = {**translated(STAGES), **translated(ROLES)}
    rows = in_order(quarters(by_stage_or_role(choose(place, kpi="load"))), "at", names)
    if rows.empty:
        return None
    growing = choose(place, kpi="growing", period=PLAN).set_index("stage")["mean"]
    grows = [
        names.get(str(s), str(s)) for s, share in growing.items() if share > MOST_RUNS
    ]
    sentence = _(
        "Load is work that arrives divided by work that can be done. "
        "Above 1 a list grows without end. Growing: {growing}.",
        growing=", ".join(grows) or _("none in most runs"),
    )
    drawn = chart(
        _load_grid(sentence, rows, growing),
        sentence=sentence,
        table=beside.interval_table(sentence, rows, "at", names, measure="period"),
        source=beside.source(answer),
        notes=[
            _(
                "Cells: mean load over the replications; a triangle and an "
                "orange ground mark loads above 1. The verdict gives the share "
                "of runs in which the list grows without end. Both bands stand in "
                "the table below."
            ),
            load_note(answer.scenario),
            *beside.label_note(place),
        ],
    )
    return blocks.panel(_("Load by stage and quarter"), drawn)


def _load_grid(caption: str, rows: pd.DataFrame, growing: pd.Series) -> Component:
    """A line a stage or role and a column a quarter; the verdict where there is one."""
    periods = list(dict.fromkeys(rows.sort_values("start")["period"]))
    columns = {"stage": _("Stage"), "state": _("Verdict")}
    columns |= {period: period for period in periods}
    lines: list[dict[str, tables.Cell]] = []
    for at, own in grouped(rows, "at"):
        cells = {row["period"]: _load_cell(row) for _index, row in own.iterrows()}
        verdict = html.Td(_verdict(own["stage"].iloc[0], growing), className="one-line")
        heading = beside.worded("stage" if at == own["stage"].iloc[0] else "role", at)
        lines.append({"stage": heading, "state": verdict, **cells})
    return tables.table(caption, columns, lines, numbers=periods)


def _load_cell(row: pd.Series) -> html.Td:
    levels = ((1.2, "far"), (1.0, "over"), (0.85, "near"))
    level = next((name for least, name in levels if row["mean"] > least), "calm")
    text = number(row["mean"], 2)
    if math.isnan(row["mean"]):
        level, text = "far", state_of(row)
    elif row["mean"] > 1:
        text = f"{OVER} {text}"
    return tables.shaded(text, level, hatched=is_illustrative(row["label"]))


def _verdict(stage: str, growing: pd.Series) -> str:
    """Sustainable or growing, with the share of runs in which it grows."""
    if stage not in growing.index:
        return ""
    share = growing[stage]
    shown = whole_percent(share)
    if share > MOST_RUNS:
        return _("growing ({share})", share=shown)
    return _("sustainable ({share})", share=shown)


def show_needs(answer: Answer, place: pd.DataFrame) -> Component | None:
    """Sessions needed to stay level beside those offered, by role."""
    by_plan = choose(place, period=PLAN)
    order = translated(ROLES)
    needed = in_order(choose(by_plan, kpi=NEEDED, role=order), "role", order)
    offered = in_order(choose(by_plan, kpi=OFFERED), "role", order)
    extra = in_order(choose(by_plan, kpi=EXTRA, role=order), "role", order)
    if needed.empty:
        return None
    titles = NeedsTitles(
        offered=_("offered"),
        needed=_("needed to stay level"),
        extra=_("extra to clear by {date}", date=_end_of(answer)),
        axis=_("sessions a week"),
    )
    sentence = _needs_sentence(needed, offered)
    rows = in_order(choose(by_plan, kpi=IN_TABLE, role=order), "role", order)
    drawn = chart(
        graph(draw_needs(needed, offered, order, titles, extra), sentence),
        sentence=sentence,
        table=beside.interval_table(sentence, rows, "role", order, measure="kpi"),
        source=beside.source(answer),
        notes=[
            _(CONTACT_WORK),
            _(beside.BANDS_NOTE),
            *beside.label_note(place),
            load_note(answer.scenario),
        ],
    )
    return blocks.panel(_("Needed beside offered"), drawn)


def _end_of(answer: Answer) -> str:
    """Last day of the plan, by which extra sessions would clear each list."""
    plan = answer.scenario
    last = plan.plan_start + datetime.timedelta(days=plan.plan_days - 1)
    return date_text(last, short=True)


def _needs_sentence(needed: pd.DataFrame, offered: pd.DataFrame) -> str:
    if "scanner" not in set(needed["role"]) & set(offered["role"]):
        return _(
            "Sessions a week needed to stay level, beside sessions a week offered."
        )
    need, offer = one(needed, role="scanner"), one(offered, role="scanner")
    return _(
        "{role}: {needed} sessions a week are needed to stay level ({bands}), "
        "{offered} are offered.",
        role=name_of(ROLES, need["role"]),
        needed=number(need["mean"]),
        bands=bands_in_words(need, need["unit"]),
        offered=number(offer["mean"]),
    )
