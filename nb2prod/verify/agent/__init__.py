"""What runs inside the notebook's environment. It needs the standard library alone, and Python 3.8 or later.

Its files are copied to a folder of their own and imported from there under the name `nb2prod_agent`, so that nothing of
nb2prod has to be installed where the notebook runs.
"""
