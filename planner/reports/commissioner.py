"""A commissioner's view in words: the service there is, the challenge, KPIs beside."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from planner.data.facts import load_facts
from planner.experiment.new_service import TEMPLATE
from planner.experiment.running.results import Results
from planner.experiment.worth import plan_totals
from planner.inputs.boards import official_name
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.reports.audit_colours import colour_of_row
from planner.reports.number_format import NOTHING, number, pounds
from planner.reports.select_rows import last_row
from planner.reports.standards import ROLES

NOT_STATED = {"kpi5_scanned_90_base_not_stated": "kpi5_scanned_90_of_ordered"}
"""Published measures whose base is not stated, beside the audit's own."""
PLACES = ("wales", "england")
PUBLISHED_NOTE = gettext_noop(
    "Published figures are the newest of the audit, year in brackets; *: the base was"
    " not stated."
)


def service_sentences(plan: Scenario, place: str) -> list[str]:
    """The service that a locality has: staff, scanners, and its DXA list."""
    _day, here = plan.periods[0]
    board = here.boards[place]
    wte: dict[str, float] = {}
    for post in board.posts.values():
        wte[post.role] = wte.get(post.role, 0.0) + post.wte
    staff = ", ".join(
        _("{role} {wte} WTE", role=_(ROLES.get(role, role)), wte=number(each, 2))
        for role, each in wte.items()
    )
    sessions = sum(each.sessions_a_week for each in board.scanners.values())
    waiting = board.waiting_list.get("scan")
    return [
        _(
            "{board}: {fractures} fragility fractures expected a year. The service:"
            " {staff}; {scanners} with {sessions} half-day sessions a week; {waiting}"
            " people on the DXA list on the first day.",
            board=official_name(board),
            fractures=number(board.demand.fractures_a_year, 0),
            staff=staff,
            scanners=ngettext(
                "{n} DXA scanner", "{n} DXA scanners", len(board.scanners)
            ),
            sessions=number(sessions, 1),
            waiting=number(waiting.count if waiting else 0, 0),
        )
    ]


def new_service_sentences(plan: Scenario, place: str, scenario: str) -> list[str]:
    """The service proposed for a place without one, and who treats its people now."""
    today = load_scenario(scenario)
    said = service_sentences(plan, place)
    where = ""
    if place in today.boards and today.boards[place].demand.providers:
        shares = today.boards[place].demand.providers.items()
        names = [
            _(
                "{name} {percent} %",
                name=_provider_name(today, at),
                percent=number(100 * share, 0),
            )
            for at, share in sorted(shares, key=lambda item: -item[1])
        ]
        where = _("Today its people are treated by {names}.", names=", ".join(names))
    sized = _(
        "It has no FLS of its own. What follows is the case to start one, sized from"
        " its population like an average Welsh service ({template}, scaled by expected"
        " fractures): every number of it is illustrative. A scanner is taken to be"
        " there; a new one adds {price} of capital. Do nothing: nobody is found, and"
        " the refractures below are not avoided.",
        template=official_name(today.boards[TEMPLATE]),
        price=pounds(plan.money.scanner_price if plan.money else 0.0),
    )
    return [*([where] if where else []), sized, *said]


def _provider_name(plan: Scenario, provider: str) -> str:
    """Name of a board, or of a place outside the plan by the words of its id."""
    if provider in plan.boards:
        return official_name(plan.boards[provider])
    return provider.replace("-", " ").title()


def challenge_sentences(benefits: Results, plan: Scenario) -> list[str]:
    """Refractures without an FLS, what it avoids, and who pays and gains."""
    found = {t.kpi: t.mean for t in plan_totals(benefits) if t.case == CENTRAL}
    if not found:
        return []
    return [
        _(
            "An FLS finds people after a fracture, and has them assessed and treated,"
            " as the risk of another is highest in the next two years. Of the fractures"
            " of {years} years, {without} refractures would follow within five years"
            " without one; this service avoids {avoided}, {hips} of them of the hip,"
            " with {days} bed days, {nhs} of NHS cost and {social} of social care.",
            years=f"{plan.years:g}",
            without=number(found["refractures_no_fls"], 0),
            avoided=number(found["fractures_avoided"], 0),
            hips=number(found["hips_avoided"], 0),
            days=number(found["bed_days_avoided"], 0),
            nhs=pounds(found["nhs_avoided"]),
            social=pounds(found["social_avoided"]),
        )
    ]


def kpis_beside(summary: pd.DataFrame, plan: Scenario, place: str) -> pd.DataFrame:
    """KPIs of a place beside the newest published ones of Wales and of England.

    Returns
    -------
    DataFrame: kpi, title, base, period, value, colour, and of each place its value,
    year and whether the base is stated
    """
    facts = load_facts("fls_db_kpis")
    rows = []
    for kpi in AUDIT:
        row = last_row(summary, plan, kpi.id, place)
        if row is None:
            continue
        line = {
            "kpi": kpi.id,
            "title": kpi.title,
            "base": kpi.base,
            "period": row["period"],
            "value": row["mean"],
            "ci_low": row["ci_low"],
            "ci_high": row["ci_high"],
            "colour": colour_of_row(row),
        }
        for where in PLACES:
            line |= _published(facts, kpi.id, where)
        rows.append(line)
    return pd.DataFrame(rows)


def _published(facts: pd.DataFrame, kpi: str, where: str) -> dict[str, object]:
    """The newest published value of a measure at a place; nothing if there is none."""
    names = {kpi, *(told for told, ours in NOT_STATED.items() if ours == kpi)}
    mine = facts[facts["kpi"].isin(names)]
    mine = mine[mine["geography"].str.lower() == where]
    mine = mine[~mine["id"].str.endswith("high_risk")].sort_values("year")
    if mine.empty:
        return {where: float("nan"), f"{where}_year": "", f"{where}_base": ""}
    last = mine.iloc[-1]
    stated = "" if last["kpi"] == kpi else _("base not stated")
    year = str(last["year"])
    return {where: float(last["value"]), f"{where}_year": year, f"{where}_base": stated}


def published_text(row: Mapping[Hashable, Any], where: str) -> str:
    """A published value with its year, from a row of `kpis_beside`."""
    value = float(row[where])
    if math.isnan(value):
        return NOTHING
    mark = "*" if row[f"{where}_base"] else ""
    return f"{number(value, 1)}{mark} ({row[f'{where}_year']})"
