"""Stages and queues of a small world, once for each kind of people told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from planner.errors import Problem, ScenarioError
from planner.inputs.distributions import Distribution
from planner.inputs.small_world.people import Turns
from planner.inputs.small_world.shapes import scaled
from planner.inputs.small_world.tables import (
    CaseServers,
    ClassRules,
    SmallWorld,
    StageRules,
)
from planner.inputs.units import MINUTES_A_DAY
from planner.locale import _

PIECES = 50
"""Pieces of a random service, where a server that goes off stops at once."""


class Kind(NamedTuple):
    """Properties that people have in common: class, own services, and fixed ways."""

    name: str = ""
    service: tuple[tuple[str, float], ...] = ()
    turns: Turns = ()


class Stages:
    """Stages and activities of a scenario, made as they are asked for."""

    def __init__(self, world: SmallWorld, scale: float, name: str) -> None:
        self.world, self.scale, self.name = world, scale, name
        self.rules: dict[str, dict[str, Any]] = {}
        self.activities: dict[str, dict[str, Any]] = {}
        self.names: dict[int, tuple[str, Kind]] = {}
        """Stage and kind of people by declared number; none where all are sent on."""
        self._made: dict[tuple[str, Kind], str] = {}
        self._served: dict[str, list[CaseServers]] = {}
        for each in (*world.servers.values(), *world.sessions.values()):
            for stage in each.stages or world.stages:
                self._served.setdefault(stage, []).append(each)

    def class_of(self, name: str) -> ClassRules:
        """Rules of a class; those of nobody in particular where there are none."""
        return self.world.classes.get(name, ClassRules())

    def way_in(self, whose: str | Mapping[str, float], enters: str, kind: Kind) -> str:
        """The stage that people join first: of their class, or by shares of classes."""
        if not isinstance(whose, str):
            parts = [(self.way_in(n, enters, kind), p) for n, p in whose.items()]
            return self._fork("class", parts)
        first = enters or self.class_of(whose).enters or next(iter(self.world.stages))
        return self._stage(first, kind._replace(name=whose))

    def _new(self, name: str) -> dict[str, Any]:
        self.rules[name] = {"number": len(self.rules) + 1}
        return self.rules[name]

    def _fork(self, name: str, ways: Sequence[tuple[str, float]]) -> str:
        """A stage that takes no time and sends people on by shares."""
        name = f"{name} {len(self.rules) + 1}"
        self._new(name)["next"] = _steps([(to, share, None) for to, share in ways])
        return name

    def _stage(self, name: str, kind: Kind) -> str:
        """The scenario's stage for one kind of people."""
        if name not in self.world.stages:
            return "done"
        if (name, kind) not in self._made:
            label = name if kind == Kind() else f"{name} {len(self.rules) + 1}"
            self._made[name, kind] = label
            rule = self._rule(name, kind)
            if rule.branches:
                rules = self._new(label)
                ways = [
                    (
                        self._branch(f"{label} {place}", name, kind, rule, place),
                        each.share,
                    )
                    for place, each in enumerate(rule.branches)
                ]
                rules["next"] = _steps([(to, share, None) for to, share in ways])
            else:
                self._put(label, name, kind, rule)
        return self._made[name, kind]

    def _branch(
        self, label: str, name: str, kind: Kind, rule: StageRules, place: int
    ) -> str:
        each = rule.branches[place]
        own = {"duration": each.duration, "next": each.to}
        return self._put(label, name, kind, rule.model_copy(update=own))

    def _rule(self, name: str, kind: Kind) -> StageRules:
        """A stage's rules with what differs for a kind of people."""
        own = self.class_of(kind.name)
        changed: dict[str, Any] = {"duration": own.duration} if own.duration else {}
        if name in own.stages:
            mine = own.stages[name]
            changed |= {key: getattr(mine, key) for key in mine.model_fields_set}
        for stage, length in kind.service:
            if stage == name:
                changed["duration"] = Distribution(mean=length)
        if (to := dict(kind.turns).get(name)) is not None:
            changed["next"] = to
        if self.world.stages[name].in_turn and "next" not in changed:
            rule, hint = _("people who come by chance take no turns"), _("write shares")
            raise ScenarioError(
                Problem(self.name, rule, f"stages.{name}.in_turn", "", hint)
            )
        return self.world.stages[name].model_copy(update=changed)

    def _put(self, label: str, name: str, kind: Kind, rule: StageRules) -> str:
        """Add one stage with its rules in the planner's words."""
        rules = self._new(label)
        self.names[rules["number"]] = (name, kind)
        day = self.scale / MINUTES_A_DAY
        if not rule.unlimited:
            rules |= {"role": "nurse", "notice_days": {"routine": rule.notice * day}}
        if rule.duration is not None:
            rules["duration"] = scaled(rule.duration, self.scale)
        if self._ends(name, "fit"):
            rules["slot_minutes"] = (
                max(1, round(rule.duration.mean * self.scale)) if rule.duration else 1
            )
        rules["duration_draws"] = rule.draws
        if rule.missed is not None:
            rules |= {
                "dna": rule.missed.share,
                "dna_delay_days": rule.missed.after * day,
                "dna_maximum": rule.missed.maximum,
                "backfill": rule.missed.refilled,
            }
        ways = [
            (self._stage(w.to, kind), w.share, scaled(w.delay, day)) for w in rule.ways
        ]
        if self._ends(name, "stop") and rule.duration and rule.duration.average:
            ways = self._in_pieces(rules, label, ways)
        rules["next"] = _steps(ways)
        return label

    def _ends(self, name: str, how: str) -> bool:
        return any(each.at_end == how for each in self._served.get(name, ()))

    def _in_pieces(
        self, rules: dict[str, Any], label: str, ways: list[Any]
    ) -> list[Any]:
        """A service without memory as short pieces: most come back for another."""
        mean = rules["duration"]["mean"]
        piece = max(1, round(mean / PIECES))
        rules["duration"] = {"mean": piece}
        again = 1 - piece / mean
        return [(label, again, None), *((to, p * (1 - again), d) for to, p, d in ways)]

    def plan(self, each: CaseServers) -> list[str]:
        """Activities of a server in order: urgent classes first, then by stage."""
        stages = each.stages or tuple(self.world.stages)
        groups = [stages] if each.one_queue else [(stage,) for stage in stages]
        found = []
        for level in sorted(
            {self.class_of(kind.name).priority for _name, kind in self.names.values()}
        ):
            for group in groups:
                members = [
                    label
                    for label, rules in self.rules.items()
                    for stage, kind in [self.names.get(rules["number"], ("", Kind()))]
                    if stage in group and self.class_of(kind.name).priority == level
                    if not each.classes or kind.name in each.classes
                    if not self.world.stages[stage].unlimited
                ]
                if members:
                    found.append(
                        self._activity(members, group[0], each.waited_longer_than)
                    )
        return found

    def _activity(self, members: list[str], stage: str, after: float | None) -> str:
        rule = self.world.stages[stage]
        order: str = rule.discipline
        if rule.missed and rule.missed.rejoins == "front":
            order = "longest wait"
        if self._ends(stage, "stop"):
            order = "breach"
        rules: dict[str, Any] = {"stages": members, "discipline": order}
        if after is not None:
            rules["route"] = {
                "waited_longer_than_days": after * self.scale / MINUTES_A_DAY
            }
        for name, known in self.activities.items():
            if {**known, "number": 0} == {**rules, "number": 0}:
                return name
        number = len(self.activities) + 1
        self.activities[f"queue {number}"] = {"number": number, **rules}
        return f"queue {number}"


def _steps(ways: Sequence[tuple[str, float, Any]]) -> list[dict[str, Any]]:
    """Ways out as the planner takes them: shares of those whom earlier ones left."""
    steps, left = [], 1.0
    for to, share, delay in ways:
        step = {"to": to, "share": min(1.0, share / left) if left > 1e-12 else 0.0}
        steps.append(step | ({"delay": delay} if delay else {}))
        left -= share
    return [*steps, {"to": "done"}] if left > 1e-9 else steps
