"""An installed type checker says what the tables don't know. It reads code, and runs none of it."""

from nb2prod.checker.check import Checked, check_types

__all__ = ["Checked", "check_types"]
