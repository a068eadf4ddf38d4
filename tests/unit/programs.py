"""Small random programs, and what running them really does to names."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from random import Random
from typing import Any

NUMBERS = ("a", "b", "c", "d")
LISTS = ("xs", "ys")
FUNCTIONS = ("f", "g", "h")
SPECIAL = ("settings", "explore", "training", "Outputs", "run", "max", "sum", "list", "preparation", "values", "os")

DECORATOR = """def deco(fn):
    def wrapped(*p, **q):
        print('deco', {})
        return fn(*p, **q)
    return wrapped"""
MATCH = """match {}:
    case 1 | 2:
        {}
    case {}:
        {}"""


class Programs:
    """Makes statements of the top level of a notebook, from a source of random numbers."""

    def __init__(self, random: Random, *, special: bool = True) -> None:
        self.random = random
        self.numbers = list(NUMBERS)
        if special and self.chance(0.2):
            self.numbers[0] = random.choice(SPECIAL)
        self.locals: list[str] = []

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, options: Sequence[str]) -> str:
        return self.random.choice(options)

    def program(self, length: int) -> list[str]:
        """Statements, one text each."""
        start = [f"{self.numbers[0]} = {self.random.randrange(9)}", "xs = [3, 1, 2]"]
        return [*start, *(self.statement(0) for _ in range(length))]

    # --- expressions -------------------------------------------------------------------------------------------

    def number(self, depth: int = 0) -> str:
        """An expression that is a number if all goes well."""
        plain: list[Callable[[], str]] = [
            lambda: str(self.random.randrange(10)),
            lambda: self.pick([*self.numbers, *self.locals]),
            lambda: self.pick([*self.numbers, *self.locals]),
        ]
        deep: list[Callable[[], str]] = [
            lambda: f"({self.number(depth + 1)} {self.pick(['+', '-', '*'])} {self.number(depth + 1)}) % 97",
            lambda: f"{self.pick(FUNCTIONS)}({self.number(depth + 1)})",
            lambda: f"{self.pick(FUNCTIONS)}({self.number(depth + 1)})",
            lambda: f"len({self.pick(LISTS)})",
            lambda: f"{self.pick(LISTS)}[{self.pick(['0', '-1'])}]",
            lambda: f"({self.pick(self.numbers)} if {self.number(depth + 1)} > 4 else {self.number(depth + 1)})",
            lambda: f"sum([i + {self.number(depth + 1)} for i in range(3)])",
            lambda: f"sum(i * {self.pick(self.numbers)} for i in {self.pick(LISTS)})",
            lambda: f"({self.pick(self.numbers)} := {self.number(depth + 1)})",
            lambda: f"(lambda q: q + {self.pick(self.numbers)})({self.number(depth + 1)})",
            lambda: f"k.m({self.number(depth + 1)})",
            lambda: "K.t",
            lambda: f"next(gen, {self.number(depth + 1)})",
            lambda: f"{self.pick(LISTS)}.pop()",
            lambda: f"m.get({self.number(depth + 1)}, 7)",
            lambda: f'int(f"{{{self.pick(self.numbers)} + 1}}")',
            lambda: f"({self.number(depth + 1)} and {self.number(depth + 1)})",
            lambda: f"call({self.pick(FUNCTIONS)}, {self.number(depth + 1)})",
            lambda: f"fs[0]({self.number(depth + 1)})",
        ]
        return self.random.choice(plain if depth > 1 or self.chance(0.45) else deep)()

    def items(self) -> str:
        """An expression that is a list if all goes well."""
        options: list[Callable[[], str]] = [
            lambda: f"[{self.number()}, {self.number(1)}]",
            lambda: f"[i + {self.pick(self.numbers)} for i in {self.pick(LISTS)}]",
            lambda: f"sorted({self.pick(LISTS)})",
            lambda: f"list(map({self.pick(FUNCTIONS)}, {self.pick(LISTS)}))",
            lambda: self.pick(LISTS),
            lambda: f"{self.pick(LISTS)}[:2]",
            lambda: "list(gen)[:3]",
            lambda: f"[(t := i) for i in {self.pick(LISTS)}]",
        ]
        return self.random.choice(options)()

    # --- statements --------------------------------------------------------------------------------------------

    def simple(self) -> str:
        target = self.pick(self.numbers)
        options: list[Callable[[], str]] = [
            lambda: f"{target} = {self.number()}",
            lambda: f"{target} = {self.number()}",
            lambda: f"{target} += {self.number(1)}",
            lambda: f"print({self.number()})",
            lambda: f"print({self.number()}, {self.pick(LISTS)})",
            lambda: f'print(f"{{{self.pick(self.numbers)}}} {{{self.pick(FUNCTIONS)}({self.pick(self.numbers)})}}")',
            lambda: f"{self.pick(LISTS)}.append({self.number()})",
            lambda: f"{self.pick(LISTS)}[0] = {self.number()}",
            lambda: f"{self.pick(LISTS)} = {self.items()}",
            lambda: f"{target}, {self.pick(self.numbers)} = {self.number(1)}, {self.number(1)}",
            lambda: f"{self.pick(FUNCTIONS)}({self.number(1)})",
            lambda: f"{self.number()}",
            lambda: f"m = {{{self.number(1)}: {self.number(1)}}}",
            lambda: f"m[{self.number(1)}] = {self.number(1)}",
        ]
        return self.random.choice(options)()

    def statement(self, depth: int) -> str:
        if depth > 1 or self.chance(0.5):
            return self.simple()
        inner: list[Callable[[], str]] = [
            lambda: self.conditional(depth),
            lambda: self.loop(depth),
            lambda: self.attempt(depth),
        ]
        top: list[Callable[[], str]] = [self.function, self.function, self.function, self.class_, self.other]
        return self.random.choice([*inner, *top] if depth == 0 else inner)()

    def block(self, depth: int) -> str:
        lines = "\n".join(self.statement(depth + 1) for _ in range(self.random.randrange(1, 3)))
        return _indented(lines)

    def conditional(self, depth: int) -> str:
        text = f"if {self.number(1)} > {self.random.randrange(8)}:\n{self.block(depth)}"
        return f"{text}\nelse:\n{self.block(depth)}" if self.chance(0.5) else text

    def loop(self, depth: int) -> str:
        target = self.pick([*self.numbers, "i"])
        over = self.random.choice([f"range({self.random.randrange(4)})", f"list({self.pick(LISTS)})[:3]", "[4, 5]"])
        text = f"for {target} in {over}:\n{self.block(depth)}"
        if self.chance(0.2):
            text += f"\n    if {self.number(1)} > 5:\n        {self.pick(['break', 'continue'])}"
        return text

    def attempt(self, depth: int) -> str:
        kind = self.pick(["NameError", "Exception", "IndexError", "ZeroDivisionError as e"])
        risky = self.random.choice([self.simple(), f"{self.pick(self.numbers)} = 1 // {self.number(1)}", "xs.pop()"])
        text = f"try:\n{_indented(risky)}\nexcept {kind}:\n{self.block(depth)}"
        return f"{text}\nfinally:\n{self.block(depth)}" if self.chance(0.2) else text

    def function(self) -> str:
        name = self.pick(FUNCTIONS)
        if self.chance(0.12):
            return f"{name} = lambda p: (p + {self.number(1)}) % 97"
        if self.chance(0.08):
            return f"{name} = {self.pick(FUNCTIONS)}"
        if self.chance(0.08):
            return (
                f"def {name}(p):\n    def inner(q):\n        return q + {self.pick(self.numbers)}\n    return inner(p)"
            )
        default = self.random.choice(
            ["", "", f", q={self.number(1)}", f", *, q={self.number(1)}", ", *rest", ", **more"]
        )
        outer, self.locals = self.locals, ["p", *(["q"] if "q=" in default else [])]
        body: list[str] = []
        if self.chance(0.2):
            body.append(f"global {self.pick(self.numbers)}")
        body += [self.simple() if self.chance(0.8) else self.conditional(1) for _ in range(self.random.randrange(3))]
        body.append(f"return ({self.number()}) % 97")
        self.locals = outer
        head = "@deco\n" if self.chance(0.1) else ""
        return f"{head}def {name}(p{default}):\n{_indented(chr(10).join(body))}"

    def class_(self) -> str:
        if self.chance(0.4):
            return "k = K()"
        self.locals, outer = ["p", "self.t"], self.locals
        method = f"    def m(self, p):\n        return (p + {self.number()}) % 97"
        body = f"class K:\n    t = {self.pick(self.numbers)}\n{method}"
        self.locals = outer
        return body

    def other(self) -> str:
        options: list[Callable[[], str]] = [
            lambda: f"gen = (i + {self.pick(self.numbers)} for i in {self.pick(LISTS)})",
            lambda: f"def gens(p):\n    for i in range(p):\n        yield i + {self.pick(self.numbers)}",
            lambda: "gen = gens(4)",
            lambda: f"del {self.pick(self.numbers)}",
            lambda: f"fs = [{self.pick(FUNCTIONS)}]",
            lambda: f"fs = [lambda p: p + {self.pick(self.numbers)} for i in range(2)]",
            lambda: "def call(fn, p):\n    return fn(p)",
            lambda: DECORATOR.format(self.pick(self.numbers)),
            lambda: "import math",
            lambda: f"from math import floor as {self.pick(FUNCTIONS)}",
            lambda: MATCH.format(self.number(1), self.simple(), self.pick(self.numbers), self.simple()),
            lambda: "if __name__ == '__main__':\n    " + self.simple(),
            lambda: f"{self.pick(self.numbers)} = '''one\n  two'''.count('t')",
            lambda: f"globals()['{self.pick(self.numbers)}'] = {self.number(1)}",
            lambda: f"exec('{self.pick(self.numbers)} = {self.random.randrange(9)}')",
        ]
        return self.random.choice(options)()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def run(statements: Sequence[str]) -> tuple[str, dict[str, Any], int]:
    """Run statements one by one in one namespace.

    Returns:
        What they print, the namespace, and how many of them ran; fewer than all if one raised.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    done = 0
    with redirect_stdout(printed):
        for text in statements:
            try:
                exec(compile(text, "<cell>", "exec"), names)
            except Exception:  # noqa: BLE001 - whatever a random program raises, it is one that fails
                break
            done += 1
    return printed.getvalue(), names, done


def without_failures(statements: Sequence[str]) -> list[str]:
    """Leave out statements that raise, until the program runs to its end."""
    kept = list(statements)
    while True:
        _, _, done = run(kept)
        if done == len(kept):
            return kept
        del kept[done]


def with_last_print(statements: Sequence[str]) -> list[str]:
    """Add a statement that prints all plain values that the program ends with."""
    _, names, _ = run(statements)
    plain = [
        n
        for n, v in names.items()
        if not n.startswith("_") and isinstance(v, int | list | dict | str) and _printable(v)
    ]
    return [*statements, f"print({', '.join(plain)})"]


def _printable(value: object) -> bool:
    return " at 0x" not in repr(value)


def parses(text: str) -> bool:
    """Whether a text is Python."""
    try:
        ast.parse(text)
        compile(text, "<text>", "exec")
    except SyntaxError:
        return False
    return True
