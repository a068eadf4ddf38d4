"""A fresh copy for each run, always at the same place, for as little as the system allows.

Large folders are not copied where layers can be mounted: a run sees its own writes above the original, which nothing
can change through them. Elsewhere there is one copy, in which only what a run has changed is made anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nb2prod.verify.confinement import Confinement
from nb2prod.verify.workspace import Origin, copy_file, copy_origin

LAYERED_FROM = 16 * 1024**2
"""Bytes from which on a folder is layered rather than copied."""

# Options, target, folders to hide up to `--`, then the command.
_MOUNT = (
    'mount -t overlay overlay -o "$1" "$2" && shift 2 || exit 97; '
    'while [ "$1" != -- ]; do mount -t tmpfs -o mode=755 tmpfs "$1" || exit 97; shift; done; shift; exec "$@"'
)
_PROBE_SECONDS = 10
# They mean something in the options of a mount.
_SPECIAL = frozenset(",:\\")

_State = tuple[int, ...]


class Copies:
    """Makes the copies of one comparison.

    Attributes:
        origin: What is copied.
        target: Where runs find it.
        is_layered: Whether it is layered rather than copied.
    """

    def __init__(self, origin: Origin, folder: Path, confinement: Confinement) -> None:
        self.origin = origin
        self.target = folder / "copy"
        self._confinement = confinement
        self._layers = folder / "layers"
        self._states: dict[str, _State] = {}
        self.is_layered = self._can_layer(folder)

    def fresh(self) -> Confinement:
        """Prepare a copy as if nothing had run before.

        Returns:
            How a run is started that is to see it.
        """
        if self.is_layered:
            return replace(self._confinement, prefix=self._mounting())
        if not (self._states and self._restored()):
            copy_origin(self.origin, self.target)
        self._states = dict(_states(self.target))
        return self._confinement

    def _can_layer(self, folder: Path) -> bool:
        plain = not _SPECIAL & set(f"{self.origin.root}{folder}")
        inside = folder.is_relative_to(self.origin.root)
        if self.origin.size < LAYERED_FROM or self.origin.leads_out or inside or not plain:
            return False
        try:
            done = subprocess.run([*self._mounting(), "true"], capture_output=True, timeout=_PROBE_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    def _mounting(self) -> tuple[str, ...]:
        """A command that starts another which sees new layers above the original."""
        layer = self._layers / str(len(list(self._layers.glob("*"))))
        upper, work = layer / "upper", layer / "work"
        for place in (upper, work, self.target):
            place.mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={self.origin.root},upperdir={upper},workdir={work}"
        user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
        options += ",userxattr" if user else ""
        network = ["--net"] if self._confinement.mode == "namespace" else []
        hidden = [str(self.target / path) for path in self.origin.hidden]
        script = ["sh", "-c", _MOUNT, "sh", options, str(self.target), *hidden, "--"]
        return ("unshare", *user, *network, "--mount", "--", *script)

    def _restored(self) -> bool:
        """Undo what the last run has changed; whether that was possible."""
        try:
            self._remove_changed()
            self._copy_missing()
        except OSError:
            return False
        return True

    def _remove_changed(self) -> None:
        for place, folders, names in os.walk(self.target):
            for name in [*names, *(n for n in folders if Path(place, n).is_symlink())]:
                path = Path(place, name)
                if self._states.get(str(path.relative_to(self.target))) != _state(path):
                    path.unlink()
            for name in [n for n in folders if str(Path(place, n).relative_to(self.target)) not in self._states]:
                folders.remove(name)
                shutil.rmtree(Path(place, name))

    def _copy_missing(self) -> None:
        for name in self._states:
            source, path = self.origin.root / name, self.target / name
            if source.is_dir():
                path.mkdir(exist_ok=True)
            elif not path.exists():
                copy_file(str(source), str(path))
        for name, state in reversed(self._states.items()):
            if (self.target / name).is_dir() and _state(self.target / name)[:2] != state[:2]:
                shutil.copystat(self.origin.root / name, self.target / name)


def _states(folder: Path) -> Iterator[tuple[str, _State]]:
    """Everything below a folder, folders before what is in them."""
    for place, folders, names in os.walk(folder):
        for name in sorted([*folders, *names]):
            path = Path(place, name)
            yield str(path.relative_to(folder)), _state(path)


def _state(path: Path) -> _State:
    """What changes with any write; of a folder what is its own alone."""
    status = path.lstat()
    if path.is_dir() and not path.is_symlink():
        return (status.st_mode, status.st_mtime_ns)
    # The last can't be set by who writes.
    return (status.st_mode, status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
