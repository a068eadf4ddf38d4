"""Rules about the repository that a notebook stands in."""
