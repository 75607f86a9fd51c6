"""Real services over years: a backlog by mass balance, or a calibrated board."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.outcomes.measure_index import ALL
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in
from planner.verification.kinds.timeline import Timeline
from planner.verification.kinds.weeks import list_after
from planner.verification.measures import NUMBER
from planner.verification.network import WEEK
from planner.verification.services import LIST_KPI, LIST_STAGE, figure, published_board
from planner.verification.sight import Played
from planner.verification.study import Effort, Study
from planner.verification.translated import UNKNOWN, Translated, computed

OLD_CAPACITY, DEMAND = 40.0, 100.0
"""People a week where a case leaves the size of the service open."""
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
         "eight": 8, "nine": 9, "ten": 10, "twelve": 12}  # fmt: skip
TIMES = {"doubl": 2.0, "twice": 2.0, "trebl": 3.0, "tripl": 3.0, "quadrupl": 4.0}
A_NUMBER = rf"(\d+(?:\.\d+)?|{'|'.join(WORDS)})"


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each metric by its own short run, or by arithmetic where nothing runs."""
    return computed(part, lambda name: _tell(name, case, part, effort))


def _tell(name: str, case: Case, part: Part, effort: Effort) -> Any:
    for pattern, function in ANSWERS.items():
        match = re.fullmatch(pattern, name)
        if match:
            return function(_Told(case, part, effort, name), *match.groups())
    raise NotExpressedError(UNKNOWN)


class _Told:
    """What a case tells, in numbers and in words."""

    def __init__(self, case: Case, part: Part, effort: Effort, name: str) -> None:
        self.case, self.part, self.effort = case, part, effort
        self.inputs = part.inputs
        self.given = Given(part.inputs)
        self.how = part.asked[name]

    def play(self, timeline: Timeline) -> Played:
        """The one run of a timeline without chance."""
        study = Study(timeline.scenario(), lambda played: {}, 1)
        return study.play(study.rota(self.effort), 0, self.effort)

    def capacity_ratio(self) -> float:
        """New capacity over old: numbers, days a week in words, or "doubles"."""
        before, after = (
            self.inputs.get("capacity_before"),
            self.inputs.get("capacity_after"),
        )
        if before is not None and after is not None:
            return _days_in(after) / _days_in(before)
        if self.given.has("capacity_ratio"):
            return self.given.number("capacity_ratio")
        text = self.case.about.lower()
        found = [times for word, times in TIMES.items() if word in text]
        if not found:
            raise NotExpressedError("the change of capacity is not given")
        return found[0]

    def observed_weeks(self) -> float:
        """The wait that was observed at the end, from an input, a note or the title."""
        names = ("observed_wait_weeks", "final_wait_weeks", "wait_after_weeks")
        if self.given.has(*names):
            return self.given.number(*names)
        text = f"{self.how.get('note', '')} {self.case.title}".lower()
        found = re.search(rf"(?:gives|to) {A_NUMBER} weeks", text)
        if found is None:
            raise NotExpressedError("the wait that was observed is not given")
        return _number(found.group(1))

    def waits(self) -> tuple[float, float]:
        """First and last of the waits that are given, in weeks."""
        found = [
            number_in(value, key)
            for key, value in self.inputs.items()
            if key.startswith("wait_") and not isinstance(value, str)
        ]
        if len(found) != 2:
            raise NotExpressedError("a wait at the start and one at the end are needed")
        return found[0], found[1]


def _number(text: str) -> float:
    return float(WORDS.get(text) or text)


def _days_in(value: Any) -> float:
    """Days a week, from a number or from words such as "five days a week"."""
    if not isinstance(value, str):
        return number_in(value, "capacity")
    found = re.search(rf"{A_NUMBER}[ -]+days?", value.lower())
    return _number(found.group(1)) if found else number_in(value, "capacity")


def _wait_at_demand(told: _Told, weeks: float, ratio: float) -> float:
    """Weeks a new referral is quoted after the change: list over current capacity."""
    old = told.given.number("old_capacity_per_week", default=OLD_CAPACITY)
    wait = told.given.number("initial_wait_weeks")
    new = told.capacity_ratio() * old
    timeline = Timeline(
        weeks=int(np.ceil(weeks)) + 1,
        referrals=((1, ratio * old),),
        places=((1, new),),
        waiting=round(wait * old),
        oldest_weeks=wait,
    )
    return list_after(told.play(timeline), weeks) / new


def _wait_after(told: _Told, weeks: str, ratio: str) -> float:
    return _wait_at_demand(told, float(weeks), float(ratio))


def _ratio_reached(told: _Told) -> float:
    """Demand over old capacity at which the model gives the wait that was observed."""
    weeks, observed = told.given.number("period_weeks"), told.observed_weeks()
    low, high = 0.0, 2 * told.capacity_ratio()
    for _ in range(12):
        middle = (low + high) / 2
        if _wait_at_demand(told, weeks, middle) < observed:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _rises_with_demand(told: _Told) -> dict[str, Any]:
    weeks = told.given.number("period_weeks")
    ratios = [0.9, 1.0, 1.1, 1.2, 1.3, 1.4]
    waits = [_wait_at_demand(told, weeks, ratio) for ratio in ratios]
    rises = all(a <= b for a, b in itertools.pairwise(waits))
    shown = ", ".join(f"{w:.2f}" for w in waits)
    return {"holds": rises, "how": f"waits at demand {ratios} of old capacity: {shown}"}


