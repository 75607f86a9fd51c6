"""Options as lists show them: in groups, each with its question and its price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planner.inputs.apply_changes import Change, load_change
from planner.inputs.changes import Price
from planner.inputs.options import GROUPS, Option
from planner.locale import _, gettext_noop
from planner.reports.number_format import pounds

OWN = gettext_noop("own")
"""Group of options whose file names none."""


@dataclass(frozen=True)
class ListedOption:
    """An option of a list.

    Attributes
    ----------
    name : by which it is loaded: of a shipped one its name, else its path
    group : one of `GROUPS`, or `OWN`
    price : of its changes, beyond the staff, scans and sessions that they bring
    """

    name: str
    title: str
    question: str
    group: str
    price: Price

    @property
    def price_text(self) -> str:
        """The price in words; empty where its changes have none of their own."""
        capital, once, yearly = (
            pounds(amount) if amount else ""
            for amount in (
                self.price.capital,
                self.price.one_off,
                self.price.revenue_a_year,
            )
        )
        parts = (
            _("{amount} of capital", amount=capital) if capital else "",
            _("{amount} once", amount=once) if once else "",
            _("{amount} a year", amount=yearly) if yearly else "",
        )
        return ", ".join(part for part in parts if part)


def grouped_options(options: Mapping[str, Option]) -> dict[str, list[ListedOption]]:
    """Options in the order of the groups, somebody's own last.

    Parameters
    ----------
    options : by the name or path by which they are loaded
    """
    grouped: dict[str, list[ListedOption]] = {group: [] for group in (*GROUPS, OWN)}
    for name, option in options.items():
        group = option.group or OWN
        grouped[group].append(_listed(name, option, group))
    return {group: listed for group, listed in grouped.items() if listed}


def _listed(name: str, option: Option, group: str) -> ListedOption:
    changes = [load_change(each, option.folder) for each in option.changes]
    return ListedOption(
        name=name,
        title=option.title,
        question=option.question,
        group=group,
        price=total_price(changes),
    )


def total_price(changes: Iterable[Change]) -> Price:
    """Prices of several changes together."""
    prices = [change.price for change in changes]
    return Price(
        capital=sum(price.capital for price in prices),
        one_off=sum(price.one_off for price in prices),
        revenue_a_year=sum(price.revenue_a_year for price in prices),
    )
