"""The cheapest mix of changes, or the best within a budget: screened, then selected."""
