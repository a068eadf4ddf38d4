"""Shell lines in Python: what only shows is left out, what installs becomes a requirement, the rest is run."""

from __future__ import annotations

import re
import shlex
from enum import Enum

from nb2prod.notebook.expansion import calls_something, expanded
from nb2prod.notebook.requirements import installed_by
from nb2prod.notebook.translation import Surroundings, Translation, left_out, leftover, module

_VIEWER_NAMES = """
    cal cat clear column cut date df diff dir du echo egrep fgrep file find free grep groups head hostname htop id
    jq less ll ls lsb_release lscpu lspci man md5sum more nl nproc nvidia-smi printenv ps pwd pygmentize sha1sum
    sha256sum sort stat strings tac tail top tree uname uniq uptime wc whereis which whoami xxd zcat
"""
_VIEWERS = frozenset(_VIEWER_NAMES.split())
_VERSIONS = re.compile(r"^\S+ (?:--version|-V|--help|-h)$")
_PIP_VIEW = re.compile(
    r"^(?:\S*pip[\d.]*|conda|mamba)\s+(?:list|show|freeze|check|info|search|config list|--version|-V)\b"
)
_UNINSTALL = re.compile(
    r"^(?:sudo\s+)?(?:\S*pip[\d.]*|conda|mamba)\s+(?:uninstall|remove|clean|update|upgrade|config)\b"
)
_SYSTEM = re.compile(
    r"^(?:sudo\s+)?(?:\w+=\S+\s+)*(?:(?:apt|apt-get|aptitude|yum|dnf|brew|apk|pacman)\s"
    r"|(?:add-apt-repository|jupyter\s+(?:nbextension|labextension|serverextension))\b)"
)
_MODULE_PIP = re.compile(r"^(?:[\w./{}]*python[\d.]*|\{sys\.executable\}|\$\{?sys\.executable\}?)\s+-m\s+(?=pip\b)")
# What dash, which Python's `shell=True` runs, does differently from the shell that IPython captures with.
_BASHISM = re.compile(r"\{[^{}]*(?:,|\.\.)[^{}]*\}|\[\[|[<>]\(|\$'|&>|\bsource\b|\*\*")
_QUIET = re.compile(r"\s*(?:\d?>>?\s*/dev/null|\d?>&\d?|&>\s*/dev/null)")
_EFFECTS = re.compile(r"(?<![\w-])-(?:delete|exec\w*|fprintf?|o|i\b)|(?<![\w-])--(?:in-place|output)\b")


class _Use(Enum):
    VIEW = "shows only"
    INSTALL = "installs"
    SYSTEM = "installs system packages"
    RUN = "runs"


def shell_line(command: str, around: Surroundings) -> Translation:
    """Translate `!command`.

    Args:
        command: The command, as written.
        around: The notebook around it.

    Returns:
        A call of the shell, or the reason why none is needed.
    """
    command = command.strip()
    if not command:
        return left_out("an empty command")
    parts = _segments(command)
    uses = [_use_of(part) for part in parts]
    requirements = tuple(name for part in parts for name in installed_by(_bare(part)))
    if _is_used(around) and {_Use.RUN, _Use.VIEW} & set(uses):
        return _printed(command, requirements, around)
    if _Use.RUN not in uses and not calls_something(command, around):
        return Translation(_why_left_out(uses), value="None", requirements=requirements)
    call = f"{module('subprocess')}.run({expanded(command, around)}, shell=True, check=False)"
    if around.mentions("_exit_code") or "_exit_code" in around.sources[around.cell]:
        call = f"_exit_code = {call}.returncode"
    return Translation("a shell line, run as a subprocess", code=call, value=call, requirements=requirements)


def _is_used(around: Surroundings) -> bool:
    return around.keeps_output or "redirect_stdout" in around.sources[around.cell]


