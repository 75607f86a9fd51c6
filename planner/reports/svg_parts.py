"""Parts of every chart that is drawn as SVG: boxes, words, lines, round scales."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, SubElement

INK, GREY, PAPER = "#14202b", "#c8d0d6", "#ffffff"
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"


def svg_root(width: float, height: float, told: str) -> Element:
    """An empty picture with its words for screen readers.

    Parameters
    ----------
    told : the picture in words
    """
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "font-family": FONT,
            "font-size": "13",
        },
    )
    SubElement(root, "title").text = printable(told)
    return root


def round_up(value: float) -> float:
    """A round number a little above the highest value.

    >>> round_up(31.4), round_up(2344.0), round_up(0.0)
    (40.0, 3000.0, 1.0)
    """
    if not value > 0:
        return 1.0
    power = float(10 ** math.floor(math.log10(value)))
    return math.ceil(value * 1.02 / power) * power


def box(
    root: Element, size: tuple[float, float, float, float], fill: str, **more: str
) -> None:
    """A filled box: left, top, width and height."""
    names = ("x", "y", "width", "height")
    placed = {n: f"{value:.1f}" for n, value in zip(names, size, strict=True)}
    SubElement(root, "rect", {**placed, "fill": fill, **more})


def line(
    root: Element, ends: tuple[float, float, float, float], stroke: str, **more: str
) -> None:
    """A straight line: x and y of one end, then of the other."""
    names = ("x1", "y1", "x2", "y2")
    placed = {n: f"{value:.1f}" for n, value in zip(names, ends, strict=True)}
    SubElement(root, "line", {**placed, "stroke": stroke, **more})


def words(
    root: Element, x: float, y: float, text: str, anchor: str = "start", **more: str
) -> None:
    """One line of text."""
    placed = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": INK}
    SubElement(root, "text", {**placed, **more}).text = printable(text)


def printable(text: str) -> str:
    """Words without what no XML file may hold."""
    return "".join(letter for letter in text if letter.isprintable())
