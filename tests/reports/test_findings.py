"""Findings in words and the page that stands alone, from small tables made by hand."""

from __future__ import annotations

import datetime
import html
import html.parser

import pandas as pd
import pytest

from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import load_scenario
from planner.reports import compare_page, finding, headline

PLAN = load_scenario().with_values({"years": 2.0})
NAMES = {"aneurin-bevan": "Aneurin Bevan", "hywel-dda": "Hywel Dda"}


def compared(difference: float, half: float, *, label: str = "") -> pd.DataFrame:
    """A comparison of one board: KPI 5, DXA list and cost."""
    common = {
        "baseline": "today",
        "option": "more",
        "provider": "hywel-dda",
        "residence": "all",
        "role": "all",
        "group": "all",
        "reason": "all",
        "n": 10,
        "label": label,
    }
    rows = [
        {"stage": "all", "period": "2027/28", "start": "2027-04-01",
         "kpi": "kpi5_scanned_90_of_all",
         "baseline_mean": 16.0, "option_mean": 16.0 + difference,
         "difference": difference, "ci_low": difference - half,
         "ci_high": difference + half, "chance_better": 0.9, "chance_low": 0.6,
         "chance_high": 0.98, "better": "up"},
        {"stage": "scan", "period": "2028-03-22", "start": "2028-03-22",
         "kpi": "waiting_list",
         "baseline_mean": 1500.0, "option_mean": 900.0, "difference": -600.0,
         "ci_low": -700.0, "ci_high": -500.0, "chance_better": 1.0,
         "chance_low": 0.72, "chance_high": 1.0, "better": "down"},
        {"stage": "all", "period": "plan", "start": "2026-04-01",
         "kpi": "cost_whole_plan",
         "baseline_mean": 9e5, "option_mean": 1e6, "difference": 1e5,
         "ci_low": 9e4, "ci_high": 1.1e5, "chance_better": 0.0,
         "chance_low": 0.0, "chance_high": 0.28, "better": "down"},
    ]  # fmt: skip
    return pd.DataFrame([{**common, **row} for row in rows])


class Links(html.parser.HTMLParser):
    """Collects the title and everything a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        self.fetched += [v or "" for k, v in attrs if k in ("src", "href", "action")]
        self.fetched += [tag] if tag in ("script", "link", "iframe", "img") else []

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def test_a_sure_difference_is_said_with_its_interval_chance_and_cost():
    said = finding(compared(12.3, 1.0), PLAN, NAMES, "More sessions")
    assert said.startswith(
        "Hywel Dda, More sessions: of fractures of 2027/28, the share scanned within"
    )
    assert "rises by 12.3 points (95 % interval of the mean difference 11.3" in said
    assert "falls by 600 people (95 % interval of the mean difference 500 to" in said
    assert "£100,000 more" in said


def test_a_finding_names_its_year_and_follows_the_one_that_is_chosen():
    table = compared(12.3, 1.0)
    assert "fractures of 2027/28" in finding(table, PLAN, NAMES)
    assert "at the plan's end" in finding(table, PLAN, NAMES)
    chosen = finding(table, PLAN, NAMES, year="2027/28")
    assert "the DXA list at the end of 2027/28" in chosen
    other = finding(table, PLAN, NAMES, year="2026/27")
    assert "2027/28" not in other
    longer = PLAN.with_values({"years": 2.01})
    assert "fractures of 2027/28" in finding(table, longer, NAMES)


def test_an_interval_with_zero_in_it_is_not_sold_as_a_change():
    assert "+0.4 points, but not for sure" in finding(compared(0.4, 1.0), PLAN, NAMES)


def test_a_finding_about_an_illustrative_board_says_so():
    assert ILLUSTRATIVE in finding(compared(12.3, 1.0, label=ILLUSTRATIVE), PLAN, NAMES)


def test_a_headline_gives_what_fits_and_random_variation_apart():
    rows = [
        {"kpi": "kpi5_scanned_90_of_all", "stage": "all", "period": "2027/28",
         "start": "2027-04-01", "mean": 16.2, "ci_low": 15.8, "ci_high": 16.6,
         "band_low": 11.0, "band_high": 27.0, "random_low": 15.0,
         "random_high": 17.0},
        {"kpi": "waiting_list", "stage": "scan", "period": "2028-03-22",
         "start": "2028-03-22",
         "mean": 1500.0, "ci_low": 1450.0, "ci_high": 1550.0, "band_low": 900.0,
         "band_high": 2700.0, "random_low": 1300.0, "random_high": 1700.0},
    ]  # fmt: skip
    common = {"provider": "wales", "residence": "all", "group": "all", "label": "",
              "role": "all", "reason": "all", "sets": 5}  # fmt: skip
    said = headline(pd.DataFrame([{**common, **row} for row in rows]), PLAN)
    assert "over all that fits: 11.0 to 27.0; by random variation alone: 15.0" in said
    assert "over all that fits: 900 to 2,700; by random variation alone: 1,300" in said
    assert "interval of the mean" not in said


@pytest.fixture
def document() -> str:
    return compare_page(
        {"more": compared(12.3, 1.0, label=ILLUSTRATIVE)},
        {"more": PLAN},
        made_on=datetime.date(2026, 11, 21),
    )


def test_the_page_fetches_nothing_and_its_title_is_the_finding(document: str):
    links = Links()
    links.feed(document)
    assert links.fetched == []
    assert "rises by 12.3 points" in links.title
    assert "http" not in document


def test_the_page_marks_illustrative_boards_and_escapes_what_it_is_given(document: str):
    assert ILLUSTRATIVE in html.unescape(document)
    nasty = PLAN.with_values({"title": "<script>alert(1)</script>"})
    page = compare_page({"nasty": compared(1.0, 0.1)}, {"nasty": nasty})
    assert "alert(1)" in page
    assert "<script>" not in page
