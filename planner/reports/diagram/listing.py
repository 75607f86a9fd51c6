"""A pathway in plain text: for a terminal, and for those who do not see the picture."""

from __future__ import annotations

from planner.inputs.pathway import Pathway
from planner.reports.diagram.chart import Box, Chart, Way, chart_of


def text_of(pathway: Pathway) -> str:
    """Stages in order, each with its ways out, and what sessions offer."""
    chart = chart_of(pathway)
    titles = chart.titles()
    lines = [chart.title, chart.why] if chart.why else [chart.title]
    for number, box in enumerate(chart.boxes, 1):
        lines += ["", f"{number}. {box.title} ({about(box)})"]
        lines += [f"   comes in: {words}" for words in box.entries]
        ways = [way for way in chart.ways if way.start == box.name]
        lines += [f"   -> {_way(way, titles)}" for way in ways]
    return "\n".join(
        [*lines, "", "What a session offers, in this order", *chart.offers]
    )


def about(box: Box) -> str:
    """What a stage is, in a few words."""
    return "; ".join(filter(None, [box.role, *box.lines]))


def sentences(chart: Chart) -> list[str]:
    """The same as sentences, for a description."""
    titles = chart.titles()
    told = [f"{chart.why}"] if chart.why else []
    for box in chart.boxes:
        ways = [_way(way, titles) for way in chart.ways if way.start == box.name]
        comes = [f"{' and '.join(box.entries)} begin here"] if box.entries else []
        told.append(f"{box.title}: {'; '.join([about(box), *comes])}.")
        told += [f"From there: {'; '.join(ways)}."] if ways else []
    return told


def _way(way: Way, titles: dict[str, str]) -> str:
    to = f"end: {way.to}" if way.ends else titles.get(way.to, way.to)
    return ": ".join(filter(None, [to, ", ".join(way.label)]))
