"""Names that Python and Jupyter know before the notebook binds any."""

from __future__ import annotations

import builtins

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "display", "get_ipython", "In", "Out"}
