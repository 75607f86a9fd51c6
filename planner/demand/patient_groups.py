"""Patient groups: what people of one source and provider share, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.attributes import COMMON
from planner.demand.fractures import dated_periods, resident_cells, sites_by_age
from planner.inputs.boards import Board
from planner.inputs.conditions import (
    AGE_BANDS,
    SEXES,
    SITES,
    SOURCES,
    WORDS,
    Condition,
)
from planner.inputs.demand import Demand
from planner.inputs.population import Population
from planner.inputs.scenario import Scenario

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NO_STAGE = -1
"""Way in of a kind of referral that has none: nobody comes."""
NO_SITE = len(SITES)
"""Column of people without a fracture, after those of the sites."""

CELLS = len(SEXES) * len(AGE_BANDS)
CELL_WORDS = ("sex", "age_band", "site")
"""Properties of a person from the start, in the order of tables."""
SITE_TABLES = ("", *SITES)
"""Tables of sites by age, in order: the general one, then those of one site alone."""

GUIDE_STEPS = 256
"""The first eight binary digits of a random number nearly always tell its cell."""


class About(IntEnum):
    """Columns of what is the same for everybody of a group."""

    SOURCE = 0
    RESIDENCE = 1
    PROVIDER = 2
    STAGE = 3
    AT_START = 4
    FRACTURED = 5
    RESIDENTS = 6
    """Row of the shares of sex and age among those they come from."""
    SITES = 7
    """First row, of the youngest, of the shares of their sites."""
    THINNED = 8
    """Whether some of them stay away where their age or site has grown less."""


class Climb(IntEnum):
    """Parts of a ramp: a share moves from its first day on, by so much of a height."""

    FIRST_DAY = 0
    PART_A_DAY = 1
    HEIGHT = 2


NO_CLIMB = (0.0, 0.0, 0.0)


class PatientGroups(NamedTuple):
    """Tables of all patient groups, a row each."""

    about: Ints
    urgent: Floats
    """Share of urgent people, by sex and age, site and for no site."""
    found: Floats
    """Share of those identified, by period of the plan, site and for no site."""
    ramps: Floats
    """Ramps of these shares, in the same order; see `Climb`."""
    cells: Floats
    """Cumulative shares of sex and age, by RESIDENTS."""
    cell_guide: Ints
    sites: Floats
    """Cumulative shares of sites, by age, as often as there are SITES."""
    site_guide: Ints
    """First place to look for a random number among the shares, by its first digits."""


class Among(NamedTuple):
    """Those of a board's residents whom a group is drawn from."""

    code: str
    bands: tuple[str, ...] = AGE_BANDS
    site: str = ""
    """Site of all their fractures; empty: any."""


@dataclass
class PatientGroupsBuilder:
    """Patient groups met while the sources of a cohort are set up."""

    scenario: Scenario
    _about: list[tuple[int, ...]] = field(default_factory=list)
    _urgent: list[Floats | float] = field(default_factory=list)
    _found: list[Floats | float] = field(default_factory=list)
    _ramps: list[Floats | float] = field(default_factory=list)
    _among: list[Among] = field(default_factory=list)
    _vetting: list[Floats | tuple[float, float]] = field(default_factory=list)

    def add(
        self,
        board: Board,
        source: str = "other",
        *,
        provider: int | None = None,
        stage: int | None = None,
        urgent: Floats | float = 0.0,
        found: Floats | float = 1.0,
        ramps: Floats | float = 0.0,
        at_start: bool = False,
        thinned: bool = False,
        vetting: Floats | tuple[float, float] = (COMMON, 1.0),
        among: Among | None = None,
    ) -> int:
        """Number of a new group: people of one board who come from one source.

        Parameters
        ----------
        provider : where they are treated; None means by their own board
        stage : declared number of the one they enter; None means their source's
        urgent, found, ramps : one number, or by site and the like
        vetting : share accepted, or COMMON, and factor on it; by period, or one pair
        among : whom they are drawn from; None means all of the board's residents
        """
        among = among or Among(board.code)
        if among not in self._among:
            self._among.append(among)
        about = {
            About.SOURCE: SOURCES.index(source),
            About.RESIDENCE: board.number,
            About.PROVIDER: board.number if provider is None else provider,
            About.STAGE: self.stage(source) if stage is None else stage,
            About.AT_START: int(at_start),
            About.FRACTURED: int(source == "fls"),
            About.RESIDENTS: self._among.index(among),
            About.SITES: len(AGE_BANDS) * SITE_TABLES.index(among.site),
            About.THINNED: int(thinned),
        }
        self._about.append(tuple(about[column] for column in About))
        self._urgent.append(urgent)
        self._found.append(found)
        self._ramps.append(ramps)
        self._vetting.append(vetting)
        return len(self._about) - 1

    def stage(self, source: str) -> int:
        """Declared number of the stage at which people of this source enter."""
        pathway = self.scenario.pathway
        entry = pathway.entry.get(source)  # type: ignore[call-overload]
        return pathway.stages[entry].number if entry else NO_STAGE

    @property
    def vetting(self) -> Floats:
        """Effect of vetting on each group, by period: share and factor."""
        return _filled(self._vetting, (len(self.scenario.periods), 2))

    def tables(self) -> PatientGroups:
        """Tables of the groups met so far."""
        groups, among = len(self._about), self._among or [Among("")]
        shape = (len(self.scenario.periods), NO_SITE + 1)
        cells = np.array([resident_cells(*each) for each in among])
        sites = np.concatenate([sites_by_age(), *map(_only, SITES)])
        return PatientGroups(
            np.array(self._about, dtype=np.int64).reshape(groups, len(About)),
            _filled(self._urgent, (CELLS, NO_SITE + 1)),
            _filled(self._found, shape),
            _filled(self._ramps, (*shape, len(Climb))),
            cells,
            _guide(cells),
            sites,
            _guide(sites),
        )


