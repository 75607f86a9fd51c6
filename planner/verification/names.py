"""Metrics by name: what each name means, and what a name adds to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from planner.verification import measures as m
from planner.verification import session_measures as s
from planner.verification.measures import NUMBER, Measure

UNIT = r"(?:_(minute|hour|day|week|month)s?)?"


def measure_named(name: str, groups: Collection[str]) -> tuple[str, Measure] | None:
    """Whom a metric is about, and how it is measured; None when not known.

    A name may begin with whom or where it is about: "class1.Wq", "nurse.throughput".
    """
    owner, dot, rest = name.partition(".")
    if dot and owner in groups:
        found = measure_named(rest, ("",))
        return None if found is None else (owner, found[1])
    if "" not in groups:
        return None
    for pattern, make in PATTERNS:
        match = re.fullmatch(pattern, name)
        if match:
            return "", make(*match.groups())
    return None


def _first(make: Callable[[str], Measure]) -> Callable[..., Measure]:
    """The measure of the alternative that a pattern found."""
    return lambda *found: make(next(filter(None, found)))


WAIT = r"(?:Wq|mean_wait(?:_per_visit|_to_completed_scan)?|wait_mean)"
PATTERNS: tuple[tuple[str, Callable[..., Measure]], ...] = (
    (WAIT + UNIT, m.mean_wait),
    (r"(?:Wq|mean_wait)_(?:of_)?(?:served|seen)" + UNIT, m.mean_wait_of_seen),
    (r"(?:sd_wait|wait_sd|Wq_sd)" + UNIT, m.sd_wait),
    (r"p_wait|p_delay|erlang_c|p_wait_gt_zero", lambda: m.share_longer("0")),
    (rf"(?:p_wait|share_wait(?:ing)?)_(?:gt|over|longer_than)_{NUMBER}{UNIT}",
     m.share_longer),
    (rf"(?:p_wait|share)_(?:le|lt|within)_{NUMBER}{UNIT}", m.share_within),
    (rf"(?:wait_p|p){NUMBER}(?:_wait)?{UNIT}", m.wait_percentile),
    (r"median_wait" + UNIT, lambda unit: m.wait_percentile("50", unit)),
    (r"W|mean_(?:total_)?time_in_system|mean_time_at_station", m.mean_stay),
    (r"mean_service(?:_time)?", m.mean_service),
    (r"Lq|mean_list|mean_number_waiting|mean_waiting|mean_queue", m.mean_waiting),
    (r"L|mean_number_present|mean_number_in_system|mean_occupancy", m.mean_present),
    (r"Ls|mean_busy_servers|mean_in_service", m.mean_busy),
    (r"rho|utili[sz]ation|server_utili[sz]ation", m.utilisation),
    (r"throughput|completed_per_unit_time", m.throughput),
    (r"arrivals_per_unit_time|arrival_rate", m.arrivals),
    (r"p_leave(?:_before_seen)?|p_abandon|p_left|share_left|p_renege", m.share_left),
    (r"p_seen|p_served", m.share_seen),
    (r"Wq_all|mean_wait_all", m.mean_wait_of_all),
    (r"(?:mean_)?list_before_session(?:_mean)?", lambda: s.mean_list(0)),
    (r"(?:mean_)?list_after_session(?:_mean)?", lambda: s.mean_list(1)),
    (r"(?:mean_)?list_start_(mon|tue|wed|thu|fri|sat|sun)\w*", s.list_on),
    (r"p_session_clears_list|p_list_cleared", s.share_cleared),
    (r"slot_utili[sz]ation|share_of_slots_used", s.places_used),
    (r"slots_used_per_(week|day)", s.used_by),
    (r"slots_(?:lost|unused)_per_(week|day)|unused_slots_per_(week|day)",
     _first(s.lost_by)),
    (r"completed_per_(week|day)|seen_per_(week|day)",
     _first(s.done_by)),
    (r"effective_capacity_per_(week|day)", s.reserved_places),
    (r"appointments_per_(?:completed_scan|completion|patient)",
     lambda: s.given_a_kept(0)),
    (r"dnas?_per_(?:completed_scan|completion|patient)", lambda: s.given_a_kept(1)),
    (r"p_dna|dna_share|share_missed", s.share_missed),
    (r"p_discharged|share_discharged", s.share_discharged),
)  # fmt: skip
"""Names of metrics, and what measures them; brackets hold what a name adds."""
