"""Kinds of people: what those of one source and provider share, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.fractures import resident_cells, sites_by_age, stretches
from planner.inputs.boards import Board
from planner.inputs.demand import Identification
from planner.inputs.features import SITES, SOURCES
from planner.inputs.scenario import Scenario

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NO_STAGE = -1
"""Where a kind of referral would enter that no way in exists for: nobody comes."""
NO_SITE = len(SITES)
"""Column of people without a fracture, after those of the sites."""

GUIDE_STEPS = 256
"""A luck's first eight digits, in the base of two, nearly always say where it falls."""


class About(IntEnum):
    """Columns of what is the same for everybody of a kind."""

    SOURCE = 0
    RESIDENCE = 1
    PROVIDER = 2
    STAGE = 3
    AT_START = 4
    FRACTURED = 5
    RESIDENTS = 6
    """Row of the shares of sex and age among those they come from."""


class Kinds(NamedTuple):
    """Tables of all kinds, a row each."""

    about: Ints
    urgent: Floats
    """Share of urgent people, by site and for no site."""
    found: Floats
    """Share of those identified, by stretch of the plan, site and for no site."""
    cells: Floats
    """Cumulative shares of sex and age, by RESIDENTS."""
    cell_guide: Ints
    sites: Floats
    """Cumulative shares of sites, by age."""
    site_guide: Ints
    """Where to begin to look for a luck among the shares, by its first digits."""


@dataclass
class KindsBuilder:
    """The kinds of people met while the sources of a cohort are set up."""

    scenario: Scenario
    _about: list[tuple[int, ...]] = field(default_factory=list)
    _urgent: list[Floats] = field(default_factory=list)
    _found: list[Floats] = field(default_factory=list)
    _codes: list[str] = field(default_factory=list)

    def add(
        self,
        board: Board,
        source: str = "other",
        *,
        provider: int | None = None,
        stage: int | None = None,
        urgent: Floats | float = 0.0,
        found: Floats | float = 1.0,
        at_start: bool = False,
    ) -> int:
        """Number of a new kind: people of one board who come from one source.

        Parameters
        ----------
        provider : where they are treated; None means by their own board
        stage : declared number of the one they enter; None means their source's
        urgent, found : shares, one number or by site (and stretch) as in `Kinds`
        """
        if board.code not in self._codes:
            self._codes.append(board.code)
        about = {
            About.SOURCE: SOURCES.index(source),
            About.RESIDENCE: board.number,
            About.PROVIDER: board.number if provider is None else provider,
            About.STAGE: self.stage(source) if stage is None else stage,
            About.AT_START: int(at_start),
            About.FRACTURED: int(source == "fls"),
            About.RESIDENTS: self._codes.index(board.code),
        }
        self._about.append(tuple(about[column] for column in About))
        self._urgent.append(np.broadcast_to(urgent, NO_SITE + 1))
        shape = (len(self.scenario.phases), NO_SITE + 1)
        self._found.append(np.broadcast_to(found, shape))
        return len(self._about) - 1

    def stage(self, source: str) -> int:
        """Declared number of the stage at which people of this source enter."""
        pathway = self.scenario.pathway
        entry = pathway.entry.get(source)  # type: ignore[call-overload]
        return pathway.stages[entry].number if entry else NO_STAGE

    def tables(self) -> Kinds:
        """The kinds met so far."""
        kinds, codes = len(self._about), self._codes or [""]
        shape = (kinds, len(self.scenario.phases), NO_SITE + 1)
        cells = np.array([resident_cells(code) for code in codes])
        sites = sites_by_age()
        return Kinds(
            np.array(self._about, dtype=np.int64).reshape(kinds, len(About)),
            np.array(self._urgent, dtype=float).reshape(kinds, NO_SITE + 1),
            np.array(self._found, dtype=float).reshape(shape),
            cells,
            _guide(cells),
            sites,
            _guide(sites),
        )


def _guide(shares: Floats) -> Ints:
    """For each row of cumulative shares, how many lie below each step from 0 to 1."""
    steps = np.arange(GUIDE_STEPS) / GUIDE_STEPS
    return np.array([np.searchsorted(row, steps, side="right") for row in shares])


def urgent_by_site(sites: tuple[str, ...]) -> Floats:
    """1 where a fracture of this site is urgent, else 0."""
    return np.array([*(float(site in sites) for site in SITES), 0.0])


def found_by_site(scenario: Scenario, board_id: str) -> Floats:
    """Share of fractures that case finding identifies, by stretch and site."""
    shares = [
        _found_at(here.boards[board_id].demand.identified)
        for _, _, here in stretches(scenario)
    ]
    return np.array([[*row, 0.0] for row in shares])


def _found_at(shares: Identification) -> Iterator[float]:
    own = {"hip": shares.hip, "spine": shares.spine}
    return (own.get(site, shares.other) for site in SITES)
