"""Faults in how posts move: who is there, how fast, and what is paid."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import SHARED

DUTY, SPELLS = "capacity/staff/minutes.py", "capacity/staff/post_holders.py"
STANDING, CHAIRS = (
    "capacity/staff/induction_and_skills.py",
    "capacity/staff/changing_posts.py",
)
COSTS, LEDGER = "outcomes/staff_costs.py", "capacity/workforce.py"
HOURS, PEOPLE = "capacity/test_workforce.py", "capacity/test_moving_posts.py"
PRICES, SEASON = "outcomes/test_staff_costs.py", "capacity/test_leave_season.py"


def fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    """A fault of one edit."""
    return Fault(name, {SHARED: (Edit(file, old, new),)}, tests)


STAFF = (
    fault(
        "vacant chairs work",
        DUTY,
        "lost[moves.there & ~standing.here] = Lost.VACANCY",
        "pass",
        HOURS,
    ),
    fault(
        "the ramp ends a month early",
        STANDING,
        "moves.day_after(arrived, induction.months) - arrived",
        "moves.day_after(arrived, max(induction.months - 1, 0)) - arrived",
        HOURS,
    ),
    fault(
        "a hire comes when the advert goes out",
        SPELLS,
        "return self.moves.day_after(advert, months)",
        "return advert",
        HOURS,
    ),
    fault(
        "people leave by the year, not by the month",
        SPELLS,
        "1 - (1 - period.turnover) ** (1 / MONTHS_A_YEAR)",
        "period.turnover",
        PEOPLE,
    ),
    fault(
        "chairs of a seat leave by draws of their own place",
        SPELLS,
        "draw[chair.seat]",
        "draw[0]",
        PEOPLE,
    ),
    fault(
        "retirement empties the chair a day early",
        SPELLS,
        "self.moves.calendar.day_of(dates[self.chair.seat], 0) + 1",
        "self.moves.calendar.day_of(dates[self.chair.seat], 0)",
        PEOPLE,
    ),
    fault(
        "a learner scans alone",
        STANDING,
        "standing.speed[chair, waiting] = 0.0",
        "pass",
        PEOPLE,
    ),
    fault(
        "teaching takes nobody's time",
        DUTY,
        "standing.speed * left",
        "standing.speed",
        PEOPLE,
    ),
    fault(
        "whoever covers is as quick as those whose work it is",
        DUTY,
        "chosen[mine], quickness[mine] = number, cover.speed",
        "chosen[mine] = number",
        PEOPLE,
    ),
    fault(
        "part-time people work any day",
        DUTY,
        "rank + HALF_DAYS_A_WEEK * ~own[calendar.half_days // 2]",
        "rank",
        PEOPLE,
    ),
    fault(
        "named protected time comes on top of the role's",
        CHAIRS,
        "return 1.0 - sum(self.post.protected.values())",
        "return self.terms.patient_share - sum(self.post.protected.values())",
        PEOPLE,
    ),
    fault(
        "a vacancy is paid for",
        LEDGER,
        "wte = team.moves.wte @ (standing.here & team.moves.there)",
        "wte = team.moves.wte @ team.moves.there",
        PRICES,
    ),
    fault(
        "bought hours are paid on bank holidays",
        LEDGER,
        "(done.paid * at_work).sum(axis=0)",
        "done.paid.sum(axis=0)",
        PRICES,
    ),
    fault(
        "weights of weeks are turned over",
        "capacity/staff/absence.py",
        "-log1p(-draw[part]) / weights[place]",
        "-log1p(-draw[part]) * weights[place]",
        SEASON,
    ),
)
