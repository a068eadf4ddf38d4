"""NBX: whether a notebook would do again what it did."""
