"""Figures from a few tidy rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from dashboard import plans
from dashboard.figures.differences import draw_differences
from dashboard.figures.lists import draw_waiting_list
from dashboard.figures.marks import NeedsTitles, draw_marks, draw_needs
from dashboard.figures.style import SCREEN, class_colour, option_looks
from dashboard.ui.board_map import MapBoard, board_map
from tests.dashboard.conftest import parts_of, text_of

LABEL = "illustrative: not this board's performance"
ROWS = pd.DataFrame(
    {
        "place": ["wales", "aneurin-bevan", "powys"],
        "role": ["admin", "nurse", "scanner"],
        "mean": [20.0, 17.0, 30.0],
        "band_low": [19.0, 15.0, 25.0],
        "band_high": [21.0, 19.0, 35.0],
        "random_low": [19.5, 16.0, 28.0],
        "random_high": [20.5, 18.0, 33.0],
        "label": ["", "", LABEL],
    }
)
NAMES = {"wales": "Wales", "aneurin-bevan": "Aneurin Bevan", "powys": "Powys"}


def test_the_map_hatches_boards_that_publish_nothing() -> None:
    boards = {
        key: MapBoard(NAMES[key], "1.0", 2, key == "powys", f"/board?board={key}")
        for key in ("aneurin-bevan", "powys")
    }
    shown = board_map("Map", boards, plans.shapes())
    fills = {
        part.href: part.className
        for part in parts_of(shown)
        if "map-fill" in getattr(part, "className", "")
    }
    assert fills == {
        "/board?board=aneurin-bevan": "map-fill map-2",
        "/board?board=powys": "map-fill map-2 map-hatched",
    }
    plates = [part for part in parts_of(shown) if "map-plate" in str(part)]
    assert "Aneurin Bevan" in text_of(shown)
    assert plates


def test_an_outline_of_many_parts_is_one_path() -> None:
    square = [[[-4.0, 52.0], [-3.0, 52.0], [-3.0, 53.0], [-4.0, 53.0], [-4.0, 52.0]]]
    island = [[[-5.0, 52.0], [-4.8, 52.0], [-4.8, 52.2], [-5.0, 52.0]]]
    shape = {"geometry": {"type": "MultiPolygon", "coordinates": [square, island]}}
    shown = board_map("Map", {"a": MapBoard("A", "1", None, False, "/")}, {"a": shape})
    (path,) = [
        part.style["clipPath"]
        for part in parts_of(shown)
        if "clipPath" in (getattr(part, "style", None) or {})
    ]
    points = path.removeprefix("polygon(evenodd, ").removesuffix(")").split(", ")
    assert points[0] == points[-1]
    assert len(points) == (5 + 1) + (4 + 1) + 1


def test_every_board_of_wales_has_a_shape() -> None:
    assert len(plans.shapes()) == 7
    assert "Open Government Licence" in plans.attribution()


def test_bars_keep_their_order_hatching_and_both_bands() -> None:
    figure = draw_marks(ROWS, NAMES, "wales", "per cent")
    bars = figure.data[0]
    assert list(bars.y) == ["Wales", "Aneurin Bevan", "Powys"]
    assert list(bars.marker.pattern.shape) == ["", "", "/"]
    assert list(bars.error_x.array) == [1.0, 2.0, 5.0]
    assert list(bars.error_x.arrayminus) == [1.0, 2.0, 5.0]
    inner = [(line.x0, line.x1) for line in figure.layout.shapes]
    assert inner == [(19.5, 20.5), (16.0, 18.0), (28.0, 33.0)]


def test_needed_stands_beside_offered() -> None:
    roles = {"admin": "A", "nurse": "N", "scanner": "S"}
    figure = draw_needs(
        ROWS, ROWS, roles, NeedsTitles("offered", "needed", "extra", "sessions"), ROWS
    )
    assert [trace.name for trace in figure.data] == ["offered", "needed", "extra"]
    assert figure.layout.showlegend


def test_a_waiting_list_has_both_bands_and_its_first_day() -> None:
    weeks = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-04-01", "2026-04-08"]),
            "mean": [10.0, 12.0],
            "band_low": [9.0, 10.0],
            "band_high": [11.0, 14.0],
            "random_low": [9.5, 11.0],
            "random_high": [10.5, 13.0],
            "label": ["", ""],
        }
    )
    low, high, inner_low, inner, mean, first = draw_waiting_list(weeks, "people").data
    assert list(low.y) == [9.0, 10.0]
    assert (high.fill, high.fillpattern.shape) == ("tonexty", None)
    assert (list(inner_low.y), list(inner.y)) == ([9.5, 11.0], [10.5, 13.0])
    assert list(mean.y) == [10.0, 12.0]
    assert list(first.y) == [10.0]
    hatched = draw_waiting_list(weeks.assign(label=LABEL), "people").data[1]
    assert hatched.fillpattern.shape == "/"


def test_differences_have_a_marker_shape_for_each_option() -> None:
    rows = pd.DataFrame(
        {
            "measure": ["a", "b", "a"],
            "option": ["x", "x", "y"],
            "difference": [1.0, 2.0, -1.0],
            "band_low": [0.5, 1.0, -2.0],
            "band_high": [1.5, 3.0, 0.0],
            "random_low": [0.8, 1.5, -1.5],
            "random_high": [1.2, 2.5, -0.5],
        }
    )
    figure = draw_differences(rows, "points", option_looks(["x", "y", "z"]))
    shown = [trace for trace in figure.data if trace.showlegend is not False]
    assert [trace.name for trace in shown] == ["x", "y"]
    assert len({trace.marker.symbol for trace in shown}) == 2
    by_chance = [trace for trace in figure.data if trace.showlegend is False]
    assert [trace.offsetgroup for trace in by_chance] == ["x", "y"]
    assert len(figure.layout.shapes) == 1


def test_twelve_options_have_twelve_looks_and_six_have_six_colours() -> None:
    looks = option_looks([str(number) for number in range(12)])
    assert len(set(looks.values())) == 12
    assert len({look.colour for look in list(looks.values())[:6]}) == 6
    assert len({look.symbol for look in list(looks.values())[:6]}) == 6


@pytest.mark.parametrize(
    ("value", "step"), [(-1, 0), (0, 0), (19.9, 0), (20, 1), (100, 4)]
)
def test_classes_are_fifths_of_the_scale(value: float, step: int) -> None:
    from dashboard.figures.style import LOW_TO_HIGH

    assert class_colour(value) == LOW_TO_HIGH[step]


def test_no_graph_sends_anything_anywhere() -> None:
    assert SCREEN["showSendToCloud"] is False
    assert SCREEN["plotlyServerURL"] == ""
    assert SCREEN["displaylogo"] is False


def test_figures_know_nothing_of_the_screen(root: Path) -> None:
    code = (
        "import sys, dashboard.figures.weeks, dashboard.figures.marks;"
        "assert not {'dash', 'flask'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
