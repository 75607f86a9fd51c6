"""Every number once: its plain name, value, unit, source, owner and use-by date."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.names import BOARDS, CONFIDENCE, name_of, translated
from dashboard.plans import Plan
from dashboard.ui import blocks, tables
from dashboard.ui.blocks import labelled
from planner.board_data.spreadsheet_text import as_text_table
from planner.locale import _, chosen_language
from planner.reports.assurance.log import NATIONAL, RULE, assumption_log
from planner.reports.tornado import said_input

LINES = 50
EVERYTHING, SHARED, FACTS, LAPSED = "all", "shared", "facts", "lapsed"
CHANGE = "assumption-change"
FACT_FILE = "planner/data/"


@dataclass(frozen=True)
class WantedNumbers:
    """Choices of the page: words to find, confidence, place, use-by."""

    find: str = ""
    confidence: str = EVERYTHING
    place: str = EVERYTHING
    due: str = EVERYTHING

    @classmethod
    def of(cls, find: str, confidence: str, place: str, due: str) -> WantedNumbers:
        """The choices as far as there are such."""
        return cls(
            find=find or "",
            confidence=confidence if confidence in CONFIDENCE else EVERYTHING,
            place=place if place in places() else EVERYTHING,
            due=due if due == LAPSED else EVERYTHING,
        )

    def in_address(self) -> dict[str, str]:
        """The choices as the address holds them: those that leave something out."""
        return {key: each for key, each in vars(self).items() if each != EVERYTHING}


def plan() -> Plan:
    """All of Wales as the plan stands."""
    return Plan(jobs.service().settings.scenario)


def places() -> dict[str, str]:
    """Whose numbers can be shown."""
    return {
        EVERYTHING: _("All numbers of the plan"),
        SHARED: _("Shared by all boards"),
        **translated(BOARDS),
        FACTS: _("Published facts behind the plan"),
    }


def whole() -> pd.DataFrame:
    """Every number with its plain name, as the assurance pack's log has it."""
    return _whole(plan(), datetime.date.today(), chosen_language())


@functools.lru_cache(maxsize=4)
def _whole(plan: Plan, today: datetime.date, _language: str) -> pd.DataFrame:
    table = assumption_log(plans.load(plan), today)
    names = translated(BOARDS)
    keys = table["number"].astype(str)
    said = [said_input(key, names) for key in keys]
    table["name"] = [name[:1].upper() + name[1:] for name in said]
    boards = keys.str.extract(r"^boards\.([^.]+)\.", expand=False)
    table["place"] = boards.fillna(SHARED)
    facts = table["where"].str.startswith(FACT_FILE)
    table.loc[facts, "place"] = FACTS
    searched = ["name", "number", "source", "why", "unit", "owner"]
    words = table[searched].astype(str).agg(" ".join, axis=1)
    table["words"] = words.str.lower().str.replace("-", " ")
    return table


def fitting(wanted: WantedNumbers) -> pd.DataFrame:
    """Numbers that fit what is wanted."""
    table = whole()
    fits = table["place"] == wanted.place
    if wanted.place == EVERYTHING:
        fits = table["place"] != FACTS
    if wanted.confidence != EVERYTHING:
        fits &= table["confidence"] == wanted.confidence
    if wanted.due == LAPSED:
        fits &= table["expired"] != ""
    for word in wanted.find.lower().replace("-", " ").split():
        fits &= table["words"].str.contains(word, regex=False)
    return table[fits]


