"""Running a notebook once, its steps' statements alone, and making tests of what they gave."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from nb2prod.analysis import Analysis
from nb2prod.finding import UsageError
from nb2prod.record.copying import copy_with, surroundings
from nb2prod.record.model import LeftOut, Recorded, Recording
from nb2prod.record.modules import needed_settings
from nb2prod.record.subject import Subject
from nb2prod.record.subjects import find_subjects
from nb2prod.record.tasks import AGENT, LARGEST_PROJECT, capture_task, check_task, replay_task
from nb2prod.record.tests import DATA, FOLDER, support_files, test_modules
from nb2prod.render.format import format_project
from nb2prod.render.model import Project, ProjectFile
from nb2prod.verify.bench import Bench, Progress, bench_for
from nb2prod.verify.failures import check_agent, failure_of
from nb2prod.verify.model import Options, Side
from nb2prod.verify.places import Places, read_places
from nb2prod.verify.runs import Ran
from nb2prod.verify.verify import conditions_of
from nb2prod.verify.workspace import find_origin

_STOPPED = "recording stopped before it: {}"


def record_project(
    analysis: Analysis, project: Path, options: Options, progress: Progress = lambda _: None, *, taken: int = 0
) -> Recording:
    """Record what a notebook's statements give, in subprocesses and on copies of the notebook's folder.

    Args:
        analysis: The notebook.
        project: Folder that it was converted to.
        options: How to run.
        progress: Called with what is being run.
        taken: Bytes of fixtures that the project has of other notebooks.

    Returns:
        Tests and fixtures, which are not written yet; where the notebook can't run, the reason.

    Raises:
        UsageError: The project was not made from this notebook, or there is no such interpreter.
        AgentError: The code that watches a run failed: a fault of ours.
    """
    begun = time.monotonic()
    places = read_places(project, analysis.notebook.path)
    if shutil.which(options.python) is None:
        raise UsageError(f"there is no interpreter {options.python}", way_out="Name one with --python.")
    options = replace(options, python=Path(shutil.which(options.python) or options.python).absolute())
    subjects = find_subjects(analysis, places, project)
    origin = find_origin(analysis.notebook, project)
    with bench_for(origin, options, progress) as bench:
        _install_agent(bench)
        recorder = _Recorder(analysis, project, places, subjects.found, bench)
        done = recorder.record(LARGEST_PROJECT - taken)
    left_out = () if done.failure else (*done.left_out, *subjects.left_out)
    return replace(done, left_out=left_out, seconds=time.monotonic() - begun)


def _install_agent(bench: Bench) -> None:
    """Put the recorder's own code beside the agent, which it builds on."""
    for name, folder in (("agent", AGENT), ("shipped", f"{AGENT}/shipped")):
        for path in sorted((Path(__file__).parent / name).glob("*.py")):
            text = path.read_text(encoding="utf-8").replace("nb2prod.record.agent", AGENT)
            text = text.replace("nb2prod.record.shipped", f"{AGENT}.shipped").replace(
                "nb2prod.verify.agent", "nb2prod_agent"
            )
            place = bench.around.agent / folder / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    for name in ("captured", "recorded"):
        (bench.folder / name).mkdir()


