"""What a run begins with, as in a comparison; then what the task asks for."""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any, Callable, Dict

from nb2prod.record.agent.capture import Capture
from nb2prod.record.agent.checking import check_tests
from nb2prod.record.agent.replay import replay_steps
from nb2prod.verify.agent import seeds
from nb2prod.verify.agent.events import Reporter
from nb2prod.verify.agent.main import confine

KINDS: Dict[str, Callable[[Dict[str, Any], Reporter], bool]] = {
    "capture": lambda task, reporter: Capture(task, reporter).run(),
    "replay": replay_steps,
    "check": check_tests,
}


def main(path: str) -> None:
    """Do what a task says and end the process, with all threads and without what user code registered for its end.

    Args:
        path: A JSON file with the task.
    """
    with open(path, encoding="utf-8") as file:
        task: Dict[str, Any] = json.load(file)
    reporter = Reporter(task["events"])
    confine(task)
    if task["kind"] == "capture":
        seeds.seed_all()
    os.chdir(task["folder"])
    sys.path.insert(0, "")
    sys.argv[:] = [""]
    try:
        done = KINDS[task["kind"]](task, reporter)
        reporter.emit("ended", done=done, seeded=seeds.seeded())
    except BaseException as error:
        reporter.emit("broken", message="".join(traceback.format_exception(type(error), error, error.__traceback__)))
    os._exit(0)
