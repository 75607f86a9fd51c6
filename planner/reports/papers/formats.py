"""Formats of a paper, each with its file; a writer is loaded only when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import Paper

FORMATS = {
    "xlsx": "paper.xlsx",
    "pptx": "slides.pptx",
    "docx": "paper.docx",
    "pdf": "paper.pdf",
    "html": "paper.html",
}
"""Name of the file of each format."""
WRITERS = {
    "xlsx": "excel",
    "pptx": "slides",
    "docx": "word",
    "pdf": "pdf",
    "html": "web",
}
"""Module of this package with the `write` of each format."""


def files_of(
    paper: Paper, evidence: Evidence, formats: Iterable[str]
) -> dict[str, bytes]:
    """Every file of a paper by its name, all of them made before any is written."""
    made = {}
    for each in formats:
        module = import_module(f"planner.reports.papers.{WRITERS[each]}")
        made[FORMATS[each]] = module.write(paper, evidence)
    return made
