"""Changes as files: one dated, priced decision each, with its reason."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError, known_names, unknown_name
from planner.inputs.changes import Price
from planner.inputs.files import folders_of, read_toml, shipped_folder, shown_path
from planner.inputs.owned_numbers import owner_of_bare_numbers, unwrap
from planner.inputs.parse_toml import parse_toml
from planner.inputs.problems import Gathered
from planner.inputs.provenance import problems_from
from planner.inputs.relative_values import unknown_keys
from planner.locale import _, gettext_noop

CHANGE_KEYS = frozenset(
    {"title", "why", "from", "until", "source", "year", "confidence", "price", "set"}
    | {"own_numbers", "returned", "on_pathway", "with"}
)
_DATE = gettext_noop("is a date like 2026-10-01, without quotes")
_TEXT, _TABLE = gettext_noop("is text"), gettext_noop("is a table")
CHANGE_PARTS: dict[str, tuple[type, str, str]] = {
    "from": (
        datetime.date,
        _DATE,
        gettext_noop("the first day in force, e.g. from = 2026-10-01"),
    ),
    "until": (
        datetime.date,
        _DATE,
        gettext_noop("the last day in force, e.g. until = 2027-03-31"),
    ),
    "why": (
        str,
        _TEXT,
        gettext_noop("one sentence in quotes: the reason for the decision"),
    ),
    "set": (
        dict,
        _TABLE,
        gettext_noop("a table [set] with the keys that it changes"),
    ),
    "with": (
        dict,
        _TABLE,
        gettext_noop("a table [with.another-change] with keys that it sets otherwise"),
    ),
    "returned": (
        dict,
        _TABLE,
        gettext_noop("leave it as `fls-planner import` wrote it"),
    ),
    "on_pathway": (
        str,
        _TEXT,
        gettext_noop("the name of a file in scenarios/pathways"),
    ),
    "own_numbers": (
        bool,
        gettext_noop("is true or false"),
        gettext_noop("write true, or take the line out"),
    ),
}
"""Kind of each part of a change, the rule it follows, and how to fix it."""
NEEDED = ("from", "why", "set")


@dataclass(frozen=True)
class Change:
    """One dated, priced decision with its reason."""

    name: str
    title: str
    why: str
    file: str
    start: datetime.date
    until: datetime.date | None
    price: Price
    raw: Mapping[str, Any] = field(repr=False)
    top: Mapping[str, Any] = field(repr=False)
    folder: Path = field(repr=False)
    """Folder of the file; a pathway that it names may stand there too."""
    own_numbers: bool = False
    """Whether it says what is so at a board, not what is decided."""
    returned: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Entries of a board that no key says: for its next return, not for the model."""
    together: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Keys of its own with other values while another change is in force, by it."""
    on_pathway: str = ""
    """Pathway whose parts it alters, where the standard one has no such parts."""


def load_change(name: str, beside: Path | None = None) -> Change:
    """A change from the folder of its option, its own copy, or the shipped ones."""
    shipped = shipped_folder() / "changes"
    folders = folders_of("changes", beside) if beside else [shipped]
    path = next((p for f in folders if (p := f / f"{name}.toml").is_file()), None)
    if path is None:
        known = sorted(item.stem for f in folders for item in f.glob("*.toml"))
        hint = _("or put the file beside the option")
        raise ScenarioError(
            unknown_name(gettext_noop("change"), name, known, hint=hint)
        )
    return read_change(path)


def read_change(path: Path) -> Change:
    """The change in this file.

    Raises
    ------
    ScenarioError: unknown keys, no date, no reason, or nothing to set
    """
    return _change(read_toml(path), shown_path(path), path.stem, path.parent)


def parse_change(text: str, name: str, shown: str) -> Change:
    """The change that a text holds, as `read_change` reads it from a file.

    Parameters
    ----------
    shown : file that problems name

    Raises
    ------
    ScenarioError: as `read_change`
    """
    return _change(parse_toml(text, shown), shown, name, Path())


def _change(raw: dict[str, Any], shown: str, name: str, folder: Path) -> Change:
    top = owner_of_bare_numbers(raw)
    gathered = Gathered([*unknown_keys(raw, CHANGE_KEYS, shown), *_wrong(raw, shown)])
    price = gathered.attempt(_price, raw.get("price", {}), shown)
    gathered.refuse()
    assert price is not None
    return Change(
        name=name,
        title=str(raw.get("title", name)),
        why=raw["why"],
        file=shown,
        start=raw["from"],
        until=raw.get("until"),
        price=price,
        raw=raw["set"],
        top=top,
        folder=folder,
        own_numbers=raw.get("own_numbers") is True,
        together=raw.get("with", {}),
        returned=raw.get("returned", {}),
        on_pathway=str(raw.get("on_pathway", "")),
    )


def _wrong(raw: Mapping[str, Any], file: str) -> list[Problem]:
    """A problem for each part of a change that is missing or of another kind."""
    found = []
    for key, (kind, rule, hint) in CHANGE_PARTS.items():
        if not raw.get(key) and key in NEEDED:
            needed = _("a change needs {key!r}", key=key)
            found.append(Problem(file, needed, key, hint=_(hint)))
        elif key in raw and type(raw[key]) is not kind:
            found.append(Problem(file, _(rule), key, repr(raw[key])[:60], _(hint)))
    return found or list(_not_its_own(raw, file))


def _not_its_own(raw: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """A problem for each key under `with` that the change does not set itself."""
    rule = _("sets anew what the change itself sets, and nothing else")
    for other, keys in raw.get("with", {}).items():
        if not isinstance(keys, dict):
            hint = _(CHANGE_PARTS["with"][2])
            yield Problem(file, _(_TABLE), f"with.{other}", repr(keys)[:60], hint)
            continue
        for key in sorted(set(keys) - set(raw["set"])):
            hint = known_names(key, sorted(raw["set"]))
            yield Problem(file, rule, f"with.{other}.{key}", hint=hint)


def _price(raw: Any, file: str) -> Price:
    table = raw if isinstance(raw, dict) else {"": raw}
    contents = unwrap(table, file, Price)
    problems = list(contents.problems)
    try:
        price = Price.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(error, file, {}, Price)
    if problems:
        where = [replace(found, key=f"price.{found.key}") for found in problems]
        raise ScenarioError(where)
    return price
