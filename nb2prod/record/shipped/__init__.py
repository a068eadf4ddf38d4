"""What recorded tests need beside pytest: its modules become part of the generated project's tests, under other names.

The recorder itself describes, stores and compares by the same code. It needs the standard library alone, and Python 3.8
or later: it runs in the notebook's environment, too.
"""
