"""Findings in words, and pages that stand alone: from results, no screen."""

from planner.reports.cautions import cautions
from planner.reports.finding import finding, headline
from planner.reports.page import compare_page

__all__ = ["cautions", "compare_page", "finding", "headline"]
