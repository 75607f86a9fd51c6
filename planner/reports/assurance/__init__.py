"""Assurance of a plan: its reporting, log, checks, limits of use, and roles."""
