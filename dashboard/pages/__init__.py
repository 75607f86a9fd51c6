"""One file a page: PATH, NAME, layout() and thin callbacks."""
