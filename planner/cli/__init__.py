"""The command line `fls-planner`: every answer is to be had without a screen."""

from planner.cli.main import main

__all__ = ["main"]
