"""Staff costs: those in post, hours bought, hires; vacancies cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import prepared
from planner.capacity.rota import ROLES
from planner.capacity.staff.changing_posts import PostPeriod
from planner.capacity.workforce import Held
from planner.inputs.terms import Money
from planner.inputs.units import (
    DAYS_A_WEEK,
    DAYS_A_YEAR,
    SESSION_MINUTES,
    SESSIONS_A_WEEK,
)
from planner.outcomes.board_frame import Frame, days_in_force, held, post_periods

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
HOURS_A_YEAR = DAYS_A_YEAR / DAYS_A_WEEK * SESSIONS_A_WEEK * SESSION_MINUTES / 60
"""Hours that a WTE is paid for in a year."""


class Payroll(NamedTuple):
    """Pounds of staff by financial year, told apart in several ways.

    Attributes
    ----------
    by_role : all of it, shape (roles, years)
    by_band : people in post, at what the board pays; shape (bands, years), the bands in
        order of `Money.pay`
    by_band_in_full : the same with the whole pension contribution
    hours : bank, agency and overtime
    hires : adverts, checks and equipment
    """

    by_role: Floats
    by_band: Floats
    by_band_in_full: Floats
    hours: Floats
    hires: Floats

    @classmethod
    def empty(cls, money: Money, years: int) -> Payroll:
        """No staff at all."""
        by_band = np.zeros((2, len(money.pay), years))
        return cls(np.zeros((len(ROLES), years)), *by_band, *np.zeros((2, years)))

    def plus(self, other: Payroll) -> Payroll:
        """Both together."""
        return Payroll(*(a + b for a, b in zip(self, other, strict=True)))


def employer_cost(money: Money, band: str, *, in_full: bool = False) -> float:
    """Pounds a year of one WTE: salary, national insurance, pension, levy.

    Parameters
    ----------
    in_full : with the part of the pension that is paid centrally
    """
    salary, pension = money.pay[band], money.pension
    if in_full:
        pension = max(pension, money.pension_in_full)
    insured = max(0.0, salary - money.national_insurance_threshold)
    on_costs = insured * money.national_insurance
    on_costs += salary * (pension + money.apprenticeship_levy)
    return salary + on_costs


def still_staff(frame: Frame, money: Money) -> Payroll:
    """Pounds by financial year of posts filled throughout, by the day."""
    edges = frame.periods.financial_years.edges
    found, bands = Payroll.empty(money, len(edges) - 1), list(money.pay)
    moving = {t.post_id for t in prepared(frame.scenario, frame.board_id).moving}
    for first, last, here in post_periods(frame):
        for name, post in here.boards[frame.board_id].posts.items():
            if name in moving:
                continue
            there = held(frame, (post.start, post.end), first, last)
            days = days_in_force(here, *there, edges)
            yearly = post.wte * employer_cost(money, post.band)
            pounds, band = yearly * days / DAYS_A_YEAR, bands.index(post.band)
            found.by_role[ROLES.index(post.role)] += pounds
            found.by_band[band] += pounds
            found.by_band_in_full[band] += pounds * _in_full(money, post.band)
    return found


def _in_full(money: Money, band: str) -> float:
    """Cost of a WTE with the pension in full, over what the board pays."""
    paid = employer_cost(money, band)
    return employer_cost(money, band, in_full=True) / paid if paid else 1.0


def moving_staff(posts: Sequence[Held], money: Money, frame: Frame) -> Payroll:
    """Pounds by financial year of all other posts, as one replication holds them."""
    edges = frame.periods.financial_years.edges
    found, bands = Payroll.empty(money, len(edges) - 1), list(money.pay)
    for post in posts:
        whole = np.zeros(len(post.wte))
        for period in post.changing.periods:
            pay, hours, hires = _daily(post, period, money)
            whole += pay + hours + hires
            band, paid = bands.index(period.post.band), _by_year(pay, edges)
            found.by_band[band] += paid
            found.by_band_in_full[band] += paid * _in_full(money, period.post.band)
            found.hours[:] += _by_year(hours, edges)
            found.hires[:] += _by_year(hires, edges)
        role = ROLES.index(post.changing.periods[0].post.role)
        found.by_role[role] += _by_year(whole, edges)
    return found


def _by_year(daily: Floats, edges: Ints) -> Floats:
    return np.asarray(np.diff(np.append(0.0, np.cumsum(daily))[edges]))


def _daily(post: Held, period: PostPeriod, money: Money) -> tuple[Floats, ...]:
    """Pounds by day of one period: salaries, hours at their price, and hires."""
    pay, hours, hires = np.zeros((3, len(post.wte)))
    here = slice(period.first, period.last)
    if period.post.contract == "staff":
        yearly = employer_cost(money, period.post.band)
        pay[here] = post.wte[here] * yearly / DAYS_A_YEAR
    else:
        hours[here] = post.worked[here] / 60 * price_an_hour(period, money)
    for day in post.hires:
        if period.first <= day < period.last:
            hires[day] += period.terms.hire_price
    return pay, hours, hires


def price_an_hour(period: PostPeriod, money: Money) -> float:
    """Pounds for an hour of bank, agency or overtime."""
    if period.post.price_an_hour is not None:
        return period.post.price_an_hour
    uplift = money.uplift.get(period.post.contract, 1.0)
    return employer_cost(money, period.post.band) / HOURS_A_YEAR * uplift
