"""Use cases: a function each, over ports and the core."""
