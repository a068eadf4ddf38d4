"""Random sources: seeded alike before each run, and read off to see whether draws stay aligned."""

from __future__ import annotations

import functools
import importlib.abc
import itertools
import pickle
import random
import sys
from typing import Any, Callable, Dict, List, Optional, Sequence

SEED = 0


def _numpy(module: Any) -> None:
    module.seed(SEED)
    make = getattr(module, "default_rng", None)
    if make is None:
        return
    numbers = itertools.count(SEED + 1)

    @functools.wraps(make)
    def default_rng(seed: Any = None) -> Any:
        # A generator without a seed gets one by its turn, rather than one from the system.
        return make(next(numbers) if seed is None else seed)

    module.default_rng = default_rng


def _torch(module: Any) -> None:
    module.manual_seed(SEED)


def _tensorflow(module: Any) -> None:
    module.random.set_seed(SEED)


_SEEDERS: Dict[str, Callable[[Any], None]] = {"numpy.random": _numpy, "torch": _torch, "tensorflow": _tensorflow}


class _SeedingLoader(importlib.abc.Loader):
    """Loads a module as its own loader does, and seeds it then."""

    def __init__(self, loader: Any, seed: Callable[[Any], None]) -> None:
        self._loader = loader
        self._seed = seed

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        # From here on the module is as if it had been loaded without us.
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._seed(module)


class _SeedingFinder(importlib.abc.MetaPathFinder):
    """Finds what the other finders find; random sources come with a loader that seeds them."""

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Any:
        if name not in _SEEDERS:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _SeedingLoader(spec.loader, _SEEDERS[name])
                return spec
        return None


def seed_all() -> None:
    """Seed the random sources: those that are loaded at once, the others when they are."""
    random.seed(SEED)
    for name, seed in _SEEDERS.items():
        module = sys.modules.get(name)
        if module is not None:
            seed(module)
    sys.meta_path.insert(0, _SeedingFinder())


def states() -> Dict[str, Any]:
    """State of each random source that is loaded, by channel."""
    found: Dict[str, Any] = {"<random:random>": random.getstate()}
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        found["<random:numpy>"] = numpy.get_state()
    torch = sys.modules.get("torch")
    if torch is not None:
        found["<random:torch>"] = torch.get_rng_state()
    return found


def restore(saved: Dict[str, Any]) -> None:
    """Put random sources back into a state that they had."""
    random.setstate(saved["<random:random>"])
    if "<random:numpy>" in saved:
        sys.modules["numpy.random"].set_state(saved["<random:numpy>"])
    if "<random:torch>" in saved:
        sys.modules["torch"].set_rng_state(saved["<random:torch>"])


class Branch:
    """Draws that may be left out: after them the sources are as if there had been none.

    Those that follow them in the same way go on where they ended, unless others have drawn since.
    """

    def __init__(self) -> None:
        self._saved: Dict[str, Any] = {}
        self._ended: Dict[str, Any] = {}

    def enter(self) -> None:
        """Begin, or go on."""
        now = states()
        going_on = {
            name: state
            for name, state in self._ended.items()
            if name in self._saved and _text_of(now[name]) == _text_of(self._saved[name])
        }
        self._saved = now
        restore({**now, **going_on})

    def leave(self) -> None:
        """End for now."""
        self._ended = states()
        restore({**self._ended, **self._saved})


def _text_of(state: Any) -> bytes:
    """A state of a source as what can be told apart: arrays don't say in a word whether they are the same."""
    return pickle.dumps(state)


def seeded() -> List[str]:
    """Names of the random sources that were seeded."""
    return ["random", *(name for name in _SEEDERS if name in sys.modules)]
