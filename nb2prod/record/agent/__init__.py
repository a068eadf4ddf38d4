"""What recording runs inside the notebook's environment: the standard library alone, Python 3.8 or later.

Its files are copied beside those of `nb2prod.verify.agent` and `nb2prod.record.shipped`, and imported by other names.
"""
