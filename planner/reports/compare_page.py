"""A comparison as one page of HTML that stands alone: its title is the finding."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd

from planner.inputs.boards import ILLUSTRATIVE, official_name
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.measure_index import WALES
from planner.reports.audit_colours import COLOUR_NOTE
from planner.reports.changed_inputs import changed_inputs
from planner.reports.finding import finding
from planner.reports.headlines import decisive_lines
from planner.reports.option_notes import option_notes
from planner.reports.page import render_page
from planner.reports.select_rows import place_name
from planner.reports.warnings import sharing_sentences


def compare_page(
    comparisons: Mapping[str, pd.DataFrame],
    options: Mapping[str, Scenario],
    baseline: Scenario | None = None,
    *,
    year: str = "",
    made_on: datetime.date | None = None,
) -> str:
    """HTML of a comparison, without a single address outside the page.

    Parameters
    ----------
    comparisons : tables of `compare` by the option's name
    options : the options' scenarios, for names, changes, seeds and fingerprints
    baseline : the scenario that they are compared with, for what they cannot move
    year : year of the plan to speak of, if not the last whole one
    made_on : date printed on the page; today when left out
    """
    scenarios = options
    names = {
        key: official_name(board)
        for scenario in scenarios.values()
        for key, board in scenario.boards.items()
    }
    titles = [
        finding(table, scenarios[name], names, _title(name, scenarios), year)
        for name, table in comparisons.items()
    ]
    sections = [
        _section(_title(name, scenarios), table, scenarios[name], names, baseline, year)
        for name, table in comparisons.items()
    ]
    return render_page(
        "compare_page.html",
        made_on,
        title=" ".join(titles) or _("Nothing was compared."),
        sections=sections,
        illustrative=_(ILLUSTRATIVE),
        colours=_(COLOUR_NOTE),
    )


def _title(name: str, scenarios: Mapping[str, Scenario]) -> str:
    return (scenarios[name].title if name in scenarios else "") or name


def _section(
    name: str,
    table: pd.DataFrame,
    scenario: Scenario,
    names: Mapping[str, str],
    baseline: Scenario | None,
    year: str,
) -> dict[str, object]:
    """Contents of the page for one option."""
    providers = [p for p in dict.fromkeys(table["provider"]) if p != "all"]
    places = sorted(providers, key=lambda p: (p != WALES, place_name(p, names)))
    return {
        "name": name,
        "finding": finding(table, scenario, names, name, year),
        "places": [
            _place(table, scenario, provider, names, year) for provider in places
        ],
        "changes": list(changed_inputs(scenario, names)),
        "notes": sharing_sentences(scenario)
        + (option_notes(baseline, scenario, table, names) if baseline else []),
        "fingerprint": scenario.fingerprint(),
        "runs": int(table["n"].max()) if len(table) else 0,
    }


def _place(
    table: pd.DataFrame,
    plan: Scenario,
    provider: str,
    names: Mapping[str, str],
    year: str,
) -> dict[str, object]:
    lines = decisive_lines(table, plan, provider, year)
    label = lines[0].label if lines else ""
    return {"name": place_name(provider, names), "label": label, "lines": lines}
