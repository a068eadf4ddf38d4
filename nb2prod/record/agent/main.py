"""What recording runs in the notebook's environment, by the kind of its task."""

from __future__ import annotations

from typing import Any, Callable, Dict

from nb2prod.record.agent.capture import Capture
from nb2prod.record.agent.checking import check_tests
from nb2prod.record.agent.replay import replay_steps
from nb2prod.verify.agent import seeds
from nb2prod.verify.agent.events import Reporter
from nb2prod.verify.agent.starting import carry_out


def main(path: str) -> None:
    """Do what a task says and end the process.

    Args:
        path: A JSON file with the task.
    """
    carry_out(path, lambda task, reporter: KINDS[task["kind"]](task, reporter))


def _capture(task: Dict[str, Any], reporter: Reporter) -> bool:
    seeds.seed_all()
    return Capture(task, reporter).run()


KINDS: Dict[str, Callable[[Dict[str, Any], Reporter], bool]] = {
    "capture": _capture,
    "replay": replay_steps,
    "check": check_tests,
}
