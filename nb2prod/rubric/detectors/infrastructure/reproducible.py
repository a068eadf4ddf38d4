"""infra-1: training is reproducible."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.knowledge import load_knowledge
from nb2prod.repository.model import CallSite, Function, Place, TestFunction
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_LOCKS = re.compile(
    r"(.*/)?(poetry\.lock|uv\.lock|Pipfile\.lock|pdm\.lock|conda-lock\.ya?ml|pixi\.lock|pylock\.toml|requirements[\w-]*\.lock)"
)
_PINNED = re.compile(r"^[\w.\-\[\]]+\s*==\s*\S+", re.MULTILINE)
_SEEDS = re.compile(
    r"random\.seed|numpy\.random\.(seed|default_rng|RandomState)|torch\.(manual_seed|cuda\.manual_seed\w*)|"
    r"tensorflow\.(random\.set_seed|set_random_seed|keras\.utils\.set_random_seed)|keras\.utils\.set_random_seed|"
    r"(.*\.)?(seed_everything|set_seed|set_random_seed|fix_seed|seed_all)"
)
_EQUAL = re.compile(
    r"(.*\.)?(assert_array_equal|assert_allclose|assert_almost_equal|assert_frame_equal|assertEqual|array_equal|allclose|"
    r"equal)"
)


class TrainsTwice:
    """A test that trains twice and compares."""

    test = "infra-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find such tests."""
        for test in survey.repository.tests:
            if test.counts and _trainings(test, survey) > 1 and _compares_equal(test):
                shows = f"{test.function.short} trains twice and compares"
                yield survey.judged(test.function, test.function.place, shows)


class SeedsAndLock:
    """Seeds for every random source of training, and a lock file."""

    test = "infra-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find lock files, seeds, and draws without one."""
        lock = next(_locks(survey), None)
        training = [f for f in survey.purposes.training if survey.purposes.own(f) & {"train", "tune", "split"}]
        if not training:
            return
        unseeded = [call for function in training for call in _unseeded(function)]
        seeds = [call for _, call in survey.calls(_SEEDS)]
        if lock and not unseeded:
            yield Evidence(lock, "versions are locked, and every draw of training is seeded", State.DOCUMENTED)
        elif lock and seeds and not all(_needs_own_seed(call) for call in unseeded):
            yield Evidence(lock, f"versions are locked, and `{seeds[0].name}` seeds the sources", State.DOCUMENTED)
        elif lock:
            yield Evidence(lock, f"versions are locked; `{unseeded[0].name}` draws without a seed", State.CODE_ONLY)
        elif seeds or not unseeded:
            place = seeds[0].place if seeds else training[0].place
            yield Evidence(place, "training is seeded; no lock file pins the libraries", State.CODE_ONLY)


def _locks(survey: Survey) -> Iterator[Place]:
    for path in survey.repository.files:
        if _LOCKS.fullmatch(path):
            yield Place(path)
    for path, text in survey.texts("requirements.txt", "environment.yml", "environment.yaml"):
        lines = [
            line
            for line in text.splitlines()
            if re.match(r"\s*-?\s*[A-Za-z]", line) and not line.rstrip().endswith(":")
        ]
        pinned = [line for line in lines if "==" in line or re.search(r"-\s*[\w-]+=[\d.]", line)]
        if len(pinned) >= 3 and len(pinned) == len([x for x in lines if "name:" not in x]):  # noqa: PLR2004
            yield Place(path)


def _trainings(test: TestFunction, survey: Survey) -> int:
    """How often a test trains, itself or through what it calls."""
    count = 0
    for call in test.function.calls:
        called = survey.graph.called(call, test.function)
        trains = survey.purposes.activity(call) in {"train", "tune"}
        if trains or (called is not None and survey.purposes.trains(called)):
            count += 2 if _is_repeated(test.function, call) else 1
    return count


def _is_repeated(function: Function, call: CallSite) -> bool:
    loops = (
        n for s in function.statements for n in ast.walk(s) if isinstance(n, ast.For | ast.ListComp | ast.GeneratorExp)
    )
    return any(inner is call.node for loop in loops for inner in ast.walk(loop))


def _compares_equal(test: TestFunction) -> bool:
    for statement in test.function.statements:
        for node in ast.walk(statement):
            match node:
                case ast.Assert(test=ast.Compare(ops=[ast.Eq()], comparators=[right])) if not isinstance(
                    right, ast.Constant
                ):
                    return True
    return any(_EQUAL.fullmatch(call.name) for call in test.function.calls)


def _unseeded(function: Function) -> Iterator[CallSite]:
    """Draws that have a parameter for a seed and are given none."""
    knowledge = load_knowledge()
    for call in function.calls:
        entry = knowledge.call(call.name) if not call.name.startswith(".") else None
        if entry and entry.draws and entry.seed and not entry.draws_if:
            given = {keyword.arg for keyword in call.node.keywords}
            if not given & set(entry.seed) and None not in given:
                yield call


def _needs_own_seed(call: CallSite) -> bool:
    """Whether no global seed reaches it: it draws from a generator of its own."""
    return call.name.startswith(("xgboost", "lightgbm", "catboost"))
