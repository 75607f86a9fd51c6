"""Words for those who do not see the screen."""

from __future__ import annotations

from typing import Any


def labelled(text: str) -> dict[str, Any]:
    """The property that names a part of the page."""
    return {"aria-label": text}
