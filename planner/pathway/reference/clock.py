"""The reference engine's clock: SimPy's, in whole minutes, with phases of a minute.

SimPy sorts its events by minute, then by priority; a phase is a priority.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import simpy
from simpy.events import Event

from planner.pathway.reference.rules import Phase


class EngineClock(Protocol):
    """The abilities of an engine's clock."""

    @property
    def now(self) -> int:
        """Minute of the plan."""

    def at(
        self, minute: int, phase: Phase, action: Callable[..., object], *args: object
    ) -> None:
        """Have an action happen in this phase of this minute, if before the horizon."""


class TimedEvent(Event):
    """Something that happens at one minute, in one phase of it."""

    def __init__(
        self, clock: SimpyClock, action: Callable[..., object], args: tuple[object, ...]
    ) -> None:
        # SimPy's own initialiser would set what is set here, only slower.
        self.env, self.callbacks, self._ok = clock.env, [clock.happens], True
        self._value, self._defused = None, False
        self.action, self.args = action, args


class SimpyClock:
    """SimPy's clock in whole minutes, up to a horizon that no event reaches."""

    def __init__(self, horizon: int) -> None:
        self.env = simpy.Environment()
        self.now = 0
        """Minute of the plan."""
        self._horizon = horizon

    def at(
        self, minute: int, phase: Phase, action: Callable[..., object], *args: object
    ) -> None:
        """Have an action happen in this phase of this minute, if before the horizon."""
        if minute < self._horizon:
            event = TimedEvent(self, action, args)
            self.env.schedule(event, priority=phase, delay=minute - self.now)  # type: ignore[arg-type]

    def happens(self, event: Event) -> None:
        """Let an event's action happen, the clock showing its minute."""
        assert isinstance(event, TimedEvent)
        self.now = int(self.env.now)
        event.action(*event.args)

    def run(self) -> None:
        """Let everything happen that lies before the horizon."""
        self.env.run(until=self._horizon)
