"""The front page of every output: five sentences to read before any number.

Boards with figures; what is fitted and what predicted; what the bands hold; what the
cost holds; which numbers to replace first. Its figures stand in
`planner/data/fitting_sets.toml`, which `fls-planner calibrate --sets` writes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import COST_HOLDS
from planner.reports.number_format import number
from planner.reports.select_rows import place_name

FILE = "fitting_sets.toml"
FIRST: Mapping[str, str] = {
    "scans": gettext_noop("scans a half-day session ({low} to {high})"),
    "referrals": gettext_noop("other DXA referrals a week ({low} to {high} times)"),
    "list": gettext_noop("the DXA list by age ({low} to {high} times)"),
    "nurses": gettext_noop("nurse WTE ({low} to {high} times)"),
}


@lru_cache(maxsize=1)
def about_sets() -> dict[str, Any]:
    """Checks, prediction and effects of inputs that come with the fitting sets."""
    text = files("planner.data").joinpath(FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def front_page(plan: Scenario, sets: int, names: Mapping[str, str]) -> list[str]:
    """The five sentences.

    Parameters
    ----------
    sets : fitting sets that the run went through; 0 with central values alone
    names : names of boards by id
    """
    return [
        _with_figures(plan, names),
        _fitted(names),
        bands_sentence(plan, sets),
        _(COST_HOLDS),
        _replace_first(),
    ]


def front_table(plan: Scenario, sets: int, names: Mapping[str, str]) -> pd.DataFrame:
    """The same as a table, for the first sheet of a workbook."""
    return pd.DataFrame({_("read first"): front_page(plan, sets, names)})


def _with_figures(plan: Scenario, names: Mapping[str, str]) -> str:
    known = [place_name(b, names) for b in plan.boards if plan.boards[b].kpis_published]
    if not known:
        return _(
            "No board of this plan has published figures: its numbers are illustrative"
            " until a board's own replace them."
        )
    return _(
        "Published figures: {boards}; every other board is an average Welsh board"
        " scaled by its expected fractures, illustrative and never its own"
        " performance.",
        boards=", ".join(known),
    )


def _fitted(names: Mapping[str, str]) -> str:
    told = about_sets()["prediction"]
    said = {
        "board": place_name(told["board"], names),
        "year": told["year"],
        "observed": number(told["observed"], 1),
        "predicted": number(told["predicted"], 1),
        "low": number(told["low"], 1),
        "high": number(told["high"], 1),
    }
    if told["low"] <= told["observed"] <= told["high"]:
        verdict = _("a hit")
    else:
        end = told["high"] if told["observed"] > told["high"] else told["low"]
        beyond = number(abs(told["observed"] - end), 1)
        verdict = _("a miss by {beyond} points beyond the band", beyond=beyond)
    return _(
        "Fitted: DXA lists, KPI 5 and people identified of {board} 2021 to 2023, and"
        " KPI 4, 5, 7, 9 and 10 of Wales; predicted: {predicted} % scanned within 90"
        " days there in {year} ({low} to {high}), where {observed} % was observed,"
        " {verdict}.",
        **said,
        verdict=verdict,
    )


def bands_sentence(plan: Scenario, sets: int) -> str:
    """Contents of the bands of a run, and what they leave out."""
    if not sets:
        return _(
            "The bands hold random variation alone, with every input at its central"
            " value: the truth may well lie outside of them."
        )
    return _(
        "The wide bands hold 9 futures in 10 over {sets} of {all} sets of scans,"
        " referrals, reserved slots and lists that fit alike, the others random"
        " variation alone; neither holds what else is unknown (fls-planner"
        " uncertainty), nor that the model itself is wrong.",
        sets=sets,
        all=plan.sets,
    )


def _replace_first() -> str:
    parts = [_moved(each) for each in about_sets()["first"]["input"]]
    return _(
        "Replace these {count} numbers first, with a board's own: {parts}.",
        count=len(parts),
        parts="; ".join(parts),
    )


def _moved(each: Mapping[str, Any]) -> str:
    """Ends between which one input moves the share and the list."""
    shares, lists = (
        [each[end][measure] for end in ("low", "high")] for measure in ("share", "list")
    )
    what = _(FIRST[each["id"]], **_ends(each))
    low, high = number(min(shares), 1), number(max(shares), 1)
    fewest, most = number(min(lists), 0), number(max(lists), 0)
    if low == high:
        return _(
            "{what} moves the list between {fewest} and {most}, the Welsh share scanned"
            " in 90 days not at all",
            what=what,
            fewest=fewest,
            most=most,
        )
    return _(
        "{what} moves the Welsh share scanned in 90 days between {low} and {high} %"
        " and the list between {fewest} and {most}",
        what=what,
        low=low,
        high=high,
        fewest=fewest,
        most=most,
    )


def _ends(moved: Mapping[str, Any]) -> dict[str, str]:
    """Ends between which an input was moved, as texts."""
    return {end: format(moved[end]["input"], "g") for end in ("low", "high")}
