"""What a step of the pipeline needs that is no part of the package: files, the network, a person."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Piece, Step, StepKind
from nb2prod.types.channels import FILE
from nb2prod.types.model import Effects

_INSIDE = frozenset({"<stdout>", "<figures>", "<time>", "<random>", "<warnings>", "<display>", "<module>"})
"""Channels that need nothing but the package and its libraries."""
RANDOM = "<random:"
_OPEN = (RANDOM, "<options:")
_CLOSING = 'close("all")'
_BUILTINS = frozenset(dir(builtins))
_CWD = "<cwd>"
FIGURES, STDOUT = "<figures>", "<stdout>"
_ENDING = frozenset("show close clf cla savefig tight_layout rc use ioff ion pause draw switch_backend".split())
_SAID = {
    "network": "asks the network",
    "database": "asks a database",
    "stdin": "asks a person",
    "environment": "reads the environment",
    "cwd": "changes the folder",
    "files": "reads or writes files that can't be told",
}
_REMOVING = frozenset({"remove", "unlink", "rmdir", "rmtree", "removedirs", "rename", "replace", "move"})
_PLOTTING = ("matplotlib.", "seaborn.", "pandas.")
_PLOTS = frozenset(
    "plot scatter hist bar barh imshow matshow boxplot contour contourf heatmap countplot distplot histplot kdeplot "
    "barplot lineplot scatterplot violinplot stripplot swarmplot pie errorbar fill_between semilogx semilogy loglog "
    "regplot lmplot pairplot jointplot stem step axhline axvline hexbin catplot relplot displot pointplot".split()
)
LOCAL = frozenset(
    "IPython __future__ abc bisect category_encoders collections copy dataclasses datetime decimal enum feature_engine "
    "fractions functools heapq imblearn io itertools json lightgbm math matplotlib mlxtend mpl_toolkits networkx numba "
    "numbers numpy operator os pandas patsy pylab random re scipy seaborn sklearn statistics statsmodels string sympy "
    "sys textwrap time timeit tqdm types typing unittest warnings xgboost".split()
)
"""Libraries that compute: a call of theirs that no table knows may be slow or fail, but asks nothing from outside."""


class Outside:
    """Questions about what steps need."""

    def __init__(
        self, effects: Mapping[StatementId, Effects], imports: frozenset[str], *, has_data: bool = False
    ) -> None:
        """Begin.

        Args:
            effects: Effects of all statements.
            imports: Dotted names of all modules that the package imports.
            has_data: Whether the files that the notebook reads are there.
        """
        self.effects = effects
        self.imports = imports
        self.has_data = has_data
        self.computes = {name.partition(".")[0] for name in imports} <= LOCAL

    def with_data(self) -> Outside:
        """The same where the files that the notebook reads are there."""
        return Outside(self.effects, self.imports, has_data=True)

    def of(self, step: Step) -> Iterator[Effects]:
        """Effects of the statements of a step."""
        return (self.effects[p.statement.id] for p in pieces_of(step) if p.statement.id in self.effects)

    def written(self, step: Step) -> frozenset[str]:
        """Files and folders that a step writes, by their channels."""
        return frozenset(c for each in self.of(step) for c in each.mutates if c.startswith(FILE))

    def surely_written(self, step: Step) -> tuple[str, ...]:
        """Paths of files and folders that are there when a step has run."""
        found: list[str] = []
        for each in self.of(step):
            if any(name.rpartition(".")[2] in _REMOVING for name in each.callees):
                return ()
            found += sorted(c for c in each.certain if c.startswith(FILE))
        return tuple(dict.fromkeys(path_of(c) for c in found))

    def surely_plots(self, step: Step) -> bool:
        """Whether a statement of a step, outside of loops and branches, draws something into a figure."""
        callees = (c for each in self._plain(step) for c in each.callees)
        return any(c.startswith(_PLOTTING) and c.rpartition(".")[2] in _PLOTS for c in callees)

    def surely_begins_figure(self, step: Step) -> bool:
        """Whether such a statement touches figures in another way than showing, saving or closing them."""
        return any(
            FIGURES in each.certain and each.callees and not _ENDING & {c.rpartition(".")[2] for c in each.callees}
            for each in self._plain(step)
        )

    def draws(self, step: Step) -> bool:
        """Whether a step may touch figures."""
        return any(FIGURES in each.mutates for each in self.of(step))

    def leaves_figure_open(self, step: Step) -> bool:
        """Whether a step may touch figures, and doesn't close them after the last statement that does."""
        touching = [p for p in pieces_of(step) if FIGURES in self._of_piece(p).mutates]
        return bool(touching) and not _closes(touching[-1])

    def drawn_by_own_code(self, step: Step) -> frozenset[str]:
        """Random sources that functions and methods of the notebook draw from when a step calls them."""
        own = (e for e in self.of(step) if any("." not in c and c not in _BUILTINS for c in e.callees))
        return frozenset(c for each in own for c in each.reads if c.startswith(RANDOM))

    def _of_piece(self, piece: Piece) -> Effects:
        return self.effects.get(piece.statement.id, Effects())

    def surely_prints(self, step: Step) -> bool:
        """Whether such a statement prints."""
        return any(STDOUT in each.certain for each in self._plain(step))

    def _plain(self, step: Step) -> Iterator[Effects]:
        plain = (p.statement for p in pieces_of(step) if isinstance(p.statement.node, ast.Expr | ast.Assign))
        return (self.effects[s.id] for s in plain if s.id in self.effects)

    def reason(self, step: Step, written: frozenset[str] = frozenset()) -> str:
        """Why a step can't run in an empty folder.

        Args:
            step: The step.
            written: Files that are there, since earlier steps wrote them.

        Returns:
            What it does, as the end of a sentence; empty if it can run.
        """
        if any(p.statement.magic for p in pieces_of(step)):
            return "runs a magic"
        for each in self.of(step):
            if each.unknown and not self.computes:
                return f"calls `{each.unknown[0].removeprefix('….')}`, of which nothing is known"
            for channel in sorted(each.reads - {_CWD} | each.mutates):
                if channel.startswith("<") and channel not in _INSIDE and not channel.startswith(_OPEN):
                    harmless = _is_below(channel) and (channel in written or channel not in each.reads)
                    harmless |= self.has_data and channel.startswith("<files") and channel not in each.mutates
                    if not harmless:
                        return _said(channel)
            written |= {c for c in each.mutates if c.startswith(FILE)}
        return ""