@dataclass(frozen=True, slots=True)
class _Recorder:
    analysis: Analysis
    project: Path
    places: Places
    subjects: Sequence[Subject]
    bench: Bench

    def record(self, room: int) -> Recording:
        task = capture_task(self.analysis, self.subjects, self.bench.folder / "captured")
        ran = self.bench.run(task, "notebook", {})
        check_agent(ran)
        done = Recording(
            self.analysis.notebook.path, self.project, (), (), conditions_of(ran, self.bench), checked=False, files={}
        )
        if failure := failure_of(ran, Side.NOTEBOOK, self.bench.options):
            return replace(done, failure=failure)
        replayed = self.bench.run(
            replay_task(self.analysis, self.subjects, self.places, self.bench, room), "its steps alone", {}
        )
        check_agent(replayed)
        recorded, left_out = self._sorted_out(replayed)
        recorded, failing, checked = self._checked(recorded)
        files = self._files(recorded)
        return replace(done, recorded=recorded, left_out=(*left_out, *failing), checked=checked, files=files)

    def _sorted_out(self, ran: Ran) -> tuple[tuple[Recorded, ...], tuple[LeftOut, ...]]:
        """What was recorded, and why the rest was not."""
        found = {event["name"]: event for event in ran.events if event["event"] in {"recorded", "left out"}}
        stopped = "it took too long" if ran.timed_out else "its process ended"
        recorded, left_out = [], []
        for subject in self.subjects:
            event = found.get(subject.name)
            if event is None or event["event"] == "left out":
                reason = event["reason"] if event else _STOPPED.format(stopped)
                left_out.append(LeftOut(subject.name, _one_line(reason)))
                continue
            recorded.append(
                Recorded(
                    name=subject.name,
                    test=f"{FOLDER}/{self._test_file(subject.module)}::test_{subject.function}",
                    cells=subject.cells,
                    rows=event["rows"],
                    pickled=tuple(event["pickled"]),
                    made=tuple(dict.fromkeys(event["made"])),
                    data=tuple(event["data"]),
                    left_out=tuple(event["left_out"]),
                    files=tuple(DATA / name for name in event["files"]),
                    inputs=tuple(event["inputs"]),
                )
            )
        return tuple(recorded), tuple(left_out)

    def _test_file(self, module: str) -> str:
        below = self.places.package.removeprefix(self.places.root).removeprefix(".")
        return f"test_recorded_{f'{below}_' if below else ''}{module}.py"

    def _checked(self, recorded: tuple[Recorded, ...]) -> tuple[tuple[Recorded, ...], tuple[LeftOut, ...], bool]:
        """Run the tests once; those that don't pass are dropped."""
        if not recorded:
            return recorded, (), False
        place = self.bench.folder / "project"
        copy_with(self.project, place, self._files(recorded))
        ran = self.bench.run(check_task(self.bench, place, self.places), "the recorded tests", {})
        check_agent(ran)
        if ran.of_kind("no pytest"):
            return recorded, (), False
        ended = {(e["file"].rpartition(".")[2], e["test"]): e for e in ran.of_kind("tested")}
        kept: list[Recorded] = []
        failing: list[LeftOut] = []
        for one in recorded:
            lost = {left.name for left in failing}
            if gone := [maker for maker in one.made if maker in lost]:
                failing.append(LeftOut(one.name, f"an input is made by {gone[0]}, whose test doesn't pass"))
                continue
            file, _, test = one.test.rpartition("/")[2].partition("::")
            event = ended.get((file.removesuffix(".py"), test))
            if event is not None and event["outcome"] == "passed":
                kept.append(one)
                continue
            why = event["message"] if event else "it was not run"
            failing.append(LeftOut(one.name, _one_line(f"its test doesn't pass: {why}")))
        return tuple(kept), tuple(failing), True

    def _files(self, recorded: Sequence[Recorded]) -> dict[PurePosixPath, bytes]:
        """All files: tests and what they import, formatted as the project's other files are, and fixtures."""
        if not recorded:
            return {}
        subjects = {subject.name: subject for subject in self.subjects}
        modules = test_modules(subjects, recorded, self.places.package, needed_settings(self.places))
        texts = {**support_files(), **{FOLDER / self._test_file(name): text for name, text in modules.items()}}
        sources = [ProjectFile(path, text) for path, text in texts.items()]
        # By its folder the linter knows the package as the project's own.
        sources += surroundings(self.project)
        formatted = format_project(Project("recorded", self.places.root, tuple(sources)))
        found = {file.path: file.text.encode("utf-8") for file in formatted.files if file.path in texts}
        folder = self.bench.folder / "recorded"
        return {**found, **{path: (folder / path.name).read_bytes() for one in recorded for path in one.files}}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
