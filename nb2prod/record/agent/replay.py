"""Running the notebook's own statements of each step on kept inputs, in a fresh process and namespace each time."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

from nb2prod.record.agent import namespace
from nb2prod.record.agent.agreeing import NOT_COMPARED, nothing_to_compare, refer_to_given, stays, steady, without_now
from nb2prod.record.agent.drafting import Draft, Drafter
from nb2prod.record.agent.personal import mask_outcome
from nb2prod.record.agent.processes import in_process
from nb2prod.record.agent.thinning import fitted
from nb2prod.record.shipped.storage import load, save
from nb2prod.verify.agent.events import Reporter

LARGEST = 256 * 1024


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
        found = without_now(steady(first, second))
        inputs = draft.document["inputs"]
        found["inputs"].update({n: NOT_COMPARED for n, node in inputs.items() if stays(node, found["inputs"][n])})
        left_out = draft.left_out + mask_outcome(found)
        reason = nothing_to_compare(found, draft.document)
        if reason:
            raise HopelessError(reason)
        room = min(LARGEST, self.room)
        refer_to_given(found, inputs)
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


def _size(path: Path) -> int:
    return path.stat().st_size
