"""Small services made up at random: both engines agree, and the books are in order."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pathway.flows import DAY, flow, listed, one_stage, open_for, plan, starts

MINUTES = st.integers(0, 2 * DAY - 1)
NAMES = ("a", "b", "c")
CHANCES = st.sampled_from([0.0, 0.3, 1.0])
FEW_DAYS = st.sampled_from([0.0, 0.05, 0.2, 1.0])


@st.composite
def steps(draw: Any, position: int) -> list[dict[str, Any]]:
    """Ways out: forward, back after a delay, or to the end."""
    ways: list[dict[str, Any]] = []
    if draw(st.booleans()):
        back = NAMES[draw(st.integers(0, position))]
        again = {"to": back, "share": 0.4, "delay": {"mean": 0.1}}
        ways.append(again | draw(st.sampled_from([{}, {"when": {"urgent": True}}])))
    if position < 2:
        delay = {"mean": draw(FEW_DAYS)}
        late = draw(st.sampled_from([None, 0.5, 1.0]))
        to = {"to": NAMES[position + 1], "delay": delay, "not_before_days": late}
        ways.append(to | {"share": draw(st.sampled_from([0.5, 1.0]))})
    return [*ways, {"to": "done"}]


@st.composite
def stages(draw: Any) -> dict[str, Any]:
    """Three stages, each with rules of its own."""
    found = {}
    for position, name in enumerate(NAMES):
        found[name] = {
            "number": position + 1,
            "slot_minutes": draw(st.sampled_from([1, 15, 40])),
            "duration": {"kind": "exponential", "mean": draw(st.integers(1, 60))},
            "duration_draws": draw(st.integers(1, 2)),
            "hold": draw(st.sampled_from(["duration", "slot", "larger"])),
            "dna": draw(CHANCES),
            "dna_maximum": draw(st.sampled_from([None, 1, 2])),
            "dna_delay_days": draw(FEW_DAYS),
            "dna_hold": draw(st.sampled_from(["slot", "duration"])),
            "backfill": draw(CHANCES),
            "notice_days": {"routine": draw(FEW_DAYS), "urgent": draw(FEW_DAYS)},
            "next": draw(steps(position)),
        }
    return found


@st.composite
def activities(draw: Any) -> dict[str, Any]:
    """One to three activities over some of the stages; an unserved stage is a delay."""
    found = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        route = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "source": st.sampled_from(["fls", "other"]),
                    "urgent": st.booleans(),
                    "waited_longer_than_days": FEW_DAYS,
                    "window_days": st.sampled_from([(0, 0), (0, 1), (1, 1)]),
                },
            )
        )
        found[f"activity {number}"] = {
            "number": number,
            "stages": draw(
                st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)
            ),
            "route": route,
            "discipline": draw(
                st.sampled_from(["first come", "longest wait", "breach", "last come"])
            ),
            "urgent_first": draw(st.booleans()),
            "open_after_minutes": draw(st.sampled_from([0, 0, 30])),
        }
    return found


@st.composite
def services(draw: Any) -> Any:
    """A scenario whose first two days matter, and when some people leave."""
    work = draw(activities())
    some = st.lists(st.sampled_from(sorted(work)), min_size=1, max_size=3, unique=True)
    servers = {
        str(number): open_for(
            draw(st.sampled_from([40, 200, 1000, None])),
            first=draw(st.integers(0, DAY)),
            number=number,
            count=draw(st.integers(1, 2)),
            every_minutes=draw(st.sampled_from([None, 300, DAY])),
            activities=draw(some),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    }
    fls, other = (draw(st.lists(MINUTES, max_size=8)) for _ in range(2))
    arrivals = {
        "fls": listed(*fls, urgent_share=0.5),
        "other": listed(*other, number=2, source="other", urgent_share=0.3),
    }
    entry = {kind: draw(st.sampled_from(NAMES)) for kind in ("fls", "other")}
    pathway = {"entry": entry, "stages": draw(stages()), "activities": work}
    scenario = plan(pathway, {"here": {"arrivals": arrivals, "servers": servers}})
    people = len(fls) + len(other)
    leave = draw(
        st.dictionaries(st.integers(0, max(people - 1, 0)), MINUTES, max_size=3)
    )
    joined = sorted([*fls, *other])
    exits = {w: max(m, joined[w] + 1) for w, m in leave.items() if w < people}
    return scenario, exits


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(services())
def test_both_engines_agree_to_the_minute_and_nobody_is_lost(service: Any):
    scenario, exits = service
    flow(scenario, exits=exits, days=2)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(MINUTES, min_size=1, max_size=15),
    st.lists(st.tuples(MINUTES, st.sampled_from([40, 200])), min_size=1, max_size=3),
    st.tuples(MINUTES, st.sampled_from([40, 200])),
)
def test_one_stage_without_dna_or_exits_more_sessions_make_nobody_later(
    minutes: list[int], sessions: list[tuple[int, int]], extra: tuple[int, int]
):
    """One first-come list, one route, hold = one constant slot (MODEL.md section 7)."""

    def when_seen(openings: list[tuple[int, int]]) -> dict[int, int]:
        servers = [
            open_for(length, first=first, number=number)
            for number, (first, length) in enumerate(openings, 1)
        ]
        stage = {"hold": "slot", "slot_minutes": 20}
        return starts(one_stage(listed(*minutes), *servers, stage=stage), days=2)

    fewer, more = when_seen(sessions), when_seen([*sessions, extra])
    assert all(more[patient] <= start for patient, start in fewer.items())
