"""Running recorded tests once, by pytest where the environment has it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from typing import Any, Dict
from xml.etree import ElementTree

from nb2prod.verify.agent.events import Reporter

# Whoever runs the tests later sets none of them, and hashes differ from run to run.
_FREE = "OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS VECLIB_MAXIMUM_THREADS".split()
_HASH_SEED = "1"


def check_tests(task: Dict[str, Any], reporter: Reporter) -> bool:
    """Run tests.

    Args:
        task: The `project`, the `tests` folder in it, and variables that tests need.
        reporter: Takes a `tested` event for each test, or one that says that there is no pytest.

    Returns:
        Whether they were run to their end.
    """
    if importlib.util.find_spec("pytest") is None:
        reporter.emit("no pytest")
        return True
    report = os.path.join(task["project"], "report.xml")
    kept = {name: value for name, value in os.environ.items() if name not in _FREE}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml=%s" % report, task["tests"]],
        cwd=task["project"],
        env={**kept, **task["environment"], "PYTHONHASHSEED": _HASH_SEED},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    for case in ElementTree.parse(report).iter("testcase"):
        ended = [child for child in case if child.tag in ("failure", "error", "skipped")]
        told = {"outcome": ended[0].tag, "message": _in_short(ended[0])} if ended else {"outcome": "passed"}
        reporter.emit("tested", file=case.get("classname", ""), test=case.get("name", ""), **told)
    return True


def _in_short(element: ElementTree.Element) -> str:
    lines = (element.get("message") or element.text or "").strip().splitlines()
    return lines[0][:300] if lines else ""
