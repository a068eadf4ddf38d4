"""Running a notebook and its package, and saying value by value whether they agree."""
