"""Settings of one running dashboard."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from planner.experiment.running.collect import DEFAULT_REPLICATIONS

FOLDER = "fls-planner"


@dataclass(frozen=True)
class Settings:
    """Address, folders and amount of work of the dashboard.

    Attributes
    ----------
    allowed_hosts : further names by which other computers ask for the server
    token : asked for in the address; empty where only this computer is served
    first_replications : of a quick first answer from two fitting sets, shown while the
        rest still runs
    replications : what a finished run has
    workers : processes for one run; None leaves the choice to the planner
    """

    host: str = "127.0.0.1"
    port: int = 8050
    allowed_hosts: tuple[str, ...] = ()
    token: str = ""
    language: str = "en"
    scenario: str = "wales-today"
    seed: int = 1
    first_replications: int = 4
    replications: int = DEFAULT_REPLICATIONS
    workers: int | None = None
    run_wales_when_opened: bool = True
    cache_folder: Path = field(
        default_factory=lambda: platformdirs.user_cache_path(FOLDER)
    )
    options_folder: Path = field(
        default_factory=lambda: platformdirs.user_data_path(FOLDER) / "options"
    )