def _implied_ratio(told: _Told) -> float:
    """Capacity over demand at which the wait of those seen grows as it did."""
    first, last = told.waits()
    return 1 - (last - first) / told.given.number("elapsed_weeks")


def _growing(told: _Told, weeks: float, ratio: float) -> tuple[Played, Timeline]:
    first, _ = told.waits()
    timeline = Timeline(
        weeks=int(np.ceil(weeks)) + 1,
        referrals=((1, DEMAND),),
        places=((1, ratio * DEMAND),),
        waiting=round(first * DEMAND),
        oldest_weeks=first,
    )
    return told.play(timeline), timeline


def _wait_of_seen(told: _Told, weeks: str, ratio: str) -> float:
    """Mean wait in weeks of those seen in the last week."""
    end = float(weeks)
    visits = _growing(told, end, float(ratio))[0].visits
    late = (visits.started >= (end - 1) * WEEK) & (visits.started < end * WEEK)
    seen = visits.take(late)
    return float((seen.started - seen.first_joined).mean() / WEEK)


def _list_at_end(told: _Told) -> float:
    """List at the end, in weeks of demand."""
    weeks = told.given.number("elapsed_weeks")
    played, _ = _growing(told, weeks, _implied_ratio(told))
    return list_after(played, weeks) / DEMAND


def _new_referral(told: _Told) -> float:
    """Weeks that a new referral faces at the end: list over capacity."""
    return _list_at_end(told) / _implied_ratio(told)


def _year_ratio(told: _Told, later: str, earlier: str) -> float:
    return told.given.number(f"mean_list_{later}") / told.given.number(
        f"mean_list_{earlier}"
    )


def _years_to_return(told: _Told, year: str, extra: str) -> float:
    """Years of extra activity that bring the list of today down to a year's."""
    now = [key for key in told.inputs if re.match(r"list_(?!ratio)", key)]
    if len(now) != 1:
        raise NotExpressedError("the list of today is not given once")
    excess = told.given.number(now[0]) - told.given.number(f"mean_list_{year}")
    return excess / float(extra)


def _same_with(told: _Told, extra: str) -> float:
    """The metric before it in the case, with another amount of extra activity."""
    pattern = r"years_to_return_to_(\d+)_list_if_.*"
    found = [m for name in told.part.asked if (m := re.fullmatch(pattern, name))]
    if len(found) != 1:
        raise NotExpressedError("which sum is meant by 'same' is not clear")
    return _years_to_return(told, found[0].group(1), extra)


def _one_list(told: _Told, over_6: str, over_13: str) -> dict[str, Any]:
    """Whether one first-come list can have such shares beyond 6 and 13 weeks."""
    first, second = float(over_6) / 100, float(over_13) / 100
    longest = 6 / (1 - first)
    evenly = max(0.0, 1 - 13 / longest)
    without_memory = first ** (13 / 6)
    shown = (
        f"{100 * evenly:.1f} % if ages are even, {100 * without_memory:.1f} % if not"
    )
    return {
        "holds": second > max(evenly, without_memory),
        "how": f"beyond 13 weeks {shown}; observed {over_13} %",
    }


def _board_list(told: _Told, year: str) -> Any:
    board = published_board(told.case.about)
    return figure(board, LIST_STAGE, LIST_KPI, year, told.effort).as_json()


def _board_share(told: _Told, year: str) -> Any:
    board = published_board(told.case.about)
    kpi = "kpi5_scanned_90_of_all"
    return figure(board, ALL, kpi, year, told.effort).as_json()


def _direction(told: _Told, what: str) -> dict[str, Any]:
    """Whether the list rises, or the share falls, from each year to the next."""
    pattern, tell = {
        "list": (r"mean_list_(\d{4})", _board_list),
        "pct": (r"pct_scanned_within_90d_(\d{4})", _board_share),
    }[what]
    years = [
        m.group(1) for name in told.part.asked if (m := re.fullmatch(pattern, name))
    ]
    means = [tell(told, year)["mean"] for year in sorted(years)]
    rises = all(a < b for a, b in itertools.pairwise(means))
    holds = rises if what == "list" else means[0] > means[1]
    shown = ", ".join(f"{mean:.1f}" for mean in means)
    return {"holds": bool(holds), "how": f"{', '.join(sorted(years))}: {shown}"}


ANSWERS: Mapping[str, Callable[..., Any]] = {
    rf"wait_after_{NUMBER}_weeks_if_demand_{NUMBER}_mu0": _wait_after,
    r"observed_wait_reached_for_demand_ratio": _ratio_reached,
    r"wait_monotone_in_demand": _rises_with_demand,
    r"implied_mean_capacity_over_demand": _implied_ratio,
    rf"wait_of_those_scanned_after_{NUMBER}_weeks_capacity_{NUMBER}_of_demand":
        _wait_of_seen,
    r"list_at_end_in_weeks_of_demand": _list_at_end,
    r"expected_wait_of_a_new_referral_at_end": _new_referral,
    r"list_ratio_(\d{4})_(\d{4})": _year_ratio,
    r"years_to_return_to_(\d{4})_list_if_(\d+)_extra.*": _years_to_return,
    r"same_with_(\d+)_extra": _same_with,
    rf"single_fifo_list_cannot_give_{NUMBER}_and_{NUMBER}": _one_list,
    r"mean_list_(\d{4})": _board_list,
    r"pct_scanned_within_90d_(\d{4})": _board_share,
    r"direction_(list|pct)": _direction,
}  # fmt: skip
