"""What keeps notebooks from production: one rule, one file."""
