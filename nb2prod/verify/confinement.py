"""What surrounds a run: no network, fixed threads, hashes that don't change from run to run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENVIRONMENT: Mapping[str, str] = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_DETERMINISTIC_OPS": "1",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    "MPLBACKEND": "Agg",
}
"""Variables that are set for every run, and named in the report."""

_TECHNICAL = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "TF_CPP_MIN_LOG_LEVEL": "3"}
_OURS = ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONWARNINGS", "PYTHONINSPECT")
_PROBE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Confinement:
    """How a run is kept off the network.

    Attributes:
        prefix: Command that the interpreter's is put behind.
        mode: What the run itself has to do: `allowed`, `namespace`, `python`.
    """

    prefix: tuple[str, ...]
    mode: str

    @property
    def described(self) -> str:
        """The same, for the report."""
        match self.mode:
            case "allowed":
                return "allowed"
            case "namespace":
                return "off, in a namespace of its own"
            case _:
                return "off, as far as Python code connects"


def confine(*, network: bool) -> Confinement:
    """Choose how runs are kept off the network.

    Args:
        network: Whether they may use it.

    Returns:
        The strictest way that this system allows.
    """
    if network:
        return Confinement((), "allowed")
    prefix = _namespace()
    return Confinement(prefix, "namespace") if prefix else Confinement((), "python")


@cache
def _namespace() -> tuple[str, ...]:
    """A command that starts another in a network namespace of its own; empty where that is not possible."""
    if sys.platform != "linux":
        return ()
    for prefix in (("unshare", "--net", "--"), ("unshare", "--user", "--map-current-user", "--net", "--")):
        try:
            done = subprocess.run([*prefix, "true"], capture_output=True, timeout=_PROBE_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ()
        if done.returncode == 0:
            return prefix
    return ()


def environment_in(temporary: Path) -> dict[str, str]:
    """Variables of a run: the user's own without those that steer Python, and ours."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    places = {"TMPDIR": str(temporary), "IPYTHONDIR": str(temporary / "ipython")}
    return {**kept, **ENVIRONMENT, **_TECHNICAL, **places}
