"""Demand: the cohort, one row a referral with all its random numbers."""
