"""Line magics in Python, one small function each, in a table by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nb2prod.notebook.requirements import installed_by
from nb2prod.notebook.shell import captured_lines, shell_line
from nb2prod.notebook.sql import bigquery_line, sql_line
from nb2prod.notebook.system import change_folder, environment, run_file
from nb2prod.notebook.timing import time_repeatedly
from nb2prod.notebook.translation import Surroundings, Translation, left_out, leftover, module

LineMagic = Callable[[str, Surroundings], Translation]

_SHOWS = """
    cat clear cls dirs hist history ll ldir less lf lk ls lsmagic lx magic man more notebook page pdef pdoc pfile
    pinfo pinfo2 profile psearch psource pycat quickref tb tensorboard watermark who whos head tail tree
"""
_SETTINGS = """
    alias_magic autoawait autocall autoindent automagic autosave colors config doctest_mode gui load_ext matplotlib
    pdb pprint precision reload_ext reset_selective unload_ext xmode autoreload aimport subplots tensorflow_version
    logstart logstop logon logoff logstate alias unalias bookmark rehashx killbgscripts kill_bg_processes
"""
_SHELL = "cp mv rm mkdir rmdir"
_FOREIGN = {
    "R": "R",
    "Rpush": "R",
    "Rpull": "R",
    "Rget": "R",
    "julia": "Julia",
    "octave": "Octave",
    "cython_inline": "Cython",
}


def translate_line_magic(name: str, argument: str, around: Surroundings) -> Translation:
    """Translate `%name argument`.

    Args:
        name: Name of the magic, without its percent sign.
        argument: What follows it.
        around: The notebook around it.

    Returns:
        Python that does the same, or the reason why there is none.
    """
    known = _TABLE.get(name)
    if known is not None:
        return known(argument.strip(), around)
    if not name and argument.strip():
        # `% matplotlib inline`, with a space, was a magic for years.
        first, _, rest = argument.strip().partition(" ")
        return translate_line_magic(first, rest, around)
    if not name:
        return left_out("an empty magic")
    if name.startswith("%"):
        return left_out(f"%{name} stands below other lines, where Jupyter does not take it as the magic of the cell")
    if (meant := _alias(name, around)) in _TABLE:
        return translate_line_magic(meant, argument, around)
    return Translation(f"no production equivalent known for %{name}")


def _alias(name: str, around: Surroundings) -> str:
    """Magic that `%alias_magic NAME MAGIC` gives a name; empty if there is none."""
    said = re.compile(rf"^\s*%alias_magic\s+(?:-\w+\s+)*{re.escape(name)}\s+(\w+)", re.MULTILINE)
    return next((found[1] for source in around.sources if (found := said.search(source))), "")


def _time(argument: str, around: Surroundings) -> Translation:
    statement = re.sub(r"^--no-raise-error\s+", "", argument)
    if not statement:
        return left_out("timing only")
    return _nested(statement, around, reason="timed in the notebook; run here without timing", shown=True)


def _nested(statement: str, around: Surroundings, *, reason: str, shown: bool) -> Translation:
    """Give the statement that a magic runs; it may itself be a magic."""
    if statement.startswith("%"):
        name, _, argument = statement[1:].partition(" ")
        return translate_line_magic(name, argument, around)
    if statement.startswith("!"):
        return shell_line(statement[1:], around)
    bare = statement.rstrip().rstrip(";")
    return Translation(reason, code=statement, value=bare, shown=shown and bare == statement.rstrip())


def _profile(argument: str, around: Surroundings) -> Translation:
    options = r"^(?:-[lsTDfmRti]\s+\S+\s+|-r\s*\d+\s+|-[rqcouz]+\s+)*"
    statement = re.sub(options, "", argument).strip()
    if not statement:
        return left_out("profiling only")
    return _nested(statement, around, reason="profiled in the notebook; run here without profiling", shown=False)


def _pylab(argument: str, _around: Surroundings) -> Translation:
    lines = [
        "import numpy",
        "import matplotlib",
        "from matplotlib import pylab, mlab, pyplot",
        "np = numpy",
        "plt = pyplot",
    ]
    if "--no-import-all" not in argument:
        lines += ["from matplotlib.pylab import *", "from numpy import *"]
    return Translation("the imports that %pylab makes", code="\n".join(lines))


def _pwd(_argument: str, _around: Surroundings) -> Translation:
    return Translation("shows only", value=f"{module('os')}.getcwd()")


def _install(tool: str) -> LineMagic:
    def translate(argument: str, _around: Surroundings) -> Translation:
        reason = "installs packages: a requirement of the project, not a step of it"
        if not argument.startswith("install"):
            reason = "looks after the environment, which is not for the program to do"
        return Translation(reason, value="None", requirements=installed_by(f"{tool} {argument}"))

    return translate


def _system(argument: str, around: Surroundings) -> Translation:
    return captured_lines(argument, around)


def _command(name: str) -> LineMagic:
    def translate(argument: str, around: Surroundings) -> Translation:
        return shell_line(f"{name} {argument}", around)

    return translate


def _store(argument: str, _around: Surroundings) -> Translation:
    if re.match(r"-r\b", argument):
        return leftover("%store -r reads variables that another notebook kept in IPython's own store")
    return left_out("keeps variables in IPython's own store, for other notebooks")


def _delete(argument: str, _around: Surroundings) -> Translation:
    return Translation("deletes a variable", code=f"del {argument.removeprefix('-n').strip()}")


def _load(argument: str, _around: Surroundings) -> Translation:
    return left_out(f"shows the text of {argument or 'a file'} in the cell, for its author to edit")


def _fixed(reason: str) -> LineMagic:
    def translate(_argument: str, _around: Surroundings) -> Translation:
        return left_out(reason)

    return translate


def _no_python(reason: str) -> LineMagic:
    def translate(_argument: str, _around: Surroundings) -> Translation:
        return leftover(reason)

    return translate


def _table() -> Mapping[str, LineMagic]:
    table: dict[str, LineMagic] = dict.fromkeys(_SHOWS.split(), _fixed("shows only"))
    table |= dict.fromkeys(
        _SETTINGS.split(), _fixed("a setting of the notebook's own interface, without effect in a program")
    )
    table |= {name: _command(name) for name in _SHELL.split()}
    table |= {name: _no_python(f"it is written in {language}, not in Python") for name, language in _FOREIGN.items()}
    table |= dict.fromkeys(("prun", "lprun", "memit", "mprun"), _profile)
    table |= dict.fromkeys(("system", "sx"), _system)
    table |= dict.fromkeys(("env", "set_env"), environment)
    table |= dict.fromkeys(("load", "loadpy", "edit", "ed"), _load)
    table |= dict.fromkeys(
        ("recall", "rep", "rerun", "macro", "save", "pastebin"), _fixed("works on the notebook's history")
    )
    table |= dict.fromkeys(("popd", "cpaste", "paste"), _no_python("it depends on what was typed or visited before"))
    table |= dict.fromkeys(
        ("px", "pxconfig", "autopx", "result", "pxresult"), _fixed("runs on the engines of a cluster, not here")
    )
    return table | {
        "bigquery": bigquery_line,
        "cd": change_folder,
        "pushd": change_folder,
        "conda": _install("conda"),
        "debug": _fixed("debugging only"),
        "mamba": _install("mamba"),
        "pip": _install("pip"),
        "uv": _install("uv"),
        "pwd": _pwd,
        "pylab": _pylab,
        "reset": _fixed("restart: clears the notebook's variables, which a program starts without"),
        "run": run_file,
        "sql": sql_line,
        "store": _store,
        "time": _time,
        "timeit": time_repeatedly,
        "xdel": _delete,
    }


_TABLE = _table()
NAMES = frozenset(_TABLE)
