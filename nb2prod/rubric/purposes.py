"""What the functions of a repository are for: loading, training, predicting, serving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.repository.call_graph import CallGraph
from nb2prod.repository.model import CallSite, Function, Repository
from nb2prod.roles.activities import ACTIVITIES
from nb2prod.roles.model import Role

_LOADS = frozenset({"load", "query"})
_FEATURES = frozenset(ACTIVITIES[Role.PREPROCESSING])
_TRAINING_LOOP = re.compile(r"(?:.*\.)?(?:backward|apply_gradients|train_step|minimize_loss)")
_TRAINERS = re.compile(r".*(?:Trainer|trainer)\.(?:train|fit)|(?:lightgbm|xgboost|catboost)\.(?:train|cv)")
_ROUTE = re.compile(r"(?:.*\.)?(?:get|post|put|route|api|websocket|add_url_rule)")
_SERVERS = re.compile(
    r"fastapi\..*|flask\..*|starlette\..*|bentoml\..*|sanic\..*|ray\.serve\..*|gradio\..*|streamlit\..*|"
    r"kserve\..*|litserve\..*|tornado\..*|falcon\..*"
)
_HANDLERS = frozenset("lambda_handler predict_fn input_fn model_fn transform_fn handler".split())


class Purposes:
    """What functions are for, by the calls in them and in what they lead to.

    Args:
        repository: The repository.
        graph: Its calls.
    """

    def __init__(self, repository: Repository, graph: CallGraph) -> None:
        self._repository = repository
        self._graph = graph
        self._knowledge: Knowledge = load_knowledge()
        self._own: dict[int, frozenset[str]] = {}
        self._all: dict[int, frozenset[str]] = {}

    def activity(self, call: CallSite) -> str:
        """The activity of a call by the knowledge tables; empty where they say nothing."""
        if _TRAINING_LOOP.fullmatch(call.name) or _TRAINERS.fullmatch(call.name):
            return "train"
        if call.name.startswith("."):
            entry = self._knowledge.method(None, call.method)
        else:
            entry = self._knowledge.call(call.name)
            if entry is None and call.receiver:
                entry = self._knowledge.method(None, call.method)
        return (entry.activity if entry else None) or ""

    def own(self, function: Function) -> frozenset[str]:
        """Activities of the calls in a function itself."""
        if id(function) not in self._own:
            self._own[id(function)] = frozenset(map(self.activity, function.calls)) - {""}
        return self._own[id(function)]

    def all(self, function: Function) -> frozenset[str]:
        """Activities of a function and of all that it leads to."""
        if id(function) not in self._all:
            reached = self._graph.reached(function)
            self._all[id(function)] = frozenset().union(*map(self.own, reached))
        return self._all[id(function)]

    def loads(self, function: Function) -> bool:
        """Whether it leads to data being loaded."""
        return bool(self.all(function) & _LOADS)

    def trains(self, function: Function) -> bool:
        """Whether it leads to a model being trained."""
        return bool(self.all(function) & {"train", "tune"})

    def predicts(self, function: Function) -> bool:
        """Whether it leads to a prediction."""
        return "predict" in self.all(function)

    def makes_features(self, function: Function) -> bool:
        """Whether it works on data itself, and does not train."""
        own = self.own(function)
        return bool(own & _FEATURES) and not own & {"train", "tune"}

    @cached_property
    def serving(self) -> tuple[Function, ...]:
        """What answers requests: routes of a web framework, handlers of a platform, and what they lead to."""
        starts = [f for f in self._repository.functions() if self._is_entrance(f)]
        return self._graph.reached_from(starts)

    @cached_property
    def training(self) -> tuple[Function, ...]:
        """What leads to training and is no test, and all that it leads to."""
        tests = {id(test.function) for test in self._repository.tests}
        starts = [f for f in self._repository.functions() if id(f) not in tests and self.trains(f)]
        return self._graph.reached_from(starts)

    def _is_entrance(self, function: Function) -> bool:
        if function.node is None or function.node.name in _HANDLERS:
            return function.node is not None and self._imports_ml(function)
        return any(_is_route(name) for name in function.decorators) and self._file_serves(function)

    def _file_serves(self, function: Function) -> bool:
        file = next(f for f in self._repository.python if f.path == function.place.path)
        return any(_SERVERS.fullmatch(f"{name}.") or _SERVERS.fullmatch(name) for name in file.imports.values())

    def _imports_ml(self, function: Function) -> bool:
        return "predict" in self.all(function) or "load" in self.own(function)


def _is_route(decorator: str) -> bool:
    return bool(_ROUTE.fullmatch(decorator)) or decorator.startswith(("bentoml.", "ray.serve"))


def feature_functions(purposes: Purposes, repository: Repository) -> Iterator[Function]:
    """Functions whose results feed training: they work on data, and something that trains leads to them.

    Args:
        purposes: What functions are for.
        repository: The repository.
    """
    training = {id(function) for function in purposes.training}
    for file in repository.python:
        if not file.is_notebook:
            yield from (f for f in file.functions if id(f) in training and purposes.makes_features(f))
