"""The work of a run that answers a question: early answer, whole answer, both saved."""

from __future__ import annotations

from dataclasses import asdict

from dashboard import answering, plans
from dashboard.questions import Asking, AskRequest, SaidAnswer
from dashboard.run_rows import RunRows
from dashboard.runs import Run
from dashboard.settings import Settings
from planner.experiment.running.cache import ResultCache, key_of
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.fingerprints import code_fingerprint
from planner.locale import use_language

EARLY, WHOLE = 1, 2
"""Values of `Run.ready` in a run that answers a question."""
FORESEEN = 400
"""Replications of each board, until the planner knows better."""


def request_of(run: Run) -> AskRequest:
    """The question of a run."""
    return AskRequest.of(run.plans[0], run.question)


def question_key(run: Run) -> str:
    """Fingerprint of all that determines the answer, the planner's version too."""
    inputs, boards = plans.load(run.plans[0]).fingerprint(), run.plans[0].boards
    code = code_fingerprint()
    return key_of("question", code, inputs, boards, run.question, run.seed)


def answer_question_of(
    settings: Settings, cache: ResultCache, rows: RunRows, run_id: str
) -> None:
    """Answer the question of a run; its row says how far it is.

    Raises
    ------
    RunCancelled: if the run was asked to stop
    PlannerError: if it cannot be answered or saved
    """
    run = rows[run_id]
    request, key = request_of(run), question_key(run)

    def save(said: SaidAnswer) -> None:
        rows.records.write_answer(key, run.kind, asdict(said))
        rows.change(run_id, ready=EARLY if said.early else WHOLE)

    def tell(done: int, total: int) -> None:
        rows.change(run_id, done=done, total=total)

    use_language(request.language)
    try:
        asked = Asking(
            request=request,
            scenario=plans.load(request.plan),
            seed=run.seed,
            early=save,
            means={"progress": tell, "cancelled": rows.stop_of(run_id).is_set},
            run_options=RunOptions(workers=settings.workers, cache=cache),
            key=key,
        )
        save(answering.answer(asked))
    finally:
        use_language(settings.language)
