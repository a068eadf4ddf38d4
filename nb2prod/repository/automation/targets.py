"""What a command runs that stands in a file of the repository: targets, environments, sessions, scripts."""

from __future__ import annotations

import ast
import configparser
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nb2prod.repository.automation.model import Script
from nb2prod.repository.automation.yaml_nodes import compose, elements, get, line, scalar
from nb2prod.repository.model import Place

Texts = Mapping[str, str]
Runs = Callable[[tuple[str, ...], str, Texts], Iterator[Script]]
_MAKE_RULE = re.compile(r"^(?P<names>[\w.\-/ %]+?)\s*:(?!=)\s*(?P<needs>[^=\n#]*)", re.MULTILINE)
_TOX_PATHS = ("tox.ini", "setup.cfg")


def runs(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    """The scripts of the repository that a command runs.

    Args:
        words: The command.
        folder: Its working folder, relative to the root.
        texts: Text of each file.
    """
    name = posixpath.basename(words[0])
    if found := _RUNNERS.get(name):
        yield from found(words, folder, texts)
    elif name == "uses":
        yield from _action(words, texts)
    script = words[1] if name in {"bash", "sh", "source", "."} and len(words) > 1 else words[0]
    path = posixpath.normpath(posixpath.join(folder, script))
    if path in texts and (
        path.endswith((".sh", ".bash")) or texts[path].startswith(("#!/bin/", "#!/usr/bin/env bash"))
    ):
        yield Script(texts[path], Place(path), (), folder)
    yield from _project_script(words, folder, texts)


def _make(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    inside = posixpath.join(folder, words[words.index("-C") + 1]) if "-C" in words[:-1] else folder
    names = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if path := _first(texts, inside, "Makefile", "makefile", "GNUmakefile"):
        for target in names or [_default_target(texts[path])]:
            yield from _make_target(path, target, inside, texts, frozenset())


def _make_target(path: str, target: str, folder: str, texts: Texts, seen: frozenset[str]) -> Iterator[Script]:
    text = texts[path]
    for rule in _MAKE_RULE.finditer(text):
        if target not in rule["names"].split() or target in seen:
            continue
        for need in rule["needs"].split():
            yield from _make_target(path, need, folder, texts, seen | {target})
        rest = text[rule.end() :].partition("\n")[2]
        recipe = re.match(r"(?:\t.*\n?|[ ]*\n|#.*\n)*", rest)
        body = recipe[0] if recipe else ""
        first = text.count("\n", 0, rule.end()) + 2
        clean = re.sub(r"^\t[@\-+]*", "", body, flags=re.MULTILINE)
        yield Script(re.sub(r"\$\((\w+)\)", _variable_of(text), clean), Place(path, first), (), folder)


def _variable_of(text: str) -> Callable[[re.Match[str]], str]:
    def value(match: re.Match[str]) -> str:
        found = re.search(rf"^{match[1]}\s*[:?]?=\s*(.*)$", text, re.MULTILINE)
        return found[1].strip() if found else ""

    return value


def _default_target(text: str) -> str:
    rule = next((r for r in _MAKE_RULE.finditer(text) if not r["names"].startswith(".")), None)
    return rule["names"].split()[0] if rule else ""


def _tox(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    for name in _TOX_PATHS:
        path = _join(folder, name)
        if path not in texts:
            continue
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(texts[path])
        except configparser.Error:
            continue
        wanted = _tox_environments(words)
        for section in parser.sections():
            environment = section.removeprefix("tox:")
            if environment == "testenv" or (environment.startswith("testenv:") and environment[8:] in wanted):
                commands = parser.get(section, "commands", fallback="")
                plain = re.sub(r"^\s*-\s*|\{posargs:?([^}]*)\}", r"\1", commands, flags=re.MULTILINE)
                yield Script(plain, Place(path, _line_of(texts[path], f"[{section}]")), (), folder)


def _tox_environments(words: tuple[str, ...]) -> frozenset[str]:
    at = [i for i, word in enumerate(words) if word in {"-e", "-qe", "--env"}]
    return frozenset(env for i in at if i + 1 < len(words) for env in words[i + 1].split(","))


def _nox(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    path = _join(folder, "noxfile.py")
    if path not in texts:
        return
    wanted = frozenset(words[words.index(flag) + 1] for flag in ("-s", "--session", "--sessions") if flag in words[:-1])
    try:
        tree = ast.parse(texts[path])
    except (SyntaxError, ValueError):
        return
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list):
        if wanted and function.name not in {one.partition("-")[0] for one in wanted}:
            continue
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(attr="run"), args=arguments):
                    text = " ".join(_literal(one) for one in arguments)
                    yield Script(text, Place(path, node.lineno), (), folder)


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _just(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    if path := _first(texts, folder, "justfile", "Justfile"):
        for target in words[1:]:
            for rule in re.finditer(
                rf"^@?{re.escape(target)}\b[^:\n]*:.*\n((?:[ \t]+.*\n?|\n)*)", texts[path], re.MULTILINE
            ):
                first = texts[path].count("\n", 0, rule.start(1)) + 1
                yield Script(re.sub(r"^[ \t]+@?", "", rule[1], flags=re.MULTILINE), Place(path, first), (), folder)


def _pre_commit(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:  # noqa: ARG001
    from nb2prod.repository.automation.hooks import FILES, pre_commit

    if "run" in words:
        for path in FILES:
            if path in texts:
                yield from pre_commit(path, texts[path])


def _action(words: tuple[str, ...], texts: Texts) -> Iterator[Script]:
    """The steps of an action or of a workflow that stands in the repository."""
    from nb2prod.repository.automation import github

    if len(words) > 1 and words[1].startswith("./"):
        folder = words[1].removeprefix("./").rstrip("/")
        for path in (folder, f"{folder}/action.yml", f"{folder}/action.yaml"):
            if path in texts and github.matches(path):
                yield from github.scripts(path, texts[path])
            elif path in texts:
                for step in elements(get(compose(texts[path]), "runs", "steps")):
                    if (run := get(step, "run")) is not None:
                        yield Script(scalar(run), Place(path, line(run)), (), "")


def _project_script(words: tuple[str, ...], folder: str, texts: Texts) -> Iterator[Script]:
    """A script that `pyproject.toml` names for a task runner, by the name of the task."""
    path = _join(folder, "pyproject.toml")
    task = words[1] if posixpath.basename(words[0]) in {"poe", "pdm", "rye", "task"} and len(words) > 1 else words[0]
    if path not in texts or not re.search(rf"\b{re.escape(task.rpartition(':')[2])}\b", texts[path]):
        return
    try:
        tool: Any = tomllib.loads(texts[path]).get("tool", {})
    except tomllib.TOMLDecodeError:
        return
    environment, _, name = task.rpartition(":")
    hatch = tool.get("hatch", {}).get("envs", {}).get(environment or "default", {})
    for table in (
        hatch.get("scripts", {}),
        tool.get("poe", {}).get("tasks", {}),
        tool.get("pdm", {}).get("scripts", {}),
        tool.get("taskipy", {}).get("tasks", {}),
    ):
        if name in table:
            text = _task_text(table[name])
            yield Script(text, Place(path, _line_of(texts[path], name)), (), folder)


def _task_text(task: object) -> str:
    match task:
        case str():
            return task
        case list():
            return "\n".join(_task_text(one) for one in task)
        case dict():
            return next((_task_text(task[key]) for key in ("cmd", "shell", "composite", "sequence") if key in task), "")
    return ""


def _line_of(text: str, part: str) -> int:
    return text.count("\n", 0, max(text.find(part), 0)) + 1


def _first(texts: Texts, folder: str, *names: str) -> str:
    return next((path for name in names if (path := _join(folder, name)) in texts), "")


def _join(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))


_RUNNERS: Mapping[str, Runs] = {
    "make": _make,
    "gmake": _make,
    "tox": _tox,
    "nox": _nox,
    "just": _just,
    "pre-commit": _pre_commit,
}
"""What leads from a command to scripts, by the command's name."""
