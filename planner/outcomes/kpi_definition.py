"""A measure as the table of measures declares it, and the ways of breaking it down.

A measure is told apart by `dimensions`: each is one way in which it is broken down, as
names of `COLUMNS`.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE = ".denominator"
"""Ending of the id of a KPI's denominator, which stands in the results beside it."""
Dimensions = tuple[tuple[str, ...], ...]
WHOLE: Dimensions = ((),)
LIST: Dimensions = (("list",),)
LIST_AND_GROUP: Dimensions = (("list", "group"),)
ROLE: Dimensions = (("role",),)
STAGE_OR_ROLE: Dimensions = (("staffed list",), ("role",))
COLUMNS: dict[str, tuple[str, ...]] = {
    "list": ("stage",),
    "list with a mark": ("stage",),
    "staffed list": ("stage",),
    "role": ("role",),
    "binding role": ("role",),
    "group": ("group",),
    "age mark": ("reason",),
    "site list": ("stage", "group"),
    "drug": ("group",),
    "case": ("reason",),
    "drawn": ("reason",),
    "cause": ("reason",),
    "budget line": ("reason",),
    "capital line": ("reason",),
    "band": ("group",),
    "sessions lost": ("role", "reason"),
    "minutes planned": ("role", "reason"),
    "overbooked": ("role",),
    "priced": (),
    "priced travel": (),
    "priced appointments": (),
}
"""Columns of the results that each dimension fills; the others say "all"."""
HIGHEST = {"%": 100.0, "share": 1.0}
"""Upper bound of a measure in this unit."""


@dataclass(frozen=True)
class Kpi:
    """One measure: what it is called, its unit, its base and how it is broken down."""

    id: str
    title: str
    unit: str
    better: str
    """"up", "down" or "" where neither is better in itself."""
    base: str
    """The denominator in words; of a plain number, what is counted."""
    span: str = "year"
    dimensions: Dimensions = WHOLE
    ratio: bool = False
    """Whether it is a sum over a number of people or minutes, else a plain sum."""
    adds_up: bool = True
    """Whether boards can be put together: a percentile cannot."""
    mark: str = ""
    """Time or level by which it is judged, in words."""
    highest: float | None = None
    """Upper bound, where the unit does not say so."""
    undefined: str = ""
    """State of a place and period without a finite value, in words: nothing is there
    to divide by. A mean over the runs that happen to have one would mislead."""
    by_work: bool = False
    """Whether Wales is the boards' mean weighted by their numerators, the work, so
    that capacity where nobody comes lowers nothing."""
    note: str = ""
    among: tuple[str, ...] = ()
    """Facts that put a fragility fracture into the denominator; see `kpis`."""
    passed: str = ""
    """Fact that puts somebody of the denominator into the numerator."""
    clock_days: int = 0
    """Days after the fracture by which the measure is decided."""
    base_times: int = 1
    """Weight of each of the base: the audit expects five fractures a hip."""
    apart: bool = False
    """Whether the numerator counts people outside of the base too."""
    optional: bool = False
    """Whether plans whose pathway knows nothing of the numerator leave it out."""
    definition: str = ""
    """Row of `fls_db_definitions.csv` that says what the audit asks."""
    differs: str = ""
    """Differences between the measure and the audit's, in words."""
    cut_offs: str = ""
    """Row of `standards.csv` by which it is red, amber or green; "" for none."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value; only money may fall below nought."""
        lowest = float("-inf") if self.unit == "GBP" else 0.0
        highest = self.highest or HIGHEST.get(self.unit, float("inf"))
        return lowest, highest
