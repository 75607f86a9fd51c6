"""Parts of an option whose effects are told apart: its changes, or kinds of them.

Two to five changes are parts for themselves. One change alone, or more than five, are
taken apart by kind of input: demand, staff, scanner, missed appointments, rule. A price
goes with the first kind in that order of a change that has no scanner, and with the
scanner where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_changes, changes_of_option
from planner.inputs.change_files import Change
from planner.inputs.changes import Price
from planner.inputs.options import Option
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

MOST_PARTS = 5
"""Parts of which every combination is simulated: at most 32."""
DEMAND, STAFF, SCANNER, DNA, RULE = "demand", "staff", "scanner", "dna", "rule"
KINDS = {
    DEMAND: gettext_noop("Demand"),
    STAFF: gettext_noop("Staff"),
    SCANNER: gettext_noop("Scanners and DXA lists"),
    DNA: gettext_noop("Missed appointments"),
    RULE: gettext_noop("Rules and pathway"),
}
"""Kinds of inputs, as they are shown."""
PATTERNS = (
    (DNA, ("*.dna", "*.dna_*", "*.backfill", "*.appointment_price", "*overbook*")),
    (DNA, ("*.overrun_price_an_hour", "pathway.dna_groups")),
    (RULE, ("*.reserved_slots_a_day",)),
    (DEMAND, ("boards.*.demand.*", "boards.*.waiting_list*", "population.*")),
    (STAFF, ("boards.*.posts.*", "roles.*", "courses.*", "boards.*.outsourced.*")),
    (SCANNER, ("boards.*.scanners.*", "boards.*.temporary.*", "mobile_units.*")),
    (SCANNER, ("boards.*.extended_hours.*", "boards.*.scanned_elsewhere.*")),
    (SCANNER, ("boards.*.servers.*", "aid.*", "pools.*", "boards.*.sites.*")),
)
"""Keys by kind, the first that fits; any other key is a rule."""
IDENTIFIED = (
    "boards.*.demand.identified*",
    "boards.*.demand.ramps.*",
    "boards.*.demand.bursts.*",
)
"""Keys by which more fractures are found."""


@dataclass(frozen=True)
class OptionPart:
    """A part of an option that may be decided for itself.

    Attributes
    ----------
    without : changes of the baseline that it leaves out
    kinds : kinds of its inputs
    identifies : whether more fractures are found by it, and nothing else
    """

    title: str
    changes: tuple[Change, ...] = ()
    without: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    identifies: bool = False

    def with_part(self, other: OptionPart) -> OptionPart:
        """Both as one part."""
        return OptionPart(
            title=_("{one} and {other}", one=self.title, other=other.title),
            changes=(*self.changes, *other.changes),
            without=(*self.without, *other.without),
            kinds=self.kinds | other.kinds,
            identifies=self.identifies and other.identifies,
        )


def kind_of(key: str) -> str:
    """Kind of an input.

    >>> kind_of("boards.powys.posts.nurse"), kind_of("pathway.stages.scan.dna")
    ('staff', 'dna')
    >>> kind_of("boards.*.demand.identified.hip"), kind_of("pathway")
    ('demand', 'rule')
    """
    fits = (
        kind
        for kind, patterns in PATTERNS
        if any(fnmatchcase(key, pattern) for pattern in patterns)
    )
    return next(fits, RULE)


def parts_of(baseline: Scenario, option: Option) -> tuple[OptionPart, ...]:
    """The parts of an option, in the order in which it lists them.

    Raises
    ------
    ScenarioError: for a change that does not exist
    """
    changes = changes_of_option(option, baseline.plan_start)
    removed = [each for each in baseline.changes if each.name in option.without]
    titles = {change.name: change.title for change in changes}
    if 2 <= len(changes) + len(removed) <= MOST_PARTS:
        left_out = [
            OptionPart(
                title=_("Without {change}", change=each.name),
                without=(each.name,),
                kinds=frozenset(map(kind_of, each.values)),
            )
            for each in removed
        ]
        return (*left_out, *(_whole(each, titles[each.name]) for each in changes))
    by_kind = {kind: [*_of_kind(changes, kind)] for kind in KINDS}
    dropped: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for each in removed:
        dropped[kind_of(next(iter(each.values), ""))].append(each.name)
    return tuple(
        OptionPart(
            title=_(title),
            changes=tuple(by_kind[kind]),
            without=tuple(dropped[kind]),
            kinds=frozenset([kind]),
            identifies=_identifies(by_kind[kind]) and not dropped[kind],
        )
        for kind, title in KINDS.items()
        if by_kind[kind] or dropped[kind]
    )


def _whole(change: Change, title: str) -> OptionPart:
    kinds = frozenset(map(kind_of, change.raw))
    return OptionPart(title, (change,), kinds=kinds, identifies=_identifies([change]))


def _identifies(changes: Iterable[Change]) -> bool:
    keys = [key for change in changes for key in change.raw]
    return bool(keys) and all(
        any(fnmatchcase(key, pattern) for pattern in IDENTIFIED) for key in keys
    )


def _of_kind(changes: Sequence[Change], kind: str) -> Iterator[Change]:
    """Of each change the keys of one kind, as a change of the same name."""
    for change in changes:
        raw = {key: value for key, value in change.raw.items() if kind_of(key) == kind}
        if not raw:
            continue
        together = {
            other: {key: value for key, value in keys.items() if key in raw}
            for other, keys in change.together.items()
        }
        kinds = {kind_of(key) for key in change.raw}
        payer = SCANNER if SCANNER in kinds else next(k for k in KINDS if k in kinds)
        yield replace(
            change,
            raw=raw,
            together=together,
            price=change.price if kind == payer else Price(),
        )


def with_parts(baseline: Scenario, parts: Sequence[OptionPart]) -> Scenario:
    """The baseline with some parts of an option.

    Raises
    ------
    ScenarioError: where they cannot stand without others
    """
    names = tuple(name for part in parts for name in part.without)
    base = baseline.without_changes(names) if names else baseline
    changes = [change for part in parts for change in part.changes]
    plan = apply_changes(base, changes) if changes else base
    title = " + ".join(part.title for part in parts)
    return plan.renamed(baseline.name, title) if parts else baseline


def combinations_of(
    baseline: Scenario, whole: Scenario, parts: Sequence[OptionPart]
) -> tuple[dict[int, Scenario], dict[int, str]]:
    """Scenarios of every combination of parts, and why others cannot stand alone.

    A combination is a number whose bit k stands for part k.

    Parameters
    ----------
    whole : the baseline under the option, as `compare` runs it
    """
    everything = 2 ** len(parts) - 1
    found, refused = {0: baseline}, dict[int, str]()
    for number in range(1, everything):
        chosen = [part for k, part in enumerate(parts) if number >> k & 1]
        try:
            found[number] = with_parts(baseline, chosen)
        except ScenarioError as error:
            refused[number] = error.problems[0].rule
    found[everything] = whole
    return found, refused
