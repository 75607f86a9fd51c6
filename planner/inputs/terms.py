"""Terms that all boards share: absence, prices and marks."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.posts import Contract, Induction
from planner.inputs.units import (
    AnnualShare,
    Days,
    Decimal,
    Factor,
    Months,
    Parameters,
    Pounds,
    Share,
    Unit,
    Whole,
)
from planner.locale import _, gettext_noop

LeaveSeason = Literal[
    "school_holidays", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
]  # fmt: skip


CASE_FINDING = gettext_noop("case finding")
"""Duty that grows with the people who are found."""


class RoleTerms(Parameters):
    """Duties of a role in a year besides clinical sessions."""

    leave_days: Days
    """Annual leave a full year, working days; bank holidays come on top."""
    sickness: Share
    """Share of working days lost to sickness."""
    sickness_spell_days: Annotated[Decimal, Field(ge=1, le=260)] = 5.0
    """Mean length of a spell, working days."""
    study_days: Days = 0.0
    patient_share: Share = 1.0
    """Share of a worked session that is offered to patients, where no duties are named.
    """
    duties: dict[str, Share] = {}
    """Job plan: shares of a worked session kept for other duties, by kind (travel,
    meetings, teaching). That of case finding holds for as many people as are found when
    the plan begins, and moves in proportion."""
    leave_weights: dict[LeaveSeason, Factor] = {}
    """Likelihood of a week of leave in a month, or in school holidays, relative to that
    without a weight; empty: any week alike."""
    turnover: AnnualShare = 0.0
    """Share of people in post who leave in a year."""
    months_to_hire: Months | None = None
    """From advert to first day; None: nobody is hired, and what is vacant stays so."""
    hire_price: Pounds = 0.0
    """Of one hire, once: advert, checks, equipment."""
    induction: Induction = Induction()

    @property
    def share_for_patients(self) -> float:
        """Share of a worked session for patients when the plan begins."""
        if self.duties:
            return 1.0 - sum(self.duties.values())
        return self.patient_share

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(self.duties.values()) > 1 + 1e-6:
            hint = _("write shares such as 0.03, so that patients get the rest")
            rule = _("shares add up to more than 1")
            raise ContradictionError(Finding("duties", rule, hint=hint))
        if self.duties and self.patient_share != 1.0:
            rule = _("is what the duties leave, and they are named")
            hint = _("leave patient_share out, or the duties")
            found = Finding("patient_share", rule, f"{self.patient_share:g}", hint)
            raise ContradictionError(found)
        return self


ConsultantSessions = Annotated[
    Decimal, Field(ge=0, le=20), Unit("sessions a week for 1,000 fractures a year")
]


class Money(Parameters):
    """Prices: pay with on-costs by band, and what scans cost besides staff."""

    pay: dict[str, Pounds]
    """Salary at the band's mid-point (top where a band has no middle), a year."""
    uplift: dict[Contract, Factor] = {"bank": 1.1, "agency": 1.75, "overtime": 1.5}
    """Price of an hour worked against an hour of the band's own staff with on-costs."""
    national_insurance: Share
    national_insurance_threshold: Pounds
    pension: Share
    """Part of the employer's contribution that the board itself pays."""
    pension_in_full: Share = 0.0
    """The whole contribution, the part that is paid centrally included; for economic
    appraisal. Lower than `pension`: there is no such part."""
    apprenticeship_levy: Share
    scan_consumables: Pounds
    """Cost of one scan besides staff and scanner."""
    scanner_upkeep: Pounds
    """Maintenance of one scanner, a year."""
    consultant_sessions: ConsultantSessions = 0.0
    """Consultant sessions a week that a board's service has for 1,000 fractures a year
    among its residents: leadership, advice, second readings."""
    consultant_session: Pounds = 0.0
    """One consultant session a week for a year, with on-costs."""
    overheads: Share = 0.0
    """Rooms, IT, personnel and finance departments, as a share of pay with on-costs."""
    tax_on_lists: Share = 0.0
    """Value added tax on what is bought in (lists, scans, reports), not recovered."""
    scanner_price: Pounds = 0.0
    """New price of a scanner of which the plan says none; for depreciation alone."""
    capital_charge: Share = 0.0
    """Interest a year on half the price of a scanner; for depreciation alone."""
    drugs: dict[str, Pounds] = {}
    """A year of each drug, by answer of the pathway's choice of a drug."""
    infusion: Pounds = 0.0
    """Visit at which zoledronate is given, while the board has no chairs in the plan:
    those of a clinic have a price of their own."""
    inflation: Share = 0.0
    """Rise of all prices in a year, from the price year on; for money in cash terms.
    """
    discount_rate: Share = 0.0
    """Real discount rate of costs and savings a year, from the plan's first financial
    year on; for present values."""
    price_year: Annotated[Whole, Field(ge=2000, le=2100)]


class Thresholds(Parameters):
    """Marks that results are held against."""

    cleared_wait_days: Days = 42.0
    """A backlog is gone when nearly nobody on the list waits longer than this."""
    cleared_share: Share = 0.95
    """Share meant by "nearly nobody": of the list that waits no longer."""
    list_ages_days: Annotated[tuple[Days, ...], Field(max_length=12)] = ()
    """Marks at which the age of every list is shown, in days."""
    clear_within_weeks: Annotated[Whole, Field(ge=1, le=520)] = 52
    """Chosen date for "what is needed to clear", in weeks from the plan's start."""

    @property
    def ages(self) -> tuple[float, ...]:
        """Those marks, the shortest first, each once."""
        return tuple(sorted(set(self.list_ages_days)))
