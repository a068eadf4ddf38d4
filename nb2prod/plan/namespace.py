"""Writing statements that reach into the notebook's scope by text so that they work on an explicit namespace.

The namespace is filled from the pipeline's variables before, and read back after. In a block this is done around each
statement inside that may bind names: the next one may read them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from nb2prod.facts import gather_facts
from nb2prod.plan.dynamic import NAMESPACE, SIMPLE, Written, written
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit, Piece
from nb2prod.plan.unit import Unit

_CURRENT = f"{{**{NAMESPACE}, **locals()}}"


def on_namespace(piece: Piece, unit: Unit, live: frozenset[str], deleted: frozenset[str]) -> Piece:
    """Let a statement work on the namespace.

    Args:
        piece: The statement as it would be written otherwise.
        unit: The statement.
        live: Values that are read later.
        deleted: Names that the notebook unbinds somewhere.

    Returns:
        The statement with others around it, or inside, that fill the namespace and read it back.
    """
    node = unit.statement.node
    if node is None:
        return piece
    fill = _fill(deleted)
    own = gather_facts(unit.statement)
    source = unit.statement.source
    if isinstance(node, SIMPLE):
        edits = namespace_edits(node, source, NAMESPACE) if unit.facts.dynamic else []
        back = unit.facts.may_bind - own.must_bind
    else:
        block = _Block(node, source, unit.reaching)
        edits = block.edits(fill, unit.by_text)
        # What is called in a condition may bind names, too.
        back = unit.by_text - own.may_bind if block.binds_outside else frozenset()
    after = _read_back(n for n in back if n in live and not unit.facts.definition)
    return replace(
        piece,
        edits=tuple(sorted([*piece.edits, *edits])),
        before=(*piece.before, *fill),
        after=(*piece.after, *after),
    )


def _fill(deleted: Iterable[str]) -> tuple[str, ...]:
    return (
        *(f'{NAMESPACE}.pop("{n}", None)' for n in sorted(deleted)),
        f'{NAMESPACE} |= {{**globals(), **locals(), "__name__": "__main__"}}',
        f'{NAMESPACE}.pop("__file__", None)',
    )


def _read_back(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for n in sorted(names) for line in (f'if "{n}" in {NAMESPACE}:', f'    {n} = {NAMESPACE}["{n}"]'))


class _Block:
    """A statement that holds others.

    Attributes:
        node: The statement.
        source: Its text.
        reaching: Functions of the notebook that work on the scope.
    """

    def __init__(self, node: ast.stmt, source: str, reaching: frozenset[str]) -> None:
        self.node = node
        self.source = source
        self.reaching = reaching
        self.offsets = Offsets(source)
        simple = [s for body in _bodies(node) for s in body if isinstance(s, SIMPLE)]
        self._binding = {id(s): s for s in simple if self._binds_by_text(s)}

    def edits(self, before: Sequence[str], names: frozenset[str]) -> list[Edit]:
        """Fill and read back around each statement inside that may bind names by text; others look at a copy.

        Args:
            before: Lines that fill the namespace.
            names: What to read back from it.

        Returns:
            The edits.
        """
        found = [edit for s in self._binding.values() for edit in namespace_edits(s, self.source, NAMESPACE)]
        spans = [self.offsets.span(statement) for statement in self._binding.values()]
        found += [
            edit
            for edit in namespace_edits(self.node, self.source, _CURRENT)
            if not any(start <= edit.start < end for start, end in spans)
        ]
        after = {key: _read_back(names - _targets(statement)) for key, statement in self._binding.items()}
        for body in _bodies(self.node):
            if any(id(statement) in after for statement in body):
                found += self._around(body, before, after)
        return found

    @property
    def binds_outside(self) -> bool:
        """Whether more than the simple statements inside may bind names by text."""
        inside = {id(part) for statement in self._binding.values() for part in ast.walk(statement)}
        return any(
            self._binds_by_text(n) for n in ast.walk(self.node) if isinstance(n, ast.Call) and id(n) not in inside
        )

    def _binds_by_text(self, part: ast.AST) -> bool:
        mentioned = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
        return bool(mentioned & self.reaching) or written(part) != Written()

    def _around(
        self, body: Sequence[ast.stmt], before: Sequence[str], after: Mapping[int, Sequence[str]]
    ) -> Iterator[Edit]:
        """Lines around the statements of one body, which may stand on one line, even behind its header."""
        first, _ = self.offsets.span(body[0])
        line = self.source.rfind("\n", 0, first) + 1
        own_line = not self.source[line:first].strip()
        margin = self.source[line:first] if own_line else self._indented(line)
        if not own_line:
            yield Edit(first, first, f"\n{margin}")
        done = 0
        for statement in body:
            start, end = self.offsets.span(statement)
            if done and "\n" not in self.source[done:start]:
                yield Edit(done, start, f"\n{margin}")
            if id(statement) in after:
                yield Edit(start, start, "".join(f"{text}\n{margin}" for text in before))
                end = self._end_of_line(end)
                yield Edit(end, end, "".join(f"\n{margin}{text}" for text in after[id(statement)]))
            done = end

    def _indented(self, line: int) -> str:
        text = self.source[line:]
        return text[: len(text) - len(text.lstrip(" \t"))] + "    "

    def _end_of_line(self, end: int) -> int:
        """Where a line ends, if nothing but a comment follows on it."""
        rest = self.source[end:].partition("\n")[0]
        return end + len(rest.rstrip()) if rest.lstrip().startswith("#") else end


def _targets(statement: ast.stmt) -> frozenset[str]:
    """Names that a statement binds itself, when all else in it has been done."""
    return frozenset(n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """Lists of statements in a block and the blocks inside, without those of functions and classes."""
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list) and body:
            yield body
            for statement in body:
                if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    yield from _bodies(statement)
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield from _bodies(part)


def namespace_edits(node: ast.AST, source: str, namespace: str) -> list[Edit]:
    """Let code that looks names up by text look into an explicit namespace.

    In a function `locals()` and `vars()` mean the function's own names, and stay.
    """
    offsets = Offsets(source)
    is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    scopes = {"globals"} if is_definition else {"globals", "locals", "vars", "dir"}
    edits: list[Edit] = []
    for found in ast.walk(node):
        match found:
            case ast.Call(func=ast.Name(id=name), args=[]) if name in scopes:
                start, end = offsets.span(found)
                edits.append(Edit(start, end, f"sorted({namespace})" if name == "dir" else namespace))
            case ast.Call(func=ast.Name(id="exec"), args=[_]):
                _, end = offsets.span(found)
                edits.append(Edit(end - 1, end - 1, f", {namespace}"))
            case ast.Call(func=ast.Name(id="eval"), args=[_]) if not is_definition:
                _, end = offsets.span(found)
                edits.append(Edit(end - 1, end - 1, f", {namespace}"))
    return edits


def own_locals(node: ast.AST, source: str, extra: Sequence[str]) -> list[Edit]:
    """Let `locals()` in a function leave out what the function takes from outside only since it moved."""
    offsets = Offsets(source)
    edits: list[Edit] = []
    for found in ast.walk(node):
        match found:
            case ast.Call(func=ast.Name(id="locals" | "vars" as name), args=[]):
                start, end = offsets.span(found)
                kept = f"{{k: v for k, v in {name}().items() if k not in {tuple(extra)!r}}}"
                edits.append(Edit(start, end, kept))
    return edits
