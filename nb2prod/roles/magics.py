"""What a magic that was left out, or translated, is for."""

from __future__ import annotations

from nb2prod.notebook.model import Statement
from nb2prod.roles.draft import FAINT, LIKELY, Draft

SHOWING = frozenset({"?", "??", "%who", "%whos", "%%html", "%%latex", "%%markdown", "%%javascript", "%%js", "%%svg"})
QUERYING = frozenset({"%%sql", "%sql", "%%bigquery", "%bigquery"})
TIMING = frozenset({"%time", "%timeit", "%%time", "%%timeit", "%%capture", "%prun", "%%prun", "%debug"})
LISTING = ("!ls", "!tree", "%ls", "!unzip", "!wget", "!curl", "!kaggle", "!gdown", "!tar", "!7z")
LOOKING = ("!head", "!cat", "!wc", "!tail", "!nvidia-smi", "!pygmentize", "!echo", "!pwd", "%pwd", "!less")
SETTING_UP = (
    "%matplotlib",
    "%pylab",
    "%load_ext",
    "%config",
    "%env",
    "%cd",
    "%pip",
    "!pip",
    "!apt",
    "%reload_ext",
    "%autoreload",
)


def magic_draft(statement: Statement) -> Draft:
    """Draft a statement that is no Python.

    Args:
        statement: A statement without a syntax tree.
    """
    magic = statement.magic
    if magic is None:
        return Draft("")
    shown = magic.text.split()[0] if magic.name.startswith("!") and magic.text.split() else magic.name
    if magic.name in SHOWING or magic.text.rstrip().endswith("?"):
        return Draft("inspect", FAINT, [f"{shown} shows"])
    if magic.name in QUERYING:
        return Draft("query", LIKELY, [f"{magic.name} queries"])
    if magic.text.lstrip().startswith(LOOKING):
        return Draft("inspect", LIKELY, [f"{shown} shows"])
    if magic.text.lstrip().startswith(LISTING):
        return Draft("load", LIKELY, [f"{shown} lists or gets files"])
    if magic.name in TIMING:
        return Draft("configure", FAINT, [f"{magic.name} measures or hides output"])
    return Draft("configure", LIKELY, [f"{shown} sets up"])
