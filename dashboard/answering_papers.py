"""Papers and the assurance pack of a plan, made in the background into the cache."""

from __future__ import annotations

import numpy as np

from dashboard.answering_worth import plans_of, simulation_of
from dashboard.questions import Asking, SaidAnswer
from planner.board_data.workbook import PrefilledSheets, fill, left_from
from planner.experiment.running.cache import Arrays, ResultCache, key_of
from planner.inputs.apply_changes import load_option
from planner.locale import _
from planner.reports.assurance.pack import assurance_pack
from planner.reports.papers.gather import paper_of
from planner.reports.papers.make import gather_evidence, papers_of

PACK = "assurance.zip"


def made_papers(asking: Asking) -> SaidAnswer:
    """A board paper in every format; the answer is its summary."""
    options = [load_option(name) for name in asking.request.options]
    evidence = gather_evidence(
        plans_of(asking), simulation_of(asking), _inputs(asking), options
    )
    paper = paper_of(evidence)
    contents = papers_of(evidence)
    for name, content in contents.items():
        _save(asking, name, content)
    return SaidAnswer(
        heading=paper.title,
        sentences=tuple(paper.sections[0].sentences),
        details=(paper.stamp.line,),
        made=tuple(contents),
    )


def made_pack(asking: Asking) -> SaidAnswer:
    """The assurance pack of a plan, its cases run briefly."""
    content = assurance_pack(asking.scenario, simulation_of(asking), quick=True)
    _save(asking, PACK, content)
    return SaidAnswer(
        heading=_("Assurance pack"),
        sentences=(
            _(
                "STRESS-DES filled in, every number with its source, owner and use-by"
                " date, cases with known answers (run briefly), back-test, limits of"
                " use, and roles left blank for people to sign."
            ),
        ),
        made=(PACK,),
    )


def file_of(cache: ResultCache, key: str, name: str) -> bytes | None:
    """Content of a file that was made, or None: it has to be made again."""
    return cache.load(_key(key, name), _unpacked)


def _save(asking: Asking, name: str, content: bytes) -> None:
    cache = asking.run_options["cache"]
    assert cache is not None, "the screen always has a cache"
    packed = {"content": np.frombuffer(content, dtype=np.uint8)}
    cache.save(_key(asking.key, name), content, packed)


def _key(key: str, name: str) -> str:
    return key_of("file", key, name)


def _unpacked(arrays: Arrays) -> bytes:
    return arrays["content"].tobytes()


def _inputs(asking: Asking) -> PrefilledSheets | None:
    """Sheets of the only board with a service, that import back."""
    boards = asking.request.plan.boards
    if len(boards) != 1 or boards[0] not in asking.scenario.providers:
        return None
    plan = asking.scenario
    return fill(plan, boards[0], left_from([], plan, boards[0]))
