"""A paper as PDF/UA, set by typst: tagged, with words for every figure, offline.

The document is a fixed file; contents reach it as data, so that no text of people is
ever read as code.
"""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from planner.errors import OutputError
from planner.locale import _
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import (
    Paper,
    PaperChart,
    PaperSection,
    PaperTable,
    text_of,
)
from planner.reports.papers.svg import svg_of

PIXELS_AN_INCH = 200.0


def write(paper: Paper, evidence: Evidence) -> bytes:
    """The document as bytes."""
    data = {"paper": json.dumps(document_of(paper))}
    return set_pdf(_source("paper.typ"), data, paper)


def set_pdf(source: bytes, inputs: dict[str, str], paper: Paper) -> bytes:
    """A PDF/UA of this source, made on the paper's own date.

    Raises
    ------
    OutputError: if typst warns of anything: a reader's program would stumble over it
    """
    # Only who writes papers loads what sets them.
    import typst

    day = paper.stamp.made_on
    made = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    found, warned = typst.compile_with_warnings(
        source,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=made,
    )
    if warned or not isinstance(found, bytes):
        text = "; ".join(dict.fromkeys(each.message for each in warned))
        raise OutputError(_("the PDF was not made: {reason}", reason=text), "")
    return found


def png_of(chart: PaperChart) -> bytes:
    """The chart's drawing as PNG, for programs that take no SVG."""
    import typst

    return typst.compile(
        _source("chart.typ"),
        format="png",
        ppi=PIXELS_AN_INCH,
        sys_inputs={"svg": svg_of(chart)},
        ignore_system_fonts=True,
    )


@lru_cache(maxsize=2)
def _source(name: str) -> bytes:
    return files("planner.reports.papers").joinpath(name).read_bytes()


def document_of(paper: Paper) -> dict[str, Any]:
    """The paper as plain data."""
    stamp = paper.stamp
    return {
        "title": paper.title,
        "author": f"fls-planner {stamp.version}",
        "language": paper.language,
        "region": "gb",
        "place": paper.place,
        "label": stamp.label,
        "stamp": stamp.line,
        "contents": _("Contents"),
        "table": _("Table"),
        "figure": _("Figure"),
        "sections": [_section(each) for each in paper.sections],
        "annex": _table(paper.assumptions),
        "run": {"title": _("Run stamp"), "lines": stamp_lines(paper)},
    }


def stamp_lines(paper: Paper) -> list[str]:
    """Fingerprint and digest of each plan, in words."""
    stamp = paper.stamp
    return [
        _(
            "{plan}: inputs {fingerprint}, results {digest}",
            plan=plan,
            fingerprint=fingerprint,
            digest=stamp.digests[plan],
        )
        for plan, fingerprint in stamp.fingerprints.items()
    ]


def _section(section: PaperSection) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "title": section.title,
        "sentences": list(section.sentences),
        "tables": [_table(each) for each in section.tables if each.rows],
        "charts": [
            {
                "title": each.title,
                "told": f"{each.title}. {each.told}. {each.note}",
                "note": each.note,
                "svg": svg_of(each),
            }
            for each in section.charts
        ],
        "notes": list(section.notes),
    }


def _table(table: PaperTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "head": list(table.head),
        "rows": [[text_of(cell) for cell in row] for row in table.rows],
        "notes": list(table.notes),
        "widths": list(table.shares),
        "aligns": ["right" if right else "left" for right in table.rights],
    }
