"""Deliberate faults, and the tests that notice them: `python -m tests.mutation`."""
