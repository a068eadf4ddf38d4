"""`%%capture NAME`: a body whose output is kept in a variable."""

from __future__ import annotations

import re

from nb2prod.notebook.indentation import indent
from nb2prod.notebook.translation import Surroundings, fresh, module


def captured_name(argument: str) -> str:
    """Give the variable of `%%capture NAME`; empty where there is none."""
    words = [word for word in argument.split() if not word.startswith("-")]
    return words[0] if words and words[0].isidentifier() else ""


def can_capture(name: str, around: Surroundings) -> bool:
    """Tell whether the notebook asks for texts alone: what a cell displays is not kept."""
    shown = re.compile(rf"(?<![.\w]){name}\.outputs\b")
    return not name or not any(shown.search(source) for source in around.sources)


def _is_plain(name: str, around: Surroundings) -> bool:
    """Tell whether the notebook asks for no more of what was captured than its texts."""
    other = re.compile(rf"(?<![.\w]){name}\b(?!\.(?:stdout|stderr|show)\b)")
    return not any(other.search(source) for number, source in enumerate(around.sources) if number != around.cell)


def with_capture(name: str, argument: str, body: str, around: Surroundings) -> str:
    """Write statements that run a body, keep what it writes, and bind it to a name as `%%capture` does.

    Args:
        name: The variable.
        argument: Options of the magic.
        body: The body, Python.
        around: The notebook around it.

    Returns:
        Python with marked modules and names. The variable has `stdout`, `stderr`, `outputs` and `show()`; where it is
        used otherwise (`cap()`, `str(cap)`), it is IPython's own object.
    """
    streams = [stream for stream in ("stdout", "stderr") if not re.search(rf"--no-{stream}\b", argument)]
    opened = ", ".join(
        f"{module('contextlib')}.redirect_{stream}({module('io')}.StringIO()) as {fresh(f'{name}_{stream}')}"
        for stream in streams
    )
    values = {stream: f"{fresh(f'{name}_{stream}')}.getvalue()" for stream in streams}
    out, err = (values.get(stream, '""') for stream in ("stdout", "stderr"))
    head = f"with {opened}:" if opened else "if True:"
    if not _is_plain(name, around):
        given = ", ".join(fresh(f"{name}_{s}") if s in streams else "None" for s in ("stdout", "stderr"))
        return f"{head}\n{indent(body)}\n{name} = {module('CapturedIO')}({given})"
    return (
        f"{head}\n{indent(body)}\n"
        f"{name} = {module('types')}.SimpleNamespace(stdout={out}, stderr={err}, outputs=[])\n"
        f'{name}.show = lambda shown={name}: print(shown.stdout, end="")'
    )


def quietly(body: str, argument: str) -> str:
    """Write a statement that runs a body without letting it write, as `%%capture` without a name does.

    Args:
        body: The body, Python.
        argument: Options of the magic.

    Returns:
        Python with marked modules.
    """
    streams = [stream for stream in ("stdout", "stderr") if not re.search(rf"--no-{stream}\b", argument)]
    opened = ", ".join(f"{module('contextlib')}.redirect_{stream}({module('io')}.StringIO())" for stream in streams)
    return f"with {opened}:\n{indent(body)}" if opened else body
