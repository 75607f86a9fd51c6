"""From a baseline to an option step by step: parts, orders, and their effects."""
