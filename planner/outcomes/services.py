"""Services that money and work belong to: the fracture liaison service, and DXA.

Staff belong to a service by their role. Administrators serve both: they register and
write for the FLS, and vet and book everybody sent for a scan, so their cost is shared
by minutes of contact work for FLS patients and for other DXA referrals.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES
from planner.outcomes.counts import Count
from planner.outcomes.tally import GROUPS, Tally

Floats = npt.NDArray[np.float64]
FLS, DXA = range(2)
SERVICES = 2
DXA_ROLES = ("operator", "reporter", "scanner")
SHARED_ROLES = ("admin",)
OTHER = GROUPS.index("other")


def minutes_for_others(tally: Tally, span: str) -> tuple[Floats, Floats]:
    """Contact minutes by role of the frame and period: for other referrals, and all.

    Other referrals are DXA referrals that the FLS did not send.
    """
    frame = tally.frame
    joined = tally.during(Count.JOINED, span)[frame.staffed]
    minutes = joined * frame.slot_minutes[frame.staffed, None, None]
    sums = np.zeros((len(frame.roles), *minutes.shape[1:]))
    np.add.at(sums, frame.role_of_staffed, minutes)
    return sums[:, OTHER], sums[:, 0]


def shares_of_roles(tally: Tally) -> Floats:
    """Share of each role's cost by service; shape (ROLES, services, years of money)."""
    years = len(tally.frame.periods.financial_years)
    shares = np.zeros((len(ROLES), SERVICES, years))
    shares[:, FLS] = 1.0
    others, total = minutes_for_others(tally, "financial year")
    with np.errstate(divide="ignore", invalid="ignore"):
        for_others = np.where(total > 0, others / total, 0.0)
    for role in DXA_ROLES:
        shares[ROLES.index(role), DXA] = 1.0
    for place, role in enumerate(tally.frame.stages_by_role):
        if role in SHARED_ROLES:
            shares[ROLES.index(role), DXA] = for_others[place]
    shares[:, FLS] -= shares[:, DXA]
    return shares
