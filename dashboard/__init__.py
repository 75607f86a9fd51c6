"""The planner on a screen: it draws numbers and never makes them."""
