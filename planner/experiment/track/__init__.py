"""A plan beside what happened: bands, rules, causes, and the plan from today on."""
