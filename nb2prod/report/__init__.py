"""What is said of a result: pure functions from frozen values to text, or to plain data for JSON."""
