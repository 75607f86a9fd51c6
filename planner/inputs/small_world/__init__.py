"""Small worlds: scenarios of a few tables, laid out as ordinary ones."""
