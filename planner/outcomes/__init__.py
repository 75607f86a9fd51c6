"""Outcomes: pure functions of cohort, rota and visits."""
