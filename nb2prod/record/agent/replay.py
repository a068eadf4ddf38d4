"""Running the notebook's own statements of each step on kept inputs, in a fresh process and namespace each time."""

from __future__ import annotations

import os
import pickle
import signal
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from nb2prod.record.agent import namespace
from nb2prod.record.agent.drafting import Draft, Drafter
from nb2prod.record.agent.personal import mask_outcome
from nb2prod.record.agent.thinning import fitted
from nb2prod.record.shipped.comparison import differences, timeless
from nb2prod.record.shipped.storage import load, save
from nb2prod.verify.agent.events import Reporter

LARGEST = 256 * 1024
_POLL_SECONDS = 0.005
_NOT_COMPARED = {"is": "not compared"}


class LeftOutError(Exception):
    """A step can't be recorded, for the reason that the message gives."""


class HopelessError(LeftOutError):
    """Nor could it be with other inputs."""


def replay_steps(task: Dict[str, Any], reporter: Reporter) -> bool:
    """Record all steps.

    Args:
        task: `steps` and `functions` with their statements, `setup`, and where things are.
        reporter: Takes a `recorded` or a `left out` event for each.

    Returns:
        That all were tried.
    """
    with open(os.path.join(task["captured"], "inputs.pickle"), "rb") as file:
        captured = pickle.load(file)
    namespace.load_libraries(task["setup"])
    recorder = Recorder(task, captured)
    for subject in task["steps"] + task["functions"]:
        reporter.emit("running", step=subject["name"])
        try:
            reporter.emit("recorded", name=subject["name"], **recorder.record(subject))
        except LeftOutError as error:
            reporter.emit("left out", name=subject["name"], reason=str(error))
    return True


class Recorder:
    """Records steps one by one.

    Attributes:
        task: What to record and where.
        drafter: Proposes what each is recorded with.
        room: Bytes that are left for the project.
    """

    def __init__(self, task: Dict[str, Any], captured: Dict[str, Any]) -> None:
        self.task = task
        self.drafter = Drafter(task, captured)
        self.room = int(task["room"])

    def record(self, subject: Dict[str, Any]) -> Dict[str, Any]:
        """Record one step: the first way to choose its inputs that the notebook's statements run on.

        Args:
            subject: The step.

        Returns:
            What is to be told of it.

        Raises:
            LeftOutError: It can't be recorded.
        """
        reason = ""
        for draft in self.drafter.drafts(subject):
            if draft.reason:
                reason = reason or draft.reason
                continue
            try:
                return self._tried(draft, subject)
            except HopelessError:
                raise
            except LeftOutError as error:
                reason = str(error)
        raise LeftOutError(reason or "the notebook's run doesn't call it")

    def _tried(self, draft: Draft, subject: Dict[str, Any]) -> Dict[str, Any]:
        folder = Path(self.task["recorded"])
        place = folder / (subject["key"] + ".json")
        # As it is written, so that what the tests will load is what the statements run on.
        files = save(draft.document, place)
        if max(map(_size, files)) > LARGEST:
            raise LeftOutError("its inputs are too large")
        first, second = (self._outcome(subject, draft, place) for _ in range(2))
        found = _timeless(steady(first, second))
        found["inputs"].update({name: _NOT_COMPARED for name, node in draft.document["inputs"].items() if _stays(node)})
        left_out = draft.left_out + mask_outcome(found)
        reason = nothing_to_compare(found, draft.document)
        if reason:
            raise HopelessError(reason)
        room = min(LARGEST, self.room)
        _refer_to_given(found, draft.document["inputs"])
        for number in range(4):
            draft.document["outcome"] = fitted(found, number)
            files = save(draft.document, place)
            if max(map(_size, files)) <= room and sum(map(_size, files)) <= self.room:
                break
        else:
            raise LeftOutError("its results are too large")
        files += draft.write_files(folder)
        if max(map(_size, files)) > LARGEST or sum(map(_size, files)) > self.room:
            raise LeftOutError("there is no room left for it: a project gets 5 MB")
        self.room -= sum(map(_size, files))
        self.drafter.recorded[subject["key"]] = draft
        told = {"rows": draft.rows, "pickled": draft.pickled, "data": draft.document["data"], "made": draft.made}
        told["inputs"] = list(draft.document["inputs"])
        return {**told, "files": [path.name for path in files], "left_out": sorted(set(left_out))}

    def _outcome(self, subject: Dict[str, Any], draft: Draft, place: Path) -> Dict[str, Any]:
        """What the statements give, in a process of their own."""
        report = place.with_suffix(".outcome")
        seconds = float(self.task["seconds"])
        makers = [*self._makers(draft)]
        done = in_process(
            lambda: namespace.run_subject(self.task, subject, draft, load(place), makers), report, seconds
        )
        if done is None:
            raise LeftOutError("running its statements alone took too long, or ended the process")
        if isinstance(done, str):
            raise LeftOutError(done)
        found: Dict[str, Any] = done
        return found

    def _makers(self, draft: Draft) -> Iterator[Tuple[str, Dict[str, Any], Draft, Dict[str, Any]]]:
        """The steps that make its inputs, those that make theirs first."""
        for key in dict.fromkeys(draft.made):
            maker = self.drafter.recorded[key]
            yield from self._makers(maker)
            subject = next(s for s in self.task["steps"] if s["key"] == key)
            yield key, subject, maker, load(Path(self.task["recorded"], key + ".json"))


