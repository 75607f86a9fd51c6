"""Equity in words: nobody ranked, small groups hidden, doubts marked."""

from __future__ import annotations

import pandas as pd

from planner.experiment.equity import COLUMNS
from planner.reports.equity import equity_lines, outside_sentences, widest_gap

NAN = float("nan")
NAMES = {"powys": "Powys Teaching Health Board"}


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of a equity table."""
    return pd.DataFrame(rows, columns=COLUMNS)


def test_a_cell_shows_mean_interval_and_base():
    (line,) = equity_lines(
        table(
            ("residence", "powys", "assessed_90", 81.66, 77.2, 86.2, 507.0, 4),
            ("residence", "powys", "scanned_90", 29.3, 26.6, 32.0, 249.0, 4),
        ),
        NAMES,
    )
    assert (line.kind, line.name, line.people) == ("lives in", "Powys", "507")
    assert line.cells[0] == "81.7 %\n(77.2 to 86.2)\nof 507"
    assert line.cells[2] == "–"


def test_a_difference_has_a_sign_and_a_mark_where_chance_may_do_as_much():
    rows = [
        ("sex", "male", "assessed_90", -0.04, -0.2, 0.1, 400.0, 4),
        ("sex", "male", "scan_wait", -12.0, -15.0, -9.0, 80.0, 4),
    ]
    (line,) = equity_lines(table(*rows), NAMES, differences=True)
    assert line.cells[0].startswith("+0.0 points ?\n")
    assert line.cells[2] == "−12.0 days\n(−15 to −9)\nof 80"


def test_a_gap_between_services_is_in_points():
    row = ("services", "highest minus lowest", "assessed_90", 12.3, 11.0, 13.6, 99.0, 4)
    (line,) = equity_lines(table(row), NAMES)
    assert (line.kind, line.name) == ("between services", "highest minus lowest")
    assert line.cells[0] == "12.3 points\n(11.0 to 13.6)\nof 99"


def test_a_small_group_is_named_and_its_figure_is_not():
    (line,) = equity_lines(
        table(("age", "90+", "assessed_90", NAN, NAN, NAN, 9.0, 4)), NAMES
    )
    assert line.cells[0] == "few"
    assert line.people == "9"


def test_the_widest_gap_is_named_only_where_intervals_lie_apart_and_never_of_boards():
    boards = [
        ("residence", "a", "scan_wait", 10.0, 9.0, 11.0, 99.0, 4),
        ("residence", "b", "scan_wait", 90.0, 89.0, 91.0, 99.0, 4),
    ]
    rural = [
        ("rural", "rural", "scan_wait", 60.0, 58.0, 62.0, 99.0, 4),
        ("rural", "not rural", "scan_wait", 40.0, 38.0, 42.0, 99.0, 4),
    ]
    assert widest_gap(table(*boards, *rural)) == (
        "Waits for a scan differ most by rurality: 20 days longer for rural than for"
        " not rural."
    )
    close = [(*row[:4], 30.0, 70.0, *row[6:]) for row in rural]
    assert "No clear difference in waits" in widest_gap(table(*boards, *close))


def test_residents_treated_elsewhere_are_spoken_of():
    rows = table(
        ("residence", "powys", "outside", 29.6, 28.0, 31.0, 720.0, 4),
        ("age", "50-54", "outside", 12.0, 11.0, 13.0, 720.0, 4),
    )
    (said,) = outside_sentences(rows, NAMES)
    assert said.startswith(
        "Powys: 30 % of the residents identified are treated outside"
    )
