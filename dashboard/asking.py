"""The work of a run that answers a question: early answer, whole answer, both saved."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard import answering, plans
from dashboard.answers import Answers
from dashboard.questions import Asking, AskRequest, SaidAnswer
from dashboard.runs import Run
from planner.experiment.running.cache import key_of
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.fingerprints import code_fingerprint
from planner.locale import use_language

if TYPE_CHECKING:
    from dashboard.work import Report

EARLY, WHOLE = 1, 2
"""Values of `Run.ready` in a run that answers a question."""
FORESEEN = 400
"""Replications of each board, until the planner knows better."""


def request_of(run: Run) -> AskRequest:
    """The question of a run."""
    return AskRequest.of(run.plans[0], run.question)


def question_key(run: Run) -> str:
    """Fingerprint of all that determines the answer, the planner's version too."""
    inputs, boards = plans.fingerprint(run.plans[0]), run.plans[0].boards
    code = code_fingerprint()
    return key_of("question", code, inputs, boards, run.question, run.seed)


def answer_question_of(answers: Answers, run: Run, report: Report) -> None:
    """Answer the question of a run, and report how far it is.

    Raises
    ------
    RunCancelled: if the run was asked to stop
    PlannerError: if it cannot be answered
    """
    request, key = request_of(run), question_key(run)
    settings = answers.settings

    def save(said: SaidAnswer) -> None:
        report.save_answer(key, asdict(said))
        report.change(ready=EARLY if said.early else WHOLE)

    def tell(done: int, total: int) -> None:
        report.change(done=done, total=total)

    use_language(request.language)
    try:
        asked = Asking(
            request=request,
            scenario=plans.load(request.plan),
            seed=run.seed,
            early=save,
            means={"progress": tell, "cancelled": report.cancelled},
            run_options=RunOptions(workers=settings.workers, cache=answers.cache),
            key=key,
        )
        save(answering.answer(asked))
    finally:
        use_language(settings.language)
