"""What happened: pure functions of cohort, rota and visits."""
