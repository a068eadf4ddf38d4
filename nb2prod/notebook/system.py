"""Magics that reach the system: folders, environment variables, other files, scripts."""

from __future__ import annotations

import posixpath
import re

from nb2prod.notebook.expansion import expanded, is_plain
from nb2prod.notebook.translation import Surroundings, Translation, fresh, leftover, module


def change_folder(argument: str, around: Surroundings) -> Translation:
    """Translate `%cd FOLDER`."""
    folder = re.sub(r"^(?:-q\s*)+", "", argument).strip()
    if folder.startswith("-"):
        return leftover("%cd goes back to a folder that was visited before")
    os = module("os")
    if not folder:
        return Translation("changes to the home folder", code=f'{os}.chdir({os}.path.expanduser("~"))', value="None")
    target = expanded(folder, around)
    if "~" in folder:
        target = f"{os}.path.expanduser({target})"
    return Translation("changes the current folder", code=f"{os}.chdir({target})", value="None")


def environment(argument: str, around: Surroundings) -> Translation:
    """Translate `%env`, `%env NAME`, `%env NAME=VALUE`, `%env NAME VALUE` and the same of `%set_env`."""
    variables = f"{module('os')}.environ"
    if not argument:
        return Translation("shows only", value=f"dict({variables})")
    name, separator, value = argument.partition("=" if "=" in argument else " ")
    name, value = name.strip(), value.strip()
    if not separator:
        return Translation("shows only", value=f"{variables}[{expanded(name, around)}]")
    if re.search(r"\s", name):
        return leftover("the name of an environment variable can't hold a space; Jupyter refuses it too")
    code = f"{variables}[{expanded(name, around)}] = {expanded(value, around)}"
    return Translation("sets an environment variable", code=code, value="None")


def run_file(argument: str, around: Surroundings) -> Translation:
    """Translate `%run FILE`: the file is run, its names are not yet bound."""
    match = re.match(r"^((?:-[intdGp]+\s+)*)(-m\s+)?(?:\"([^\"]+)\"|'([^']+)'|(\S+))\s*(.*)$", argument)
    if match is None:
        return leftover("%run without a file")
    _, as_module, *quoted, rest = match.groups()
    target = next(part for part in quoted if part)
    runpy = module("runpy")
    if as_module:
        call = f'{runpy}.run_module({expanded(target, around)}, run_name="__main__")'
    else:
        if not re.search(r"\.(?:i?py|ipynb)$", target) and "{" not in target and "$" not in target:
            target += ".py"
        call = f'{runpy}.run_path({expanded(target, around)}, run_name="__main__")'
    reason = f"runs {target}"
    # Without arguments, too: the script must not see those of the package's command line.
    code = _with_arguments(call, target, rest, around)
    return Translation(reason, code=code if as_module else _beside_script(code, target, around), value=call)


def _beside_script(code: str, target: str, around: Surroundings) -> str:
    """Let a script of another folder import what lies beside it, as long as it runs."""
    folder = posixpath.dirname(target)
    if not folder or not is_plain(target, around):
        return code
    path, name = f"{module('sys')}.path", fresh("script_folder")
    found = f"{name} = {module('os')}.path.abspath({expanded(folder, around)})"
    return f"{found}\n{path}.insert(0, {name})\n{code}\n{path}.remove({name})"


def _with_arguments(call: str, target: str, rest: str, around: Surroundings) -> str:
    arguments = f"{module('sys')}.argv"
    saved = fresh("saved_arguments")
    values = ", ".join(expanded(word, around) for word in [target, *rest.split()])
    return f"{saved} = {arguments}\n{arguments} = [{values}]\n{call}\n{arguments} = {saved}"
