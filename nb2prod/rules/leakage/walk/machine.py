"""The state of the analysis: names, what happened so far, and how much may still be looked at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from itertools import count

from nb2prod.knowledge import Knowledge
from nb2prod.rules.leakage.history import Sample, ScoreKind, Scoring, Told, Training
from nb2prod.rules.leakage.model import Place, Source, Split, SplitKind, place_of
from nb2prod.rules.leakage.rows import rows_of_source
from nb2prod.rules.leakage.walk.data import Data
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Function, Scope, Thing
from nb2prod.rules.leakage.walk.vocabulary import Kind
from nb2prod.rules.site import Site

MOST_CALLS = 600
"""Calls of the notebook's own functions that are followed."""

DEEPEST = 8
"""Calls within calls that are followed."""

MOST_NESTED = 150
"""Nodes within nodes that are looked at: each costs some of Python's own stack."""


class Machine:
    """Walks a notebook with objects that know where their rows come from.

    Attributes:
        knowledge: The tables.
        scope: Names where it is now.
        site: The cell that holds the code where it is now.
        stack: Functions of the notebook that it is in.
        returned: What the function that it is in has returned so far.
        called: Definitions that were followed.
        functions: Functions that were defined.
        trainings: All trainings so far.
        scorings: All scorings so far.
        splits: Splits made by functions for it, with what they divided.
        told: Features that tell the target.
        loops: How many loops it is in.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        evaluate: Callable[[Machine, ast.expr], Thing],
        execute: Callable[[Machine, ast.stmt], None],
    ) -> None:
        self.knowledge = knowledge
        self._evaluate = evaluate
        self._execute = execute
        self.scope = Scope()
        self.site: Site | None = None
        self.stack: list[Function] = []
        self.returned: list[Thing] = []
        self.called: set[int] = set()
        self.functions: list[Function] = []
        self.trainings: list[Training] = []
        self.scorings: list[Scoring] = []
        self.splits: list[tuple[Split, Sample]] = []
        self.told: list[Told] = []
        self._forwards: list[tuple[Estimator, Place, Sample]] = []
        self._numbers = count()
        self.loops = 0
        self._calls = 0
        self._depth = 0

    def evaluate(self, node: ast.expr) -> Thing:
        """What an expression gives; nothing is known of what is nested too deeply."""
        if self._depth >= MOST_NESTED:
            return Box()
        self._depth += 1
        try:
            return self._evaluate(self, node)
        finally:
            self._depth -= 1

    def execute(self, body: Iterable[ast.stmt]) -> None:
        """Run statements one after another, unless they are nested too deeply."""
        if self._depth >= MOST_NESTED:
            return
        self._depth += 1
        try:
            for node in body:
                self._execute(self, node)
        finally:
            self._depth -= 1

    def place(self, node: ast.AST) -> Place:
        """Where a node stands."""
        assert self.site is not None, "nothing is evaluated outside a cell"
        return place_of(node, self.site)

    def source(self, node: ast.AST, key: object = None, *, loaded: bool = False) -> Data:
        """Data of an origin of its own."""
        place = self.place(node)
        entered = self._calls if self.stack else 0  # Each call of a function that loads may load something else.
        return Data(rows=rows_of_source(Source(key or (place, entered), place, loaded)))

    def split(self, node: ast.AST, kind: SplitKind, key: object = None) -> Split:
        """A split that is made at a node."""
        place = self.place(node)
        return Split(key or place, kind, place)

    def estimator(self, name: str, kind: Kind) -> Estimator:
        """A new estimator."""
        return Estimator(next(self._numbers), name, kind)

    def may_enter(self, function: Function) -> bool:
        """Whether a call of a function is followed; if so it counts."""
        self._calls += 1
        inside = any(f.node is function.node for f in self.stack)
        return not inside and len(self.stack) < DEEPEST and self._calls <= MOST_CALLS

    def train(self, estimator: Estimator, place: Place, data: Sample) -> Training:
        """Note that a model is fitted."""
        training = Training(estimator.key, estimator.name, place, data)
        self.trainings.append(training)
        estimator.training = training
        return training

    def score(self, training: Training, place: Place, data: Sample, kind: ScoreKind) -> int:
        """Note that a fitted model meets data.

        Returns:
            The position of that among all scorings.
        """
        self.scorings.append(Scoring(training, place, data, kind))
        return len(self.scorings) - 1

    def forward(self, estimator: Estimator, node: ast.AST, data: Sample) -> int:
        """Note that a network was called; whether that trains it or tests it will be seen.

        Returns:
            A negative number for it.
        """
        self._forwards.append((estimator, self.place(node), data))
        return -len(self._forwards)

    def backward(self, data: Data) -> None:
        """Note that a network learns from what it gave."""
        for position in data.predicted:
            if position < 0:
                estimator, place, sample = self._forwards[-position - 1]
                self.train(estimator, place, sample)

    def judged(self, data: Data) -> None:
        """Note that predictions were compared with what is true."""
        for position in data.predicted:
            if position < 0:
                estimator, place, sample = self._forwards[-position - 1]
                if estimator.training is not None:
                    self.score(estimator.training, place, sample, ScoreKind.SCORED)
                continue
            made = self.scorings[position]
            if made.kind is ScoreKind.PREDICTED:
                self.scorings[position] = Scoring(made.training, made.place, made.data, ScoreKind.SCORED)
