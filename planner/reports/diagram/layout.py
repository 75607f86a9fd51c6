"""Where a chart's parts stand: a row for each stage, ways past other stages in lanes.

The way to the next row goes straight down. Ends stand to the right of the stage that
people leave from. Ways past other stages leave to the left and share a lane with all
others to the same stage. Each way has a line of its own, so that no words overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.reports.diagram.chart import Box, Chart, Way
from planner.reports.diagram.lettering import broken, width_of

TEXT, HEAD = 13.0, 15.0
LINE = 17.0
"""Height of a line of words."""
MARGIN, LANE, LABELS, BOX, EXITS, PILL = 24.0, 20.0, 250.0, 300.0, 240.0, 150.0
PILL_HEIGHT = 26.0
GAP = 26.0
"""Least room between rows."""


@dataclass(frozen=True)
class DiagramLine:
    """A way drawn sideways: its words stand on it."""

    way: Way | None
    """None for an arrow that arrives."""
    y: float
    words: tuple[str, ...] = ()
    pill: str = ""
    """What stands at its other end, if that is no stage."""
    comes_in: bool = False


@dataclass
class Row:
    """One stage where it stands."""

    box: Box
    top: float
    height: float
    title: list[str]
    words: list[str]
    left: list[DiagramLine] = field(default_factory=list)
    right: list[DiagramLine] = field(default_factory=list)
    down: tuple[str, ...] | None = None
    """Words of the way to the next row; None where there is none."""

    @property
    def bottom(self) -> float:
        """Lower edge of the box."""
        return self.top + self.height


@dataclass(frozen=True)
class Lane:
    """A vertical line to the left that leads to one stage."""

    to: int
    """Row."""
    x: float
    ends: tuple[float, float]


@dataclass(frozen=True)
class DiagramPlan:
    """Everything with its place, in pixels from the upper left corner."""

    rows: list[Row]
    lanes: list[Lane]
    box_x: float
    width: float
    bottom: float


def plan_of(chart: Chart, top: float) -> DiagramPlan:
    """Where the parts of a chart stand, from this height down."""
    place = {box.name: number for number, box in enumerate(chart.boxes)}
    rows: list[Row] = []
    for number, box in enumerate(chart.boxes):
        ways = [way for way in chart.ways if way.start == box.name]
        arrives = _is_reached_by_lane(chart, place, number)
        rows.append(_row(box, ways, _next_of(chart, number), arrives, top))
        top = rows[-1].bottom + _gap(rows[-1])
    spans = _spans(rows, place)
    lanes = _columns(spans)
    box_x = MARGIN + LANE * (max(lanes.values(), default=-1) + 1) + LABELS
    drawn = [
        Lane(to, box_x - LABELS - LANE * lanes[to], spans[to]) for to in sorted(spans)
    ]
    width = box_x + BOX + EXITS + PILL + MARGIN
    return DiagramPlan(rows, drawn, box_x, width, rows[-1].bottom if rows else top)


def _next_of(chart: Chart, number: int) -> str:
    following = chart.boxes[number + 1 : number + 2]
    return following[0].name if following else ""


def _goes_down(ways: list[Way], following: str) -> Way | None:
    """The way that leads straight to the next row: the first of them."""
    return next((way for way in ways if way.to == following), None)


def _is_reached_by_lane(chart: Chart, place: dict[str, int], number: int) -> bool:
    for way in chart.ways:
        if place.get(way.to) == number:
            start = place[way.start]
            ways = [w for w in chart.ways if w.start == way.start]
            if way is not _goes_down(ways, _next_of(chart, start)):
                return True
    return False


def _row(box: Box, ways: list[Way], following: str, arrives: bool, top: float) -> Row:
    title = broken(box.title, BOX - 24, HEAD)
    role = [f"{box.role}, {box.lines[0]}", *box.lines[1:]] if box.role else box.lines
    words = [line for text in role for line in broken(text, BOX - 24, TEXT)]
    row = Row(box, top, 0.0, title, words)
    down = _goes_down(ways, following)
    if down is not None:
        row.down = tuple(x for text in down.label for x in broken(text, 520, TEXT))
    y = top + 8
    if arrives:
        row.left.append(DiagramLine(None, y + 8))
        y += 22
    y_left = _put(row.left, [w for w in ways if not w.ends and w is not down], y)
    y_right = _entries(row, top + 8)
    y_right = _put(row.right, [way for way in ways if way.ends], y_right)
    text = 14 + LINE * (len(title) + len(words)) + 8
    row.height = max(text, y_left - top, y_right - top)
    return row


def _entries(row: Row, y: float) -> float:
    for words in row.box.entries:
        row.right.append(
            DiagramLine(None, y + PILL_HEIGHT / 2, pill=words, comes_in=True)
        )
        y += PILL_HEIGHT + 8
    return y


def _put(lines: list[DiagramLine], ways: list[Way], y: float) -> float:
    """Put ways one below the other; gives the height below the last."""
    for way in ways:
        room = (EXITS if way.ends else LABELS) - 34
        words = tuple(x for text in way.label for x in broken(text, room, TEXT))
        y += max(LINE * len(words), PILL_HEIGHT / 2 if way.ends else 0) + 4
        lines.append(DiagramLine(way, y, words, way.to if way.ends else ""))
        y += PILL_HEIGHT / 2 + 4 if way.ends else 8
    return y


def _gap(row: Row) -> float:
    return max(GAP, 22 + LINE * len(row.down or ()))


def _spans(rows: list[Row], place: dict[str, int]) -> dict[int, tuple[float, float]]:
    """Heights between which a lane leads to each row that one leads to."""
    heights: dict[int, list[float]] = {}
    for row in rows:
        for line in row.left:
            if line.way is not None:
                heights.setdefault(place[line.way.to], []).append(line.y)
    for to, found in heights.items():
        found.append(rows[to].left[0].y)
    return {to: (min(found), max(found)) for to, found in heights.items()}


def _columns(spans: dict[int, tuple[float, float]]) -> dict[int, int]:
    """Column of each lane, the short ones next to the boxes, none over another."""
    taken: dict[int, list[tuple[float, float]]] = {}
    found = {}
    for to in sorted(spans, key=lambda to: spans[to][1] - spans[to][0]):
        low, high = spans[to]
        column = 0
        while any(a < high and low < b for a, b in taken.get(column, [])):
            column += 1
        taken.setdefault(column, []).append((low, high))
        found[to] = column
    return found


def pill_width(words: str) -> float:
    """Width of an end or of an entry."""
    return min(PILL, width_of(words, TEXT) + 24)