def _filled(values: Sequence[npt.ArrayLike], shape: tuple[int, ...]) -> Floats:
    """Values of every group, each repeated over the shape of a group's table."""
    table = np.empty((len(values), *shape))
    for row, value in zip(table, values, strict=True):
        row[...] = value
    return table


def _only(site: str) -> Floats:
    """Cumulative shares of sites by age, where all fractures lie at this one."""
    beyond = np.arange(len(SITES)) >= SITES.index(site)
    return np.tile(beyond.astype(float), (len(AGE_BANDS), 1))


def _guide(shares: Floats) -> Ints:
    """For each row of cumulative shares, how many lie below each step from 0 to 1."""
    steps = np.arange(GUIDE_STEPS) / GUIDE_STEPS
    return np.array([np.searchsorted(row, steps, side="right") for row in shares])


def urgent_shares(population: Population) -> Floats:
    """Share of urgent people, by sex and age, site and for no site."""
    plain = np.array([*(float(s in population.urgent_sites) for s in SITES), 0.0])
    shares = np.tile(plain, (len(SEXES), len(AGE_BANDS), 1))
    # The first group that fits decides, so it comes last.
    for group in reversed(population.urgent_groups):
        chosen = [_places(group.when.get(name), WORDS[name]) for name in CELL_WORDS]
        shares[np.ix_(*chosen)] = group.share
    return shares.reshape(CELLS, NO_SITE + 1)


def _places(condition: Condition | None, words: tuple[str, ...]) -> list[int]:
    """Positions of the words that a condition allows; None allows all."""
    wanted = (condition,) if isinstance(condition, str) else condition
    if not isinstance(wanted, tuple):
        return list(range(len(words)))
    return [words.index(word) for word in wanted]


def found_by_site(scenario: Scenario, board_id: str) -> Floats:
    """Share of fractures that case finding identifies, by period and site."""
    shares = [
        map(here.boards[board_id].demand.identified.at, SITES)
        for _, _, here in dated_periods(scenario)
    ]
    return np.array([[*row, 0.0] for row in shares])


def ramps_by_site(scenario: Scenario, board_id: str) -> Floats:
    """Change of these shares, by period and site, `Climb` last."""
    rows = [
        [_climb(scenario, here.boards[board_id].demand, site) for site in SITES]
        for _, _, here in dated_periods(scenario)
    ]
    return np.array([[*row, NO_CLIMB] for row in rows])


def _climb(scenario: Scenario, demand: Demand, site: str) -> tuple[float, ...]:
    ramp = demand.ramp_at(site)
    if ramp is None:
        return NO_CLIMB
    first = (ramp.start - scenario.plan_start).days
    days = max(1, (ramp.end - ramp.start).days)
    return first, 1 / days, ramp.to - demand.identified.at(site)
