"""`fls-planner verify`: cases with known answers, put to the planner."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.console import console, say
from planner.cli.options import Engine, Quick, Workers, check_options
from planner.cli.progress import note
from planner.cli.results_folder import check_file
from planner.cli.tables import TerminalTable, numbers, texts
from planner.cli.write import write_file
from planner.errors import DataError, Problem
from planner.locale import _, gettext_noop
from planner.pathway.engines import COMPILED

if TYPE_CHECKING:
    from planner.verification.format import Case
    from planner.verification.judge import CaseAnswer

    Done = list[tuple[Case, list[CaseAnswer]]]

NOT_EXPRESSED = gettext_noop("not expressed")
VERDICTS = (
    *(gettext_noop("pass"), gettext_noop("fail"), gettext_noop("inconclusive")),
    *(NOT_EXPRESSED, gettext_noop("informative")),
)
REASONS = "_not_expressed"


def verify(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help=gettext_noop("Case files or folders of them (default: those shipped).")
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=gettext_noop("Results file to write, as JSON.")),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help=gettext_noop("Id of a case, or its beginning; repeatable.")
        ),
    ] = None,
    engine: Engine = COMPILED,
    workers: Workers = None,
    quick: Quick = False,
) -> None:
    """Run cases with known answers and say which the planner meets."""
    # Other commands do not wait for what only this one needs.
    from planner.verification.read import load_cases, shipped_cases
    from planner.verification.run import QUICK, CaseEffort, run_cases

    check_options(engine, seed=1, workers=workers, counts=())
    if out is not None:
        check_file(out)
    files = load_cases(paths or [shipped_cases()], only or ())
    if not files:
        hint = _("a case has [[expect]] tables; --only takes the beginning of an id")
        raise DataError(Problem("verify", _("there is no such case"), hint=hint))
    effort = CaseEffort(engine, QUICK if quick else 1.0, workers)
    done, problems = run_cases(files, effort, told_of(len(files)))
    if out is not None:
        write_file(out, results_json(done))
    _show(done)
    if quick:
        note(_("A quick run: shorter than the cases ask for, so do not judge by it."))
    if problems:
        raise DataError(problems)
    answers = [answer for _case, found in done for answer in found]
    if any(a.verdict == "fail" and a.gate == "must" for a in answers):
        raise typer.Exit(1)


def told_of(count: int) -> Callable[[str, int], None]:
    """A line for each of so many cases, before it is run."""

    def told(case: str, number: int) -> None:
        note(_("{number} of {count}: {case}", number=number, count=count, case=case))

    return told


def results_json(done: Done) -> str:
    """Values by case and id, and why there are none."""
    results: dict[str, Any] = {
        case.id: {a.id: _as_json(a) for a in found if a.value is not None}
        for case, found in done
    }
    results[REASONS] = {
        case.id: {a.id: a.why for a in found if a.verdict == NOT_EXPRESSED}
        for case, found in done
    }
    return json.dumps(results, indent=1) + "\n"


def _as_json(answer: CaseAnswer) -> Any:
    """Mean and standard error; what is without chance to eight significant digits."""
    if answer.se is not None:
        return {"mean": answer.value, "se": answer.se}
    return _rounded(answer.value)


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value


def _show(done: Done) -> None:
    """A row for each case, then every value that is not met, with the reason."""
    columns = [*texts(_("case"), _("gate")), *numbers(*map(_, VERDICTS))]
    table = TerminalTable(_("Cases"), columns, plain=True)
    total = Counter[str]()
    for case, found in done:
        counts = Counter(answer.verdict for answer in found)
        total += counts
        table.add(case.id, case.gate, *(str(counts[v] or "") for v in VERDICTS))
    table.add(_("all"), "", *(str(total[verdict]) for verdict in VERDICTS))
    table.show(console())
    for case, found in done:
        for answer in found:
            if answer.verdict not in ("pass", "informative"):
                say(_line(case, answer))


def _line(case: Case, answer: CaseAnswer) -> str:
    value = "" if answer.value is None else f" {_rounded(answer.value)}"
    error = "" if answer.se is None else f" ± {answer.se:.3g}"
    where = f"{case.id} {answer.id}".strip()
    return f"{answer.verdict}: {where}:{value}{error} ({answer.why})"
