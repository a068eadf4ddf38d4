"""What stands around the code of a generated project: README, packaging, checks, command line, notebook."""