def _printed(command: str, requirements: tuple[str, ...], around: Surroundings) -> Translation:
    """Print what a command writes, so that it arrives where the notebook redirects its output to."""
    run = module("subprocess")
    call = (
        f"{run}.run({expanded(command, around)}, shell=True, check=False, text=True, stdout={run}.PIPE, "
        f"stderr={run}.STDOUT)"
    )
    # Jupyter runs commands in a terminal, which ends lines in this way.
    shown = f'print({call}.stdout.replace("\\n", "\\r\\n"), end="")'
    return Translation("a shell line whose output is used", code=shown, value=shown, requirements=requirements)


# What IPython's list of lines can do beyond a list: a notebook that asks for it gets the real one.
_LIST_OF_LINES = re.compile(r"\.(?:grep|fields|nlstr|spstr|paths)\b|\b\w+\.[snlp]\b(?!\s*\()|\bhasattr\(")


def captured_lines(command: str, around: Surroundings) -> Translation:
    """Translate `x = !command` and `!!command`: the lines that it writes, errors among them.

    Args:
        command: The command, as written.
        around: The notebook around it.

    Returns:
        An expression for the list of lines.
    """
    command = command.strip()
    if command.endswith("&"):
        return leftover("a background process can't be captured; Jupyter refuses it too")
    run = module("subprocess")
    shell = f', executable={module("os")}.environ.get("SHELL")' if _BASHISM.search(command) else ""
    value = (
        f"{run}.run({expanded(command, around)}, shell=True{shell}, check=False, text=True, "
        f"stdout={run}.PIPE, stderr={run}.STDOUT).stdout.splitlines()"
    )
    if any(_LIST_OF_LINES.search(source) for source in around.sources):
        value = f"{module('SList')}({value})"
    return Translation("the lines that a shell line writes", code=value, value=value, shown=True)


def _why_left_out(uses: list[_Use]) -> str:
    if _Use.INSTALL in uses:
        return "installs packages: a requirement of the project, not a step of it"
    if _Use.SYSTEM in uses:
        return "sets up the machine: done when its environment is built, not by the program"
    return "shows only"


def _segments(command: str) -> list[str]:
    """Cut a command line at `&&`, `||`, `;` and `|` that stand outside quotes."""
    parts, start, quote = [], 0, ""
    for match in re.finditer(r"\\.|'|\"|&&|\|\|?|;", command):
        mark = match.group()
        if mark in "'\"":
            quote = "" if quote == mark else quote or mark
        elif not quote and not mark.startswith("\\"):
            parts.append(command[start : match.start()])
            start = match.end()
    parts.append(command[start:])
    return [part.strip() for part in parts if part.strip()]


def _bare(part: str) -> str:
    """Take off what says nothing of a command's use: `sudo`, `python -m`, output that is thrown away."""
    part = _QUIET.sub("", part).strip()
    part = part.removeprefix("sudo ").removeprefix("time ").strip()
    return _MODULE_PIP.sub("", part)


def _use_of(part: str) -> _Use:
    bare = _bare(part)
    if installed_by(bare) or re.match(r"^(?:\S*/)?(?:pip[\d.]*|conda|mamba|uv pip)\s+install\b", bare):
        return _Use.INSTALL
    if _SYSTEM.match(bare) or _UNINSTALL.match(bare):
        return _Use.SYSTEM
    redirects = any(mark in _unquoted(bare) for mark in (">", "`", "$(", "&"))
    if _PIP_VIEW.match(bare) or _VERSIONS.match(bare):
        return _Use.RUN if redirects else _Use.VIEW
    word = bare.split(maxsplit=1)[0].lstrip("\\") if bare else ""
    if word in _VIEWERS and not redirects and not _EFFECTS.search(bare):
        return _Use.VIEW
    return _Use.RUN


def _unquoted(part: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"`$]*\"", "", part)


def split_words(text: str) -> list[str]:
    """Split arguments as a shell does, or at spaces where quotes don't match."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