def pages(wanted: WantedNumbers) -> int:
    """Parts that the table falls into."""
    return max(1, -(-len(fitting(wanted)) // LINES))


def body(wanted: WantedNumbers, page: int) -> list[Component]:
    """Count of the numbers that fit, and one part of the table."""
    fits = fitting(wanted)
    page = min(max(page or 1, 1), pages(wanted))
    part = fits.iloc[(page - 1) * LINES : page * LINES]
    count = _(
        "{shown} of {all} numbers; {assumed} of these {shown} are assumptions and"
        " {lapsed} are past their use-by date.",
        shown=len(fits),
        all=len(whole()),
        assumed=int((fits["confidence"] == "assumption").sum()),
        lapsed=int((fits["expired"] != "").sum()),
    )
    said = html.P(count, className="sentence", role="status")
    if fits.empty:
        return [said, blocks.notice(_("No number fits. Take a word or a filter away."))]
    headings = {
        "name": _("Number"),
        "value": _("Value"),
        "unit": _("Unit"),
        "change": _("Change"),
        "range": _("Low to high"),
        "confidence": _("Confidence"),
        "source": _("Source and reason"),
        "year": _("Year"),
        "owner": _("Owner"),
        "use_by": _("Use by"),
    }
    caption = _("Numbers of the scenario '{scenario}'", scenario=plan().scenario)
    lines = [_line(row) for row in part.to_dict("records")]
    shown = tables.table(caption, headings, lines, numbers=["value"])
    return [said, html.Div(shown, className="assumptions")]


def _line(row: Mapping[Any, Any]) -> dict[str, str | Component]:
    low, high = row["low"], row["high"]
    known = not (pd.isna(low) or pd.isna(high))
    ends = _("{low} to {high}", low=f"{low:g}", high=f"{high:g}") if known else ""
    confidence, due = str(row["confidence"]), str(row["use_by"])
    lapsed = blocks.badge(_("{day}, past", day=due), "assumption")
    said = [str(row[part]) for part in ("source", "why") if _is_said(row[part])]
    return {
        "name": str(row["name"]),
        "value": written(row["value"]),
        "unit": _(str(row["unit"] or "")),
        "range": ends,
        "confidence": blocks.badge(name_of(CONFIDENCE, confidence), confidence),
        "year": str(row["year"] or ""),
        "owner": _owner(str(row["owner"])),
        "use_by": lapsed if row["expired"] else due,
        "source": "; ".join(said),
        "change": _change_button(row),
    }


def _owner(name: str) -> str:
    return _("national, to be named") if name == _(NATIONAL) else name


def _is_said(text: Any) -> bool:
    return bool(text) and not pd.isna(text)


def _change_button(row: Mapping[Any, Any]) -> str | Component:
    """A button where a number of the plan can be changed on this page."""
    if row["place"] == FACTS or not is_number(row["value"]):
        return ""
    return dmc.Button(
        _("Change"),
        id={"type": CHANGE, "key": str(row["number"])},
        variant="subtle",
        size="compact-sm",
        n_clicks=0,
        **labelled(_("Change: {name}", name=row["name"])),
    )


def is_number(value: object) -> bool:
    """Whether a value is a plain number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(value: object) -> str:
    """A value as the table shows it."""
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def pager(wanted: WantedNumbers) -> Component:
    """Buttons for the parts of the table."""
    return html.Nav(
        dmc.Pagination(
            id="assumptions-page", total=pages(wanted), value=1, withControls=False
        ),
        className="pager",
        **labelled(_("Parts of the table")),
    )


def use_by_rule() -> Component:
    """The rule of the use-by dates."""
    return blocks.note(_(RULE))


def as_csv(wanted: WantedNumbers) -> str:
    """The numbers that fit as a file that a spreadsheet opens, keys included."""
    table = fitting(wanted).drop(columns=["words", "place"])
    first = ["name", "number"]
    table = table[first + [name for name in table if name not in first]]
    return as_text_table(table).to_csv(index=False, lineterminator="\n")


def sources() -> Component:
    """Boundaries and data with their licences."""
    return blocks.panel(
        _("Data and boundaries"),
        html.P(plans.attribution()),
        html.Details(
            [
                html.Summary(_("Show where every table of facts comes from")),
                dcc.Markdown(plans.sources(), className="sources"),
            ],
            className="chart-table",
        ),
    )
