"""Runs rules, and ruff beside them, over notebooks and modules."""
