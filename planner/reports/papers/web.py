"""A paper as one page of HTML that stands alone: charts inside, no address outside."""

from __future__ import annotations

from planner.reports.page import render_page
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import Paper, PaperChart, text_of
from planner.reports.papers.svg import svg_of


def write(paper: Paper, evidence: Evidence | None = None) -> bytes:
    """The page as bytes."""
    from markupsafe import Markup

    def drawn(chart: PaperChart) -> Markup:
        # Drawn by ElementTree, which escapes every text of people.
        return Markup(svg_of(chart))

    page = render_page(
        "papers/paper.html",
        paper.stamp.made_on,
        title=paper.title,
        paper=paper,
        drawn=drawn,
        text_of=text_of,
        is_number=lambda cell: not isinstance(cell, str),
    )
    return page.encode()
