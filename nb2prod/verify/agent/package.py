"""Running a package's pipeline, and reading values where its probes stand."""

from __future__ import annotations

import importlib
import os
import sys
import types
from typing import Any, Dict, List, Set, Tuple

from . import probes, reading, seeds
from .again import Again
from .builtin_values import GENERATOR
from .events import Reporter
from .files import Files, flush_open
from .reading import Reader

MISSING = object()
FILE = "<file>"
"""What the names of files begin with where they are asked for like variables."""
OUTPUTS = -1
"""The probe that no statement has: what the pipeline returns."""


class PackageRun:
    """Runs a pipeline and answers at each probe what was asked for there.

    Attributes:
        reporter: Takes the events.
        reader: Takes values apart.
        files: Tells what is in files.
        package: Import name of the package, or of the notebook's part of it.
        source: Folder that holds it.
        wanted: For each probe the names to read: cell, name, where in a module it may stand, whether only the step may
            know it, whether it is read only if it is not the object that was read in the step, if one was, and, if more
            of its cell comes, one more than the ordinal of the statement.
        explorations: Functions of the module `exploration` that are steps.
        reached: Probes that were reached.
        objects: Identity of the object that was read last for a value, and under `None` for a name.
        again: Knows what the values were that were read.
    """

    def __init__(self, reporter: Reporter, reader: Reader, files: Files, task: Dict[str, Any]) -> None:
        self.reporter = reporter
        self.reader = reader
        self.files = files
        self.package: str = task["package"]
        self.source: str = os.path.realpath(task["source"])
        self.wanted: Dict[int, List[List[Any]]] = {int(k): v for k, v in task["wanted"].items()}
        self.explorations: Set[str] = set(task["explorations"])
        self.once: Set[int] = set(task["once"])
        self.reached: Set[int] = set()
        self.objects: Dict[Tuple[Any, str], int] = {}
        self.again = Again(reader, task)

    def run(self, task: Dict[str, Any]) -> bool:
        """Import the package and run its pipeline with exploration.

        Args:
            task: Its `probes` by module, names of single results by module and function (`returned`), and
                `outputs`: which of the pipeline's results are values of which cells.

        Returns:
            Whether it ran to its end.
        """
        sys.path.insert(0, self.source)
        found = {name: [(f, n, p) for f, n, p in places] for name, places in task["probes"].items()}
        probes.install(found, self.reach, task["returned"])
        try:
            module = importlib.import_module("%s.pipeline" % self.package)
            _watch_exploration(self)
            self.reporter.emit("began")
            result = module.run(explore=True)
        except BaseException as error:
            self._fail(error)
            return False
        self._read_modules()
        for cell, name in task["outputs"]:
            value = getattr(result, name, MISSING)
            if self._is_another(None, name, value):
                self._read(OUTPUTS, cell, name, value)
        return True

    def _is_another(self, cell: Any, name: str, value: Any) -> bool:
        """Whether an object is not the one that was read before; what became of that one is asked for by itself.

        A step that does not bind the name may still return something for it.
        """
        return value is not MISSING and self.objects.get((cell, name)) != id(value)

    def _read(self, probe: int, cell: int, name: str, value: Any) -> None:
        self.objects[cell, name] = self.objects[None, name] = id(value)
        found = self.reader.read(value)
        self.again.learn(cell, name, value, found)
        self._emit(probe, cell, name, found)

    def _fail(self, error: BaseException) -> None:
        path, line = reading.place_of(error, self._is_ours)
        step = reading.outermost(error, lambda name: self._is_ours(name) and not name.endswith("pipeline.py"))
        step = step or reading.outermost(error, self._is_ours)
        module = os.path.relpath(os.path.realpath(path), self.source).replace(os.sep, "/") if path else ""
        self.reporter.emit(
            "failed", file=module, line=line, step=step, error=type(error).__name__, message=str(error)[:2000]
        )

    def _is_ours(self, name: str) -> bool:
        return os.path.realpath(name).startswith(self.source + os.sep)

    def reach(self, probe: int, frame: types.FrameType) -> None:
        """Read what is asked for at a probe; in a step that is called again only the first time."""
        if probe in self.once and probe in self.reached:
            return
        self.reached.add(probe)
        self.reporter.emit("running", probe=probe)
        if any(name.startswith(FILE) for _, name, *_ in self.wanted.get(probe, ())):
            flush_open()
        for cell, name, home, own, handed_on, early in self.wanted.get(probe, ()):
            if name.startswith("<random:"):
                self._emit(probe, cell, name, self.reader.random_states().get(name))
                continue
            if name.startswith(FILE):
                self._emit(probe, cell, name, self.files.reference(name[len(FILE) :]))
                continue
            value = self._look_up(frame, name, home, own=own)
            if early:
                if value is not MISSING:
                    found = self.reader.read(value)
                    self.reporter.emit("early", probe=probe, cell=cell, name=name, ordinal=early - 1, value=found)
            elif value is not MISSING and (not handed_on or self._is_another(cell, name, value)):
                self._read(probe, cell, name, value)
        changed = self.again.changed(probe, lambda name, home: self._look_up(frame, name, home, own=True))
        for cell, name, found in changed:
            self.reporter.emit("again", probe=probe, cell=cell, name=name, value=found)

    def _emit(self, probe: int, cell: int, name: str, value: Any) -> None:
        if value is not None:
            self.reporter.emit("value", probe=probe, cell=cell, name=name, value=value)

    def _look_up(self, frame: types.FrameType, name: str, home: str, *, own: bool) -> Any:
        known = frame.f_locals
        if name in known:
            return known[name]
        if _shares(frame, name):
            return frame.f_globals[name]
        if not own:
            outer = frame.f_back
            while outer is not None and self._is_ours(outer.f_code.co_filename):
                known = outer.f_locals
                if name in known:
                    return known[name]
                if _shares(outer, name):
                    return outer.f_globals[name]
                outer = outer.f_back
        if home == ":":
            return frame.f_globals.get(name, MISSING)
        return self._in_module(name, home) if home else MISSING

    def _in_module(self, name: str, home: str) -> Any:
        module, _, called = home.partition(":")
        return getattr(sys.modules.get(module), called or name, MISSING)

    def _read_modules(self) -> None:
        """Read what stands in modules and no step was asked for."""
        for probe, names in self.wanted.items():
            if probe not in self.reached:
                for cell, name, home, *_ in names:
                    value = self._in_module(name, home) if home else MISSING
                    if value is not MISSING:
                        self._read(probe, cell, name, value)


