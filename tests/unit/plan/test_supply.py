"""Which steps run before a step, and what stands in the way, by small made pipelines."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from unittest.mock import Mock

import pytest

from nb2prod.notebook.model import Statement, StatementId
from nb2prod.plan.functions import Function, Parameter, ParameterKind, Piece, Returned
from nb2prod.plan.model import Step, StepKind
from nb2prod.plan.outside import Outside
from nb2prod.plan.supply import Supply, supply_of
from nb2prod.types.model import Effects, TypeGuess

DRAW = Effects(reads=frozenset({"<random:numpy>"}), mutates=frozenset({"<random:numpy>"}))
NOTHING = Effects()
SEED = Effects(mutates=frozenset({"<random:numpy>"}))
PLOT = Effects(reads=frozenset({"<figures>"}), mutates=frozenset({"<figures>"}))


class _Pipeline:
    """Steps of one statement each."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.effects: dict[StatementId, Effects] = {}

    def add(
        self,
        name: str,
        takes: Sequence[str] = (),
        gives: Sequence[str] = (),
        effects: Effects = NOTHING,
        after: str = "",
    ) -> None:
        place = StatementId(len(self.steps) + 1, 0)
        node = ast.parse("pass").body[0]
        piece = Piece(Statement(place, "pass", node, Mock()), after=(after,) if after else ())
        parameters = tuple(Parameter(n, ParameterKind.VALUE, TypeGuess()) for n in takes)
        returns = tuple(Returned(n, TypeGuess()) for n in gives)
        function = Function(name, "steps", parameters, returns, (piece,), (), (), "", "")
        self.steps.append(Step(StepKind.CALL, 1, function, tuple((n, n) for n in takes)))
        self.effects[place] = effects

    def supply(self, imports: frozenset[str] = frozenset({"numpy"})) -> Supply:
        """What comes before the last step."""
        return supply_of(len(self.steps) - 1, self.steps, Outside(self.effects, imports))


def _names(supply: Supply) -> list[str]:
    return [s.function.name for s in supply.steps if s.function]


def test_only_what_binds_or_changes_its_values_comes_first() -> None:
    line = _Pipeline()
    line.add("load", gives=["a"])
    line.add("other", gives=["b"])
    line.add("change", ["a"], effects=Effects(mutates=frozenset({"a"})))
    line.add("look", ["b"])
    line.add("use", ["a"])

    assert _names(line.supply()) == ["load", "change"]


def test_a_value_that_is_bound_anew_needs_nothing_from_before() -> None:
    line = _Pipeline()
    line.add("first", gives=["a"])
    line.add("second", gives=["a"])
    line.add("use", ["a"])

    assert _names(line.supply()) == ["second"]


def test_the_nearest_seed_comes_before_a_draw_and_no_other() -> None:
    line = _Pipeline()
    line.add("seed", effects=SEED)
    line.add("again", effects=SEED)
    line.add("draw", effects=DRAW)

    assert _names(line.supply()) == ["again"]


def test_a_figure_that_stays_open_belongs_to_the_next_drawing() -> None:
    line = _Pipeline()
    line.add("closed", effects=PLOT, after='plt.close("all")')
    line.add("begun", effects=PLOT)
    line.add("continued", effects=PLOT)

    assert _names(line.supply()) == ["begun"]


def test_own_code_that_draws_without_a_seed_is_left_to_chance() -> None:
    line = _Pipeline()
    line.add("walk", effects=Effects(DRAW.reads, DRAW.mutates, callees=("step", "numpy.random.rand")))

    assert "nothing seeds" in line.supply().obstacle


def test_code_of_a_library_that_draws_is_not() -> None:
    line = _Pipeline()
    line.add("make", effects=Effects(DRAW.reads, DRAW.mutates, callees=("len", "numpy.random.rand")))

    assert line.supply().obstacle == ""


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("<network>", "asks the network"),
        ("<files>", "files that can't be told"),
        ("<files:a.csv>", "needs the file `a.csv`"),
        ("<environment>", "reads the environment"),
        ("<stdin>", "asks a person"),
    ],
)
def test_what_is_read_from_outside_stands_in_the_way(channel: str, said: str) -> None:
    line = _Pipeline()
    line.add("ask", effects=Effects(reads=frozenset({channel, "<cwd>"})))

    assert said in line.supply().obstacle
    assert line.supply().data == channel.startswith("<files")


@pytest.mark.parametrize("path", ["/data/a.csv", "../a.csv", "~/a.csv", "C:\\a.csv", "s3://bucket/a.csv"])
def test_nothing_is_written_elsewhere(path: str) -> None:
    line = _Pipeline()
    line.add("save", effects=Effects(mutates=frozenset({f"<files:{path}>"})))

    assert line.supply().obstacle


def test_a_file_that_was_written_before_can_be_read() -> None:
    line = _Pipeline()
    line.add("folder", effects=Effects(mutates=frozenset({"<files:out>"})))
    line.add("save", effects=Effects(mutates=frozenset({"<files:out/a.csv>"})))
    line.add("load", effects=Effects(reads=frozenset({"<files:out/a.csv>"})))
    supply = line.supply()

    assert _names(supply) == ["folder", "save"]
    assert supply.writes
    assert not supply.obstacle


def test_an_unknown_call_is_trusted_of_libraries_that_compute_only() -> None:
    line = _Pipeline()
    line.add("ask", effects=Effects(unknown=("thing.ask",)))

    assert line.supply().obstacle == ""
    assert "nothing is known" in line.supply(frozenset({"boto3"})).obstacle
