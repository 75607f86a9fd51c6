"""The reference engine (SimPy): the rules in readable form."""
