"""The screen: pages, figures, runs and stored results."""
