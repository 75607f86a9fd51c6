"""From a baseline to an option step by step: parts, orders, and what each brings."""
