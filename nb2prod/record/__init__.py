"""Recording what a notebook's statements give, and turning it into tests of its package."""
