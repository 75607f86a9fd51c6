"""The assurance pack: one document to read and sign, tables, and the pathway, zipped.

The same inputs give the same bytes, but for the date: every member of the archive has
the time of the day on which the pack is made.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

import pandas as pd

from planner.board_data.spreadsheet_text import as_text_table
from planner.reports.assurance.checks import (
    answers_table,
)
from planner.reports.assurance.contents import AssuranceEvidence, assurance_paper
from planner.reports.assurance.log import assumption_log
from planner.reports.assurance.stress_des import stress_items
from planner.reports.diagram.svg import svg_of
from planner.reports.papers import pdf, word

DOCUMENT = "assurance"


def pack_of(found: AssuranceEvidence) -> bytes:
    """The archive as bytes."""
    ev = found.evidence
    items = stress_items(ev.base.results, ev.sets)
    log = assumption_log(ev.base.plan, ev.made_on)
    paper = assurance_paper(found, items, log)
    contents = {
        f"{DOCUMENT}.pdf": pdf.write(paper, ev),
        f"{DOCUMENT}.docx": repacked(word.write(paper, ev), ev.made_on),
        "stress-des.csv": _csv(pd.DataFrame(items)),
        "log.csv": _csv(log),
        "verification.csv": _csv(answers_table(found.answers)),
        "pathway.svg": svg_of(ev.base.plan.pathway).encode(),
    }
    return zipped(contents, ev.made_on)


def zipped(contents: Mapping[str, bytes], day: datetime.date) -> bytes:
    """An archive of these files, every one with the time of this day.

    >>> day = datetime.date(2026, 4, 1)
    >>> zipped({"a": b"b"}, day) == zipped({"a": b"b"}, day)
    True
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in contents.items():
            about = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            archive.writestr(about, content)
    return stream.getvalue()


def repacked(content: bytes, day: datetime.date) -> bytes:
    """The same archive, such as a Word document, without the clock of its making."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()}, day)


def _csv(table: pd.DataFrame) -> bytes:
    return as_text_table(table).to_csv(index=False, lineterminator="\n").encode()
