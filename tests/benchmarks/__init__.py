"""How fast the planner is: `python -m tests.benchmarks`; nothing passes or fails."""
