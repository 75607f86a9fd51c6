"""Every shipped case, run short and held against its answers within chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.verification.format import Case, Measure
from planner.verification.judge import SHARP, CaseAnswer, judge, tolerance
from planner.verification.read import load_cases, shipped_cases
from planner.verification.run import CaseEffort, run_case

PATHS = sorted(shipped_cases().rglob("*.toml"))
EXAMPLES = [path for path in PATHS if path.parent.name == "examples"]
SHORT, LONGER = CaseEffort(share=0.1, workers=2), CaseEffort(share=0.3, workers=2)
OPEN_CASES = 39


def missed(case: Case, answers: list[CaseAnswer]) -> list[CaseAnswer]:
    """Answers that are wrong by more than chance explains."""
    expects = {each.name: each for each in case.expect}
    found = []
    for answer in answers:
        each = expects.get(answer.id)
        if each is not None and answer.se:
            wide = {"tolerance": tolerance(each) + SHARP * answer.se}
            answer = judge(case, each.model_copy(update=wide), answer.value, None)
        if answer.verdict == "fail":
            found.append(answer)
    return found


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_the_planner_meets_a_shipped_case(path: Path):
    (file,) = load_cases([path])
    effort = LONGER if path in EXAMPLES else SHORT
    answers = run_case(file, effort)
    assert answers
    assert missed(file.variants[""], answers) == []


@pytest.mark.parametrize(
    "name", ["people-and-ties", "timetable-and-overtime", "removals", "day-0-list"]
)
def test_the_reference_engine_gives_the_same_answers(name: str):
    (file,) = load_cases([shipped_cases() / "examples" / f"{name}.toml"])
    one, other = (
        [(a.id, a.value) for a in run_case(file, CaseEffort(engine=engine, workers=1))]
        for engine in ("compiled", "simpy")
    )
    assert one == other


def used(cases: list[Case]) -> tuple[set[str], set[str], set[str]]:
    """Measures, statistics and keys of tables in these cases."""
    measures, statistics, keys = set[str](), set[str](), set[str]()
    for case in cases:
        parts = [part for each in case.expect for part in (each, each.per) if part]
        measures |= {part.measure for part in parts}
        statistics |= {part.statistic for part in parts}
        keys |= keys_in(case)
    return measures, statistics, keys


def keys_in(model: object) -> set[str]:
    """Names of every field that is set, anywhere in a case."""
    if isinstance(model, dict):
        return set[str]().union(*map(keys_in, model.values()))
    if isinstance(model, tuple):
        return set[str]().union(*map(keys_in, model))
    set_here = getattr(model, "model_fields_set", set())
    return set(set_here).union(*(keys_in(getattr(model, name)) for name in set_here))


def fields_of(model: Any) -> set[str]:
    """Names of every field of a model and of the models in it."""
    found = set[str]()
    for name, field in model.model_fields.items():
        found |= {name}.union(
            *(fields_of(part) for part in models_in(field.annotation))
        )
    return found


def models_in(annotation: Any) -> Iterator[Any]:
    """Models in a type such as `dict[str, Stage] | None`, not those of the planner."""
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)
    own = getattr(annotation, "__module__", "")
    if own.endswith((".tables", ".format")) and hasattr(annotation, "model_fields"):
        yield annotation


def test_each_measure_and_each_key_that_the_page_names_has_a_shipped_example():
    files = load_cases([shipped_cases()])
    assert len(files) == len(PATHS) == OPEN_CASES + len(EXAMPLES)
    cases = [case for file in files for case in file.variants.values()]
    measures, statistics, keys = used(cases)
    for name, found in (("measure", measures), ("statistic", statistics)):
        (words,) = [Measure.model_fields[name].annotation]
        assert set(words.__args__) - {""} - found == set()
    assert fields_of(Case) - keys == set()
