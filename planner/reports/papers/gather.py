"""The contents of a paper, put together once from what was run."""

from __future__ import annotations

import pandas as pd

import planner
from planner.locale import _, chosen_language
from planner.reports.dates import date_text
from planner.reports.number_format import years_text
from planner.reports.papers.benefit_section import benefits
from planner.reports.papers.capacity_sections import dxa_and_therapy, workforce
from planner.reports.papers.case_section import case_for_change
from planner.reports.papers.decision_sections import (
    recommendation,
    summary_section,
    timetable,
)
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.limit_sections import (
    annex,
    assumptions_section,
    equality,
    risks,
)
from planner.reports.papers.model import (
    Cell,
    Figure,
    Paper,
    PaperSection,
    PaperTable,
    RunStamp,
    Slide,
)
from planner.reports.papers.money_section import money, option_budgets
from planner.reports.papers.option_sections import options_appraisal
from planner.reports.papers.service_section import current_service
from planner.reports.results_workbook import by_month
from planner.reports.summary import decisive_rows

MOST_POINTS = 5


def paper_of(ev: Evidence) -> Paper:
    """A paper in the order of a business case."""
    made = {
        "summary": summary_section(ev),
        "case": case_for_change(ev),
        "service": current_service(ev),
        "options": options_appraisal(ev),
        "workforce": workforce(ev),
        "capacity": dxa_and_therapy(ev),
        "benefits": benefits(ev),
        "money": money(ev),
        "risks": risks(ev),
        "equality": equality(ev),
        "timetable": timetable(ev),
        "recommendation": recommendation(ev),
        "assumptions": assumptions_section(ev),
    }
    return Paper(
        title=made["summary"].title,
        place=ev.place_name,
        sections=tuple(made.values()),
        slides=_slides(made, stamp_of(ev)),
        stamp=stamp_of(ev),
        assumptions=annex(ev),
        language=chosen_language(),
        data=_data(ev),
        budgets=tuple(option_budgets(ev)),
    )


def stamp_of(ev: Evidence) -> RunStamp:
    """Fingerprints, seed, version, date and the assumptions of every page."""
    plan = ev.base.plan
    return RunStamp(
        version=planner.__version__,
        seed=ev.base.results.seed,
        replications=ev.base.results.replications,
        sets=ev.sets,
        all_sets=plan.sets,
        made_on=ev.made_on,
        plan=_(
            "{place}, {years} from {start}",
            place=ev.place_name,
            years=years_text(plan.years),
            start=date_text(plan.plan_start),
        ),
        fingerprints={each.title: each.plan.fingerprint() for each in ev.plans},
        digests={each.title: each.results.digest for each in ev.plans},
        label=ev.label,
    )


def _slides(made: dict[str, PaperSection], stamp: RunStamp) -> tuple[Slide, ...]:
    """Six slides: ask, case, options, capacity, benefits and money, risks."""
    risk = made["risks"]
    staff, dxa = made["workforce"], made["capacity"]
    worth, cost = made["benefits"], made["money"]
    return (
        Slide(
            title=made["summary"].title,
            points=(
                ": ".join(filter(None, (stamp.plan, stamp.label))),
                *made["summary"].points,
            ),
            table=made["summary"].tables[0],
            notes=_spoken(made["summary"]),
        ),
        _slide(made["case"]),
        _slide(made["options"]),
        Slide(
            title=dxa.title,
            points=(*dxa.points[:2], *staff.points[:3]),
            chart=next(iter(staff.charts), None),
            notes=_spoken(staff, dxa),
        ),
        Slide(
            title=cost.title,
            points=(*cost.points[:-1][:3], *worth.points[:2], *cost.points[-1:]),
            chart=next(iter(cost.charts), next(iter(worth.charts), None)),
            notes=_spoken(cost, worth),
        ),
        Slide(
            title=risk.title,
            points=(*risk.points, *made["recommendation"].sentences[:1]),
            notes=_spoken(risk, made["recommendation"]),
        ),
    )


def _slide(section: PaperSection) -> Slide:
    """A slide of one section with its first chart."""
    return Slide(
        title=section.title,
        points=section.points[:MOST_POINTS],
        chart=next(iter(section.charts), None),
        notes=_spoken(section),
    )


def _spoken(*sections: PaperSection) -> str:
    """Sentences of sections, for the notes of a slide."""
    return "\n".join(text for each in sections for text in each.sentences)


def _data(ev: Evidence) -> tuple[PaperTable, ...]:
    """Figures by board and by month, for the workbook."""
    tables = []
    by_board = [decisive_rows(each.summary, each.plan, ev.places) for each in ev.plans]
    tables.append(as_paper_table(_("By board"), pd.concat(by_board)))
    compared = [
        decisive_rows(each.comparison, each.plan, ev.places)
        for each in ev.options
        if each.comparison is not None
    ]
    if compared:
        tables.append(as_paper_table(_("Differences"), pd.concat(compared)))
    months = [by_month(each.summary) for each in ev.plans]
    tables.append(as_paper_table(_("By month"), pd.concat(months)))
    return tuple(tables)


def as_paper_table(title: str, table: pd.DataFrame) -> PaperTable:
    """A table of results with its columns as they are named there."""
    return PaperTable(
        title=title,
        head=tuple(str(name) for name in table),
        rows=tuple(
            tuple(_cell(value) for value in row)
            for row in table.itertuples(index=False, name=None)
        ),
        texts=3,
    )


def _cell(value: object) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return "" if pd.isna(value) else Figure(float(value), f"{value:g}")
