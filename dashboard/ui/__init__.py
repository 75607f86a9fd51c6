"""Our own names for the component library, so that it can be replaced."""
