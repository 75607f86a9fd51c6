"""Positions of a diagram's parts: a row for each stage, other arrows in lanes.

The arrow to the next row goes straight down. Ends stand to the right of the stage that
people leave from. Arrows past other stages leave to the left and share a lane with
all others to the same stage. Each arrow has a height of its own, so that no words
overlap. Letters are measured without a font: widths are those of Helvetica and a
little more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.reports.diagram.chart import Arrow, Chart, StageBox

TEXT, HEAD = 13.0, 15.0
LINE = 17.0
"""Height of a line of words."""
MARGIN, LANE, LABELS, BOX, EXITS, PILL = 24.0, 20.0, 250.0, 300.0, 240.0, 150.0
PILL_HEIGHT = 26.0
GAP = 26.0
"""Least room between rows."""
ROOM = 1.06
NARROW, THIN, WIDE, WIDEST = "ijl'|", " .,:;!ftI()[]/-", "mwGOQCDHNRU", "MW%@"
"""Letters by their width in Helvetica, which Arial and its free cousins share."""


@dataclass(frozen=True)
class SideArrow:
    """An arrow drawn sideways, with its text on it."""

    way: Arrow | None
    """None for an arrow that arrives."""
    y: float
    words: tuple[str, ...] = ()
    pill: str = ""
    """Text at its other end, if that is no stage."""
    comes_in: bool = False


@dataclass
class StageRow:
    """A stage with its position."""

    box: StageBox
    top: float
    height: float
    title: list[str]
    words: list[str]
    left: list[SideArrow] = field(default_factory=list)
    right: list[SideArrow] = field(default_factory=list)
    down: tuple[str, ...] | None = None
    """Text of the arrow to the next row; None where there is none."""

    @property
    def bottom(self) -> float:
        """Lower edge of the box."""
        return self.top + self.height


@dataclass(frozen=True)
class Lane:
    """A vertical line to the left that leads to one stage."""

    to: int
    """Number of the row."""
    x: float
    ends: tuple[float, float]


@dataclass(frozen=True)
class DiagramLayout:
    """Positions in pixels from the upper left corner."""

    rows: list[StageRow]
    lanes: list[Lane]
    box_x: float
    width: float
    bottom: float


def plan_of(chart: Chart, top: float) -> DiagramLayout:
    """Positions of the parts of a chart, from this height down."""
    place = {box.name: number for number, box in enumerate(chart.boxes)}
    rows: list[StageRow] = []
    for number, box in enumerate(chart.boxes):
        ways = [way for way in chart.arrows if way.start == box.name]
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
    return DiagramLayout(rows, drawn, box_x, width, rows[-1].bottom if rows else top)


def _next_of(chart: Chart, number: int) -> str:
    following = chart.boxes[number + 1 : number + 2]
    return following[0].name if following else ""


def _goes_down(ways: list[Arrow], following: str) -> Arrow | None:
    """The way that leads straight to the next row: the first of them."""
    return next((way for way in ways if way.to == following), None)


def _is_reached_by_lane(chart: Chart, place: dict[str, int], number: int) -> bool:
    for way in chart.arrows:
        if place.get(way.to) == number:
            start = place[way.start]
            ways = [w for w in chart.arrows if w.start == way.start]
            if way is not _goes_down(ways, _next_of(chart, start)):
                return True
    return False


def _row(
    box: StageBox, ways: list[Arrow], following: str, arrives: bool, top: float
) -> StageRow:
    title = broken(box.title, BOX - 24, HEAD)
    role = [f"{box.role}, {box.lines[0]}", *box.lines[1:]] if box.role else box.lines
    words = [line for text in role for line in broken(text, BOX - 24, TEXT)]
    row = StageRow(box, top, 0.0, title, words)
    down = _goes_down(ways, following)
    if down is not None:
        row.down = tuple(x for text in down.label for x in broken(text, 520, TEXT))
    y = top + 8
    if arrives:
        row.left.append(SideArrow(None, y + 8))
        y += 22
    y_left = _put(row.left, [w for w in ways if not w.ends and w is not down], y)
    y_right = _entries(row, top + 8)
    y_right = _put(row.right, [way for way in ways if way.ends], y_right)
    text = 14 + LINE * (len(title) + len(words)) + 8
    row.height = max(text, y_left - top, y_right - top)
    return row


def _entries(row: StageRow, y: float) -> float:
    for words in row.box.entries:
        row.right.append(
            SideArrow(None, y + PILL_HEIGHT / 2, pill=words, comes_in=True)
        )
        y += PILL_HEIGHT + 8
    return y


def _put(lines: list[SideArrow], ways: list[Arrow], y: float) -> float:
    """Put ways one below the other; gives the height below the last."""
    for way in ways:
        room = (EXITS if way.ends else LABELS) - 34
        words = tuple(x for text in way.label for x in broken(text, room, TEXT))
        y += max(LINE * len(words), PILL_HEIGHT / 2 if way.ends else 0) + 4
        lines.append(SideArrow(way, y, words, way.to if way.ends else ""))
        y += PILL_HEIGHT / 2 + 4 if way.ends else 8
    return y


def _gap(row: StageRow) -> float:
    return max(GAP, 22 + LINE * len(row.down or ()))


def _spans(
    rows: list[StageRow], place: dict[str, int]
) -> dict[int, tuple[float, float]]:
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


def width_of(text: str, size: float) -> float:
    """Width of words of this size.

    >>> width_of("ill", 10) < width_of("WWW", 10)
    True
    """
    return sum(map(_share, text)) * size * ROOM


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.23
    if letter in THIN:
        return 0.31
    if letter in WIDEST:
        return 0.92
    if letter in WIDE:
        return 0.79
    return 0.67 if letter.isupper() or ord(letter) > 0x2FF else 0.56


def broken(text: str, width: float, size: float) -> list[str]:
    """The words in lines that are no wider than this; a longer word is cut.

    >>> broken("one two three", 60, 13)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        for part in _parts(word, width, size):
            joined = f"{lines[-1]} {part}" if lines else part
            if lines and width_of(joined, size) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return lines


def _parts(word: str, width: float, size: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts
