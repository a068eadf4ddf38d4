"""Cell magics in Python, one small function each, in a table by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from nb2prod.notebook.beside import is_python
from nb2prod.notebook.capture import can_capture, captured_name, quietly, with_capture
from nb2prod.notebook.expansion import expanded
from nb2prod.notebook.shell import captured_lines, split_words
from nb2prod.notebook.sql import bigquery_cell, sql_cell
from nb2prod.notebook.timing import time_cell_repeatedly
from nb2prod.notebook.translation import Surroundings, Translation, fresh, left_out, leftover, literal, module

CellMagic = Callable[[str, str, Surroundings], Translation]

# Magics whose body is Python that runs in the notebook's own namespace, and what is lost without them.
BODIES: Mapping[str, str] = {
    "time": "timing only",
    "capture": "suppresses output only",
    "prun": "profiling only",
    "memit": "profiling only",
    "lprun": "profiling only",
    "mprun": "profiling only",
    "snakeviz": "profiling only",
    "pyinstrument": "profiling only",
    "scalene": "profiling only",
    "local": "runs in this process, as everything here does",
}
# Of these, Jupyter shows the last expression as it does in any cell.
SHOWING = frozenset({"time"})
_DISPLAY = "HTML SVG display dot html javascript js latex markdown mermaid svg tikz typescript wavedrom"
_FOREIGN = {
    "R": "R",
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "cython": "Cython",
    "fortran": "Fortran",
    "julia": "Julia",
    "kotlin": "Kotlin",
    "matlab": "MATLAB",
    "node": "JavaScript",
    "octave": "Octave",
    "perl": "Perl",
    "pypy": "Python for another interpreter",
    "python2": "Python 2",
    "ruby": "Ruby",
    "rust": "Rust",
    "sas": "SAS",
    "scala": "Scala",
    "spark": "code for a remote Spark session",
    "stata": "Stata",
}


def translate_cell_magic(name: str, argument: str, body: str, around: Surroundings) -> Translation:
    """Translate a cell that begins with `%%name argument`.

    Args:
        name: Name of the magic, without its percent signs.
        argument: What follows it on its line.
        body: The rest of the cell.
        around: The notebook around it.

    Returns:
        Python that does the same, or the reason why there is none.
    """
    known = _TABLE.get(name)
    if known is not None:
        return known(argument.strip(), body, around)
    if name in BODIES and is_python(body) and can_capture(captured_name(argument), around):
        # Given to `run_cell_magic` as a text; a cell that begins with one of these is parsed like any other.
        return Translation(f"{BODIES[name]}: the code itself runs", code=_plainly(name, argument, body, around))
    return leftover(f"no Python equivalent known for the cell magic %%{name}")


def _plainly(name: str, argument: str, body: str, around: Surroundings) -> str:
    code = body.strip("\n")
    if name != "capture":
        return code
    kept = captured_name(argument)
    return with_capture(kept, argument, code, around) if kept else quietly(code, argument)


def _write(argument: str, body: str, around: Surroundings) -> Translation:
    target = re.sub(r"(?:^|\s)(?:-a|--append)(?=\s|$)", " ", argument).strip()
    if not target or re.match(r"^-", target):
        return leftover("%%writefile without a file")
    appends = target != argument
    unquoted = target[1:-1] if re.match(r"^(?:'.*'|\".*\")$", target) else target
    path = f"{module('pathlib')}.Path({expanded(unquoted, around)})"
    if unquoted.startswith("~"):
        path += ".expanduser()"
    if not appends:
        return Translation("writes a file", code=f'{path}.write_text({literal(body)}, encoding="utf-8")')
    file = fresh("appended_file")
    code = f'with {path}.open("a", encoding="utf-8") as {file}:\n    {file}.write({literal(body)})'
    return Translation("adds to a file", code=code)


def _script(program: tuple[str, ...]) -> CellMagic:
    def translate(argument: str, body: str, around: Surroundings) -> Translation:
        return _run_script(program, argument, body, around)

    return translate


def _run_script(program: tuple[str, ...], argument: str, body: str, around: Surroundings) -> Translation:
    """Run a program with the body as its input, as IPython does."""
    names = dict(re.findall(r"--(out|err)[= ]\s*(\w+)", argument))
    rest = re.sub(r"--(?:out|err)[= ]\s*\w+", "", argument)
    checked = not re.search(r"--no-raise-error\b", rest)
    rest = re.sub(r"--(?:no-)?raise-error\b", "", rest)
    if re.search(r"--(?:bg|proc)\b", rest):
        return leftover("a script in the background")
    words = [expanded(word, around) for word in split_words(rest)]
    command = f"[{', '.join([*program, *words])}]"
    run = module("subprocess")
    pipes = "".join(f", std{option}={run}.PIPE" for option in ("out", "err") if option in names)
    call = f"{run}.run({command}, input={literal(body)}, text=True, check={checked}{pipes})"
    if not names:
        return Translation("a script, run as a subprocess", code=call)
    process = fresh("script")
    results = [f"{name} = {process}.std{option}" for option, name in names.items()]
    return Translation("a script, run as a subprocess", code="\n".join([f"{process} = {call}", *results]))


def _any_script(argument: str, body: str, around: Surroundings) -> Translation:
    words = [word for word in argument.split() if not word.startswith("-")]
    if any(word.rpartition("/")[2] in _FOREIGN for word in words[:1]):
        return leftover(f"it is written for {words[0]}, not in Python")
    return _run_script((), argument, body, around) if words else leftover("%%script without a program")


def _system(argument: str, body: str, around: Surroundings) -> Translation:
    return captured_lines(f"{argument}\n{body}".strip(), around)


def _fixed(reason: str) -> CellMagic:
    def translate(_argument: str, _body: str, _around: Surroundings) -> Translation:
        return left_out(reason)

    return translate


def _foreign(language: str) -> CellMagic:
    def translate(_argument: str, _body: str, _around: Surroundings) -> Translation:
        return leftover(f"the cell is written in {language}, not in Python")

    return translate


def _table() -> Mapping[str, CellMagic]:
    table: dict[str, CellMagic] = dict.fromkeys(_DISPLAY.split(), _fixed("display only"))
    table |= {name: _foreign(language) for name, language in _FOREIGN.items()}
    table |= dict.fromkeys(("writefile", "file"), _write)
    table |= dict.fromkeys(("system", "sx", "!"), _system)
    table |= dict.fromkeys(("python", "python3"), _script((f"{module('sys')}.executable",)))
    table |= {name: _script((json.dumps(name),)) for name in ("bash", "sh", "zsh")}
    return table | {
        "bigquery": bigquery_cell,
        "px": _foreign("Python for the engines of a cluster"),
        "script": _any_script,
        "shell": _script(('"bash"',)),
        "sql": sql_cell,
        "timeit": time_cell_repeatedly,
    }


_TABLE = _table()
