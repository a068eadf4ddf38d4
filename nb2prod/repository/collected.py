"""Which tests test runners collect, whether they can fail, and what runs them."""

from __future__ import annotations

import ast
import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping

from nb2prod.repository.model import Function, Invocation, PythonFile, TestFunction

_RUNNERS = frozenset({"pytest", "py.test"})
_UNITTEST = frozenset({"unittest", "nose", "nosetests", "nose2", "ward"})
_SKIPS = frozenset({"pytest.mark.skip", "unittest.skip", "pytest.mark.xfail"})
_CONDITIONAL = frozenset({"pytest.mark.skipif", "unittest.skipIf", "unittest.skipUnless"})
_OPTIONS_WITH_VALUE = frozenset(
    "-k -m -n -c -p -o -W -r --cov --cov-report --cov-config --maxfail --junitxml --timeout --durations --dist "
    "--ignore --deselect --numprocesses --tb --log-level --log-cli-level --basetemp --rootdir --splits --group".split()
)


def collected_tests(
    python: tuple[PythonFile, ...], texts: Mapping[str, str], invocations: tuple[Invocation, ...]
) -> tuple[TestFunction, ...]:
    """List the tests of a repository.

    Args:
        python: Its modules.
        texts: Text of its files, for the configuration of pytest.
        invocations: Commands that run by themselves.
    """
    del texts
    runners = [one for one in invocations if _is_runner(one) and not one.forgiven]
    checkers = _asserting(python)
    return tuple(
        TestFunction(function, _checks(function, checkers), _skipped(function, file), _run_by(function, file, runners))
        for file in python
        if not file.is_notebook and _is_test_file(file.path)
        for function in file.functions
        if _is_test(function, file)
    )


def _is_test_file(path: str) -> bool:
    name = posixpath.basename(path)
    return fnmatch.fnmatch(name, "test_*.py") or fnmatch.fnmatch(name, "*_test.py") or name == "tests.py"


def _is_test(function: Function, file: PythonFile) -> bool:
    if not function.short.startswith("test") or function.node is None:
        return False
    owner = function.name.removeprefix(f"{file.module}.").rpartition(".")[0]
    if not owner:
        return True
    bases = file.classes.get(owner)
    return bases is not None and (owner.startswith("Test") or any(base.endswith("TestCase") for base in bases))


def _asserting(python: tuple[PythonFile, ...]) -> frozenset[str]:
    """Names of the repository's functions that assert something themselves."""
    return frozenset(function.name for file in python for function in file.functions if _asserts(function))


def _asserts(function: Function) -> bool:
    return any(not _is_empty(one.test) for one in function.of(ast.Assert))


def _is_empty(test: ast.expr) -> bool:
    """Whether an assertion can't fail: `assert True`."""
    return isinstance(test, ast.Constant) and bool(test.value)


def _checks(function: Function, checkers: frozenset[str]) -> bool:
    if _asserts(function):
        return True
    return any(_is_checker(call.name, checkers) for call in function.calls)


def _is_checker(name: str, checkers: frozenset[str]) -> bool:
    last = name.rpartition(".")[2]
    known = last.startswith(("assert", "expect_")) or name in {
        "pytest.raises",
        "pytest.warns",
        "pytest.approx",
        "pytest.fail",
    }
    return known or last in {"fail", "check_estimator"} or name in checkers or _ends_like(name, checkers)


def _ends_like(name: str, checkers: frozenset[str]) -> bool:
    """Whether a method of the same class or an imported helper of that name asserts."""
    last = name.rpartition(".")[2]
    return (
        name.startswith(".")
        and last.startswith(("check", "verify", "_check", "_assert"))
        and any(one.endswith(f".{last}") for one in checkers)
    )


def _skipped(function: Function, file: PythonFile) -> str:
    for name in (*function.decorators, *_class_marks(function, file)):
        if name in _SKIPS:
            return f"marked `{name}`"
    first = next((s for s in function.statements if not _is_docstring(s)), None)
    match first:
        case ast.Expr(value=ast.Call(func=called)) if ast.unparse(called) in {"pytest.skip", "self.skipTest"}:
            return "skips itself"
        case ast.Raise(exc=exc) if exc and "SkipTest" in ast.unparse(exc):
            return "skips itself"
    return ""


def _class_marks(function: Function, file: PythonFile) -> Iterator[str]:
    for statement in file.body.statements:
        match statement:
            case ast.ClassDef(name=name, decorator_list=marks) if f".{name}." in function.name:
                yield from (ast.unparse(mark.func if isinstance(mark, ast.Call) else mark) for mark in marks)
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                yield ast.unparse(value.func if isinstance(value, ast.Call) else value)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_runner(invocation: Invocation) -> bool:
    words = [posixpath.basename(word) for word in invocation.words[:3]]
    return bool(words) and (words[0] in _RUNNERS | _UNITTEST or _runs_setup(words))


def _runs_setup(words: list[str]) -> bool:
    return words[-2:] == ["setup.py", "test"] or words[:2] == ["hatch", "test"]


def _run_by(function: Function, file: PythonFile, runners: list[Invocation]) -> Invocation | None:
    return next((one for one in runners if _collects(one, function, file.path)), None)


def _collects(invocation: Invocation, function: Function, path: str) -> bool:
    """Whether the command collects a test: it names the file, a folder above it, or nothing at all."""
    arguments = list(_positional(invocation.words[1:]))
    if any(_covers(one, path, invocation.folder) for one in _values(invocation.words, "--ignore")):
        return False
    named = [
        one.partition("::")[0] for one in arguments if "/" in one or one.endswith(".py") or "::" in one or "test" in one
    ]
    if "-k" in invocation.words and not _matches_keyword(_values(invocation.words, "-k"), function, path):
        return False
    if not named:
        return not invocation.folder or path.startswith(f"{invocation.folder}/")
    return any(_covers(one, path, invocation.folder) for one in named)


def _covers(argument: str, path: str, folder: str) -> bool:
    full = posixpath.normpath(posixpath.join(folder, argument.replace("$", "")))
    return full in {".", path} or path.startswith(f"{full}/") or fnmatch.fnmatch(path, full)


def _matches_keyword(values: list[str], function: Function, path: str) -> bool:
    words = re.findall(r"[\w.]+", " ".join(values))
    plain = [word for word in words if word not in {"and", "or", "not"}]
    found = any(word in f"{path} {function.name}" for word in plain)
    return found != ("not" in words)


def _positional(words: tuple[str, ...]) -> Iterator[str]:
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _OPTIONS_WITH_VALUE
        else:
            yield word


def _values(words: tuple[str, ...], option: str) -> list[str]:
    after = [words[i + 1] for i, word in enumerate(words[:-1]) if word == option]
    return after + [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
