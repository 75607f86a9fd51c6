"""The one way to run replications, and where their results are cached."""
