"""What we assume: parameters, scenarios, their files. No randomness, no clock."""
