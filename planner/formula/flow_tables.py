"""Tables of the flow: people, stages, ways and offers as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
EVERYBODY = -1
"""Instead of a row of answers: all people alike."""


class FlowPeople(NamedTuple):
    """People who flow, a row each; companions come after the people."""

    weight: Floats
    home: Ints
    """Place of the list of their provider; -1 for those treated outside the model."""
    joined: Ints
    exit: Ints
    clock: Ints
    entry: Ints
    comes: Bytes
    urgent: Ints
    """0 for urgent people, 1 for others: the queue in which they stand."""
    dna_class: Ints


class FlowStages(NamedTuple):
    """Rules of each stage."""

    served: Bytes
    slot: Ints
    minutes: Ints
    own_minutes: Ints
    """Row of `Flow.amounts`, or EVERYBODY for those of `minutes`."""
    hold: Ints
    dna: Floats
    """Shape (stages, periods, classes)."""
    backfill: Floats
    dna_held: Ints
    dna_most: Ints
    dna_delay: Ints
    notice: Ints
    """Shape (stages, 2): urgent people's, others'."""
    first_step: Ints


class FlowSteps(NamedTuple):
    """Ways from the stages, in their order."""

    to: Ints
    share: Floats
    fits: Ints
    """Row of `Flow.answers`, or EVERYBODY."""
    delay: Ints
    own_delay: Ints
    not_before: Ints
    visits: Ints
    later_than: Ints
    companion: Ints
    """Row of `Flow.amounts` with companions' numbers; -1 for a way of the person's."""


class FlowOffers(NamedTuple):
    """Offers of each kind of session, in order: an activity to a list."""

    first: Ints
    """First offer of each kind of session, and one place after the last."""
    list: Ints
    admits: Ints
    threshold: Ints
    opens: Ints
    closes: Ints
    urgent_first: Bytes
    first_stage: Ints
    last_stage: Ints
    stages: Ints
    minutes: Floats
    """Shape (kinds of session, days)."""


class FlowWays(NamedTuple):
    """Shares of lists' people who join another list: mutual aid, lists by site."""

    stage: Ints
    home: Ints
    to: Ints
    share: Floats
    first: Ints
    until: Ints


class Flow(NamedTuple):
    """Everything that the flow runs on."""

    people: FlowPeople
    stages: FlowStages
    steps: FlowSteps
    offers: FlowOffers
    ways: FlowWays
    answers: Bytes
    amounts: Ints
    period_of_day: Ints