def in_process(work: Callable[[], Any], report: Path, seconds: float) -> Optional[Any]:
    """Do something in a copy of this process.

    Args:
        work: What to do; it gives plain data.
        report: A file for it.
        seconds: How long it may take.

    Returns:
        What it gave; a text where it failed; `None` where it did not get to its end.
    """
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            content = pickle.dumps(work(), protocol=4)
            report.write_bytes(content)
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            break
        time.sleep(_POLL_SECONDS)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _end_group(child)
    if not report.is_file():
        return None
    content = report.read_bytes()
    report.unlink()
    return pickle.loads(content)


def _end_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def steady(first: Dict[str, Any], second: Dict[str, Any]) -> Dict[str, Any]:
    """What two runs agree on; the rest is not compared."""
    found: Dict[str, Any] = {}
    for part, value in first.items():
        if part in ("printed", "same objects", "figures"):
            found[part] = _NOT_COMPARED if differences(value, second[part]) else value
            continue
        found[part] = {
            name: _NOT_COMPARED if name not in second[part] or differences(node, second[part][name]) else node
            for name, node in value.items()
        }
    return found


def _refer_to_given(found: Dict[str, Any], inputs: Dict[str, Any]) -> None:
    """Write down inputs that stay as they are only once."""
    for name, node in found["inputs"].items():
        if not _is_empty(node) and not differences(inputs[name], node):
            found["inputs"][name] = {"is": "as given"}


def _stays(node: Any) -> bool:
    """Whether an input is not compared after the call: what a step makes is no part of this one, nor is a function."""
    return isinstance(node, dict) and node.get("is") in ("made", "text of a function")


def _timeless(node: Any) -> Any:
    """An outcome without the day and time that it was recorded."""
    if isinstance(node, str):
        return timeless(node)
    if isinstance(node, list):
        return [_timeless(part) for part in node]
    return {key: _timeless(part) for key, part in node.items()} if isinstance(node, dict) else node


def nothing_to_compare(found: Dict[str, Any], document: Dict[str, Any]) -> str:
    """Why a test could not fail; empty where it can."""
    telling = [node for part in ("results", "files") for node in found[part].values() if not _is_empty(node)]
    changed = [n for name, n in found["inputs"].items() if differences(document["inputs"].get(name), n)]
    if telling or [node for node in changed if not _is_empty(node)]:
        return ""
    figures = found["figures"]
    if isinstance(figures, list) and any(not _is_empty(figure) for figure in figures):
        return ""
    printed = found["printed"]
    if printed["is"] == "text" and printed["of"].strip():
        return ""
    every = [node for part in ("results", "files") for node in found[part].values()]
    if not every:
        return "it returns, changes, prints, draws and writes nothing that can be compared"
    return "nothing that it gives can be compared, or its results differ from run to run"


def _is_empty(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") == "not compared"


def _size(path: Path) -> int:
    return path.stat().st_size


__all__: List[str] = ["replay_steps"]
