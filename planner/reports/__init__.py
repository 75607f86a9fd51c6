"""Findings in words, and pages that stand alone: from results, no screen."""

from planner.reports.capacity_warnings import cautions
from planner.reports.compare_page import compare_page
from planner.reports.finding import finding, headline

__all__ = ["cautions", "compare_page", "finding", "headline"]
