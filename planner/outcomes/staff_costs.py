"""Staff costs: those in post, hours bought, hires; vacancies cost nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import prepared
from planner.capacity.rota import ROLES
from planner.capacity.staff.changing_posts import PostPeriod
from planner.capacity.workforce import Held, held_by
from planner.inputs.terms import Money
from planner.inputs.units import (
    DAYS_A_WEEK,
    DAYS_A_YEAR,
    SESSION_MINUTES,
    SESSIONS_A_WEEK,
)
from planner.outcomes.board_frame import Frame, days_in_force, held, post_periods
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
HOURS_A_YEAR = DAYS_A_YEAR / DAYS_A_WEEK * SESSIONS_A_WEEK * SESSION_MINUTES / 60
"""Hours that a WTE is paid for in a year."""


def employer_cost(money: Money, band: str) -> float:
    """Pounds a year of one WTE: salary, national insurance, pension, levy."""
    salary = money.pay[band]
    insured = max(0.0, salary - money.national_insurance_threshold)
    on_costs = insured * money.national_insurance
    on_costs += salary * (money.pension + money.apprenticeship_levy)
    return salary + on_costs


def still_staff(frame: Frame, money: Money) -> Floats:
    """Pounds by role and financial year of posts filled throughout, by the day."""
    edges = frame.periods.financial_years.edges
    pounds = np.zeros((len(ROLES), len(edges) - 1))
    moving = {t.post_id for t in prepared(frame.scenario, frame.board_id).moving}
    for first, last, here in post_periods(frame):
        for name, post in here.boards[frame.board_id].posts.items():
            if name in moving:
                continue
            there = held(frame, (post.start, post.end), first, last)
            days = days_in_force(here, *there, edges)
            yearly = post.wte * employer_cost(money, post.band)
            pounds[ROLES.index(post.role)] += yearly * days / DAYS_A_YEAR
    return pounds


def moving_staff(record: Record, money: Money, frame: Frame) -> Floats:
    """Pounds by role and financial year of all other posts in one replication."""
    edges = frame.periods.financial_years.edges
    pounds = np.zeros((len(ROLES), len(edges) - 1))
    posts = held_by(record.scenario, record.board_id, record.seed, record.replication)
    for post in posts:
        daily = np.zeros(len(post.wte))
        for period in post.changing.periods:
            _price(post, period, money, daily)
        role = ROLES.index(post.changing.periods[0].post.role)
        pounds[role] += np.diff(np.append(0.0, np.cumsum(daily))[edges])
    return pounds


def _price(post: Held, period: PostPeriod, money: Money, daily: Floats) -> None:
    """Add pounds by day: a salary, or hours worked at their price; and each hire."""
    here = slice(period.first, period.last)
    if period.post.contract == "staff":
        yearly = employer_cost(money, period.post.band)
        daily[here] += post.wte[here] * yearly / DAYS_A_YEAR
    else:
        daily[here] += post.worked[here] / 60 * price_an_hour(period, money)
    for day in post.hires:
        if period.first <= day < period.last:
            daily[day] += period.terms.hire_price


def price_an_hour(period: PostPeriod, money: Money) -> float:
    """Pounds for an hour of bank, agency or overtime."""
    if period.post.price_an_hour is not None:
        return period.post.price_an_hour
    uplift = money.uplift.get(period.post.contract, 1.0)
    return employer_cost(money, period.post.band) / HOURS_A_YEAR * uplift
