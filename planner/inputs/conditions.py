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


def wrong_words(
    when: Mapping[str, Condition], known: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """A rule for each condition that no person could be asked.

    Parameters
    ----------
    known : attributes and choices drawn so far, with the answers of each choice; an
        attribute, which is yes or no, has none
    """
    for name, condition in when.items():
        words = known[name] if name in known else WORDS.get(name)
        if words:
            wanted = (condition,) if isinstance(condition, str) else condition
            given = wanted if isinstance(wanted, tuple) else (str(wanted),)
            yield from _unknown(name, given, words)
        elif name in known or name == "urgent":
            if not isinstance(condition, bool):
                yield _(
                    "{name} is true or false, not {condition!r}",
                    name=name,
                    condition=condition,
                )
        else:
            there = known_names(name, sorted({*known, "urgent", *WORDS}))
            yield _("there is no {name!r} to ask for; {hint}", name=name, hint=there)


def _unknown(
    name: str, given: tuple[str, ...], words: tuple[str, ...]
) -> Iterator[str]:
    for word in given:
        if word not in words:
            yield _(
                "{word!r} is no {name}; {hint}",
                word=word,
                name=name,
                hint=known_names(word, words),
            )
