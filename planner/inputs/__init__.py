"""What we assume: parameters, scenarios, their files. No luck, no clock."""
