"""Many runs: replications, their results, comparison of options."""
