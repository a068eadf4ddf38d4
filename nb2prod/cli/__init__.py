"""The command line: arguments → call → exit code. The only place that prints or exits."""

from nb2prod.cli.run import main

__all__ = ["main"]
