"""The picture of a pathway: SVG that needs no other file, no font and no internet."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.inputs.pathway import Pathway
from planner.locale import _
from planner.reports.diagram.chart import Chart, chart_of, sentences
from planner.reports.diagram.layout import (
    BOX,
    EXITS,
    HEAD,
    LINE,
    MARGIN,
    PILL_HEIGHT,
    TEXT,
    DiagramLayout,
    Lane,
    SideArrow,
    StageRow,
    broken,
    pill_width,
    plan_of,
)

INK, GREY, PAPER = "#14202b", "#44556a", "#ffffff"
FILLS = {
    "nurse": "#d8e8f8",
    "admin": "#ece3f5",
    "scanner": "#d7efdf",
    "operator": "#d7efdf",
    "reporter": "#fdeec4",
    "consultant": "#f9dcd9",
    "infusion nurse": "#d8e8f8",
    "chair": "#d7efdf",
    "falls service": "#fdeec4",
    "exercise class": "#fdeec4",
}
"""Light enough for dark words; the role also stands in the box."""
OTHER_FILL, END_FILL = "#eceff2", "#2b3a49"
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
TITLE = 20.0


def svg_of(pathway: Pathway) -> str:
    """The diagram of a pathway.

    It has a title and a description for screen readers, and dark words on light boxes.
    """
    chart = chart_of(pathway)
    width = plan_of(chart, 0.0).width
    why = broken(chart.why, width - 2 * MARGIN, TEXT)
    top = MARGIN + TITLE + LINE * len(why) + 26
    plan = plan_of(chart, top)
    offers = [
        (line, number == 0)
        for text in chart.offers
        for number, line in enumerate(broken(text, width - 2 * MARGIN - 20, TEXT))
    ]
    height = plan.bottom + 48 + LINE * (len(offers) + 1) + MARGIN
    root = _root(chart, plan.width, height)
    _words(root, MARGIN, MARGIN + 16, [chart.title], TITLE, bold=True)
    _words(root, MARGIN, MARGIN + TITLE + 16, why, TEXT, fill=GREY)
    for lane in plan.lanes:
        _lane(root, lane)
    for row in plan.rows:
        _row(root, plan, row)
    _offers(root, offers, plan.bottom + 44)
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _root(chart: Chart, width: float, height: float) -> Element:
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "role": "img",
            "aria-labelledby": "pathway-title pathway-description",
            "font-family": FONT,
        },
    )
    SubElement(root, "title", id="pathway-title").text = _plain(chart.title)
    told = " ".join(sentences(chart))
    SubElement(root, "desc", id="pathway-description").text = _plain(told)
    marker = SubElement(
        SubElement(root, "defs"), "marker", id="arrow", viewBox="0 0 10 10",
        refX="9", refY="5", markerWidth="8", markerHeight="8", orient="auto",
    )  # fmt: skip
    SubElement(marker, "path", d="M0 0L10 5L0 10z", fill=INK)
    SubElement(root, "rect", width="100%", height="100%", fill=PAPER)
    return root


def _row(root: Element, plan: DiagramLayout, row: StageRow) -> None:
    x, right = plan.box_x, plan.box_x + BOX
    _box(root, row, x)
    words = [*row.title, *row.words]
    y = row.top + 8 + HEAD
    _words(root, x + 12, y, row.title, HEAD, bold=True)
    _words(root, x + 12, y + LINE * len(row.title), words[len(row.title) :], TEXT)
    lanes = {lane.to: lane.x for lane in plan.lanes}
    place = {each.box.name: number for number, each in enumerate(plan.rows)}
    for line in row.left:
        to = place[row.box.name if line.way is None else line.way.to]
        _sideways(root, line, x, lanes[to])
    for line in row.right:
        _exit(root, line, right)
    if row.down is not None:
        middle = x + BOX / 2
        below = plan.rows[place[row.box.name] + 1].top
        _path(root, f"M{middle:.1f} {row.bottom:.1f}V{below:.1f}", arrow=True)
        _words(root, middle + 12, row.bottom + 20, row.down, TEXT)


def _box(root: Element, row: StageRow, x: float) -> None:
    look = {"stroke": INK, "stroke-width": "1.5", "rx": "5"}
    look["fill"] = FILLS.get(row.box.role, OTHER_FILL)
    if row.box.is_delay:
        look |= {"fill": PAPER, "rx": "12", "stroke-dasharray": "6 4"}
    size = {"width": f"{BOX:.1f}", "height": f"{row.height:.1f}"}
    SubElement(root, "rect", x=f"{x:.1f}", y=f"{row.top:.1f}", attrib={**size, **look})


def _lane(root: Element, lane: Lane) -> None:
    first, last = lane.ends
    _path(root, f"M{lane.x:.1f} {first:.1f}V{last:.1f}")


def _sideways(root: Element, line: SideArrow, box: float, lane: float) -> None:
    """A way that leaves for its lane, or the arrow that arrives from it."""
    if line.way is None:
        _path(root, f"M{lane:.1f} {line.y:.1f}H{box:.1f}", arrow=True)
        return
    _path(root, f"M{box:.1f} {line.y:.1f}H{lane:.1f}")
    SubElement(root, "circle", cx=f"{lane:.1f}", cy=f"{line.y:.1f}", r="3", fill=INK)
    top = line.y - 5 - LINE * (len(line.words) - 1)
    _words(root, box - 10, top, line.words, TEXT, anchor="end")


def _exit(root: Element, line: SideArrow, box: float) -> None:
    """An end that people leave to, or an entry that they come from."""
    start, pill = box, box + EXITS
    way = f"M{pill:.1f} {line.y:.1f}H{start:.1f}"
    if not line.comes_in:
        way = f"M{start:.1f} {line.y:.1f}H{pill:.1f}"
    _path(root, way, arrow=True)
    shape = SubElement(
        root, "rect", x=f"{pill:.1f}", y=f"{line.y - PILL_HEIGHT / 2:.1f}",
        width=f"{pill_width(line.pill):.1f}", height=f"{PILL_HEIGHT:.1f}", rx="13",
        fill=PAPER if line.comes_in else END_FILL, stroke=END_FILL,
    )  # fmt: skip
    shape.set("stroke-width", "1.5")
    fill = INK if line.comes_in else PAPER
    _words(root, pill + 12, line.y + 4.5, [line.pill], TEXT, fill=fill)
    top = line.y - 5 - LINE * (len(line.words) - 1)
    _words(root, box + 10, top, line.words, TEXT)


def _offers(root: Element, offers: list[tuple[str, bool]], y: float) -> None:
    """Offers of each kind of session, below the chart."""
    head = _("What a session offers, in this order")
    _words(root, MARGIN, y, [head], TEXT, bold=True)
    for number, (line, begins) in enumerate(offers, 1):
        _words(root, MARGIN + (0 if begins else 20), y + LINE * number, [line], TEXT)


def _words(
    root: Element,
    x: float,
    y: float,
    lines: list[str] | tuple[str, ...],
    size: float,
    *,
    bold: bool = False,
    anchor: str = "start",
    fill: str = INK,
) -> None:
    for number, line in enumerate(lines):
        look = {"font-size": f"{size:g}", "fill": fill, "text-anchor": anchor}
        if bold:
            look["font-weight"] = "bold"
        place = {"x": f"{x:.1f}", "y": f"{y + LINE * number:.1f}"}
        SubElement(root, "text", {**place, **look}).text = _plain(line)


def _path(root: Element, way: str, *, arrow: bool = False) -> None:
    look = {"d": way, "fill": "none", "stroke": INK, "stroke-width": "1.5"}
    if arrow:
        look["marker-end"] = "url(#arrow)"
    SubElement(root, "path", look)


def _plain(text: str) -> str:
    """Words without what no XML file may hold."""
    return "".join(letter for letter in text if letter.isprintable())