def _shares(frame: types.FrameType, name: str) -> bool:
    """Whether a pipeline's variable is one of its module."""
    return name in frame.f_globals.get("__annotations__", ()) and name in frame.f_globals


def _watch_exploration(run: PackageRun) -> None:
    """Watch the exploration steps: without them the results must be the same."""
    draws = seeds.Branch()
    home = sys.modules.get("%s.exploration" % run.package)
    for name in run.explorations:
        step = getattr(home, name, None)
        if isinstance(step, types.FunctionType):
            setattr(home, name, _watched(run, step, draws))


def _watched(run: PackageRun, step: types.FunctionType, draws: seeds.Branch) -> Any:
    """An exploration step after which random sources are as before, and that is reported if it changes an argument."""

    def watched(*arguments: Any, **options: Any) -> Any:
        before = _hashes(run, arguments, options)
        draws.enter()
        result = step(*arguments, **options)
        draws.leave()
        for name, state in _hashes(run, arguments, options).items():
            if state != before.get(name, state):
                run.reporter.emit("changed", step=step.__name__, name=name)
        return result

    watched.__name__ = step.__name__
    return watched


def _hashes(run: PackageRun, arguments: Tuple[Any, ...], options: Dict[str, Any]) -> Dict[str, str]:
    every = {**{"argument %d" % (n + 1): a for n, a in enumerate(arguments)}, **options}
    nodes = {name: run.reader.digester.digest(value) for name, value in every.items()}
    # What goes through one uses it up, which is not compared.
    return {name: node.hash for name, node in nodes.items() if node.label != GENERATOR}
