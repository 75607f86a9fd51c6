"""Findings in words, and pages that stand alone: from results, no screen."""

from planner.reports.finding import finding, headline
from planner.reports.page import compare_page

__all__ = ["compare_page", "finding", "headline"]
