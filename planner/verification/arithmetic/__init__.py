"""Sums that cases ask for and no clock is needed for, as functions by name."""
