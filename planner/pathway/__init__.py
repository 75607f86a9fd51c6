"""Patient flow: the pathway as tables, the rules, the engines, the visits."""
