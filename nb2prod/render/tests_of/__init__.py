"""Tests of a generated project: real where a call surely succeeds, and else a stub that says what is missing."""
