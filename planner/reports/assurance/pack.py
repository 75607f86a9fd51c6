"""The assurance pack: one document to read and sign, tables, and the pathway, zipped.

    assurance_pack(plan, simulation, only=(), quick=False) -> bytes   of one .zip

It runs what it reports on: the plan, both engines, and the cases with known answers.
The same inputs give the same bytes, but for the date: every member of the archive has
the time of the day on which the pack is made.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from planner.board_data.spreadsheet_text import as_text_table
from planner.errors import DataError
from planner.experiment.running.executors import PROCESSES
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.running.simulation import Simulation
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED, SIMPY
from planner.reports.assurance.checks import answers_table
from planner.reports.assurance.contents import AssuranceEvidence, assurance_paper
from planner.reports.assurance.log import assumption_log
from planner.reports.assurance.stress_des import stress_items
from planner.reports.diagram.svg import svg_of
from planner.reports.papers import pdf, word
from planner.reports.papers.make import gather_evidence
from planner.verification.read import load_cases, shipped_cases
from planner.verification.run import QUICK, CaseEffort, run_cases

DOCUMENT = "assurance"
BRIEF = 1
"""Replications that both engines are given: the reference is slow."""


def assurance_pack(
    plan: Scenario,
    simulation: Simulation,
    *,
    only: Sequence[str] = (),
    quick: bool = False,
    told: Callable[[str, int, int], None] = lambda _case, _number, _count: None,
) -> bytes:
    """The archive of a plan as bytes, everything in it run anew or taken from a cache.

    Parameters
    ----------
    only : ids of cases, or their beginnings; empty: all that are shipped
    quick : whether cases are run shorter than they ask for; the pack says so
    told : called before each case with its id, its number and how many there are

    Raises
    ------
    DataError: if a case cannot be measured
    """
    cases = load_cases([shipped_cases()], only)
    evidence = gather_evidence([plan], simulation)
    engines = tuple(_by(engine, plan, simulation) for engine in (COMPILED, SIMPY))
    workers = simulation.means.get("workers")
    effort = CaseEffort(COMPILED, QUICK if quick else 1.0, workers)
    count = len(cases)
    answers, problems = run_cases(
        cases, effort, lambda case, number: told(case, number, count)
    )
    if problems:
        raise DataError(problems)
    both = engines[0], engines[1]
    return pack_of(AssuranceEvidence(evidence, answers, both, quick))


def _by(engine: str, plan: Scenario, simulation: Simulation) -> Results:
    """One short run of the plan by one engine, never from the cache."""
    return run(
        plan,
        BRIEF,
        simulation.seed,
        simulation.boards,
        workers=simulation.means.get("workers"),
        engine=engine,
        executor=PROCESSES if engine == SIMPY else None,
    )


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
