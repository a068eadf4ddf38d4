"""What data is called: by the file that it comes from, where its variable has a name that says nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from nb2prod.knowledge import Knowledge
from nb2prod.plan.literals import assigned_literal
from nb2prod.plan.naming import snake, words_of
from nb2prod.plan.unit import Unit

LOADS = frozenset({"load", "query"})
SAVES = frozenset({"save", "export", "submit"})
MOST_WORDS = 4
# Words of file names that say nothing of what is in the file.
_OF_FILES = frozenset(
    "data dataset datasets csv file files input output raw final new full all tmp temp df main".split()
)
_GENERIC = frozenset(
    "df dfs data dataset dataframe frame d tmp temp res result results ret out output outputs val value values arr "
    "array lst list obj item items model clf reg est net nn lr fig figure ax axes axs plt line lines img im text "
    "string name names cols columns col foo bar var xs ys path paths file filename url test_df train_df".split()
)


def is_generic(name: str) -> bool:
    """Whether a variable's name says nothing: `df2`, `tmp`, `x`."""
    plain = snake(name).rstrip("0123456789").strip("_")
    return len(plain) <= 1 or plain in _GENERIC


class DataNames:
    """Names data by the files that a notebook loads."""

    def __init__(self, units: Sequence[Unit], knowledge: Knowledge) -> None:
        """Begin.

        Args:
            units: All statements.
            knowledge: Tables that say what calls are for.
        """
        self.knowledge = knowledge
        self._texts = _named_texts(units)
        self._found = self._by_files(units)
        loads = sum(u.role.activity in LOADS for u in units)
        self._only = next(iter(self._found.values()), "") if loads == 1 else ""

    def of(self, variable: str) -> str:
        """What a variable with a generic name holds; empty where that is not known."""
        return self._found.get(variable, self._only)

    def _by_files(self, units: Sequence[Unit]) -> Mapping[str, str]:
        """What variables hold: the file's words where one is loaded, and those of the variable that it is made from."""
        found: dict[str, str] = {}
        for unit in units:
            node = unit.statement.node
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                loaded = next(iter(self._stems([unit])), "") if unit.role.activity in LOADS else ""
                if stem := loaded or found.get(_origin(node.value), ""):
                    found.setdefault(name, stem)
        return found

    def loaded(self, units: Sequence[Unit]) -> Iterator[str]:
        """What a step loads: the variable, where its name says something, else the file."""
        for unit in units:
            for stem in self._stems([unit]):
                telling = [n for n in sorted(unit.facts.may_bind) if not is_generic(n)]
                yield snake(telling[0]) if len(telling) == 1 else stem

    def _stems(self, units: Sequence[Unit]) -> Iterator[str]:
        return filter(None, (self.stem(node) for activity, node in self.calls(units) if activity in LOADS))

    def calls(self, units: Sequence[Unit]) -> Iterator[tuple[str, ast.Call]]:
        """Calls that a table knows, with what they are for."""
        for unit in units:
            known = {c.rpartition(".")[2]: c for c in unit.effects.callees}
            for call in unit.facts.calls:
                entry = self.knowledge.call(known[call.method]) if call.method in known else None
                if entry is not None and entry.activity:
                    yield entry.activity, call.node

    def stem(self, node: ast.Call) -> str:
        """Words of the name of the file that a call is given."""
        for value in (*node.args, *(k.value for k in node.keywords)):
            text = self._texts.get(value.id, "") if isinstance(value, ast.Name) else literal_text(value)
            if "." in text or "/" in text:
                stem = PurePosixPath(text.replace("\\", "/").rstrip("/")).name.partition(".")[0]
                words = [w for w in words_of(re.sub(r"[_\-]", " ", snake(stem))) if w not in _OF_FILES]
                return short_name(words)
        return ""


def _named_texts(units: Sequence[Unit]) -> dict[str, str]:
    """Paths and addresses that a variable names throughout."""
    found = [a for u in units if (a := assigned_literal(u)) is not None and a[1].kind in ("path", "url")]
    counts = Counter(name for name, _ in found)
    return {name: str(literal.value) for name, literal in found if counts[name] == 1}


def _origin(node: ast.expr) -> str:
    """The variable that an expression begins with: `df` of `df.copy()` and of `df[mask].dropna()`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def short_name(words: Sequence[str]) -> str:
    """Join words to a name; empty if they are too many for one."""
    return "_".join(words) if len(words) <= MOST_WORDS else ""


def literal_text(node: ast.expr) -> str:
    """The text of a literal, or the end of one that is put together."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(right=right):
            return literal_text(right)
        case ast.JoinedStr(values=[*_, last]):
            return literal_text(last)
    return ""
