"""Words for what a person is: the vocabulary of conditions and routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.errors import known_names
from planner.locale import _

AGE_BANDS = (
    "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89", "90+",
)  # fmt: skip
SITES = ("hip", "spine", "wrist", "humerus", "pelvis", "other")
SEXES = ("female", "male")
SOURCES = ("fls", "other")
WORDS: dict[str, tuple[str, ...]] = {
    "source": SOURCES,
    "sex": SEXES,
    "age_band": AGE_BANDS,
    "site": SITES,
}
"""Characteristics that a condition may ask for, with the words for each."""
Condition = bool | str | tuple[str, ...]


def wrong_words(when: Mapping[str, Condition], attributes: set[str]) -> Iterator[str]:
    """A rule for each condition that no person could be asked.

    Parameters
    ----------
    attributes : names of yes/no attributes known so far
    """
    for name, condition in when.items():
        if name in attributes or name == "urgent":
            if not isinstance(condition, bool):
                yield _(
                    "{name} is true or false, not {condition!r}",
                    name=name,
                    condition=condition,
                )
        elif name not in WORDS:
            known = known_names(name, sorted({*attributes, "urgent", *WORDS}))
            yield _("there is no {name!r} to ask for; {hint}", name=name, hint=known)
        else:
            wanted = (condition,) if isinstance(condition, str) else condition
            given = wanted if isinstance(wanted, tuple) else (str(wanted),)
            yield from _unknown(name, given)


def _unknown(name: str, given: tuple[str, ...]) -> Iterator[str]:
    for word in given:
        if word not in WORDS[name]:
            yield _(
                "{word!r} is no {name}; {hint}",
                word=word,
                name=name,
                hint=known_names(word, WORDS[name]),
            )
