"""The diagram of a pathway: everything is on it, nothing lies over anything else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from planner.inputs.pathway import Pathway
from planner.inputs.pathways import list_pathways, load_pathway
from planner.reports.diagram.chart import chart_of, in_order, text_of
from planner.reports.diagram.layout import plan_of, width_of
from planner.reports.diagram.svg import FILLS, INK, svg_of

SVG = "{http://www.w3.org/2000/svg}"
PATHWAYS = list_pathways()


def small(**changes: object) -> Pathway:
    """A pathway of two stages, altered."""
    stages = {
        "see": {
            "number": 1,
            "role": "nurse",
            "slot_minutes": 45,
            "dna": 0.1,
            "next": [
                {"to": "wait", "share": 0.3, "delay": {"mean": 2}},
                {"to": "done"},
            ],
        },
        "wait": {"number": 2, "duration": {"mean": 2880}, "next": [{"to": "done"}]},
    }
    activities = {"see": {"number": 1, "stages": ["see"]}}
    raw = {"entry": {"fls": "see"}, "stages": stages, "activities": activities}
    return Pathway.model_validate(raw | changes)


def words_of(pathway: Pathway) -> list[ElementTree.Element]:
    """Every line of words in the picture."""
    return list(ElementTree.fromstring(svg_of(pathway)).iter(f"{SVG}text"))


def box(words: ElementTree.Element) -> tuple[float, float, float, float]:
    """Room that a line of words takes: left, right, top, bottom."""
    size = float(words.get("font-size", 0))
    wide, x, y = width_of(words.text or "", size), float(words.get("x", 0)), 0.0
    y = float(words.get("y", 0))
    left = x - wide if words.get("text-anchor") == "end" else x
    return left, left + wide, y - 0.75 * size, y + 0.2 * size


@pytest.mark.parametrize("name", PATHWAYS)
def test_no_words_lie_over_others_or_outside_the_picture(name: str):
    pathway = load_pathway(name)
    boxes = [box(words) for words in words_of(pathway)]
    width, height = map(
        float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg_of(pathway))[0]
    )
    for number, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= width
        assert 0 <= top < bottom <= height
        for other in boxes[number + 1 :]:
            apart = (
                left >= other[1]
                or other[0] >= right
                or top >= other[3]
                or other[2] >= bottom
            )
            assert apart, (number, other)


@pytest.mark.parametrize("name", PATHWAYS)
def test_every_stage_and_every_way_stands_in_the_picture_and_in_the_words(name: str):
    pathway = load_pathway(name)
    drawn = " ".join(words.text or "" for words in words_of(pathway))
    told = text_of(pathway)
    for stage in pathway.stages.values():
        assert stage.title in told
        assert all(word in drawn for word in stage.title.split())
    chart = chart_of(pathway)
    assert len(chart.arrows) == sum(len(s.next) for s in pathway.stages.values())
    assert told.count("->") == len(chart.arrows)
    plan = plan_of(chart, 0)
    down = sum(row.down is not None for row in plan.rows)
    beside = [line for row in plan.rows for line in (*row.left, *row.right)]
    assert down + sum(line.way is not None for line in beside) == len(chart.arrows)


def test_a_picture_says_slot_missed_share_and_delay():
    told = text_of(small())
    assert "nurse; 45 minutes; DNA 10 %" in told
    assert "-> wait: 30 %, after 2 days" in told
    assert "wait (delay: 2 days)" in told
    assert "comes in: FLS patients" in told


def test_who_misses_more_often_and_what_is_done_about_it_is_said():
    pathway = small(dna_groups=[{"when": {"age_band": ["90+"]}, "factor": 1.5}])
    raw = pathway.model_dump()
    raw["stages"]["see"]["dna_factors"] = {"text_reminders": 0.5}
    told = text_of(Pathway.model_validate(raw))
    assert "DNA 5 %, with text reminders" in told
    assert told.endswith("Missed appointments (DNA): age 90+ times 1.5")


def test_a_delay_is_drawn_apart_from_a_stage_that_somebody_serves():
    root = ElementTree.fromstring(svg_of(small()))
    boxes = [r for r in root.iter(f"{SVG}rect") if r.get("width") == "300.0"]
    dashed = [r.get("stroke-dasharray") is not None for r in boxes]
    assert dashed == [False, True]


def test_the_picture_is_named_and_described_for_a_screen_reader():
    root = ElementTree.fromstring(svg_of(load_pathway("standard")))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "pathway-title pathway-description"
    assert title is not None
    assert title.text == "Standard FLS pathway"
    assert described is not None
    assert "DXA scan: scanner; 25 minutes" in str(described.text)


def test_the_picture_asks_for_nothing_from_elsewhere():
    for name in PATHWAYS:
        drawn = svg_of(load_pathway(name))
        assert set(re.findall(r"https?://[^\"']*", drawn)) == {
            "http://www.w3.org/2000/svg"
        }
        assert not re.search(r"<(script|style|image|foreignObject)", drawn)


def test_marks_of_xml_in_a_title_are_words_and_not_marks():
    drawn = svg_of(small(title='<b>"Fast" & \x07loose</b>'))
    title = ElementTree.fromstring(drawn).find(f"{SVG}title")
    assert title is not None
    assert title.text == '<b>"Fast" & loose</b>'


def test_a_way_back_is_drawn_and_does_not_change_the_order():
    pathway = small()
    raw = pathway.model_dump()
    raw["stages"]["wait"]["next"] = [{"to": "see", "share": 0.5}, {"to": "done"}]
    looped = Pathway.model_validate(raw)
    assert in_order(looped) == ["see", "wait"]
    assert "-> see: 50 %" in text_of(looped)
    (lane,) = plan_of(chart_of(looped), 0).lanes
    assert lane.ends[0] < lane.ends[1]


def brightness(colour: str) -> float:
    """Relative luminance of a colour, after WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


@pytest.mark.parametrize("role", FILLS)
def test_words_are_dark_enough_on_every_box(role: str):
    contrast = (brightness(FILLS[role]) + 0.05) / (brightness(INK) + 0.05)
    assert contrast >= 7
