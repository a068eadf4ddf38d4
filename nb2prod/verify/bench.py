"""The place where one comparison happens: a temporary folder, and the runs in it one after the other."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nb2prod.verify.confinement import confine
from nb2prod.verify.copies import Copies
from nb2prod.verify.model import Options
from nb2prod.verify.runs import Event, Ran, Surroundings, execute
from nb2prod.verify.workspace import Origin

Progress = Callable[[str], None]
AGENT = "nb2prod_agent"


@dataclass(frozen=True, slots=True)
class Bench:
    """What all runs of one comparison share.

    Attributes:
        origin: What each run gets a fresh copy of, always at the same place: paths are values, too.
        folder: The temporary folder.
        around: Where and how runs happen.
        options: How to run and compare.
        progress: Called with what is being run.
        copies: Makes the copies.
    """

    origin: Origin
    folder: Path
    around: Surroundings
    options: Options
    progress: Progress
    copies: Copies

    @property
    def store(self) -> Path:
        """Folder of what values consist of."""
        return self.folder / "store"

    def run(self, task: Mapping[str, Any], label: str, steps: Mapping[int, str]) -> Ran:
        """Run a task on a fresh copy.

        Args:
            task: What to run.
            label: What it is, for the progress.
            steps: Name of the step at each probe, for the same.

        Returns:
            What it told.
        """
        self.progress(label)
        root = self.copies.target
        around = replace(self.around, confinement=self.copies.fresh())
        shutil.rmtree(self.around.temporary, ignore_errors=True)
        self.around.temporary.mkdir()

        def follow(event: Event) -> None:
            if event["event"] == "running":
                what = event.get("step") or steps.get(event.get("probe", 0), "")
                what = f"cell {event['cell']}" if "cell" in event else what
                self.progress(f"{label}: {what}")

        common = {
            "root": str(root),
            "folder": str(root / self.origin.folder),
            "store": str(self.store),
            "network": self.around.confinement.mode,
            "memory": self.options.memory,
            "compare": dict(self.options.compare),
        }
        return execute({**task, **common}, around, follow)


@contextmanager
def bench_for(origin: Origin, options: Options, progress: Progress) -> Iterator[Bench]:
    """Set up a temporary folder for the block, and remove it whatever happens.

    Args:
        origin: What runs get a copy of.
        options: How to run and compare.
        progress: Called with what is being run.

    Yields:
        The place to run in.
    """
    with _terminable(), tempfile.TemporaryDirectory(prefix="nb2prod-verify-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "store").mkdir()
        shutil.copytree(
            Path(__file__).parent / "agent", folder / "agent" / AGENT, ignore=shutil.ignore_patterns("__pycache__")
        )
        confinement = confine(network=options.network)
        around = Surroundings(folder / "agent", folder / "tmp", options.python, confinement, options.timeout)
        # The temporary folder may lie inside what is copied.
        origin = replace(origin, left_out=origin.left_out | {folder})
        yield Bench(origin, folder, around, options, progress, Copies(origin, folder, confinement))


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a request to terminate unwind the block as Ctrl-C does, so that runs are ended and folders removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
