"""How people flow: the pathway as tables, the rules, the engine, the visits."""