def pieces_of(step: Step) -> Sequence[Piece]:
    """Statements of a step."""
    if step.function is not None:
        return step.function.pieces
    return (step.piece,) if step.piece else ()


def _closes(piece: Piece) -> bool:
    """Whether all figures are closed after a statement, as Jupyter does at the end of a cell."""
    added = [*piece.after, *(e.text for e in piece.edits), piece.statement.source]
    return any(text.rstrip().endswith(_CLOSING) for text in added)


def is_plain(step: Step) -> bool:
    """Whether a step is a plain function, or binds a setting."""
    if step.function is None:
        return step.kind is StepKind.SETTING
    return not step.function.awaits and not step.function.expects_error


def path_of(channel: str) -> str:
    """The path that the channel of a file names."""
    return channel.removeprefix(FILE).removesuffix(">")


def _is_below(channel: str) -> bool:
    """Whether a channel is that of a file below the folder that the code runs in."""
    path = path_of(channel)
    if not channel.startswith(FILE) or "://" in path or path.startswith("~"):
        return False
    return (
        not PurePosixPath(path).is_absolute()
        and not PureWindowsPath(path).drive
        and ".." not in PurePosixPath(path).parts
    )


def _said(channel: str) -> str:
    if channel.startswith(FILE):
        return f"needs the file `{path_of(channel)}`"
    name = channel.strip("<>")
    return _SAID.get(name, f"touches {name}")
