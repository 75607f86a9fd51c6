"""Pathway files: which there are, and one of them by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.files import (
    folders_of,
    plain_name,
    read_toml,
    shipped_folder,
    shown_path,
)
from planner.inputs.owned_numbers import Contents, unwrap
from planner.inputs.pathway import Pathway
from planner.inputs.provenance import problems_from
from planner.locale import _, gettext_noop

PATHWAY = "pathway"
"""Key of a scenario under which its pathway stands."""
BASE, WITHOUT = "based_on", "without"
"""Keys of a pathway file: which other it alters, and what of that it leaves out."""
LONGEST_CHAIN = 20
"""Pathways that may be based on each other."""


def list_pathways() -> list[str]:
    """Names of the shipped pathways."""
    return sorted(path.stem for path in (shipped_folder() / "pathways").glob("*.toml"))


def pathway_file(name: Any, beside: Path, file: str, key: str = PATHWAY) -> Path:
    """File of a pathway: beside the file that names it, in its own copy, or shipped.

    Raises
    ------
    ScenarioError: if there is none of this name
    """
    plain = plain_name(name, file, key)
    places = [folder / f"{plain}.toml" for folder in folders_of("pathways", beside)]
    there = [place for place in dict.fromkeys(places) if place.is_file()]
    # An option or a scenario may bear the name of the pathway that it chooses.
    fitting = [place for place in there if {"stages", BASE} & set(read_toml(place))]
    found = next(iter([*fitting, *there]), None)
    if found is None:
        known, hint = list_pathways(), _("or put the pathway's file beside this one")
        raise ScenarioError(
            unknown_name(
                gettext_noop("pathway"), plain, known, file=file, key=key, hint=hint
            )
        )
    return found


def _shipped() -> Path:
    return shipped_folder() / "pathways"


def read_pathway(path: Path, model: Any, prefix: str = "") -> Contents:
    """Values of a pathway file, laid over those of the pathway it is based on.

    Parameters
    ----------
    model, prefix : what the values belong to, and the key under which they stand there

    Raises
    ------
    ScenarioError: if a file cannot be read, or is based on itself
    """
    return _read(path, model, prefix, ())


def _read(path: Path, model: Any, prefix: str, above: tuple[Path, ...]) -> Contents:
    raw, shown = read_toml(path), shown_path(path)
    if not {"stages", BASE} & set(raw):
        hint = _("see the shipped ones in scenarios/pathways")
        rule = _("is no pathway: it has neither stages nor {key!r}", key=BASE)
        raise ScenarioError(Problem(shown, rule, hint=hint))
    base, without = raw.pop(BASE, None), raw.get(WITHOUT, [])
    raw.pop(WITHOUT, None)
    own = unwrap(raw, shown, model, prefix)
    if base is None:
        return own
    if len(above) >= LONGEST_CHAIN:
        rule = _(
            "is the last of a chain of more than {most} pathways",
            most=LONGEST_CHAIN,
        )
        hint = _("base it on a pathway nearer to one that stands by itself")
        raise ScenarioError(Problem(shown, rule, BASE, hint=hint))
    lower_file = pathway_file(base, path.parent, shown, BASE)
    if lower_file.resolve() in (*above, path.resolve()):
        hint = _("base it on a pathway that stands by itself, such as standard")
        raise ScenarioError(Problem(shown, _("is based on itself"), BASE, hint=hint))
    lower = _read(lower_file, model, prefix, (*above, path.resolve()))
    lower.problems += _leave_out(lower, without, shown, prefix)
    _lay_over(lower, lower.values, own.values, prefix)
    lower.provenance.update(own.provenance)
    lower.problems += own.problems
    return lower


def _leave_out(
    contents: Contents, without: Any, file: str, prefix: str
) -> list[Problem]:
    """Take parts out of a pathway; a problem for each that is not there."""
    if not isinstance(without, list):
        hint = _('write {key} = ["stages.recommend"]', key=WITHOUT)
        rule = _("is a list of keys")
        return [Problem(file, rule, WITHOUT, repr(without)[:60], hint)]
    found = []
    for key in map(str, without):
        table, _dot, name = key.rpartition(".")
        there = contents.values.get(table)
        if not isinstance(there, dict) or name not in there:
            hint = _("write the part and its name, like stages.recommend")
            rule = _("is not there to be left out")
            found.append(Problem(file, rule, WITHOUT, repr(key), hint))
            continue
        del there[name]
        _forget(contents, f"{prefix}.{key}" if prefix else key)
    return found


def _lay_over(
    contents: Contents, into: dict[str, Any], values: dict[str, Any], prefix: str
) -> None:
    """Put values in the place of others, table by table; lists are replaced whole."""
    for name, value in values.items():
        key = f"{prefix}.{name}" if prefix else name
        there = into.get(name)
        # A distribution of another kind may not keep numbers of the former one.
        whole = isinstance(value, dict) and "kind" in value
        if isinstance(value, dict) and isinstance(there, dict) and not whole:
            _lay_over(contents, there, value, key)
        else:
            into[name] = value
            _forget(contents, key)


def _forget(contents: Contents, key: str) -> None:
    owners = contents.provenance
    for known in [k for k in owners if k == key or k.startswith(f"{key}.")]:
        del owners[known]


def load_pathway(name_or_path: str | Path) -> Pathway:
    """A validated pathway by shipped name or from a file.

    Raises
    ------
    ScenarioError: every problem of the file
    """
    text = str(name_or_path)
    is_file = text.endswith(".toml")
    path = Path(text) if is_file else pathway_file(text, _shipped(), PATHWAY, "name")
    contents = read_pathway(path, Pathway)
    problems = list(contents.problems)
    try:
        pathway = Pathway.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(error, shown_path(path), contents.provenance, Pathway)
    if problems:
        raise ScenarioError(problems)
    return pathway
