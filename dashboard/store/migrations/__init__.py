"""Steps by which the tables came to be as they are; run at every start."""
