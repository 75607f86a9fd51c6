"""Settings of one running dashboard."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from planner.experiment.running.collect import DEFAULT_REPLICATIONS

FOLDER = "fls-planner"
DATABASE = "planner.db"


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
    data_folder : holds the database of what people save, and of their runs
    database_url : another database, such as one of PostgreSQL
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
    data_folder: Path = field(
        default_factory=lambda: platformdirs.user_data_path(FOLDER)
    )
    database_url: str = field(
        default_factory=lambda: os.environ.get("DATABASE_URL", "")
    )
    cache_folder: Path = field(
        default_factory=lambda: platformdirs.user_cache_path(FOLDER)
    )
    options_folder: Path = field(
        default_factory=lambda: platformdirs.user_data_path(FOLDER) / "options"
    )

    @property
    def database(self) -> str:
        """Address of the database."""
        return self.database_url or f"sqlite:///{self.data_folder / DATABASE}"
