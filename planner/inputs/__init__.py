"""Assumptions: parameters, scenarios, their files. No randomness, no clock."""
