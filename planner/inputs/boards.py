"""One health board: who lives there, who comes, who works there, what waits already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.errors import ScenarioError, same_spelling, unknown_name
from planner.inputs.attributes import Mix
from planner.inputs.bought_in import (
    OutsourcedReports,
    ScannedElsewhere,
    TemporaryLists,
)
from planner.inputs.clinics import Clinic
from planner.inputs.demand import Demand, Diary, Validation, WaitingList
from planner.inputs.distributions import Distribution
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.pathway import Role
from planner.inputs.posts import Post
from planner.inputs.scanners import MOST_SITES, ExtendedHours, Scanner, ScanSite
from planner.inputs.units import (
    Count,
    Days,
    Decimal,
    Factor,
    LongMinutes,
    Minute,
    Number,
    Parameters,
    PeopleADay,
    Share,
    SmallFactor,
    Unit,
    WholeMinutes,
    YesNo,
)
from planner.locale import _, chosen_language, gettext_noop

ILLUSTRATIVE = gettext_noop("illustrative: not this board's performance")
"""Label of every figure of a board that has no published KPIs."""

NUMBERED = (
    "posts", "scanners", "temporary", "sites", "extended_hours", "outsourced",
    "servers", "arrivals", "validations", "scanned_elsewhere", "clinics",
)  # fmt: skip
"""Tables of a board whose entries have declared numbers."""
SHARES_BY_SITE = {
    "people": gettext_noop("people"),
    "at_start": gettext_noop("the day-0 list"),
}


class Servers(Parameters):
    """An explicit timetable: so many servers, open from, for, and again every."""

    number: Number
    count: Count = 1
    activities: Annotated[tuple[str, ...], Field(min_length=1)]
    role: Role = "scanner"
    first_minute: Minute = 0
    length_minutes: LongMinutes | None = None
    """Length of one opening; None: always open."""
    every_minutes: WholeMinutes | None = None
    """Distance of openings; None: only one."""
    minutes: tuple[Minute, ...] = ()
    """Minutes of all openings, listed; instead of a first one and a distance."""


class Arrivals(Parameters):
    """Explicit arrivals of one kind, instead of or beside those from fractures."""

    number: Number
    source: Literal["fls", "other"] = "fls"
    kind: Literal["poisson", "even", "listed", "batch"] = "poisson"
    people_a_day: PeopleADay = 0.0
    """Mean arrivals a day (poisson, even) or batches a day (batch)."""
    batch_size: Count = 1
    batch_mean: Annotated[Decimal, Field(ge=1, le=10_000)] | None = None
    """Mean of geometric batch sizes (1, 2, 3 and so on); None: all of `batch_size`."""
    minutes: tuple[Minute, ...] = ()
    """Minutes of arrival (listed)."""
    urgent_share: Share = 0.0
    enters: str = ""
    """Stage that they join first; empty: the pathway's way in for their source."""
    first_minute: Minute = 0
    """First minute at which somebody may come; evenly spaced ones begin here."""
    length_minutes: LongMinutes | None = None
    """Length of the time in which they come; None: to the end."""
    every_minutes: WholeMinutes | None = None
    """Distance at which that time comes again; None: only once."""
    patience: Annotated[Distribution | None, Unit("minutes")] = None
    """Minutes from joining after which they are off any list they wait on (F5)."""


