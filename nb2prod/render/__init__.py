"""From a plan to the files of a project: source text, tests, and what stands around them."""
