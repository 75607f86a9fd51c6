"""Titles that are findings, each read off one row of the results."""

from __future__ import annotations

import datetime
import math

from planner.experiment.decisive import clearances
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.measure_index import WALES
from planner.reports.dates import month_and_year
from planner.reports.finding import is_sure
from planner.reports.number_format import (
    amount,
    better_sets,
    number,
    pounds,
    years_text,
)
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.select_rows import HEADLINES, last_row

LIST, SCAN = "waiting_list", "scan"
COST = "cost_whole_plan"


def clearance_title(ev: Evidence, each: PlanEvidence) -> str:
    """By when 9 runs in 10 clear the DXA backlog, as tables say; else the list left.

    The list comes with the runs that clear it, if any do. Of Wales, which is no list of
    its own, always the list alone.
    """
    waiting = ev.row(each, LIST, stage=SCAN)
    found = clearances(each.results).get(ev.place) if ev.place != WALES else None
    said = {"option": each.title}
    if found is not None:
        runs = str(len(found.held))
        said |= {"done": str(int(found.held.sum())), "runs": runs}
        if math.isfinite(found.sure_day):
            days = datetime.timedelta(days=round(found.sure_day))
            return _(
                "{option}: 9 runs in 10 have cleared the DXA backlog by {month} ({done}"
                " of {runs} by the plan's end)",
                month=month_and_year(each.plan.plan_start + days),
                **said,
            )
    if waiting is None:
        return each.title
    said["people"] = amount(waiting["mean"], "people")
    if found is not None and found.held.any():
        return _(
            "{option}: {people} wait for DXA at the plan's end; {done} of {runs} runs"
            " clear the backlog",
            **said,
        )
    return _("{option}: {people} wait for DXA at the plan's end", **said)


def case_title(ev: Evidence) -> str:
    """Share of all identified who are scanned in time, of the last year's fractures."""
    share = ev.row(ev.base, LEADING)
    if share is None:
        return clearance_title(ev, ev.base)
    return _(
        "{place}: {share} of all people identified are scanned within 90 days"
        " ({period})",
        place=ev.place_name,
        share=amount(share["mean"], "%"),
        period=share["period"],
    )


def recommended(ev: Evidence) -> PlanEvidence | None:
    """The option that is put forward: surely better than the plan in a headline.

    Among several, the one best by the leading measure's mean, then the cheapest. None
    where no option is surely better, and never an option that surely worsens one of the
    headlines.
    """
    good = [option for option in ev.options if gains(ev, option)]
    good = [option for option in good if not losses(ev, option)]

    def order(option: PlanEvidence) -> tuple[float, float]:
        share, cost = (ev.difference(option, kpi) for kpi in (LEADING, COST))
        gained = 0.0 if share is None else float(share["difference"])
        price = 0.0 if cost is None else float(cost["difference"])
        return (-round(gained, 1), price)

    return min(good, key=order, default=None)


def gains(ev: Evidence, option: PlanEvidence) -> list[str]:
    """Headlines in which an option is surely better than the plan, as sentences."""
    return _moved(ev, option, better=True)


def losses(ev: Evidence, option: PlanEvidence) -> list[str]:
    """Headlines, but for the cost, in which it is surely worse."""
    return _moved(ev, option, better=False)


def _moved(ev: Evidence, option: PlanEvidence, *, better: bool) -> list[str]:
    found = []
    for kpi, stage in HEADLINES:
        row = ev.difference(option, kpi, stage=stage)
        if row is None or kpi == COST or not row["better"] or not is_sure(row):
            continue
        up = row["difference"] > 0
        if (up == (row["better"] == "up")) != better:
            continue
        unit = KPIS[kpi].unit
        told = {
            "measure": _(KPIS[kpi].title) + (f" ({stage})" if stage != "all" else ""),
            "before": amount(row["baseline_mean"], unit),
            "after": amount(row["option_mean"], unit),
            "base": _(KPIS[kpi].base),
        }
        sets = better_sets(row)
        if sets and better:
            found.append(
                _(
                    "{measure}: {before} to {after} (of: {base}; better in {sets}"
                    " fitting sets)",
                    sets=sets,
                    **told,
                )
            )
        else:
            found.append(_("{measure}: {before} to {after} (of: {base})", **told))
    return found


def money_title(ev: Evidence) -> str:
    """Cost of the recommended option, or of the plan itself."""
    years = years_text(round(ev.base.plan.plan_days / DAYS_A_YEAR, 1))
    option = recommended(ev) or (ev.options[0] if ev.options else None)
    if option is not None:
        row = ev.difference(option, COST)
        if row is not None:
            extra = row["difference"]
            said = {"option": option.title, "price": pounds(abs(extra))}
            if abs(extra) < 1:
                return _("{option} costs the same as the plan", **said)
            if extra > 0:
                return _(
                    "{option} costs {price} more over the whole plan of {years}",
                    years=years,
                    **said,
                )
            return _(
                "{option} costs {price} less over the whole plan of {years}",
                years=years,
                **said,
            )
    row = ev.row(ev.base, COST)
    if row is None:
        return _("The plan prices nothing")
    return _(
        "The service costs {price} over the whole plan of {years}",
        price=pounds(row["mean"]),
        years=years,
    )


def capacity_title(ev: Evidence) -> str:
    """DXA sessions offered a week against those that keep the list level."""
    offered, level = (
        last_row(ev.base.summary, ev.base.plan, kpi, ev.place, role="scanner")
        for kpi in ("sessions_a_week_offered", "sessions_a_week_to_stay_level")
    )
    if offered is None or level is None:
        return clearance_title(ev, ev.base)
    said = {"offered": number(offered["mean"]), "level": number(level["mean"])}
    if offered["mean"] < level["mean"]:
        return _(
            "{offered} DXA sessions a week are offered; {level} keep the list level",
            **said,
        )
    return _(
        "{offered} DXA sessions a week are offered, and {level} would keep the list"
        " level",
        **said,
    )
