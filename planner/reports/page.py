"""Pages of HTML that stand alone: one frame and one style for every report."""

from __future__ import annotations

import datetime
from typing import Any

from planner.locale import _, chosen_language, gettext_noop
from planner.reports.dates import date_text

ATTRIBUTION = gettext_noop(
    "Facts: see planner/data/SOURCES.md. Population and boundaries: Office"
    " for National Statistics, Open Government Licence v3.0."
)


def render_page(template: str, made_on: datetime.date | None, **values: Any) -> str:
    """HTML of a report, without a single address outside the page.

    Parameters
    ----------
    template : file of this folder that extends `page.html`
    made_on : date printed on the page; today when left out
    """
    # Only who writes pages loads what makes them.
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("planner", "reports"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
    )
    return environment.get_template(template).render(
        **values,
        made_on=date_text(made_on or datetime.date.today()),
        attribution=_(ATTRIBUTION),
        language=chosen_language(),
        _=_,
    )
