"""NBL, leakage: what a model was told of the rows that judge it."""
