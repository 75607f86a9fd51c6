"""Cases put to the planner: each kind translated, run, answered as far as it goes."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from planner.files import write_bytes
from planner.verification.cases import Case, Part
from planner.verification.given import NotExpressedError
from planner.verification.kinds import (
    audit,
    economics,
    formula,
    funnels,
    invariants,
    networks,
    slots,
    station,
    traces,
    trajectories,
    transient,
    unlimited,
    weeks,
    workforce,
)
from planner.verification.study import Effort
from planner.verification.translated import (
    UNREADABLE,
    Translated,
    Translator,
    nothing,
    unreadable,
)

KINDS: Mapping[str, Translator] = {
    "queue.mmc": station.translate,
    "queue.mm1": station.translate,
    "queue.mg1": station.translate,
    "queue.mgc": station.translate,
    "queue.mdc": station.translate,
    "queue.priority": station.translate,
    "queue.erlang_a": station.translate,
    "queue.batch": station.translate,
    "queue.jackson": networks.translate,
    "queue.tandem": networks.translate,
    "queue.transient": transient.translate,
    "queue.mginf": unlimited.translate,
    "slots.bulk": slots.translate,
    "slots.transient": weeks.translate,
    "fluid": weeks.translate,
    "funnel": funnels.translate,
    "formula": formula.translate,
    "economics": economics.translate,
    "workforce": workforce.translate,
    "kpi_relation": audit.translate,
    "trajectory": trajectories.translate,
    "invariant": invariants.translate,
    "trace": traces.translate,
    "slots.priority": slots.translate,
    "slots.dna": slots.translate,
    "slots.calendar": slots.translate_calendar,
}
"""What translates each kind of case."""
REASONS_KEY = "_not_expressed"


@dataclass
class Verified:
    """Answers of one case by metric, and reasons for what has none."""

    case: Case
    answers: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def verify_case(case: Case, effort: Effort) -> Verified:
    """One case answered as far as the planner can express it."""
    found = Verified(case)
    for part in case.parts:
        own = replace(effort, seed=_seed_of(case, part, effort.seed))
        translated = _translate(case, part, own)
        for metric, answer in translated.answers.items():
            if _is_finite(answer):
                found.answers[part.prefix + metric] = answer
            else:
                found.reasons[part.prefix + metric] = "no finite answer"
        for metric, reason in translated.reasons.items():
            found.reasons[part.prefix + metric] = reason
    return found


def _seed_of(case: Case, part: Part, seed: int) -> int:
    """A seed of the part's own: cases that shared their luck would fail together."""
    return seed * 2**32 + zlib.crc32(f"{case.id}/{part.prefix}".encode())


def _is_finite(answer: Any) -> bool:
    """Whether every number in an answer is one that a results file can hold."""
    parts = answer.values() if isinstance(answer, dict) else answer
    if isinstance(answer, dict | list):
        return all(map(_is_finite, parts))
    return not isinstance(answer, float) or math.isfinite(answer)


def _translate(case: Case, part: Part, effort: Effort) -> Translated:
    translate = KINDS.get(case.kind)
    if translate is None:
        return nothing(part, f"no translation for cases of kind {case.kind!r}")
    try:
        return translate(case, part, effort)
    except NotExpressedError as error:
        return nothing(part, str(error))
    except UNREADABLE as error:
        # A case may hold anything; what cannot be read is said, and the others go on.
        return nothing(part, unreadable(error))


def results_of(verified: Iterable[Verified]) -> dict[str, Any]:
    """What the results file holds: answers by case, reasons under their own key."""
    listed = list(verified)
    results: dict[str, Any] = {one.case.id: one.answers for one in listed}
    results[REASONS_KEY] = {one.case.id: one.reasons for one in listed if one.reasons}
    return results


def write_results(results: Mapping[str, Any], path: Path) -> None:
    """Write a results file whole or not at all."""
    text = json.dumps(results, indent=1, allow_nan=False)
    write_bytes(path, (text + "\n").encode())
