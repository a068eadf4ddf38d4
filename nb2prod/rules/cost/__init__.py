"""Rules about cost: what takes far longer than it has to."""