class Board(Parameters):
    """A health board as a place of residence, as a provider, or both."""

    number: Number
    """Declared number: random numbers depend on it, so a new name changes nothing."""
    name: str
    name_cy: str = ""
    code: str = ""
    """GSS code; finds the residents' age and sex in the published data."""
    kpis_published: YesNo = False
    """Whether FLS-DB figures of this board are public; else it is illustrative."""
    demand: Demand = Demand()
    posts: dict[str, Post] = {}
    scanners: dict[str, Scanner] = {}
    temporary: dict[str, TemporaryLists] = {}
    scanned_elsewhere: dict[str, ScannedElsewhere] = {}
    outsourced: dict[str, OutsourcedReports] = {}
    extended_hours: dict[str, ExtendedHours] = {}
    clinics: dict[str, Clinic] = {}
    """Infusion clinics, exercise classes and the like, with places of their own."""
    sites: dict[str, ScanSite] = {}
    """Sites of scanners; none: the board's operators go wherever one is."""
    lists_by_site: YesNo = False
    """Whether each site keeps a DXA list of its own; else the board keeps one for all.
    Where that changes on a date, people stay on the list that they joined."""
    waiting_list: dict[str, WaitingList] = {}
    diary: dict[str, Diary] = {}
    validations: dict[str, Validation] = {}
    attributes: dict[str, Share] = {}
    """Shares of pathway attributes that differ at this board."""
    choices: dict[str, Mix] = {}
    """Shares of the answers of pathway choices that differ at this board."""
    minutes_factor: dict[str, Factor] = {}
    """Factor on the minutes that a stage takes at this board; slots stay as they are.
    """
    dna_factor: dict[str, SmallFactor] = {}
    """Factor on the chance of a missed appointment at a stage, at this board."""
    servers: dict[str, Servers] = {}
    arrivals: dict[str, Arrivals] = {}
    days_before_list: Days = 0.0
    """Days from the fracture to joining, for people already on a list at the start."""

    @property
    def label(self) -> str:
        """Mark of every figure of this board; empty when published."""
        return "" if self.kpis_published else ILLUSTRATIVE

    @model_validator(mode="after")
    def _numbers_differ(self) -> Self:
        for what in NUMBERED:
            numbers = [item.number for item in getattr(self, what).values()]
            if len(numbers) != len(set(numbers)):
                rule = _("two entries share a declared number")
                hint = _("give each entry a number of its own, and keep it")
                raise ContradictionError(Finding(what, rule, hint=hint))
        return self

    @model_validator(mode="after")
    def _lists_are_complete(self) -> Self:
        found = list(wrong_site_lists(self.sites, self.scanners))
        if self.lists_by_site and found:
            raise ContradictionError(found)
        return self


def wrong_site_lists(
    sites: Mapping[str, ScanSite], scanners: Mapping[str, Scanner]
) -> Iterator[Finding]:
    """Lists by site that leave somebody out, or that no scanner serves."""
    for what in ("people", "at_start"):
        total = sum(getattr(site, what) for site in sites.values())
        if abs(total - 1) > 1e-6:
            shared = _(SHARES_BY_SITE[what])
            rule = _("the sites' shares of {what} add up to 1", what=shared)
            hint = _("write people = 0.6 and so on under [sites.NAME]")
            yield Finding("lists_by_site", rule, f"{total:g}", hint)
    standing = {scanner.site for scanner in scanners.values()}
    for name, site in sites.items():
        if site.number > MOST_SITES:
            rule = _("a site with a list has a number up to {most}", most=MOST_SITES)
            hint = _("give it a smaller number, and keep it")
            yield Finding(f"sites.{name}.number", rule, str(site.number), hint)
        if (site.people or site.at_start) and name not in standing:
            hint = _('write site = "{name}" at a scanner, or send nobody', name=name)
            rule = _("no scanner stands at a site that keeps a list")
            yield Finding(f"sites.{name}", rule, repr(name), hint)


def official_name(board: Board) -> str:
    """The board's whole name, in Welsh for those who read Welsh."""
    return (chosen_language() == "cy" and board.name_cy) or board.name


ENDINGS = ("university-health-board", "teaching-health-board", "health-board")
BEGINNINGS = ("bwrdd-iechyd-prifysgol-", "bwrdd-iechyd-addysgu-", "bwrdd-iechyd-")


def board_ids(boards: Mapping[str, Board], names: Iterable[str]) -> list[str]:
    """Ids of boards named as people write them, each once.

    An id, the name in English or Welsh, with or without "University Health Board", its
    initials and its code are all understood.

    Parameters
    ----------
    boards : boards of a scenario by id

    Raises
    ------
    ScenarioError: for every name that no board has
    """
    ids = {word: key for key, board in boards.items() for word in _names(key, board)}
    asked = list(names)
    problems = [
        unknown_name(gettext_noop("board"), name, boards)
        for name in asked
        if same_spelling(name) not in ids
    ]
    if problems:
        raise ScenarioError(problems)
    return list(dict.fromkeys(ids[same_spelling(name)] for name in asked))


def _names(key: str, board: Board) -> list[str]:
    """Spellings of a board's name."""
    english, welsh = same_spelling(board.name), same_spelling(board.name_cy)
    short = [english.removesuffix(f"-{ending}") for ending in ENDINGS]
    short += [welsh.removeprefix(beginning) for beginning in BEGINNINGS]
    initials = "".join(word[0] for word in english.split("-") if word != "and")
    spelled = [initials, board.code.casefold(), *short, english, welsh, key]
    return [word for word in map(same_spelling, spelled) if word]
