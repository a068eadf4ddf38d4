"""Facts agree with what CPython says of a program, and with what happens when it runs."""

from __future__ import annotations

import ast
import io
import symtable
from collections.abc import Iterator
from contextlib import redirect_stdout
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.facts import Facts
from nb2prod.notebook.line_magics import NAMES
from tests.unit.making import facts_of
from tests.unit.programs import Programs, parses, without_failures


def _statements(random: Random, length: int) -> list[str]:
    # Each is read as a notebook of its own, where a lone `run` that nothing binds is the magic of that name.
    return [s for s in Programs(random).program(length) if parses(s) and s not in NAMES]


def _bound_and_read(code: str) -> tuple[set[str], set[str]]:
    """Names that CPython's own table says a module binds and reads."""
    table = symtable.symtable(code, "<cell>", "exec")
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    read = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    for child in _all_children(table):
        for symbol in child.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                read.add(symbol.get_name())
            if symbol.is_global() and symbol.is_assigned():
                bound.add(symbol.get_name())  # `:=` in a comprehension, or `global` in a function
    return bound, read


def _all_children(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _all_children(child)


def _all_reads(facts: Facts) -> frozenset[str]:
    return facts.reads | (facts.definition.free | facts.definition.eager if facts.definition else frozenset())


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_names_agree_with_the_symbol_table(random: Random) -> None:
    for code in _statements(random, 4):
        bound, read = _bound_and_read(code)
        (facts,) = facts_of(code)
        written = facts.definition.global_writes if facts.definition else frozenset()
        assert (facts.stores | {i.name for i in facts.imports}) - written == bound - written, code
        augmented = {n for node in ast.walk(ast.parse(code)) for n in _augmented(node)}
        deleted = {n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
        assert read <= _all_reads(facts) | written, code
        # For the table neither `x += 1` nor `del x` is a reference to what `x` was.
        assert _all_reads(facts) <= read | augmented | deleted, code


def _augmented(node: ast.AST) -> list[str]:
    return [node.target.id] if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) else []


class _Traced(dict[str, object]):
    """A namespace that notes which names are looked for in vain, and which are stored."""

    def __init__(self, *known: dict[str, object]) -> None:
        super().__init__({k: v for names in known for k, v in names.items()})
        self.missing: set[str] = set()
        self.stored: set[str] = set()

    def __getitem__(self, name: str) -> object:
        if name not in self:
            self.missing.add(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, value: object) -> None:
        self.stored.add(name)
        super().__setitem__(name, value)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_a_run_reads_only_what_is_exposed_and_binds_what_is_said(random: Random) -> None:
    # `del` looks into the fresh namespace of the statement alone, where the name is not.
    program = without_failures([s for s in _statements(random, 8) if "del " not in s])
    names: dict[str, object] = {"__name__": "__main__"}
    for code in program:
        (facts,) = facts_of(code)
        local = _Traced()
        # As locals a mapping of any kind is asked for every name; functions see the plain namespace.
        try:
            with redirect_stdout(io.StringIO()):
                exec(compile(code, "<cell>", "exec"), names, local)
        except NameError:
            return  # a function in it reads what the statement itself binds: that is in the other namespace here
        if not facts.dynamic:
            assert local.missing <= facts.exposed, code
            assert local.stored <= facts.stores | {i.name for i in facts.imports}, code
            assert facts.must_bind <= set(local), code
            assert set(local) <= facts.may_bind | facts.stores, code
        names.update(local)


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_the_sets_of_a_statement_fit_each_other(random: Random) -> None:
    for code in _statements(random, 6):
        (facts,) = facts_of(code)
        assert facts.exposed <= facts.reads
        assert facts.must_bind <= facts.may_bind <= facts.stores
        assert facts.deletes <= facts.stores
        assert facts.captures <= facts.reads
