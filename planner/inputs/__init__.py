"""What we assume: parameters, scenarios and the files they come from. No luck, no clock."""
