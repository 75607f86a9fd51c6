"""Flags and disagreements on small scenarios whose answer is plain."""

from __future__ import annotations
