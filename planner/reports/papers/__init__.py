"""Papers of a plan and its options: one model of contents, five writers over it."""
