"""Papers as bytes: the one door for commands, pages and notebooks.

    gather_evidence(plans, simulation, inputs=None, options=(), early=None) -> Evidence
    papers_of(evidence, formats=FORMATS) -> dict[str, bytes]   content by file name
    paper_bytes(evidence, format) -> bytes                     of xlsx, pptx, docx, ...

`plans` has the baseline first; `simulation` is a `Simulation` (replications, seed,
boards, cache, progress). Evidence is gathered once, and every format is made of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from planner.board_data.workbook import PrefilledSheets
from planner.experiment.answer_worth import worth_of_plan
from planner.experiment.ask.question import MEET, Question, question_of
from planner.experiment.compare import compare
from planner.experiment.equity import EQUITY, measure_equity
from planner.experiment.explain.explain import Explanation, explain
from planner.experiment.running.results import Results
from planner.experiment.running.simulation import Simulation
from planner.experiment.standards import TRIED, judge, with_causes
from planner.experiment.starvation import STARVATION, starving
from planner.experiment.statistics.summarise import summarise
from planner.experiment.stress.strike import strike
from planner.experiment.stress.trial import Trial, try_risks
from planner.inputs.boards import official_name
from planner.inputs.options import Option
from planner.inputs.risks import load_risks
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.staffing import staffing_by_month
from planner.reports.finding import headline
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.formats import FORMATS, files_of
from planner.reports.papers.gather import paper_of
from planner.reports.papers.titles import recommended
from planner.reports.warnings import newly, starving_sentences

STAFFED = 5
"""Replications of the table of posts, whose means hang on leavers alone."""
MOST_PARTS_OF_WALES = 3
"""Parts of an option that a paper over several boards takes apart."""
MOST_STRESSED = 10
"""Replications at most under each risk."""
CARRIED = "scanned=50"
"""The measure that is read off under each risk; the mark itself is not spoken of."""


def papers_of(
    evidence: Evidence, formats: Iterable[str] = tuple(FORMATS)
) -> dict[str, bytes]:
    """Contents of each format by the name of its file; nothing is simulated."""
    return files_of(paper_of(evidence), evidence, formats)


def paper_bytes(evidence: Evidence, form: str) -> bytes:
    """Content of one format: xlsx, pptx, docx, pdf or html."""
    (content,) = papers_of(evidence, [form]).values()
    return content


def gather_evidence(
    plans: Sequence[Scenario],
    simulation: Simulation,
    inputs: PrefilledSheets | None = None,
    options: Sequence[Option] = (),
    early: Callable[[str], None] | None = None,
) -> Evidence:
    """Everything that a paper speaks of, each plan run alike.

    Parameters
    ----------
    plans : the baseline first
    inputs : sheets of the only board, that import back
    options : of the plans behind the baseline, in their order; with them the option
        put forward is taken apart
    early : called with the baseline's finding by the first replications, in words
    """
    if early is not None and simulation.first is not None:
        early(_first_finding(plans[0], simulation.first, simulation.replications))
    found: list[PlanEvidence] = []
    for plan in plans:
        found.append(_plan_evidence(plan, simulation, found[0] if found else None))
    base, boards = plans[0], simulation.boards
    equity = measure_equity(
        base,
        simulation.replications,
        simulation.seed,
        boards,
        cancelled=simulation.cancelled,
        **simulation.means,
    )
    evidence = Evidence(
        plans=tuple(found),
        equity=equity.table(),
        boards=boards,
        made_on=datetime.date.today(),
        inputs=inputs,
    )
    best = recommended(evidence)
    by_plan = dict(zip(map(id, evidence.options), options, strict=False))
    return replace(
        evidence,
        explained=_explained(base, by_plan.get(id(best)), simulation),
        stressed=_stressed((best or evidence.base).plan, simulation),
        stress_runs=min(simulation.replications, MOST_STRESSED),
    )


def _first_finding(plan: Scenario, first: Simulation, count: int) -> str:
    summary = summarise(first.run(plan, beside=(STARVATION, EQUITY)))
    names = {key: official_name(board) for key, board in plan.boards.items()}
    return _("First {done} of {count} replications: {said} Going on.",
             done=first.replications, count=count,
             said=headline(summary, plan, names))  # fmt: skip


def _explained(
    base: Scenario, option: Option | None, simulation: Simulation
) -> Explanation | None:
    """An option part by part; None of one part alone, and of many over all Wales.

    Every combination is a run of its own: twice as many with each part.
    """
    if option is None or len(option.changes) < 2:
        return None
    if len(simulation.boards or base.providers) > 1 and (
        len(option.changes) > MOST_PARTS_OF_WALES
    ):
        return None
    with simulation.watching(_("Combinations of the option's parts")) as progress:
        return explain(
            base,
            option,
            [LEADING],
            replications=simulation.replications,
            seed=simulation.seed,
            boards=simulation.boards,
            progress=progress,
            cancelled=simulation.cancelled,
            **simulation.means,
        )


def _stressed(
    plan: Scenario, simulation: Simulation
) -> tuple[Question, tuple[Trial, ...]]:
    """A plan under every risk that comes with the planner, on the same numbers."""
    chosen = None if simulation.boards is None else list(simulation.boards)
    question = question_of(MEET, plan, [CARRIED], None, None, chosen, None)

    def run_at(each: Scenario, boards: Sequence[str]) -> Results:
        title = _("Risks")
        return simulation.at(boards).run(each, title=title, most=MOST_STRESSED)

    struck = [
        strike(question.plan, risk, question.boards, question.by.date)
        for risk in load_risks()
    ]
    return question, tuple(try_risks(question, struck, run_at, None))


def _plan_evidence(
    plan: Scenario, simulation: Simulation, since: PlanEvidence | None
) -> PlanEvidence:
    results = simulation.run(plan, beside=(STARVATION, EQUITY))
    summary = summarise(results)
    served = [name for name in plan.providers if name in set(summary["provider"])]
    title = _("Causes of missed standards")
    return PlanEvidence(
        results=results,
        summary=summary,
        comparison=None if since is None else compare(since.results, results),
        worth=worth_of_plan(plan, simulation, since.worth if since else None),
        standards=with_causes(
            judge(results),
            plan,
            lambda other: simulation.run(other, title=title, most=TRIED),
        ),
        staffing=staffing_by_month(plan.central(), simulation.seed, STAFFED, served),
        starving=tuple(_starving(plan, simulation, since)),
    )


def _starving(
    plan: Scenario, simulation: Simulation, since: PlanEvidence | None
) -> list[str]:
    """Sentences on groups that starve, and did not under the baseline."""
    boards, seed, means = simulation.boards, simulation.seed, simulation.means
    found = list(starving(plan, boards, seed, **means))
    if since is not None and found:
        found = newly(found, starving(since.plan, boards, seed, **means))
    names = {key: official_name(board) for key, board in plan.boards.items()}
    return starving_sentences(found, plan, names)
