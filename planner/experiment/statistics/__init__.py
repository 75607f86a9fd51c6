"""Intervals, variance components, sensitivity, designs of input draws."""
