"""Faults in how posts move: who is there, how fast, and what is paid."""

from __future__ import annotations

from tests.mutation.where import fault

HOURS, PEOPLE = "capacity/test_workforce.py", "capacity/test_moving_posts.py"
PRICES, SEASON = "outcomes/test_staff_costs.py", "capacity/test_leave_season.py"


STAFF = (
    fault(
        "vacant parts of a post work",
        "capacity.staff.minutes:duty",
        "lost[changing.there & ~holders.here] = Lost.VACANCY",
        "pass",
        HOURS,
    ),
    fault(
        "the ramp ends a month early",
        "capacity.staff.induction_and_skills:_shares",
        "changing.day_after(arrived, induction.months) - arrived",
        "changing.day_after(arrived, max(induction.months - 1, 0)) - arrived",
        HOURS,
    ),
    fault(
        "a hire comes when the advert goes out",
        "capacity.staff.post_holders:_PartHistory._arrival",
        "return self.changing.day_after(advert, months)",
        "return advert",
        HOURS,
    ),
    fault(
        "people leave by the year, not by the month",
        "capacity.staff.post_holders:_PartHistory._leaving",
        "1 - (1 - period.turnover) ** (1 / MONTHS_A_YEAR)",
        "period.turnover",
        PEOPLE,
    ),
    fault(
        "parts of a position leave by draws of their own place",
        "capacity.staff.post_holders:tenures_of",
        "draw[part.position]",
        "draw[0]",
        PEOPLE,
    ),
    fault(
        "retirement empties the part a day early",
        "capacity.staff.post_holders:_PartHistory._retires",
        "self.changing.calendar.day_of(dates[self.part.position], 0) + 1",
        "self.changing.calendar.day_of(dates[self.part.position], 0)",
        PEOPLE,
    ),
    fault(
        "a learner scans alone",
        "capacity.staff.induction_and_skills:_learn",
        "holders.speed[part, waiting] = 0.0",
        "pass",
        PEOPLE,
    ),
    fault(
        "teaching takes nobody's time",
        "capacity.staff.minutes:_speed",
        "holders.speed * left",
        "holders.speed",
        PEOPLE,
    ),
    fault(
        "whoever covers is as quick as those whose work it is",
        "capacity.staff.minutes:_covers",
        "chosen[mine], quickness[mine] = number, cover.speed",
        "chosen[mine] = number",
        PEOPLE,
    ),
    fault(
        "part-time people work any day",
        "capacity.staff.minutes:_on_weekdays",
        "rank + HALF_DAYS_A_WEEK * ~own[calendar.half_days // 2]",
        "rank",
        PEOPLE,
    ),
    fault(
        "named protected time comes on top of the role's",
        "capacity.staff.changing_posts:PostPeriod.patient_share",
        "max(0.0, 1.0 - sum(duties.values()))",
        "self.terms.share_for_patients - sum(duties.values())",
        PEOPLE,
    ),
    fault(
        "a vacancy is paid for",
        "capacity.workforce:held_by",
        "wte = team.changing.wte @ (holders.here & team.changing.there)",
        "wte = team.changing.wte @ team.changing.there",
        PRICES,
    ),
    fault(
        "bought hours are paid on bank holidays",
        "capacity.workforce:held_by",
        "(done.paid * at_work).sum(axis=0)",
        "done.paid.sum(axis=0)",
        PRICES,
    ),
    fault(
        "weights of weeks are turned over",
        "capacity.staff.absence:_take",
        "-log1p(-draw[part]) / weights[place]",
        "-log1p(-draw[part]) * weights[place]",
        SEASON,
    ),
)
